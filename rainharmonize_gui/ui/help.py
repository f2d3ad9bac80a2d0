"""What the Help menu does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from rainharmonize_gui import logs
from rainharmonize_gui.ui.actions import Actions, Handler
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar
from rainharmonize_gui.ui.shortcuts import ShortcutSheet


class Help(QObject):
    """engine: tells which weights and device are at work, "" while nothing is."""

    def __init__(self, window: QWidget, messages: MessageBar, engine: Callable[[], str]) -> None:
        super().__init__(window)
        self._window = window
        self._messages = messages
        self._engine = engine
        self._rows: Actions | None = None
        self.sheet: ShortcutSheet | None = None

    def handlers(self) -> dict[str, Handler]:
        """By the ids of the action table."""
        return {
            "help.shortcuts": self.show_shortcuts,
            "help.diagnostics": self.copy_diagnostics,
            "help.log": self._open_log_folder,
            "help.about": self._show_about,
        }

    def set_actions(self, actions: Actions) -> None:
        """The sheet lists these."""
        self._rows = actions

    def show_shortcuts(self) -> None:
        """Show the sheet beside the window."""
        if self.sheet is None:
            self.sheet = ShortcutSheet(self._rows.listed() if self._rows is not None else (), self._window)
        self.sheet.show()
        self.sheet.raise_()
        self.sheet.activateWindow()

    def copy_diagnostics(self) -> None:
        """Put the text for a bug report on the clipboard."""
        from rainharmonize_gui.ui import diagnostics  # noqa: PLC0415  not needed to start

        engine = self._engine()
        facts = {"Harmonizing": engine} if engine else {}
        QGuiApplication.clipboard().setText(diagnostics.text(facts=facts))
        self._messages.post(translate("Window", "Diagnostic information is on the clipboard."))

    def stop(self) -> None:
        """Close the sheet; call before the window goes."""
        if self.sheet is not None:
            self.sheet.close()

    def _open_log_folder(self) -> None:
        folder = logs.log_dir()
        if folder is None:
            self._messages.post(translate("Window", "There is no home folder: no log is kept."), Level.INFO)
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_about(self) -> None:
        from engine.default_weights import default_path  # noqa: PLC0415  not needed to start
        from rainharmonize_gui.ui.dialogs.about import AboutDialog  # noqa: PLC0415  not needed to start

        AboutDialog(self._engine(), default_path(), self._window).open()
