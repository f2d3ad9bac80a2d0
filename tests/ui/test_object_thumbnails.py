"""Small pictures of the objects, in the list of the Objects panel."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from canvas_examples import BACKGROUND, GREY, ORANGE, plain
from mask_tool_examples import Gate

from engine.masks.edge import EdgeSettings
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.ui.panels import object_thumbnails
from rainharmonize_gui.ui.panels.object_model import ObjectModel, Role
from rainharmonize_gui.ui.qimage import from_qimage


@pytest.fixture
def document() -> Document:
    """A grey photo and an orange object of 80×60, a square of which is in its mask."""
    made = Document()
    made.open_background(plain(BACKGROUND, GREY))
    dog = made.add_object(plain((80, 60), ORANGE), name="Dog")
    mask = np.zeros((60, 80), np.uint8)
    mask[15:45, 25:55] = 255
    made.set_mask(dog, mask)
    return made


@pytest.fixture
def gate(monkeypatch) -> Gate:
    made = Gate(object_thumbnails._make)
    monkeypatch.setattr(object_thumbnails, "_make", made)
    return made


@pytest.fixture
def model(qapp, document: Document, gate: Gate) -> Iterator[ObjectModel]:
    made = ObjectModel(document)
    document.observe(lambda _change: made.refresh())
    made.refresh()
    yield made
    gate.open()
    made.stop()


def thumbnail(model: ObjectModel, row: int) -> U8:
    return from_qimage(model.index(row).data(Role.THUMBNAIL))


def share(model: ObjectModel) -> float:
    """Of the object's thumbnail that shows."""
    return float(thumbnail(model, 0)[..., 3].mean() / 255)


def test_a_thumbnail_shows_the_object_with_its_edge(qtbot, document, model, gate) -> None:
    gate.open()
    qtbot.waitUntil(lambda: not model.index(0).data(Role.THUMBNAIL).isNull())
    assert share(model) == pytest.approx(30 * 30 / (80 * 60), rel=0.05)
    with qtbot.waitSignal(model._thumbnails.changed):
        document.set_edge(document.scene.layers[0].id, EdgeSettings(shift=-5))
    assert share(model) == pytest.approx(20 * 20 / (80 * 60), rel=0.1)
    with qtbot.waitSignal(model._thumbnails.changed):
        document.undo()
    assert share(model) == pytest.approx(30 * 30 / (80 * 60), rel=0.05)


def test_thumbnails_are_made_on_a_thread_and_the_old_ones_stay_meanwhile(
    qtbot, document, model, gate
) -> None:
    assert model.index(0).data(Role.THUMBNAIL).isNull()
    gate.open()
    qtbot.waitUntil(lambda: not model.index(1).data(Role.THUMBNAIL).isNull())
    assert tuple(thumbnail(model, 1)[5, 5]) == GREY
    gate.close()
    before = share(model)
    document.invert_mask(document.scene.layers[0].id)
    assert share(model) == before
    gate.open()
    qtbot.waitUntil(lambda: share(model) != before)
    assert len(gate.came) == 2
    assert threading.main_thread() not in gate.came


def test_a_thumbnail_that_fails_is_tried_again_at_the_next_change(
    qtbot, document, model, gate, caplog, monkeypatch
) -> None:
    def run_out(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(gate, "_work", run_out)
        gate.open()
        qtbot.waitUntil(lambda: "could not be made" in caplog.text)
    document.set_edge(document.scene.layers[0].id, EdgeSettings(feather=2))
    qtbot.waitUntil(lambda: not model.index(0).data(Role.THUMBNAIL).isNull())
