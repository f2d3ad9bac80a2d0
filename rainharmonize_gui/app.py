"""The program: log, crash hooks, QApplication, window. No torch, so the window is up at once."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from rainharmonize_gui import logs
from rainharmonize_gui.command_line import parse
from rainharmonize_gui.document.settings import load_settings
from rainharmonize_gui.ui import i18n
from rainharmonize_gui.ui.crash import Hooks
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import app_icon
from rainharmonize_gui.ui.messages import Level, Offer
from rainharmonize_gui.ui.theme import Scheme, theme
from rainharmonize_gui.ui.window import MainWindow

APP = "rainharmonize"
log = logging.getLogger(__name__)

_OPENCV_QT = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
"""opencv-python points these at its own Qt when it is imported (seen with 4.10 to 5.0)."""

_SWITCH_SECONDS = 0.0005
"""How soon a thread that computes hands the interpreter back to the window's, which asks for it after every
call into Qt. With Python's 5 ms, the window stalled for 84 ms (p99) in a drag during an export; so for 26 ms.
"""


def create_application(*, scheme: Scheme = Scheme.SYSTEM, language: str = i18n.SYSTEM) -> QApplication:
    """The QApplication as the program uses it: names, icon, language, theme. One a process."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    for name in _OPENCV_QT:
        os.environ.pop(name, None)
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setOrganizationName("RainHarmonize")
    app.setApplicationName(APP)
    app.setApplicationDisplayName("RainHarmonize")
    QGuiApplication.setDesktopFileName(APP)
    i18n.install(app, language)
    theme().apply(scheme)
    app.setWindowIcon(app_icon())
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Show the window and run until it closes. Returns the exit code."""
    options = parse(argv)
    handlers = logs.start(options.log_level)
    crashes = logs.CrashLog()
    crashes.start()
    signal.signal(
        signal.SIGINT, signal.SIG_DFL
    )  # Ctrl+C in the terminal: Qt's loop never runs Python's handler
    loaded = load_settings()
    app = create_application(
        scheme=Scheme(options.style_theme or loaded.settings.theme),
        language=options.language or loaded.settings.language,
    )
    window = MainWindow(loaded.settings)
    hooks = Hooks(lambda text: window.messages.post(text, Level.ERROR))
    try:
        if loaded.notice:
            window.messages.post(loaded.notice, Level.WARNING)
        if crashes.previous:
            _report_crash(window)
        window.show()
        if options.sample:
            QTimer.singleShot(0, window, window.open_sample)
        if options.files:
            QTimer.singleShot(0, window, lambda: window.open_files(options.files))
        return app.exec()
    finally:
        hooks.remove()
        crashes.stop()
        logs.stop(handlers)


def _report_crash(window: MainWindow) -> None:
    window.messages.post(
        translate("Crash", "RainHarmonize ended unexpectedly the last time."),
        Level.WARNING,
        Offer(translate("Crash", "Copy diagnostic info"), window.help.copy_diagnostics),
    )
