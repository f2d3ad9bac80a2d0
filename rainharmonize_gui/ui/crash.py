"""Exceptions that nobody caught: logged, shown in the message bar, and the program goes on."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from engine.errors import EngineError
from rainharmonize_gui.ui.i18n import translate

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Hooks:
    """Takes over sys.excepthook, threading.excepthook and Qt's messages, until `remove`.

    show: gets a sentence for the user; must be callable from any thread.
    """

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        self._qt_before = qInstallMessageHandler(_log_qt)

    def remove(self) -> None:
        """Put everything back."""
        sys.excepthook, threading.excepthook = self._before
        qInstallMessageHandler(self._qt_before)

    def _uncaught(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        log.critical("uncaught", exc_info=(kind, error, trace))
        self._show(sentence(error))

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        error = args.exc_value or args.exc_type()
        if not isinstance(error, SystemExit):
            self._uncaught(args.exc_type, error, args.exc_traceback)


def sentence(error: BaseException) -> str:
    """What the message bar says about an error: that of the engine in its own words, others as ours."""
    if isinstance(error, EngineError):
        return error.sentence
    if isinstance(error, MemoryError):
        return translate("Crash", "There is not enough memory; close other programs and try again.")
    if isinstance(error, OSError) and error.strerror:
        name = Path(os.fsdecode(error.filename)).name if isinstance(error.filename, str | bytes) else ""
        return translate("Crash", "{file} cannot be used: {reason}.").format(
            file=name or translate("Crash", "A file"), reason=error.strerror
        )
    detail = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return translate(
        "Crash", "Something went wrong inside the program ({detail}); your work is still open."
    ).format(detail=detail)


def _log_qt(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    qt_log.log(_QT_LEVELS[kind], "%s: %s", context.category or "default", text)
