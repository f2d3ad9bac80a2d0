"""Once the window is up, without holding anything up: the editor is loaded, autosaves are looked for."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_IDLE_MS = 500
"""After the window has come up."""


class Preload(QObject):
    """On a thread of its own. Whoever needs the editor sooner waits for the import."""

    left_behind = Signal(list)
    """`LeftBehind`s: work that ended with the program, and can be brought back."""
    not_looked = Signal(object)
    """The `RecoveryError` that kept it from looking for such work."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thread: threading.Thread | None = None
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._start)

    def start_soon(self) -> None:
        """Does nothing the second time."""
        if self._thread is None:
            self._idle.start()

    def stop(self) -> None:
        """Wait for the thread; call before the window goes."""
        self._idle.stop()
        if self._thread is not None:
            self._thread.join()

    @Slot()
    def look_again(self) -> None:
        """For work to bring back, after `not_looked`."""
        self.stop()
        self._start()

    @Slot()
    def _start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="preload", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        import rainharmonize_gui.ui.editor  # noqa: PLC0415, F401  not needed to start
        from rainharmonize_gui.document.recovery import RecoveryError  # noqa: PLC0415
        from rainharmonize_gui.ui.autosave import left_behind  # noqa: PLC0415

        try:
            found = left_behind()
        except RecoveryError as error:
            self.not_looked.emit(error)
        else:
            if found:
                self.left_behind.emit(list(found))
