"""Brush, eraser and reference region under the hand."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_examples import canvas_with_object, drag, move, spot
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.masks.brush import MAX_SIZE, MIN_SIZE
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui.canvas import Canvas

_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    made, _ = canvas_with_object()
    qtbot.addWidget(made)
    made.show()
    made.brush.set_size(10)
    made.brush.set_hardness(1.0)
    return made


def mask(canvas: Canvas):
    """Of the object, which lies at (160, 120)."""
    return canvas.selection.layer.mask.pixels


def test_the_eraser_takes_from_the_mask_and_a_stroke_is_one_step(canvas):
    canvas.set_tool("tool.eraser")
    drag(canvas, (180, 150), (190, 150), (220, 150))
    assert mask(canvas)[30, 25] == mask(canvas)[30, 55] == 0
    assert mask(canvas)[30, 5] == mask(canvas)[45, 40] == 255
    assert canvas.document.history.labels == (Label.ERASE_MASK,)
    canvas.document.undo()
    assert (mask(canvas) == 255).all()


def test_the_brush_gives_back_to_the_mask(canvas):
    canvas.document.clear_mask(canvas.selection.layer_id)
    canvas.set_tool("tool.brush")
    QTest.mouseClick(canvas, _LEFT, _NONE, spot(canvas, (200, 150)))
    assert mask(canvas)[30, 40] == 255
    assert (mask(canvas) > 127).sum() == pytest.approx(np.pi * 25, abs=8)
    assert canvas.document.history.undo_label is Label.PAINT_MASK


def test_escape_takes_a_stroke_back(canvas):
    canvas.set_tool("tool.eraser")
    drag(canvas, (180, 150), (220, 150), release=False)
    assert not (mask(canvas) == 255).all()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert (mask(canvas) == 255).all()
    assert not canvas.document.history.labels


def test_strokes_follow_a_turned_and_flipped_object(canvas):
    layer_id = canvas.selection.layer_id
    canvas.document.rotate(layer_id, 90)
    canvas.document.flip(layer_id)
    canvas.set_tool("tool.eraser")
    point = canvas.selection.layer.placement.map((10.5, 15.5)).tolist()
    QTest.mouseClick(canvas, _LEFT, _NONE, spot(canvas, tuple(point)))
    assert mask(canvas)[15, 10] == 0
    assert mask(canvas)[45, 70] == 255


def test_shift_and_a_click_draw_a_straight_line_from_the_last_stroke(canvas):
    canvas.set_tool("tool.eraser")
    QTest.mouseClick(canvas, _LEFT, _NONE, spot(canvas, (170, 130)))
    QTest.mouseClick(canvas, _LEFT, Qt.KeyboardModifier.ShiftModifier, spot(canvas, (230, 170)))
    assert mask(canvas)[30, 40] == 0
    assert len(canvas.document.history.labels) == 2


def test_alt_and_drag_size_the_brush_and_paint_nothing(canvas):
    canvas.set_tool("tool.brush")
    drag(canvas, (200, 150), (215, 150), modifiers=Qt.KeyboardModifier.AltModifier)
    assert canvas.brush.brush.size == pytest.approx(40)
    assert not canvas.document.history.labels


def test_escape_gives_the_brush_its_size_back(canvas):
    canvas.set_tool("tool.brush")
    drag(canvas, (200, 150), (250, 150), modifiers=Qt.KeyboardModifier.AltModifier, release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.brush.brush.size == 10


def test_size_and_hardness_go_in_steps_and_stay_within_limits(canvas):
    sizes = []
    for _ in range(100):
        sizes.append(canvas.brush.brush.size)
        canvas.brush.resize(1)
    assert sizes == sorted(set(sizes)) + [MAX_SIZE] * (len(sizes) - len(set(sizes)))
    for _ in range(200):
        canvas.brush.resize(-1)
    assert canvas.brush.brush.size == MIN_SIZE
    canvas.brush.harden(-20)
    assert canvas.brush.brush.hardness == 0
    canvas.brush.harden(3)
    assert canvas.brush.brush.hardness == pytest.approx(0.3)


def test_without_an_object_the_eraser_finds_nothing_and_says_so(canvas):
    canvas.selection.select(None)
    canvas.set_tool("tool.eraser")
    move(canvas, spot(canvas, (200, 150)))
    assert canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    drag(canvas, (200, 150), (220, 150))
    assert not canvas.document.history.labels
    assert canvas.tool.hint == "Select an object to erase parts of it"


@pytest.mark.parametrize("tool", ["tool.brush", "tool.eraser"])
def test_a_hidden_object_is_not_painted_on_unseen(canvas, tool):
    canvas.document.set_visible(canvas.selection.layer_id, visible=False)
    canvas.set_tool(tool)
    move(canvas, spot(canvas, (200, 150)))
    assert canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    assert canvas.tool.hint == "“Dog” is hidden: show it to work on its mask"
    drag(canvas, (200, 150), (220, 150))
    assert canvas.document.history.labels == (Label.HIDE,)

    canvas.document.undo()
    move(canvas, spot(canvas, (201, 150)))
    assert (canvas.cursor().shape(), canvas.tool.hint) == (Qt.CursorShape.BlankCursor, "")


def stylus(canvas, kind, point, *, pressure=1.0, eraser=False):
    device = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Eraser if eraser else QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure, 1, 1,
    )  # fmt: skip
    place = QPointF(spot(canvas, point))
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletMove else _LEFT
    everywhere = QPointF(canvas.mapToGlobal(place))
    event = QTabletEvent(
        kind, device, place, everywhere, pressure, 0.0, 0.0, 0.0, 0.0, 0.0, _NONE, button, _LEFT
    )
    QApplication.sendEvent(canvas, event)
    return event.isAccepted()


def test_a_stylus_paints_by_its_pressure_and_erases_with_its_far_end(canvas):
    canvas.set_tool("tool.brush")
    canvas.brush.set_size(20)
    assert stylus(canvas, QEvent.Type.TabletPress, (180, 150), pressure=0.3, eraser=True)
    assert stylus(canvas, QEvent.Type.TabletMove, (220, 150), pressure=1.0, eraser=True)
    assert stylus(canvas, QEvent.Type.TabletRelease, (220, 150), pressure=0.0, eraser=True)
    erased = (mask(canvas) == 0).sum(axis=0)
    assert 4 <= erased[20] <= 8
    assert 14 <= erased[57] <= 20
    assert canvas.document.history.labels == (Label.ERASE_MASK,)


def test_a_box_sets_the_reference_region_shift_adds_and_alt_takes_away(canvas):
    canvas.set_tool("tool.reference")
    drag(canvas, (20, 20), (40, 40), (60, 50))
    reference = canvas.document.scene.reference.pixels
    assert reference[20:50, 20:60].all()
    assert np.count_nonzero(reference) == 30 * 40
    drag(canvas, (100, 20), (110, 30), modifiers=Qt.KeyboardModifier.ShiftModifier)
    assert np.count_nonzero(canvas.document.scene.reference.pixels) == 1300
    drag(canvas, (20, 20), (60, 40), modifiers=Qt.KeyboardModifier.AltModifier)
    assert np.count_nonzero(canvas.document.scene.reference.pixels) == 500
    drag(canvas, (0, 0), (10, 10))
    assert np.count_nonzero(canvas.document.scene.reference.pixels) == 100
    assert canvas.document.history.labels == (Label.SET_REFERENCE,) * 4


def test_a_click_with_the_reference_tool_keeps_the_region(canvas):
    canvas.set_tool("tool.reference")
    drag(canvas, (20, 20), (60, 50))
    QTest.mouseClick(canvas, _LEFT, _NONE, spot(canvas, (100, 100)))
    assert np.count_nonzero(canvas.document.scene.reference.pixels) == 1200


def test_the_reference_region_can_be_painted_and_painted_away(canvas):
    canvas.set_tool("tool.reference")
    canvas.tool.switch_mode()
    drag(canvas, (30, 30), (90, 30))
    assert canvas.document.scene.reference.pixels[30, 60] == 255
    canvas.brush.set_size(14)
    drag(canvas, (25, 30), (95, 30), modifiers=Qt.KeyboardModifier.ControlModifier)
    assert canvas.document.scene.reference is None
    canvas.document.undo()
    assert canvas.document.scene.reference is not None
