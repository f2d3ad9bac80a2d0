"""Notices when another program, or another window, changes or removes the project's file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from rainharmonize_gui.document.project import Stamp
from rainharmonize_gui.ui.tasks import Tasks

_SETTLE_MS = 300
"""A file is often replaced in several steps: gone for a moment, then there, then of its full length."""


class FileWatch(QObject):
    """Watches one file. What it is like is looked up on a thread: a network drive may take its time."""

    noticed = Signal(object)
    """The `Stamp` of the file, None where it is gone: whenever something has happened there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._watcher: QFileSystemWatcher | None = None
        self._tasks = Tasks("watching", self)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._look)

    def follow(self, path: Path | None) -> None:
        """Watch this file from now on, and no other; None = none."""
        self._path = path
        self._settle.stop()
        self._release()
        if path is not None:
            # The file, for what is written into it; its folder, for what takes its place.
            self._watcher = QFileSystemWatcher([str(path), str(path.parent)], self)
            self._watcher.fileChanged.connect(self._something_happened)
            self._watcher.directoryChanged.connect(self._something_happened)

    def look_soon(self) -> None:
        """As if something had happened there: while it was not followed, something may have."""
        if self._path is not None:
            self._settle.start()

    def stop(self) -> None:
        """Call before the window goes."""
        self.follow(None)
        self._tasks.stop()

    def _release(self) -> None:
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None

    @Slot(str)
    def _something_happened(self, _path: str) -> None:
        self.look_soon()

    @Slot()
    def _look(self) -> None:
        path = self._path
        if path is not None:
            self._tasks.start(
                "look",
                lambda *_: (path, Stamp.of(path)),
                done=self._seen,
                failed=lambda _error: None,
            )

    def _seen(self, found: tuple[Path, Stamp | None]) -> None:
        path, stamp = found
        if path != self._path:
            return
        if stamp is not None and self._watcher is not None and str(path) not in self._watcher.files():
            self._watcher.addPath(str(path))  # it was replaced, and the watch went with the old one
        self.noticed.emit(stamp)
