"""A scene of more objects than the cache would keep for undo: it comes to rest all the same."""

from __future__ import annotations

import pytest
from live_examples import BACKGROUND, Watch, photo, settle

from engine.images import Picture
from engine.types import Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.ui.findings import KEPT, PASSING
from rainharmonize_gui.ui.variants import look_for
from rainharmonize_gui.ui.worker import Analyst


@pytest.fixture
def analyses(monkeypatch) -> list[object]:
    """The targets of all that are made."""
    made: list[object] = []
    original = Analyst.analyse

    def noted(self, asked, cancel):
        made.append(asked.job.target)
        return original(self, asked, cancel)

    monkeypatch.setattr(Analyst, "analyse", noted)
    return made


def document_of(count: int) -> Document:
    document = Document()
    document.new_look = look_for(Variant(Method.REINHARD))
    document.open_background(Picture(photo(BACKGROUND, seed=1)))
    for index in range(count):
        picture = Picture(photo((24, 24), seed=index, light=150))
        document.add_object(picture, name="Dog", center=(20 + 13 * index, 20 + 8 * index))
    return document


def test_more_objects_than_are_kept_are_harmonized_once_each(watch: Watch, analyses, qtbot):
    watched = watch(document_of(KEPT + 1))
    settle(watched, qtbot)
    qtbot.waitUntil(lambda: watched.live._request is None)
    assert len(analyses) == KEPT + 1


def test_a_drag_that_is_held_still_comes_to_rest(watch: Watch, analyses, qtbot):
    document = document_of(PASSING + 1)
    watched = watch(document)
    settle(watched, qtbot)
    analyses.clear()
    with document.begin(Label.MOVE):
        document.move(document.scene.layers[0].id, 5, 5)
        qtbot.waitUntil(lambda: len(analyses) == PASSING + 1, timeout=10_000)
        qtbot.waitUntil(lambda: watched.live._request is None, timeout=10_000)
        assert len(analyses) == PASSING + 1
    settle(watched, qtbot)
