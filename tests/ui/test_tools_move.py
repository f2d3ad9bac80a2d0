"""The move tool under the hand: selecting, dragging, scaling, turning, snapping, cancelling."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_examples import BACKGROUND, canvas_with_object, drag, plain, spot
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from engine.masks.edge import EdgeSettings
from engine.placement import Placement
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.canvas import Canvas

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
MIDDLE = (200, 150)
"""Of the object, 80×60, and of the background."""


@pytest.fixture
def canvas(qtbot):
    made, _ = canvas_with_object()
    qtbot.addWidget(made)
    made.show()
    return made


def numbers(canvas: Canvas):
    geometry = canvas.document.geometry(canvas.selection.layer_id)
    return [round(v, 6) for v in (geometry.x, geometry.y, geometry.width, geometry.height)]


def test_the_canvas_opens_at_100_percent_with_the_picture_in_the_middle(canvas):
    assert canvas.navigation.viewport.zoom == 1
    assert spot(canvas, MIDDLE) == canvas.rect().center() + spot(canvas, MIDDLE) - canvas.rect().center()
    assert spot(canvas, MIDDLE).x() == canvas.width() // 2


def test_a_drag_moves_the_object_and_is_one_undo_step(canvas):
    drag(canvas, MIDDLE, (210, 160), (240, 190), (237, 188), modifiers=_CTRL)
    assert numbers(canvas) == [197, 158, 80, 60]
    assert canvas.document.history.labels == (Label.MOVE,)
    canvas.document.undo()
    assert numbers(canvas) == [160, 120, 80, 60]


def test_a_drag_shorter_than_the_threshold_moves_nothing(canvas):
    drag(canvas, MIDDLE, (203, 152))
    assert numbers(canvas) == [160, 120, 80, 60]
    assert not canvas.document.history.labels


def test_shift_keeps_a_drag_to_one_axis(canvas):
    drag(canvas, MIDDLE, (237, 159), modifiers=_SHIFT | _CTRL)
    assert numbers(canvas) == [197, 120, 80, 60]


def test_shift_pressed_during_a_drag_counts_without_a_move(canvas):
    drag(canvas, MIDDLE, (237, 159), modifiers=_CTRL, release=False)
    QTest.keyPress(canvas, Qt.Key.Key_Shift, _CTRL)
    assert numbers(canvas)[1] == 120
    QTest.keyRelease(canvas, Qt.Key.Key_Shift, _CTRL)
    assert numbers(canvas)[1] == 129


def test_escape_cancels_a_drag_and_leaves_no_step(canvas):
    drag(canvas, MIDDLE, (260, 190), release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    drag_end = spot(canvas, (280, 200))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, _NONE, drag_end)
    assert numbers(canvas) == [160, 120, 80, 60]
    assert not canvas.document.history.labels


def test_undo_from_elsewhere_ends_a_drag(canvas):
    drag(canvas, MIDDLE, (260, 190), release=False)
    canvas.document.undo()
    drag(canvas, (261, 191), (280, 200))
    assert numbers(canvas) == [160, 120, 80, 60]


def test_an_object_snaps_within_eight_screen_pixels(canvas):
    drag(canvas, MIDDLE, (100, 100), modifiers=_CTRL)
    drag(canvas, (100, 100), (195, 200))
    assert numbers(canvas)[0] == 160  # its middle at the background's
    canvas.document.undo()
    drag(canvas, (100, 100), (191, 200))
    assert numbers(canvas)[0] == 151


def test_snapping_can_be_switched_off(canvas):
    canvas.snapping = False
    drag(canvas, MIDDLE, (203, 190))
    assert numbers(canvas) == [163, 160, 80, 60]


def test_a_drag_kept_to_an_axis_snaps_along_it_alone(canvas):
    drag(canvas, MIDDLE, (203, 154), modifiers=_CTRL)
    drag(canvas, (203, 154), (260, 155), (205, 155), modifiers=_SHIFT)
    assert numbers(canvas) == [160, 124, 80, 60]


def test_a_side_snaps_while_it_is_scaled_and_ctrl_suspends_that(canvas):
    drag(canvas, (240, 150), (262, 150))
    assert numbers(canvas) == pytest.approx([160, 120, 800 / 3 - 160, 60], abs=0.1)
    canvas.document.undo()
    drag(canvas, (240, 150), (262, 150), modifiers=_CTRL)
    assert numbers(canvas) == [160, 120, 102, 60]


def test_a_corner_scales_in_proportion(canvas):
    drag(canvas, (240, 180), (280, 210))
    assert numbers(canvas) == pytest.approx([160, 120, 120, 90])
    assert canvas.document.history.labels == (Label.SCALE,)


def test_a_corner_with_shift_scales_freely(canvas):
    drag(canvas, (240, 180), (280, 180), modifiers=_SHIFT)
    assert numbers(canvas) == pytest.approx([160, 120, 120, 60])


def test_a_corner_with_alt_scales_about_the_middle(canvas):
    drag(canvas, (240, 180), (280, 210), modifiers=_ALT)
    assert numbers(canvas) == pytest.approx([120, 90, 160, 120])


def test_a_corner_dragged_across_the_opposite_side_flips(canvas):
    drag(canvas, (240, 180), (80, 180), modifiers=_SHIFT)
    assert canvas.document.geometry(canvas.selection.layer_id).flipped
    assert numbers(canvas) == pytest.approx([80, 120, 80, 60])


def test_an_edge_scales_one_side(canvas):
    drag(canvas, (240, 150), (300, 170))
    assert numbers(canvas) == pytest.approx([160, 120, 140, 60])


def test_just_outside_a_corner_turns(canvas):
    drag(canvas, (251, 189), (240, 210))
    assert canvas.document.history.labels == (Label.ROTATE,)
    assert canvas.document.geometry(canvas.selection.layer_id).angle > 10


def test_the_round_handle_turns_in_steps_with_shift(canvas):
    drag(canvas, (200, 92), (250, 110), modifiers=_SHIFT)
    angle = canvas.document.geometry(canvas.selection.layer_id).angle
    assert angle > 0
    assert angle % 15 == pytest.approx(0)


def test_handles_keep_their_size_on_screen(canvas):
    canvas.navigation.zoom_to(4.0)
    end = spot(canvas, (240, 180))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, _NONE, end)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, _NONE, end)
    corner = canvas.map_to_image((end + spot(canvas, (0, 0)) - spot(canvas, (0, 0))).toPointF())
    drag(canvas, corner, (280, 210))
    assert canvas.document.history.labels == (Label.SCALE,)


def test_a_click_selects_the_topmost_object_that_shows_there(canvas):
    below = canvas.selection.layer_id
    hole = plain((80, 60), (0, 255, 0), alpha=255)
    hole.alpha[10:-10, 10:40] = 0
    above = canvas.document.add_object(hole, name="Hole")
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, _NONE, spot(canvas, (180, 150)))
    assert canvas.selection.layer_id == below
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, _NONE, spot(canvas, (220, 150)))
    assert canvas.selection.layer_id == above


def test_a_click_on_nothing_deselects(canvas):
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, _NONE, spot(canvas, (50, 50)))
    assert canvas.selection.layer_id is None


def test_a_press_on_another_object_selects_and_drags_it(canvas):
    other = canvas.document.add_object(plain((40, 40), (0, 0, 255)), name="Cat", center=(60, 60))
    drag(canvas, (60, 60), (90, 95), modifiers=_CTRL)
    assert canvas.selection.layer_id == other
    assert numbers(canvas) == [70, 75, 40, 40]


def test_arrows_nudge_and_a_run_of_them_is_one_step(canvas):
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Up, _SHIFT)
    assert numbers(canvas) == [163, 110, 80, 60]
    assert canvas.document.history.labels == (Label.MOVE,)


def test_arrows_move_the_view_where_nothing_is_selected(canvas):
    canvas.selection.select(None)
    before = spot(canvas, MIDDLE)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert spot(canvas, MIDDLE).x() < before.x()
    assert canvas.document.scene.size == BACKGROUND


def test_the_cursor_says_what_a_press_would_do(canvas):
    shapes = {
        (200, 150): Qt.CursorShape.SizeAllCursor,
        (240, 180): Qt.CursorShape.SizeFDiagCursor,
        (240, 120): Qt.CursorShape.SizeBDiagCursor,
        (240, 150): Qt.CursorShape.SizeHorCursor,
        (200, 180): Qt.CursorShape.SizeVerCursor,
        (252, 190): Qt.CursorShape.BitmapCursor,
        (20, 20): Qt.CursorShape.ArrowCursor,
    }
    for point, shape in shapes.items():
        QTest.mouseMove(canvas, spot(canvas, point))
        assert canvas.cursor().shape() == shape, point


def test_an_object_that_goes_is_deselected(canvas):
    canvas.document.delete(canvas.selection.layer_id)
    assert canvas.selection.layer_id is None


@pytest.fixture
def cut(canvas):
    """Cut out: of 80×60 pixels at (160, 120) those from (20, 10) to (60, 40) are left, and faint dust."""
    mask = np.zeros((60, 80), np.uint8)
    mask[10:40, 20:60] = 255
    mask[55, 75] = 9
    canvas.document.set_mask(canvas.selection.layer_id, mask)
    canvas.document.replace_scene(canvas.document.scene)
    return canvas


def test_handles_hug_what_is_left_of_a_cut_out(cut):
    assert numbers(cut) == [180, 130, 40, 30]
    drag(cut, (220, 160), (260, 190), modifiers=_CTRL)
    assert numbers(cut) == pytest.approx([180, 130, 80, 60], abs=0.01)
    assert cut.document.scene.layers[0].placement.map((20, 10)).tolist() == pytest.approx([180, 130])


def test_a_cut_out_turns_about_the_middle_of_what_is_left(cut):
    drag(cut, (200, 130 - 28), (200 + 15 + 28, 145), modifiers=_SHIFT)
    assert numbers(cut) == pytest.approx([200 - 15, 145 - 20, 40, 30], abs=0.01)


def test_a_cut_out_snaps_by_what_is_left(cut):
    drag(cut, (200, 145), (24, 145), modifiers=_SHIFT)
    assert numbers(cut)[0] == 0


def test_a_click_beside_what_is_left_lets_go_of_a_cut_out(cut):
    assert cut.selection.layer_id is not None
    QTest.mouseClick(cut, Qt.MouseButton.LeftButton, _NONE, spot(cut, (200, 177)))
    assert cut.selection.layer_id is None


def test_the_box_of_a_cut_out_that_shows_nothing_is_all_of_it(cut):
    cut.document.set_mask(cut.selection.layer_id, np.zeros((60, 80), np.uint8))
    assert numbers(cut) == [160, 120, 80, 60]


@pytest.mark.parametrize(
    ("edge", "expected"),
    [
        (EdgeSettings(shift=3), [177, 127, 46, 36]),
        (EdgeSettings(shift=-3), [183, 133, 34, 24]),
        (EdgeSettings(smooth=8), [180, 130, 40, 30]),
        (EdgeSettings(feather=4), [176, 126, 48, 38]),
        (EdgeSettings(shift=-20), [160, 120, 80, 60]),
    ],
)
def test_the_box_follows_the_edge(cut, edge, expected):
    cut.document.set_edge(cut.selection.layer_id, edge)
    assert numbers(cut) == expected


def test_a_cut_out_that_is_not_selected_snaps_by_what_is_left_too(cut):
    cut.selection.select(None)
    drag(cut, (200, 145), (24, 145), modifiers=_SHIFT)
    assert numbers(cut)[0] == 0


def test_a_drag_there_and_back_is_no_step(cut):
    layer_id = cut.selection.layer_id
    crooked = Placement.of((80, 60), center=(200.3, 149.7), scale=1.237, rotation_degrees=13.7)
    cut.document.place(layer_id, crooked)
    steps = cut.document.history.labels
    drag(cut, (200, 148), (230, 170), (200, 148), modifiers=_CTRL)
    assert cut.document.history.labels == steps
    assert cut.document.scene.layers[0].placement == crooked


def test_the_frame_of_a_cut_out_is_drawn_around_what_is_left(cut):
    """Tools that paint draw it around all that can be painted on."""
    layer = cut.document.scene.layers[0]

    def drawn(**how) -> list[tuple[int, int]]:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        items.paint_outline(painter, layer, Placement(), **how)
        painter.end()
        return [spot for spot in ((180, 145), (160, 145)) if image.pixelColor(*spot).blue() > 40]

    assert drawn() == [(180, 145)]
    assert drawn(whole=True, faint=True) == [(160, 145)]


def test_handles_are_drawn_at_the_corners_of_what_is_left(cut):
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    items.paint_handles(painter, cut.document.scene.layers[0], Placement(), zoom=1.0)
    painter.end()
    lit = [
        spot for spot in ((180, 130), (220, 160), (160, 120), (240, 180)) if image.pixelColor(*spot).blue()
    ]
    assert lit == [(180, 130), (220, 160)]
