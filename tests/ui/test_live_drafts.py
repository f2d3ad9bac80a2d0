"""What is shown while an answer is outstanding is no finding to save, and not of another variant unasked."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from live_examples import document_with_object, settle, tiny_weights

from engine.progress import CancelToken
from engine.types import Method
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.ui import live
from rainharmonize_gui.ui.live import Phase
from rainharmonize_gui.ui.worker import Analyst


@pytest.fixture(autouse=True)
def default_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "tiny.safetensors")))


@pytest.fixture
def gate(monkeypatch) -> Iterator[threading.Event]:
    """Exact analyses wait until it is set."""
    gate, original = threading.Event(), Analyst.analyse

    def held(self, asked, cancel):
        if not asked.draft:
            gate.wait(20)
        return original(self, asked, cancel)

    gate.set()
    monkeypatch.setattr(Analyst, "analyse", held)
    yield gate
    gate.set()


def test_a_draft_is_neither_saved_nor_exported(gate, scene, qtbot):
    watched, layer = scene
    gate.clear()
    with watched.document.begin(Label.MOVE):
        watched.document.move(layer, 40, 10)
        moved = watched.document.scene
        qtbot.waitUntil(lambda: watched.live._next_request() is None, timeout=10_000)
    assert watched.live.at_hand(moved) == {}
    complete = watched.live.completion(moved)
    gate.set()
    findings = complete(lambda *_: None, CancelToken())
    settle(watched, qtbot)
    assert np.array_equal(composite(watched.document.scene, findings=findings), watched.after)


@pytest.mark.parametrize("auto", [True, False])
def test_another_variant_shows_in_the_colours_of_the_one_before_only_where_it_is_under_way(
    gate, scene, qtbot, auto
):
    watched, layer = scene
    watched.live.set_auto_preview(auto)
    gate.clear()
    watched.document.set_variant(layer, Variant(Method.REINHARD))
    qtbot.waitUntil(lambda: watched.frames[-1].scene is watched.document.scene)
    assert np.array_equal(watched.after, watched.before) is not auto
    assert (watched.live.status.phase is Phase.PAUSED) is not auto
    gate.set()


def test_an_analysis_that_had_to_load_the_network_does_not_count_as_slow(watch, qtbot, monkeypatch):
    monkeypatch.setattr(live, "SLOW", -1.0)
    document, layer = document_with_object()
    watched = watch(document)
    settle(watched, qtbot)
    document.move(layer, 5, 0)
    assert not watched.live._settled.isActive()
    settle(watched, qtbot)
    document.move(layer, 5, 0)
    assert watched.live._settled.isActive()
    settle(watched, qtbot)
