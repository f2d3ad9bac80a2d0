"""A button to drag the result out of the window, as a PNG file."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, QTemporaryDir
from PySide6.QtGui import QDrag, QMouseEvent, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton

from engine.types import U8
from rainharmonize_gui.document.export import Kind
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui.export_job import Rendered
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.messages import MessageBar
from rainharmonize_gui.ui.mime_out import picture_mime
from rainharmonize_gui.ui.output import Output
from rainharmonize_gui.ui.qimage import to_painting

log = logging.getLogger(__name__)

_PREVIEW = 128


class DragOut(QToolButton):
    """Makes the file when pressed; the drag begins as soon as it is there and the mouse has moved.

    Made once for each state of the document; one that is let go too early says to try again.
    """

    def __init__(self, output: Output, scene: Callable[[], Scene], messages: MessageBar) -> None:
        super().__init__()
        self._output = output
        self._scene = scene
        self._messages = messages
        self._folder = QTemporaryDir()
        self._made: tuple[Scene, Rendered] | None = None
        self._making: Scene | None = None
        self._press: QPoint | None = None
        self._moved = False
        self.setIcon(icon("drag-out"))
        self.setIconSize(QSize(20, 20))
        self.setAutoRaise(True)
        self.setToolTip(translate("Output", "Drag from here to take the result to another program as a PNG"))
        self.setAccessibleName(translate("Output", "Drag the result out"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self._press, self._moved = event.position().toPoint(), False
            self._prepare()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is None:
            return
        distance = (event.position().toPoint() - self._press).manhattanLength()
        self._moved = self._moved or distance >= QApplication.startDragDistance()
        self._drag_when_ready()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._press is not None and not self._moved:
            self._messages.post(
                translate("Output", "Drag this button onto another program or into a folder.")
            )
        self._press = None

    def _prepare(self) -> None:
        scene = self._scene()
        if self._making is scene or (self._made is not None and self._made[0] is scene):
            return
        self._making = scene
        self._output.render(Kind.PICTURE, partial(self._ready, scene), partial(self._given_up, scene))

    def _given_up(self, scene: Scene) -> None:
        if self._making is scene:
            self._making = None

    def _ready(self, scene: Scene, made: Rendered) -> None:
        self._given_up(scene)
        if scene is not self._scene():
            return  # it was edited meanwhile
        self._made = scene, made
        if self._press is not None:
            self._drag_when_ready()
        else:
            self._messages.post(translate("Output", "The result is ready: drag the button once more."))

    def _drag_when_ready(self) -> None:
        if not self._moved or self._made is None or self._made[0] is not self._scene():
            return
        self._press = None
        self.setDown(False)
        made = self._made[1]
        drag = QDrag(self)
        drag.setMimeData(picture_mime(made.pixels, png=made.png, file=self._file(made)))
        drag.setPixmap(_preview(made.pixels))
        drag.exec(Qt.DropAction.CopyAction)

    def _file(self, made: Rendered) -> Path | None:
        background = self._scene().background
        stem = Path(background.path).stem if background and background.path else "rainharmonize"
        path = Path(self._folder.path(), f"{stem}-harmonized.png")
        try:
            path.write_bytes(made.png)
        except OSError as error:
            log.warning("no file to drag: %s", error)
            return None
        return path


def _preview(pixels: U8) -> QPixmap:
    step = max(1, max(pixels.shape[:2]) // _PREVIEW)
    return QPixmap.fromImage(to_painting(np.ascontiguousarray(pixels[::step, ::step])))
