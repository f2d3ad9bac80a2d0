"""Boxes for numbers. Ctrl+Z is a box's own while something is typed and not taken, else the window's; other
shortcuts are the window's.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QSpinBox

from rainharmonize_gui.ui.calm_wheel import calm_wheel
from rainharmonize_gui.ui.text_keys import ShortcutsFirst

NumberBox = QSpinBox | QDoubleSpinBox


def arrange_number(box: NumberBox) -> None:
    """No arrows, the number on the right; it is taken with Return, or where the focus goes on."""
    box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    box.setKeyboardTracking(False)
    calm_wheel(box)
    ShortcutsFirst(box)
    _UndoKeys(box)


def show_number(box: NumberBox, number: float) -> None:
    """Without telling anyone. Where the number is as it was, what is typed and not yet taken stays."""
    with QSignalBlocker(box):
        if box.textFromValue(number) != box.textFromValue(box.value()):  # type: ignore[arg-type]
            box.setValue(number)  # type: ignore[arg-type]


def is_typed(box: NumberBox) -> bool:
    """Whether something is typed in a box and not yet taken."""
    return box.lineEdit().isModified()


def forget_typed(box: NumberBox) -> None:
    """Show the number of before again."""
    box.setValue(box.value())  # type: ignore[arg-type]  # each takes what it gives


class _UndoKeys(QObject):
    """Lives as long as its box, whose text would take the keys even where it has nothing to undo."""

    def __init__(self, box: NumberBox) -> None:
        super().__init__(box)
        self._box = box
        box.installEventFilter(self)
        box.editingFinished.connect(self._taken)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        undoes = isinstance(event, QKeyEvent) and (
            event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)
        )
        if not undoes or is_typed(self._box):
            return False
        event.ignore()
        return True

    @Slot()
    def _taken(self) -> None:
        self._box.lineEdit().setModified(False)
