"""The wheel, and two fingers: on a touchpad (scrolling and native gestures), on a touch screen (Qt's own)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QGestureEvent, QPinchGesture

if TYPE_CHECKING:
    from rainharmonize_gui.ui.canvas import Canvas


_NOTCH = 120.0
_NOTCHES_TO_DOUBLE = 3.0


def wheel(canvas: Canvas, event: QWheelEvent) -> None:
    """A wheel zooms at the cursor; two fingers pan, with Ctrl they zoom."""
    touchpad = event.device().type() == QPointingDevice.DeviceType.TouchPad
    touchpad = touchpad or event.phase() != Qt.ScrollPhase.NoScrollPhase
    if touchpad and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        moved = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 4
        canvas.pan(moved.x(), moved.y())
    else:
        delta = event.angleDelta().y() or event.angleDelta().x()  # Alt turns the wheel sideways
        canvas.zoom_at(event.position(), 2 ** (delta / _NOTCH / _NOTCHES_TO_DOUBLE))
    event.accept()


def pinch(canvas: Canvas, event: QEvent) -> bool:
    """Zoom or pan, if the event is such a gesture. Says whether it was."""
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
