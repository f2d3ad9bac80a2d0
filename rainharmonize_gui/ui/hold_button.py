"""A toolbar button that shows *before* while it is held, and toggles it on a short click."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtWidgets import QToolButton

from rainharmonize_gui.ui.compare import Compare

HOLD_MS = 300
"""Held for longer, the button does not toggle."""


class HoldButton(QObject):
    """Watches the button of an action; lives as long as the button."""

    def __init__(self, button: QToolButton, compare: Compare) -> None:
        super().__init__(button)
        self._button = button
        self._compare = compare
        self._held = QElapsedTimer()
        button.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self._button.isEnabled():
            self._held.start()
            self._compare.hold(on=True)
        elif event.type() == QEvent.Type.MouseButtonRelease and self._held.isValid():
            long = self._held.hasExpired(HOLD_MS)
            self._held.invalidate()
            self._compare.hold(on=False)
            if long:
                self._button.setDown(False)
                return True
        return False
