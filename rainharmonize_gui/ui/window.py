"""The main window: puts the parts together and connects them, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QSize, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui import crash, editor_keys, focus, mime
from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.actions import Actions, Handler
from rainharmonize_gui.ui.bars import Bars
from rainharmonize_gui.ui.closing import Closing
from rainharmonize_gui.ui.dialogs.open import picture_dialog
from rainharmonize_gui.ui.editor_actions import EDITOR_ACTIONS
from rainharmonize_gui.ui.help import Help
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.preferences import Preferences
from rainharmonize_gui.ui.preload import Preload
from rainharmonize_gui.ui.theme import Scheme, theme
from rainharmonize_gui.ui.welcome import WelcomePage

if TYPE_CHECKING:
    from rainharmonize_gui.ui.editor import Editor

_LAYOUT_VERSION = 4
"""Of docks and toolbars; a layout of another version is forgotten."""


class MainWindow(QMainWindow):
    """Menus, toolbars, message bar, and two pages: the welcome page, and the editor once there is one."""

    arrived = Signal(list)
    """`mime.Item`s that were opened, dropped or pasted, in order."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._editor: Editor | None = None
        self._editor_handlers: dict[str, Handler] = {}
        self._preload = Preload(self)
        self._closing = Closing(self)
        self.setWindowTitle("RainHarmonize")
        self.setAcceptDrops(True)
        self.resize(QSize(1280, 820).boundedTo(self.screen().availableSize()))
        self.messages = MessageBar()
        self.preferences = Preferences(settings, self.messages, self)
        self.help = Help(self, self.messages, self._engine)
        self.welcome = WelcomePage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.welcome)
        self._arrange()
        self.actions_ = Actions(self, ROWS, self._handlers())
        self.actions_.fill_menu_bar(self.menuBar())
        self.bars = Bars(self, self.actions_)
        self.help.set_actions(self.actions_)
        self.actions_[f"theme.{theme().scheme}"].setChecked(True)
        self.statusBar()
        self.welcome.set_sample_available(True)
        self.welcome.set_recent(self.preferences.recent)
        self._connect()
        self.restoreGeometry(QByteArray.fromBase64(settings.geometry.encode()))
        self._show_page()

    @property
    def editor(self) -> Editor:
        """Made when it is first asked for."""
        if self._editor is None:
            from rainharmonize_gui.ui.editor import Editor  # noqa: PLC0415  not needed to start

            self._editor = Editor(self, settings=self.settings, actions=self.actions_, messages=self.messages)
            self._put_in(self._editor)
        return self._editor

    def open_files(self, files: Iterable[Path]) -> None:
        """Take files as if they had been dropped: the first is the background, the rest are objects."""
        self.take([mime.LocalFile(file.absolute()) for file in files])  # a recent file is found from anywhere

    @Slot()
    def open_sample(self) -> None:
        """Show the sample."""
        self.editor.files.open_sample()

    @Slot(list)
    def take(self, items: list[mime.Item]) -> None:
        """Bring in what can be a picture; name what cannot."""
        if fit := self._fit(items):
            self.editor.take(fit)

    @Slot()
    def ask_for_files(self) -> None:
        """Show the file dialog; the first picture becomes the background, the others objects on it."""
        dialog = picture_dialog(self, translate("Window", "Open"), projects=True)
        dialog.filesSelected.connect(self._files_selected)
        dialog.open()

    def paste(self) -> None:
        """Take what the clipboard holds."""
        items = mime.contents(QGuiApplication.clipboard().mimeData())
        if not items:
            self.messages.post(translate("Window", "The clipboard holds no picture."), Level.INFO)
        if fit := self._fit(items):
            self.editor.paste(fit)

    @property
    def settings(self) -> Settings:
        """As they are now."""
        return self.preferences.settings

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._editor is None or not editor_keys.pressed(self._editor, event.key()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Weights may be dropped anywhere; pictures have a place of their own, which takes them first."""
        if mime.holds_weights(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take(mime.contents(event.mimeData()))

    def showEvent(self, event: QShowEvent) -> None:
        """Once the window is up, load what the editor needs, without holding anything up."""
        super().showEvent(event)
        self._preload.start_soon()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._editor is not None and not self._closing.allowed(self._editor):
            event.ignore()
            return
        self._keep_layout()
        self.preferences.change({"geometry": self.saveGeometry().toBase64().toStdString()})
        self.hide()
        self.welcome.stop()
        self.help.stop()
        self._preload.stop()
        if self._editor is not None:
            self._editor.stop()
        super().closeEvent(event)

    @Slot(list)
    def _offer_recovery(self, found: list[Any]) -> None:
        """Of what was left behind; closing the message leaves it for another time."""
        from rainharmonize_gui.ui.autosave import offer_text  # noqa: PLC0415  not needed to start

        for left in found:
            self.messages.post(
                offer_text(left),
                Level.WARNING,
                Offer(translate("Window", "Recover"), partial(self._recover, left)),
                other=Offer(translate("Window", "Discard"), partial(self._discard, left)),
            )

    @Slot(object)
    def _offer_to_look_again(self, error: Exception) -> None:
        again = Offer(translate("Window", "Try again"), self._preload.look_again)
        self.messages.post(crash.sentence(error), Level.WARNING, again)

    def _recover(self, left: Any) -> None:
        self.editor.autosave.recover(left)

    def _discard(self, left: Any) -> None:
        self.editor.autosave.discard(left)

    @Slot(list)
    def _files_selected(self, names: list[str]) -> None:
        self._open_background([Path(name) for name in names])

    @Slot(object)
    def _open_one(self, path: Path) -> None:
        self._open_background([path])

    def _open_background(self, paths: list[Path]) -> None:
        if fit := self._fit([mime.LocalFile(path) for path in paths]):
            self.editor.open_background(fit)

    def _fit(self, items: Sequence[mime.Item]) -> list[mime.Item]:
        """What may be a picture; what cannot be one is named."""
        fit: list[mime.Item] = []
        for item in items:
            problem = _problem(item)
            if problem:
                self.messages.post(problem, Level.WARNING)
            else:
                fit.append(item)
        if fit:
            self.arrived.emit(fit)
        return fit

    @Slot(list, object)
    def _dropped(self, items: list[mime.Item], landing: Any) -> None:
        if fit := self._fit(items):
            self.editor.take(fit, landing)

    def _handlers(self) -> dict[str, Handler]:
        return {
            **{action_id: partial(self._run, action_id) for action_id in EDITOR_ACTIONS},
            "file.open": self.ask_for_files,
            "file.recent": self.preferences.fill_recent,
            "file.close": self._close_document,
            "file.quit": self.close,
            "edit.paste": self.paste,
            "edit.settings": self.preferences.show,
            "view.full_screen": self._set_full_screen,
            "view.next_area": lambda: focus.next_area(self),
            **{f"theme.{scheme}": lambda chosen=scheme: self._choose_theme(chosen) for scheme in Scheme},
            **self.help.handlers(),
        }

    def _run(self, action_id: str, *arguments: Any) -> None:
        """Have the editor do it."""
        self.editor  # noqa: B018  made here, if need be
        self._editor_handlers[action_id](*arguments)

    def _put_in(self, editor: Editor) -> None:
        self._editor_handlers = editor.handlers()
        editor.follow_actions()
        self.pages.addWidget(editor.canvas)
        self.setStatusBar(editor.status_line)
        self.bars.put_in(editor, self.messages)
        editor.background_changed.connect(self._show_page)
        editor.state_changed.connect(self._show_title)
        editor.settings_wanted.connect(self.preferences.change)
        editor.recent.connect(self.preferences.remember)
        editor.dropped.connect(self._dropped)
        editor.writing.ended.connect(self._written)
        self._show_page()

    @Slot(bool)
    def _written(self, well: bool) -> None:  # noqa: FBT001  a signal's argument
        self._closing.writing_ended(well=well, more=self.editor.writing.busy)

    @Slot()
    def _show_page(self) -> None:
        """The welcome page while there is no picture; it needs no panels."""
        editing = self._editor is not None and self._editor.has_background
        was_editing = self.pages.currentWidget() is not self.welcome
        if self._editor is not None and editing and not was_editing:
            self.pages.setCurrentWidget(self._editor.canvas)
            self._restore_layout(self._editor)
            self._editor.canvas.setFocus()
        elif not editing:
            if was_editing:
                self._keep_layout()
            self.pages.setCurrentWidget(self.welcome)
            if self._editor is not None:
                self._editor.docks.hide()
        self.statusBar().setVisible(editing)
        self.bars.show(on=editing)
        self._show_title()

    @Slot()
    def _show_title(self) -> None:
        name = self._editor.name if self._editor is not None else ""
        self.setWindowTitle(f"{name}[*]" if name else "RainHarmonize")
        self.setWindowModified(bool(name) and self._editor is not None and self._editor.unsaved)

    def _restore_layout(self, editor: Editor) -> None:
        layout = QByteArray.fromBase64(self.settings.layout.encode())
        if not self.restoreState(layout, _LAYOUT_VERSION):
            editor.docks.show()

    def _keep_layout(self) -> None:
        if self.pages.currentWidget() is not self.welcome:
            state = self.saveState(_LAYOUT_VERSION)
            self.preferences.change({"layout": state.toBase64().toStdString()})

    def _close_document(self) -> None:
        self.editor.projects.guard(self.editor.close_document)

    @Slot(object)
    def _settings_chosen(self, changes: dict[str, Any]) -> None:
        """In the dialog."""
        if "theme" in changes:
            self.actions_[f"theme.{changes['theme']}"].setChecked(True)
        if self._editor is not None:
            self._editor.change(**changes)

    @Slot()
    def _ask_for_weights(self) -> None:
        self.editor.weights.ask()

    def _choose_theme(self, scheme: Scheme) -> None:
        theme().apply(scheme)
        self.preferences.change({"theme": scheme})

    def _arrange(self) -> None:
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.messages)
        column.addWidget(self.pages, stretch=1)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.welcome.open_requested.connect(self.ask_for_files)
        self.welcome.sample_requested.connect(self.open_sample)
        self.welcome.dropped.connect(self.take)
        self.welcome.recent_requested.connect(self._open_one)
        self.welcome.forget_requested.connect(self.preferences.forget)
        self._preload.left_behind.connect(self._offer_recovery)
        self._preload.not_looked.connect(self._offer_to_look_again)
        self.preferences.recent_changed.connect(self.welcome.set_recent)
        self.preferences.recent_requested.connect(self._open_one)
        self.preferences.chosen.connect(self._settings_chosen)
        self.preferences.weights_requested.connect(self._ask_for_weights)

    def _set_full_screen(self, on: bool) -> None:  # noqa: FBT001  an action's state
        if on:
            self.showFullScreen()
        else:
            self.showNormal()

    def _engine(self) -> str:
        """Which weights and device are at work, "" while there is no editor."""
        return "" if self._editor is None else self._editor.live.status.engine


def _problem(item: mime.Item) -> str:
    """Why `item` cannot be a picture, as a sentence; "" if it may be one."""
    if not isinstance(item, mime.LocalFile):
        return ""
    name = item.path.name
    if item.path.is_dir():
        return translate("Window", "{name} is a folder: drop the pictures inside it.").format(name=name)
    if not item.path.exists():
        return translate("Window", "There is no file {name}.").format(name=name)
    if not (mime.is_openable(item.path) or mime.is_weights(item)):
        return translate("Window", "{name} is not a picture that can be opened.").format(name=name)
    return ""
