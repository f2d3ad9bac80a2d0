"""The rotating log, and the crash log that the next start reads. No Qt."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import re
from pathlib import Path
from typing import TextIO

from engine.folders import Own, own_folder

log = logging.getLogger(__name__)

LOG_NAME = "rainharmonize.log"
CRASH_NAME = "crash.log"
_MAX_BYTES = 1_000_000
_BACKUPS = 3

# On Windows faulthandler also notes exceptions that libraries raise and handle themselves (remote procedure
# calls of the file dialogs, for one); only these end a program.
_FATAL = re.compile(r"Fatal Python error|Windows fatal exception: (access violation|stack overflow)")


def log_dir() -> Path | None:
    """The folder of the log and the crash log; it need not exist yet. None where there is no home for it."""
    return own_folder(Own.LOG)


def log_path() -> Path | None:
    """The log itself, likewise."""
    folder = log_dir()
    return folder and folder / LOG_NAME


def start(level: str = "INFO") -> list[logging.Handler]:
    """Log to the rotating file in the log folder and to stderr; the handlers, for `stop`.

    No home folder, or a log folder that cannot be written, leaves stderr alone, and that is said there.
    """
    root = logging.getLogger()
    root.setLevel(level)
    stderr = logging.StreamHandler()
    stderr.setLevel(logging.WARNING if level == "INFO" else level)
    stderr.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    handlers: list[logging.Handler] = [stderr]
    root.addHandler(stderr)
    path = log_path()
    if path is None:
        log.warning("no log file: there is no home folder")
        return handlers
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            path, maxBytes=_MAX_BYTES, backupCount=_BACKUPS, encoding="utf-8"
        )
    except OSError as error:
        log.warning("no log file: %s", error)
        return handlers
    file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root.addHandler(file)
    logging.captureWarnings(capture=True)
    return [*handlers, file]


def stop(handlers: list[logging.Handler]) -> None:
    """Close what `start` opened."""
    logging.captureWarnings(capture=False)
    for handler in handlers:
        logging.getLogger().removeHandler(handler)
        handler.close()


def tail(lines: int = 60) -> str:
    """The last lines of the log; "" where there is none."""
    path = log_path()
    try:
        text = path.read_text(encoding="utf-8", errors="replace") if path else ""
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


class CrashLog:
    """faulthandler's file. `previous` is what an earlier run left in it, "" if that run ended well.

    The file is shared: every run appends, and each start takes out and empties what is there.
    """

    def __init__(self, path: Path | None = None) -> None:
        folder = log_dir()
        self._path = path or (folder and folder / CRASH_NAME)
        self._file: TextIO | None = None
        self.previous = ""

    def start(self) -> None:
        """Read what is left of an earlier crash, empty the file and have faulthandler write to it."""
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("a+", encoding="utf-8", errors="replace")
            self._file.seek(0)
            left = self._file.read()
            self._file.truncate(0)
        except OSError as error:
            log.warning("no crash log: %s", error)
            return
        self.previous = left if _FATAL.search(left) else ""
        if self.previous:
            log.error("the last run crashed:\n%s", self.previous)
        faulthandler.enable(self._file)

    def stop(self) -> None:
        """Give faulthandler's file back."""
        faulthandler.disable()
        if self._file is not None:
            self._file.close()
            self._file = None
