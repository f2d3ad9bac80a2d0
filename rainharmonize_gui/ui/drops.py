"""Pictures dragged over the canvas and dropped on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from rainharmonize_gui.ui import mime

if TYPE_CHECKING:
    from rainharmonize_gui.ui.canvas import Canvas


class DropTarget(QObject):
    """Takes the canvas's drag and drop events: what is no picture is refused, and the cursor says so."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.position: QPointF | None = None
        """Where a drop would go just now, on the canvas."""
        canvas.setAcceptDrops(True)
        canvas.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragMoveEvent):  # entering is one, too
            self._over(event)
        elif event.type() == QEvent.Type.DragLeave:
            self._show(None)
        elif isinstance(event, QDropEvent):
            self._drop(event)
        else:
            return False
        return True

    def _over(self, event: QDragMoveEvent) -> None:
        entering = event.type() == QEvent.Type.DragEnter
        if not entering or mime.accepts(event.mimeData()):
            event.acceptProposedAction()
            self._show(event.position())
        else:
            event.ignore()

    def _drop(self, event: QDropEvent) -> None:
        self._show(None)
        dropped = mime.contents(event.mimeData())
        if dropped:
            event.acceptProposedAction()
            self._canvas.drop_requested.emit(dropped, self._canvas.map_to_image(event.position()))

    def _show(self, position: QPointF | None) -> None:
        self.position = position
        self._canvas.update()
