"""The mouse wheel changes a control only where it has the focus; else what the control stands in scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


def calm_wheel(control: QWidget) -> None:
    """For number boxes, choices and sliders: Qt has the wheel focus and change them in passing."""
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.installEventFilter(_Wheel(control))


class _Wheel(QObject):
    """Lives as long as its control."""

    def __init__(self, control: QWidget) -> None:
        super().__init__(control)
        self._control = control

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or self._control.hasFocus():
            return False
        event.ignore()
        return True
