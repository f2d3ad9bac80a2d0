"""What the status says is at work, and what happens where it is another or none."""

from __future__ import annotations

import numpy as np
import pytest
from live_examples import document_with_object, settle, tiny_weights

from engine.default_weights import OPEN_PHOTOS
from engine.types import Direction, Method
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.variants import name_of


@pytest.fixture(autouse=True)
def default_weights(tmp_path, monkeypatch):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "tiny.safetensors")))


def test_the_status_names_weights_and_device(scene):
    assert scene[0].live.status.engine.startswith("RainNet · tiny · CPU, ")


def test_the_status_follows_to_a_variant_that_is_known_already(scene, qtbot):
    watched, layer = scene
    for variant, text in ((Variant(Method.MKL), "Colour match · no network"), (Variant(), "RainNet · tiny")):
        watched.document.set_variant(layer, variant)
        settle(watched, qtbot)
        assert watched.live.status.engine.startswith(text)


@pytest.mark.parametrize("weights", ["", OPEN_PHOTOS, "mine.safetensors"])
def test_the_status_calls_a_network_as_the_list_does(scene, qtbot, monkeypatch, tmp_path, weights):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAINHARMONIZE_WEIGHTS")
    tiny_weights(tmp_path / "mine.safetensors")
    watched, layer = scene
    watched.live.configure(weights="")
    watched.document.set_variant(layer, Variant(Method.RAINNET, weights))
    said = f"{name_of(Variant(Method.RAINNET, weights))} · CPU, "

    qtbot.waitUntil(lambda: watched.live.status.engine.startswith(said), timeout=30_000)
    settle(watched, qtbot)


def test_the_status_names_what_is_at_work_for_each_object_once(scene, qtbot):
    watched, layer = scene
    for _ in range(2):
        other = watched.document.duplicate(layer)
        watched.document.set_variant(other, Variant(Method.MKL))
    settle(watched, qtbot)
    network, match = watched.live.status.engine.split("; ")
    assert network.startswith("RainNet · tiny")
    assert match == "Colour match · no network"


def test_the_status_says_where_everything_fits_as_it_is(watch, qtbot, monkeypatch, tmp_path):
    weights = tiny_weights(tmp_path / "calm.safetensors", calm=True)
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(weights))
    document, layer = document_with_object()
    watched = watch(document)
    settle(watched, qtbot)
    assert watched.live.status.text == "Nothing was changed: it fits as it is."
    assert not watched.notices  # a message would move the picture
    document.set_variant(document.duplicate(layer), Variant(Method.MKL))
    settle(watched, qtbot)
    assert watched.live.status.text == ""
    document.undo()
    document.undo()
    settle(watched, qtbot)
    assert watched.live.status.text
    document.set_harmonize(layer, on=False)
    settle(watched, qtbot)
    assert watched.live.status.text == ""


def test_the_status_says_of_what_nothing_shows_for_as_long_as_that_is_so(scene, qtbot):
    watched, layer = scene
    document = watched.document
    document.clear_mask(layer)
    settle(watched, qtbot)
    assert watched.live.status.text == "Nothing of “Dog” shows: its mask is empty."
    document.set_direction(Direction.BACKGROUND)
    settle(watched, qtbot)
    assert watched.live.status.text == "Nothing of the objects shows: their masks are empty."
    document.undo()
    document.undo()
    settle(watched, qtbot)
    assert (watched.live.status.text, watched.notices) == ("", [])


def test_the_status_says_what_is_in_the_way_for_as_long_as_that_is_so(scene, qtbot):
    watched, _ = scene
    document = watched.document
    everywhere = np.full(document.scene.size[::-1], 255, np.uint8)
    everywhere[60:180, 80:280] = 0  # the object, which is to stay
    document.set_reference(everywhere)
    document.set_direction(Direction.BACKGROUND)
    settle(watched, qtbot)
    assert watched.live.status.text.startswith("The reference region is empty or lies within what changes")
    document.clear_reference()
    settle(watched, qtbot)
    assert watched.live.status.text == ""


def test_without_weights_the_program_goes_on_and_says_so(watch, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tmp_path / "none.safetensors"))
    document, layer = document_with_object()
    watched = watch(document)
    settle(watched, qtbot)
    document.move(layer, 3, 0)
    settle(watched, qtbot)
    assert watched.live.status.engine == "Colour match (no weights found)"
    assert [level for _, level in watched.notices] == [Level.WARNING]
    assert not np.array_equal(watched.after, watched.before)


def test_other_weights_are_used_from_then_on(scene, qtbot, tmp_path):
    watched, _ = scene
    before = watched.after
    watched.live.configure(weights=str(tiny_weights(tmp_path / "other.safetensors", seed=9)))
    qtbot.waitUntil(lambda: "other" in watched.live.status.engine, timeout=10_000)
    settle(watched, qtbot)
    assert not np.array_equal(watched.after, before)
