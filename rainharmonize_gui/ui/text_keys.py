"""Keys in a box for text: those that edit are its own; before all others come the shortcuts of the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

_Std = QKeySequence.StandardKey
_EDITING = (_Std.Undo, _Std.Redo, _Std.Cut, _Std.Copy, _Std.Paste, _Std.SelectAll)


class ShortcutsFirst(QObject):
    """Lives as long as its box. Qt has a text take more keys than those, on Linux Ctrl+E for its end; the
    ones that are no shortcut here still go to the text.
    """

    def __init__(self, box: QWidget) -> None:
        super().__init__(box)
        box.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier or any(map(event.matches, _EDITING)):
            return False
        event.ignore()
        return True
