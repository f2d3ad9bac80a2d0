"""Two fingers: pinching on a touchpad (native gestures) and on a touch screen (Qt's own)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

if TYPE_CHECKING:
    from rainharmonize_gui.ui.canvas import Canvas


def handled(canvas: Canvas, event: QEvent) -> bool:
    """Zoom or pan, if it was such a gesture."""
    if isinstance(event, QNativeGestureEvent):
        return _native(canvas, event)
    if isinstance(event, QGestureEvent):
        gesture = event.gesture(Qt.GestureType.PinchGesture)
        if isinstance(gesture, QPinchGesture):
            middle = QPointF(canvas.mapFromGlobal(gesture.centerPoint().toPoint()))
            canvas.zoom_at(middle, gesture.scaleFactor())
            return True
    return False


def _native(canvas: Canvas, event: QNativeGestureEvent) -> bool:
    kind = event.gestureType()
    if kind == Qt.NativeGestureType.ZoomNativeGesture:
        canvas.zoom_at(event.position(), 1.0 + event.value())
    elif kind == Qt.NativeGestureType.PanNativeGesture:
        canvas.pan(event.delta().x(), event.delta().y())
    else:
        return False
    return True
