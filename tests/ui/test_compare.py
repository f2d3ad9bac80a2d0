"""Before and after on the canvas: hold, toggle, split line, side by side."""

from __future__ import annotations

import pytest
from canvas_examples import BEFORE, GREY, canvas_with_object, drag, move, spot
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine.placement import Box
from rainharmonize_gui.ui.compare import Compare, Mode, Side

_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    made, _ = canvas_with_object(selected=False)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def color(canvas, point, *, pane: int = 0):
    """What the canvas shows at a point of the picture."""
    shown = canvas.grab().toImage().pixelColor(spot(canvas, point, pane=pane))
    return shown.red(), shown.green(), shown.blue()


def split_at(canvas) -> float:
    """The picture's column under the split line."""
    visible = canvas.navigation.viewport.visible
    return canvas.map_to_image(QPoint(canvas.compare.line(visible), 10).toPointF())[0]


def test_tab_shows_before_while_it_is_held(canvas):
    assert color(canvas, (50, 250)) == GREY
    QTest.keyPress(canvas, Qt.Key.Key_Tab)
    assert color(canvas, (50, 250)) == BEFORE
    QTest.keyRelease(canvas, Qt.Key.Key_Tab)
    assert color(canvas, (50, 250)) == GREY


def test_tab_does_not_leave_the_canvas_but_shift_tab_does(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    field = QLineEdit()
    column.addWidget(field)
    canvas, _ = canvas_with_object()
    column.addWidget(canvas)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    canvas.setFocus()
    QTest.keyPress(canvas, Qt.Key.Key_Tab)
    assert canvas.hasFocus()
    assert canvas.compare.held
    QTest.keyRelease(canvas, Qt.Key.Key_Tab)
    QTest.keyClick(canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert field.hasFocus()


def test_losing_the_focus_ends_the_glance(canvas):
    QTest.keyPress(canvas, Qt.Key.Key_Tab)
    canvas.clearFocus()
    assert not canvas.compare.held


def test_before_stays_when_it_is_switched_on(canvas):
    canvas.compare.set_mode(Mode.BEFORE)
    assert color(canvas, (50, 250)) == BEFORE
    canvas.compare.set_mode(Mode.BEFORE, on=False)
    assert color(canvas, (50, 250)) == GREY


def test_switching_a_mode_off_leaves_another_one_on(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    canvas.compare.set_mode(Mode.BEFORE, on=False)
    assert canvas.compare.mode is Mode.SPLIT


def test_the_split_line_has_before_on_its_left_and_after_on_its_right(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    assert color(canvas, (50, 250)) == BEFORE
    assert color(canvas, (350, 250)) == GREY
    canvas.compare.turn()
    assert color(canvas, (50, 50)) == BEFORE
    assert color(canvas, (50, 250)) == GREY


def test_the_split_line_is_dragged_and_escape_puts_it_back(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    drag(canvas, (200, 60), (250, 80), (300, 80))
    assert split_at(canvas) == pytest.approx(300, abs=1)
    drag(canvas, (300, 60), (100, 80), release=False)
    assert split_at(canvas) == pytest.approx(100, abs=1)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert split_at(canvas) == pytest.approx(300, abs=1)
    assert not canvas.document.history.labels


def test_a_drag_farther_than_twelve_pixels_from_the_line_goes_to_the_tool(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    drag(canvas, (187, 150), (230, 190), modifiers=Qt.KeyboardModifier.ControlModifier)
    assert canvas.compare.position == 0.5
    assert len(canvas.document.history.labels) == 1


def test_the_keys_of_the_split_line(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    found = []
    for key, modifier in (
        (Qt.Key.Key_Right, _NONE),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier),
        (Qt.Key.Key_End, _NONE),
        (Qt.Key.Key_Home, _NONE),
    ):
        QTest.keyClick(canvas, key, modifier)
        found.append(round(canvas.compare.position, 3))
    assert found == [0.51, 0.41, 1.0, 0.0]


def test_arrows_move_the_object_until_the_split_line_is_clicked_and_after_a_press_elsewhere(canvas):
    canvas.selection.step(1)
    layer = canvas.selection.layer_id
    left = canvas.selection.layer.placement.map((0, 0))[0]
    canvas.compare.set_mode(Mode.SPLIT)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.compare.position == 0.5
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, _NONE, spot(canvas, (200, 20)))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.compare.position == pytest.approx(0.51)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, _NONE, spot(canvas, (225, 165)))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.compare.position == pytest.approx(0.51)
    assert canvas.document.scene.layer(layer).placement.map((0, 0))[0] == left + 2


def test_a_double_click_puts_the_line_into_the_middle(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    canvas.compare.move_to(0.2)
    QTest.mouseDClick(canvas, _LEFT, _NONE, spot(canvas, (80, 60)))
    assert canvas.compare.position == 0.5


def test_the_line_stays_in_reach_zoomed_and_panned(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    canvas.navigation.zoom_to(6.0)
    canvas.navigation.pan(-700, -300)
    before, after = QPoint(100, 330), QPoint(400, 330)
    shown = canvas.grab().toImage()
    assert shown.pixelColor(before).getRgb()[:3] == BEFORE
    assert shown.pixelColor(after).getRgb()[:3] == GREY
    middle = canvas.width() // 2
    QTest.mousePress(canvas, _LEFT, _NONE, QPoint(middle, 350))
    move(canvas, QPoint(middle - 125, 350), buttons=_LEFT)
    QTest.mouseRelease(canvas, _LEFT, _NONE, QPoint(middle - 125, 350))
    assert canvas.compare.position == pytest.approx(0.25, abs=0.01)


def test_the_button_turns_the_line(canvas):
    button = canvas._split_button
    assert not button.isVisible()
    canvas.compare.set_mode(Mode.SPLIT)
    assert button.isVisible()
    QTest.mouseClick(button, _LEFT)
    assert not canvas.compare.upright


def test_the_cursor_shows_where_the_line_can_be_taken(canvas):
    canvas.compare.set_mode(Mode.SPLIT)
    move(canvas, spot(canvas, (208, 40)))
    assert canvas.cursor().shape() == Qt.CursorShape.SplitHCursor
    move(canvas, spot(canvas, (230, 40)))
    assert canvas.cursor().shape() == Qt.CursorShape.ArrowCursor


def test_side_by_side_shows_both_and_moves_them_together(canvas):
    canvas.compare.set_mode(Mode.SIDE_BY_SIDE)
    assert color(canvas, (350, 250), pane=0) == BEFORE
    assert color(canvas, (350, 250), pane=1) == GREY
    canvas.navigation.zoom_to(3.0)
    apart = spot(canvas, (200, 150), pane=1) - spot(canvas, (200, 150), pane=0)
    canvas.pan(-30, 12)
    assert spot(canvas, (200, 150), pane=1) - spot(canvas, (200, 150), pane=0) == apart


def test_a_glance_keeps_the_panes_where_they_are(canvas):
    canvas.compare.set_mode(Mode.SIDE_BY_SIDE)
    there = spot(canvas, (350, 250), pane=1)
    QTest.keyPress(canvas, Qt.Key.Key_Tab)
    assert spot(canvas, (350, 250), pane=1) == there
    assert color(canvas, (350, 250), pane=1) == BEFORE


@pytest.mark.parametrize("pane", [0, 1])
def test_side_by_side_works_in_both_panes(canvas, pane):
    canvas.compare.set_mode(Mode.SIDE_BY_SIDE)
    layer = canvas.document.scene.layers[0]
    start, end = (spot(canvas, point, pane=pane) for point in ((200, 150), (260, 210)))
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mousePress(canvas, _LEFT, control, start)
    move(canvas, end, modifiers=control, buttons=_LEFT)
    QTest.mouseRelease(canvas, _LEFT, control, end)
    x, y = canvas.document.scene.layer(layer.id).placement.map((40, 30)).tolist()
    assert (x, y) == pytest.approx((260, 210), abs=2.5)


def test_the_other_pane_mirrors_the_pointer(canvas):
    canvas.compare.set_mode(Mode.SIDE_BY_SIDE)
    there = spot(canvas, (100, 60), pane=0)
    plain = canvas.grab().toImage().pixelColor(there)
    move(canvas, spot(canvas, (100, 60), pane=1))
    assert canvas.grab().toImage().pixelColor(there) != plain


@settings(max_examples=50, deadline=None)
@given(
    position=st.floats(-0.5, 1.5),
    upright=st.booleans(),
    width=st.integers(1, 500),
    height=st.integers(1, 500),
)
def test_the_halves_of_a_split_share_the_picture_without_gap_or_overlap(position, upright, width, height):
    compare = Compare()
    compare.set_mode(Mode.SPLIT)
    compare.move_to(position)
    if not upright:
        compare.turn()
    visible = Box(7, 9, 7 + width, 9 + height)
    (one, first), (other, second) = compare.halves(visible)
    assert (first, second) == (Side.BEFORE, Side.AFTER)
    assert one.width * one.height + other.width * other.height == width * height
    assert one.intersect(other).empty
