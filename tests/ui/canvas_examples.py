"""A small document on a real canvas, for the tests of this folder, and hands to work it with."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.images import Picture
from engine.placement import Point
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.document.scene import Change
from rainharmonize_gui.document.view import View, seen
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.frames import WHOLE, Frame
from rainharmonize_gui.ui.qimage import to_qimage
from rainharmonize_gui.ui.selection import Selection

BACKGROUND = (400, 300)
GREY, ORANGE, BEFORE = (90, 90, 90), (230, 120, 20), (10, 60, 200)


class StillLive(QObject):
    """Renders frames at once, in the caller's thread. *Before* is plain blue, to tell it apart."""

    frame_ready = Signal(object)

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.view: View | None = None
        self.on = True
        document.observe(self._changed)

    def set_view(self, view: View | None) -> None:
        self.view = view
        self.render()

    def render(self) -> None:
        scene = self._document.scene
        if self.on and self.view is not None and scene.background is not None:
            after = composite(scene, self.view)
            before = np.empty_like(after)
            before[...] = BEFORE
            whole = seen(scene.background.rgb, View.whole(scene.size, longest=WHOLE))
            images = {"before": to_qimage(before), "after": to_qimage(after), "whole": to_qimage(whole)}
            self.frame_ready.emit(Frame(view=self.view, **images, scene=scene, exact=True))

    def _changed(self, _change: Change) -> None:
        self.render()


def plain(size: tuple[int, int], color: tuple[int, int, int], *, alpha: int | None = None) -> Picture:
    rgb = np.empty((size[1], size[0], 3), np.uint8)
    rgb[...] = color
    return Picture(rgb, None if alpha is None else np.full(size[::-1], alpha, np.uint8))


def empty_canvas(size: tuple[int, int] = (500, 400)) -> Canvas:
    document = Document()
    canvas = Canvas(document, Selection(document), StillLive(document))
    canvas.resize(*size)
    return canvas


def canvas_with_object(*, selected: bool = True) -> tuple[Canvas, int]:
    """A grey 400×300 background at 100 %, and an orange 80×60 object in its middle; nothing to undo."""
    canvas = empty_canvas()
    document = canvas.document
    document.open_background(plain(BACKGROUND, GREY))
    layer_id = document.add_object(plain((80, 60), ORANGE), name="Dog")
    document.replace_scene(document.scene)
    if selected:
        canvas.selection.select(layer_id)
    return canvas, layer_id


def settle(canvas: Canvas) -> None:
    """Wait until the threads for masks are done."""
    while canvas.working:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def shown(canvas: Canvas) -> QImage:
    """What is to be seen once masks are drawn."""
    canvas.grab()
    settle(canvas)
    return canvas.grab().toImage()


def spot(canvas: Canvas, point: Point, *, pane: int = 0) -> QPoint:
    """Where a point of the picture is on the canvas."""
    return canvas.map_from_image(point, pane=pane).toPoint()


def drag(
    canvas: Canvas,
    start: Point,
    *stops: Point,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    release: bool = True,
) -> None:
    """Press at a point of the picture, move over the others, release at the last."""
    QTest.mousePress(canvas, button, modifiers, spot(canvas, start))
    for stop in stops:
        move(canvas, spot(canvas, stop), modifiers=modifiers, buttons=button)
    if release:
        QTest.mouseRelease(canvas, button, modifiers, spot(canvas, stops[-1]))


def move(
    canvas: Canvas,
    position: QPoint,
    *,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
) -> None:
    """QTest.mouseMove, with keys held down."""
    place, everywhere = QPointF(position), QPointF(canvas.mapToGlobal(position))
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(
        canvas, QMouseEvent(QEvent.Type.MouseMove, place, everywhere, none, buttons, modifiers)
    )
