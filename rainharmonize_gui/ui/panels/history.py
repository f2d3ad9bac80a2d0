"""The History panel: every step by name; a click goes there and back again."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Slot
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.history import Step
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.scene import Change
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import CalmList, Panel
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.theme import theme
from rainharmonize_gui.ui.variants import name_of


def step_name(step: Step) -> str:
    """What it did, translated."""
    name = translate("History", step.label)
    if step.label is not Label.VARIANT or step.variant is None:
        return name
    return name.format(variant=name_of(step.variant))


class HistoryPanel(Panel):
    """The first line is the beginning; undone steps are pale."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__(document, selection)
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(translate("Panels", "History"))
        self.list.currentRowChanged.connect(self._go)
        CalmList(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self._stop_watching = document.history.observe(self.refresh_soon)
        theme().changed.connect(self.refresh_soon)
        self.refresh()

    def note(self, change: Change) -> None:
        """The history speaks for itself."""

    def stop(self) -> None:
        super().stop()
        self._stop_watching()

    def refresh(self) -> None:
        history = self.document.history
        names = [translate("Panels", "Start"), *map(step_name, history.steps)]
        with QSignalBlocker(self.list):
            while self.list.count() > len(names):
                self.list.takeItem(self.list.count() - 1)
            for row, name in enumerate(names):
                self._show_row(row, name, done=row <= history.index)
            self.list.setCurrentRow(history.index)

    def _show_row(self, row: int, name: str, *, done: bool) -> None:
        if row == self.list.count():
            item = QListWidgetItem()
            item.setSizeHint(QSize(0, 26))
            self.list.addItem(item)
        item = self.list.item(row)
        item.setText(name)
        item.setForeground(QBrush(QColor(theme().colors.text if done else theme().colors.disabled)))

    @Slot(int)
    def _go(self, row: int) -> None:
        if row >= 0:
            self.selection.follow(partial(self.document.jump_to, row))
