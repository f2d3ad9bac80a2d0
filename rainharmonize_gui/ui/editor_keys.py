"""What the keys mean to the editor that nothing with the focus has taken: Esc, and Return in a number box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from rainharmonize_gui.ui.panels.number_box import NumberBox, forget_typed, is_typed

if TYPE_CHECKING:
    from rainharmonize_gui.ui.editor import Editor


def pressed(editor: Editor, key: int) -> bool:
    """Whether the key was the editor's."""
    if key == Qt.Key.Key_Escape:
        return _cancel(editor)
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and _number_box() is not None:
        editor.canvas.setFocus()  # the box has taken its number; the keys of tools work again
        return True
    return False


def _cancel(editor: Editor) -> bool:
    """A number that is typed, else what is under way, else a number box, else the selection."""
    box = _number_box()
    if box is not None and is_typed(box):
        forget_typed(box)
    elif editor.status_line.cancel():
        return True
    if box is not None:
        editor.canvas.setFocus()
        return True
    if editor.selection.layer_id is not None:
        editor.selection.select(None)
        return True
    return False


def _number_box() -> NumberBox | None:
    """The one with the focus."""
    focused = QApplication.focusWidget()
    return focused if isinstance(focused, NumberBox) else None
