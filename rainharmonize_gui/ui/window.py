"""The main window: puts the parts together and connects them, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from engine.suffixes import SUFFIXES_READ
from rainharmonize_gui import logs
from rainharmonize_gui.document.settings import Settings, save_settings
from rainharmonize_gui.ui import mime
from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.actions import Actions, Bar, Handler
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar
from rainharmonize_gui.ui.shortcuts import ShortcutSheet
from rainharmonize_gui.ui.theme import Scheme, theme
from rainharmonize_gui.ui.welcome import WelcomePage


class MainWindow(QMainWindow):
    """Menus, toolbars, message bar, and the stack of pages, of which the first is the welcome page."""

    arrived = Signal(list)
    """`mime.Item`s that were opened, dropped or pasted, in order."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.setWindowTitle("RainHarmonize")
        self.resize(QSize(1280, 820).boundedTo(self.screen().availableSize()))
        self.messages = MessageBar()
        self.welcome = WelcomePage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self._sheet: ShortcutSheet | None = None
        self._arrange()
        self.actions_ = Actions(self, ROWS, self._handlers())
        self.actions_.fill_menu_bar(self.menuBar())
        self._add_toolbar(Bar.MAIN, Qt.ToolBarArea.TopToolBarArea, translate("Window", "Main toolbar"))
        self._add_toolbar(Bar.TOOLS, Qt.ToolBarArea.LeftToolBarArea, translate("Window", "Tools"))
        self.actions_[f"theme.{theme().scheme}"].setChecked(True)
        self.statusBar()
        self.welcome.set_sample_available("file.sample" in self.actions_)
        self.welcome.set_recent(map(Path, settings.recent))
        self.welcome.open_requested.connect(self.ask_for_files)
        self.welcome.dropped.connect(self.take)
        self.welcome.recent_requested.connect(self._open_one)
        self.welcome.forget_requested.connect(self.forget_file)
        self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        self.restoreState(QByteArray.fromBase64(settings.layout.encode()))

    def open_files(self, files: Iterable[Path]) -> None:
        """Take files as if they had been dropped: the first is the background, the rest are objects."""
        self.take([mime.LocalFile(file) for file in files])

    @Slot(list)
    def take(self, items: list[mime.Item]) -> None:
        """Hand on what can be a picture; name what cannot."""
        fit: list[mime.Item] = []
        for item in items:
            problem = _problem(item)
            if problem:
                self.messages.post(problem, Level.WARNING)
            else:
                fit.append(item)
        if fit:
            self.arrived.emit(fit)

    @Slot()
    def ask_for_files(self) -> None:
        """Show the file dialog; what is chosen arrives like a drop."""
        patterns = " ".join(f"*{suffix}" for suffix in (*SUFFIXES_READ, mime.PROJECT_SUFFIX))
        dialog = QFileDialog(self, translate("Window", "Open"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                translate("Window", "Pictures and projects ({patterns})").format(patterns=patterns),
                translate("Window", "All files (*)"),
            ]
        )
        dialog.filesSelected.connect(self._files_selected)
        dialog.open()

    def paste(self) -> None:
        """Take what the clipboard holds."""
        items = mime.contents(QGuiApplication.clipboard().mimeData())
        if not items:
            self.messages.post(translate("Window", "The clipboard holds no picture."), Level.INFO)
        self.take(items)

    def show_shortcuts(self) -> None:
        """Show the sheet beside the window."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self.actions_.listed(), self)
        self._sheet.show()
        self._sheet.raise_()
        self._sheet.activateWindow()

    def copy_diagnostics(self) -> None:
        """Put the text for a bug report on the clipboard."""
        from rainharmonize_gui.ui import diagnostics  # noqa: PLC0415  not needed to start

        QGuiApplication.clipboard().setText(diagnostics.text())
        self.messages.post(translate("Window", "Diagnostic information is on the clipboard."))

    def change_settings(self, **changes: Any) -> None:
        """Replace fields of the settings and save them."""
        self.settings = replace(self.settings, **changes)
        notice = save_settings(self.settings)
        if notice:
            self.messages.post(notice, Level.WARNING)

    def remember_file(self, path: Path) -> None:
        """Put `path` at the top of the recent files."""
        self._set_recent(self.settings.with_recent(str(path.resolve())))

    @Slot(object)
    def forget_file(self, path: Path) -> None:
        """Take `path` off the recent files."""
        self._set_recent(tuple(other for other in self.settings.recent if other != str(path)))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.change_settings(
            geometry=self.saveGeometry().toBase64().toStdString(),
            layout=self.saveState().toBase64().toStdString(),
        )
        self.welcome.stop()
        if self._sheet is not None:
            self._sheet.close()
        super().closeEvent(event)

    @Slot(list)
    def _files_selected(self, names: list[str]) -> None:
        self.open_files([Path(name) for name in names])

    @Slot(object)
    def _open_one(self, path: Path) -> None:
        self.open_files([path])

    def _handlers(self) -> dict[str, Handler]:
        return {
            "file.open": self.ask_for_files,
            "file.quit": self.close,
            "edit.paste": self.paste,
            "view.full_screen": self._set_full_screen,
            **{f"theme.{scheme}": lambda chosen=scheme: self._choose_theme(chosen) for scheme in Scheme},
            "help.shortcuts": self.show_shortcuts,
            "help.diagnostics": self.copy_diagnostics,
            "help.log": self._open_log_folder,
            "help.about": self._show_about,
        }

    def _set_recent(self, recent: tuple[str, ...]) -> None:
        self.change_settings(recent=recent)
        self.welcome.set_recent(map(Path, recent))

    def _choose_theme(self, scheme: Scheme) -> None:
        theme().apply(scheme)
        self.change_settings(theme=scheme)

    def _arrange(self) -> None:
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.pages, stretch=1)
        self.setCentralWidget(central)

    def _add_toolbar(self, bar: Bar, area: Qt.ToolBarArea, title: str) -> None:
        toolbar = QToolBar(title)
        toolbar.setObjectName(bar)
        toolbar.setMovable(False)
        toolbar.setIconSize(QSize(20, 20))
        self.actions_.fill_toolbar(toolbar, bar)
        toolbar.setVisible(bool(toolbar.actions()))
        self.addToolBar(area, toolbar)

    def _set_full_screen(self, on: bool) -> None:  # noqa: FBT001  an action's state
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def _open_log_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(logs.log_dir())))

    def _show_about(self) -> None:
        from rainharmonize_gui.ui import diagnostics  # noqa: PLC0415  not needed to start

        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(translate("Window", "About RainHarmonize"))
        box.setIconPixmap(self.windowIcon().pixmap(64, 64))
        box.setText(f"<b>RainHarmonize {diagnostics.version()}</b>")
        box.setInformativeText(
            translate(
                "Window",
                "Makes a pasted object look as if it had been photographed there. Everything happens on this "
                "computer.",
            )
        )
        box.open()


def _problem(item: mime.Item) -> str:
    """Why `item` cannot be a picture, as a sentence; "" if it may be one."""
    if not isinstance(item, mime.LocalFile):
        return ""
    name = item.path.name
    if item.path.is_dir():
        return translate("Window", "{name} is a folder: drop the pictures inside it.").format(name=name)
    if not item.path.exists():
        return translate("Window", "There is no file {name}.").format(name=name)
    if not mime.is_openable(item.path):
        return translate("Window", "{name} is not a picture that can be opened.").format(name=name)
    return ""
