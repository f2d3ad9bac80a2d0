"""The canvas itself: zoom, pan, frames, masks, drops, keys."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_examples import GREY, ORANGE, canvas_with_object, drag, empty_canvas, move, plain, shown, spot
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QInputDevice,
    QKeyEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from rainharmonize_gui.ui import mime
from rainharmonize_gui.ui.mask_view import MaskView
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.theme import Scheme, theme

_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton
COPY = Qt.DropAction.CopyAction


@pytest.fixture
def canvas(qtbot):
    made, _ = canvas_with_object(selected=False)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.stop()


def color(canvas, position: QPoint):
    return shown(canvas).pixelColor(position).getRgb()[:3]


def pixels(canvas):
    return from_qimage(shown(canvas))[..., :3]


def wheel(canvas, position: QPoint, notches: float, *, modifiers=_NONE, device=None, pixel=(0, 0)):
    kind = QInputDevice.DeviceType.TouchPad if device == "touchpad" else QInputDevice.DeviceType.Mouse
    source = QPointingDevice(
        "test", 7, kind, QPointingDevice.PointerType.Generic, QInputDevice.Capability.Scroll, 1, 3
    )
    place = QPointF(position)
    event = QWheelEvent(
        place,
        QPointF(canvas.mapToGlobal(position)),
        QPoint(*pixel),
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
        Qt.MouseEventSource.MouseEventNotSynthesized,
        source,
    )
    QApplication.sendEvent(canvas, event)


def test_the_wheel_zooms_and_keeps_what_is_under_the_cursor(canvas):
    at = QPoint(170, 130)
    point = canvas.map_to_image(at.toPointF())
    wheel(canvas, at, 2)
    assert canvas.navigation.viewport.zoom > 1.5
    assert canvas.map_to_image(at.toPointF()) == pytest.approx(point, abs=1)
    wheel(canvas, at, -2)
    assert canvas.navigation.viewport.zoom == pytest.approx(1)


def test_two_fingers_pan_and_with_control_zoom(canvas):
    before = spot(canvas, (0, 0))
    wheel(canvas, QPoint(200, 200), 0, device="touchpad", pixel=(-15, 20))
    assert spot(canvas, (0, 0)) - before == QPoint(-15, 20)
    wheel(canvas, QPoint(200, 200), 1, device="touchpad", modifiers=Qt.KeyboardModifier.ControlModifier)
    assert canvas.navigation.viewport.zoom > 1


def test_pinching_zooms(canvas):
    at = QPointF(150, 120)
    point = canvas.map_to_image(at)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture,
        QPointingDevice.primaryPointingDevice(),
        2,
        at,
        at,
        canvas.mapToGlobal(at),
        0.5,
        QPointF(),
        1,
    )
    QApplication.sendEvent(canvas, event)
    assert canvas.navigation.viewport.zoom == pytest.approx(1.5)
    assert canvas.map_to_image(at) == pytest.approx(point, abs=1)


@pytest.mark.parametrize("how", ["space", "middle", "tool"])
def test_the_view_is_dragged(canvas, how):
    before = spot(canvas, (0, 0))
    button = Qt.MouseButton.MiddleButton if how == "middle" else _LEFT
    if how == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    elif how == "tool":
        canvas.set_tool("tool.hand")
    QTest.mousePress(canvas, button, _NONE, QPoint(200, 200))
    move(canvas, QPoint(230, 190), buttons=button)
    assert canvas.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    QTest.mouseRelease(canvas, button, _NONE, QPoint(230, 190))
    assert spot(canvas, (0, 0)) - before == QPoint(30, -10)
    assert not canvas.document.history.labels
    if how == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() != Qt.CursorShape.OpenHandCursor


def test_fit_shows_all_and_stays_so_when_the_canvas_is_resized(canvas):
    canvas.navigation.zoom_to(7.0)
    canvas.navigation.fit()
    canvas.resize(900, 500)
    view = canvas.navigation.viewport
    assert view.visible.size == (round(400 * view.zoom), round(300 * view.zoom))
    assert view.zoom == pytest.approx((500 - 48) / 300)


def test_a_small_picture_opens_at_100_percent_and_a_large_one_fitted(canvas):
    assert canvas.navigation.viewport.zoom == 1
    canvas.document.open_background(plain((4000, 1000), GREY))
    assert canvas.navigation.viewport.zoom == pytest.approx((500 - 48) / 4000)


def test_a_background_of_the_same_size_keeps_the_view(canvas):
    canvas.navigation.zoom_to(3.0)
    canvas.document.open_background(plain((400, 300), ORANGE))
    assert canvas.navigation.viewport.zoom == 3


def test_above_200_percent_pixels_are_squares(canvas):
    rgb = np.zeros((300, 400, 3), np.uint8)
    rgb[:, ::2] = 255
    canvas.document.open_background(plain((400, 300), GREY))
    canvas.document.scene.background.rgb[...] = rgb
    canvas.document.delete(canvas.document.scene.layers[0].id)
    canvas.navigation.zoom_to(8.0)
    assert set(np.unique(pixels(canvas))) == {0, 255}


def test_frames_are_asked_for_in_device_pixels_of_what_is_seen(canvas):
    assert canvas._live.view.size == (400, 300)
    assert canvas._live.view.zoom == 1
    canvas.navigation.zoom_to(0.5)
    assert canvas._live.view.size == (200, 150)
    canvas.navigation.zoom_to(4.0)
    assert canvas._live.view.zoom == 1
    assert all(0 <= w - n <= 1 for w, n in zip(canvas._live.view.size, (125, 100), strict=True))


def test_the_last_frame_is_shown_stretched_until_the_next_comes(canvas):
    canvas._live.on = False
    canvas.navigation.zoom_to(2.0)
    assert color(canvas, spot(canvas, (200, 150))) == ORANGE
    canvas.navigation.pan(150, 0)
    assert color(canvas, spot(canvas, (200, 150))) == ORANGE


def test_where_no_frame_reaches_the_background_stands_in(canvas):
    canvas.navigation.zoom_to(4.0)
    canvas._live.on = False
    canvas.navigation.zoom_to(1.0)
    assert color(canvas, spot(canvas, (3, 3))) == GREY
    assert color(canvas, spot(canvas, (396, 296))) == GREY


def test_the_canvas_around_the_picture_is_neutral_grey_in_both_themes(canvas):
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme().apply(scheme)
        red, green, blue = color(canvas, QPoint(5, 5))
        assert red == green == blue


def test_a_frame_that_takes_long_shows_the_busy_mark_and_the_next_frame_removes_it(canvas, qtbot):
    canvas._live.on = False
    canvas.document.nudge(canvas.document.scene.layers[0].id, 1, 0)
    assert not canvas._busy.shown
    qtbot.waitUntil(lambda: canvas._busy.shown)
    canvas._live.on = True
    canvas._live.render()
    assert not canvas._busy.shown


def test_mask_views_go_round(canvas, qtbot):
    canvas.selection.select(canvas.document.scene.layers[0].id)
    canvas.document.invert_mask(canvas.selection.layer_id)
    qtbot.waitUntil(lambda: canvas._masks_view is not None)
    canvas.selection.layer.mask.pixels[:, :40] = 255
    inside, outside, beside = spot(canvas, (180, 150)), spot(canvas, (220, 150)), spot(canvas, (100, 100))
    found = []
    for _ in MaskView:
        canvas.set_mask_view(canvas.mask_view.next)
        found.append([color(canvas, each) for each in (inside, outside, beside)])
    overlay, checkers, black_and_white, _ = found
    assert overlay[0] == ORANGE
    assert overlay[1][0] > overlay[1][2]
    assert overlay[1] != ORANGE
    assert overlay[2] == GREY
    assert checkers[0] == ORANGE
    assert min(checkers[1]) == max(checkers[1]) >= 200
    assert black_and_white == [(255, 255, 255), (0, 0, 0), (0, 0, 0)]
    assert canvas.mask_view is MaskView.PICTURE


def test_a_stroke_shows_in_the_mask_view_at_once_and_like_a_new_drawing(canvas, qtbot):
    canvas.selection.select(canvas.document.scene.layers[0].id)
    canvas.set_mask_view(MaskView.OVERLAY)
    canvas.brush.set_size(12)
    canvas.set_tool("tool.eraser")
    qtbot.waitUntil(lambda: canvas._masks_view is not None)
    shown(canvas)
    drag(canvas, (170, 140), (200, 150), (230, 160))
    canvas.hands.pointer = None
    assert not canvas.working
    after_strokes = pixels(canvas)
    canvas.set_mask_view(MaskView.PICTURE)
    canvas.grab()
    canvas.set_mask_view(MaskView.OVERLAY)
    assert np.abs(after_strokes.astype(int) - pixels(canvas)).max() <= 3


def urls(*paths) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_dropped_picture_is_asked_for_at_the_point_it_was_dropped_on(canvas, qtbot, tmp_path):
    data = urls(tmp_path / "dog.png")
    at = spot(canvas, (120, 80))
    enter = QDragEnterEvent(at, COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(canvas, enter)
    assert enter.isAccepted()
    assert canvas._drops.position is not None
    with qtbot.waitSignal(canvas.drop_requested) as asked:
        QApplication.sendEvent(canvas, QDropEvent(QPointF(at), COPY, data, _LEFT, _NONE))
    items, point = asked.args
    assert items == [mime.LocalFile(tmp_path / "dog.png")]
    assert point == pytest.approx((120, 80))
    assert canvas._drops.position is None


def test_the_cursor_refuses_what_is_no_picture(canvas, tmp_path):
    data = urls(tmp_path / "notes.txt")
    event = QDragEnterEvent(QPoint(9, 9), COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(canvas, event)
    assert not event.isAccepted()
    assert canvas._drops.position is None


def test_the_drop_target_follows_the_drag(canvas, tmp_path):
    data = urls(tmp_path / "dog.png")
    QApplication.sendEvent(canvas, QDragEnterEvent(QPoint(9, 9), COPY, data, _LEFT, _NONE))
    QApplication.sendEvent(canvas, QDragMoveEvent(QPoint(60, 70), COPY, data, _LEFT, _NONE))
    assert canvas._drops.position == QPointF(60, 70)


def test_a_paste_goes_to_the_middle_of_what_is_seen(canvas):
    canvas.navigation.zoom_to(4.0)
    canvas.navigation.pan(-4000, -4000)
    x, y = canvas.visible_middle
    assert x > 350
    assert y > 250


def test_shortcuts_wait_while_something_is_dragged(canvas):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    drag(canvas, (200, 150), (230, 160), release=False)
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_another_tool_cancels_a_drag(canvas):
    drag(canvas, (200, 150), (230, 160), release=False)
    canvas.set_tool("tool.hand")
    assert not canvas.document.history.labels
    assert canvas.document.interaction_under_way is None


def test_an_empty_canvas_takes_every_event(qtbot):
    canvas = empty_canvas()
    qtbot.addWidget(canvas)
    canvas.show()
    canvas.grab()
    QTest.mouseClick(canvas, _LEFT, _NONE, QPoint(20, 20))
    move(canvas, QPoint(30, 30))
    wheel(canvas, QPoint(30, 30), 1)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Escape):
        QTest.keyClick(canvas, key)
    canvas.navigation.step(1)
    assert canvas._live.view is None


def test_the_canvas_has_a_name_for_screen_readers(canvas):
    assert canvas.accessibleName()
    assert canvas.accessibleDescription()
    assert canvas._split_button.accessibleName()


def test_on_a_fine_screen_100_percent_means_device_pixels(canvas, monkeypatch):
    monkeypatch.setattr(type(canvas), "devicePixelRatioF", lambda _self: 2.0)
    canvas.resize(600, 500)
    canvas.navigation.zoom_to(1.0)
    along = canvas.map_from_image((100, 50)) - canvas.map_from_image((0, 0))
    assert along == QPointF(50, 25)
    assert canvas.zoom == 0.5
    assert canvas.map_to_image(canvas.map_from_image((33, 44))) == pytest.approx((33, 44))
    assert canvas._live.view.size == (400, 300)
    assert canvas.navigation.viewport.size == (1200, 1000)
