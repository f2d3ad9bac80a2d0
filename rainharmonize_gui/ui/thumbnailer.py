"""Thumbnails read away from the GUI thread."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QSize, QThreadPool, Signal
from PySide6.QtGui import QImage

from engine.errors import EngineError

log = logging.getLogger(__name__)


class Thumbnailer(QObject):
    """Loads thumbnails one after the other on a thread of its own."""

    loaded = Signal(object, QImage)
    """Path and picture; the picture is null where there is none to be had."""
    gone = Signal(object)
    """The path of a file that is no longer there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    def request(self, path: Path, size: QSize) -> None:
        """Load `path` within `size` device pixels."""
        self._pool.start(_Load(self, path, size))

    def stop(self) -> None:
        """Drop what waits and wait for what runs."""
        self._pool.clear()
        self._pool.waitForDone()


class _Load(QRunnable):
    def __init__(self, owner: Thumbnailer, path: Path, size: QSize) -> None:
        super().__init__()
        self._owner, self._path, self._size = owner, path, size

    def run(self) -> None:
        try:
            found = self._path.exists()
        except OSError as error:  # a name too long, a drive that does not answer
            log.info("%s cannot be looked for: %s", self._path.name[:80], error)
            found = True
        if not found:
            self._owner.gone.emit(self._path)
            return
        # Here, on the pool's thread: the window shows before Pillow and OpenCV are loaded.
        from rainharmonize_gui.ui.thumbnails import thumbnail  # noqa: PLC0415

        try:
            image = thumbnail(self._path, size=self._size)
        except EngineError as error:
            log.info("no thumbnail of %s: %s", self._path.name, error)
            image = QImage()
        self._owner.loaded.emit(self._path, image)
