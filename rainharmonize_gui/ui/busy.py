"""Whether to show that work is under way: only once it has taken a while, and turning meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

PATIENCE_MS = 300
_FRAME_MS = 60
_FRAMES_A_TURN = 18


class Busy(QObject):
    """Say with `set_stale` when what is on show is outdated, and when no longer."""

    changed = Signal()
    """Draw the mark again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show)
        self._ticks = QTimer(self, interval=_FRAME_MS)
        self._ticks.timeout.connect(self._tick)
        self._frame = 0

    @property
    def shown(self) -> bool:
        return self._ticks.isActive()

    @property
    def turn(self) -> float:
        """0 … 1, where the mark has turned to."""
        return self._frame / _FRAMES_A_TURN

    def set_stale(self, *, stale: bool) -> None:
        if not stale:
            self._patience.stop()
            if self.shown:
                self._ticks.stop()
                self.changed.emit()
        elif not self.shown and not self._patience.isActive():
            self._patience.start()

    @Slot()
    def _show(self) -> None:
        self._frame = 0
        self._ticks.start()
        self.changed.emit()

    @Slot()
    def _tick(self) -> None:
        self._frame = (self._frame + 1) % _FRAMES_A_TURN
        self.changed.emit()
