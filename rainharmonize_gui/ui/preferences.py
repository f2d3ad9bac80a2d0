"""The window's settings: kept, saved with each change, shown in a dialog; the recent files among them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from rainharmonize_gui.document.settings import Settings, save_settings, stored_settings
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar
from rainharmonize_gui.ui.theme import theme

if TYPE_CHECKING:
    from rainharmonize_gui.ui.dialogs.settings import SettingsDialog


class Preferences(QObject):
    """Ask it to change settings; whoever has to act on a change in the dialog hears of it."""

    chosen = Signal(object)
    """A dict: fields that were changed in the dialog, and their values."""
    weights_requested = Signal()
    recent_changed = Signal(list)
    """The Paths of the recent files, the latest first."""
    recent_requested = Signal(object)
    """The Path that was picked in the menu."""

    def __init__(self, settings: Settings, messages: MessageBar, parent: QWidget) -> None:
        super().__init__(parent)
        self.settings = settings
        self.dialog: SettingsDialog | None = None
        self._messages = messages
        self._parent = parent

    @property
    def recent(self) -> list[Path]:
        return list(map(Path, self.settings.recent))

    @Slot(object)
    def change(self, changes: dict[str, Any]) -> None:
        """Replace fields of the settings and save them; what other windows saved meanwhile stays saved."""
        saved = dict(changes)
        stored = self._stored
        if "weights" in changes:
            saved["weights"] = _changed(stored.weights, self.settings.weights, changes["weights"])
        self.settings = replace(self.settings, **changes)
        notice = save_settings(replace(stored, **saved))
        if notice:
            self._messages.post(notice, Level.WARNING)
        if "recent" in changes:
            self.recent_changed.emit(self.recent)
        if self.dialog is not None and "weights" in changes:
            self.dialog.show_weights(changes["weights"])

    @Slot(object)
    def remember(self, path: Path) -> None:
        """Put `path` at the top of the recent files."""
        self.change({"recent": self._stored.with_recent(str(path.resolve()))})

    @Slot(object)
    def forget(self, path: Path) -> None:
        """Take `path` off the recent files."""
        self.change({"recent": tuple(other for other in self._stored.recent if other != str(path))})

    @property
    def _stored(self) -> Settings:
        """As they are on disk now: another window may have saved some."""
        return stored_settings() or self.settings

    def fill_recent(self, menu: QMenu) -> None:
        """One entry a recent file."""
        for path in self.recent:
            action = QAction(path.name.replace("&", "&&"), menu)
            action.setToolTip(str(path))
            action.triggered.connect(partial(self._pick, path))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction(translate("Window", "None yet")).setEnabled(False)

    def show(self) -> None:
        """Show the dialog beside the window."""
        from rainharmonize_gui.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415  not needed to start

        self.dialog = SettingsDialog(self.settings, self._parent)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.changed.connect(self._changed_in_dialog)
        self.dialog.weights_requested.connect(self.weights_requested)
        self.dialog.finished.connect(self._dialog_gone)
        self.dialog.open()

    @Slot(object)
    def _changed_in_dialog(self, changes: dict[str, Any]) -> None:
        self.change(changes)
        if "theme" in changes:
            theme().apply(changes["theme"])
        self.chosen.emit(changes)

    @Slot()
    def _dialog_gone(self) -> None:
        self.dialog = None

    def _pick(self, path: Path, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  Qt's argument
        self.recent_requested.emit(path)


def _changed(stored: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """What is stored, without what went between before and after, and with what came."""
    kept = tuple(each for each in stored if each in after or each not in before)
    return (*kept, *(each for each in after if each not in before and each not in kept))
