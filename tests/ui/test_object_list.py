"""The list of objects, as hands use it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from rainharmonize_gui.ui.panels.object_model import Role
from rainharmonize_gui.ui.window import MainWindow


@pytest.mark.parametrize(
    ("keys", "text"), [("F2 / Double-click", "In the list: rename"), ("Space", "In the list: show or hide")]
)
def test_its_keys_are_on_the_sheet(window: MainWindow, keys: str, text: str) -> None:
    window.help.show_shortcuts()
    window.help.sheet._search.setText(keys)

    assert text in window.help.sheet.shown()
    window.help.sheet.close()


def test_its_keys_do_what_the_sheet_says(qtbot, window: MainWindow) -> None:
    editor, view = window.editor, window.editor.objects.list
    QTest.keyClick(view, Qt.Key.Key_Space)
    assert not editor.selection.layer.visible
    qtbot.waitUntil(lambda: not view.currentIndex().data(Role.VISIBLE))  # the list has heard of it

    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    name = view.findChild(QLineEdit)
    QTest.keyClicks(name, "moon")
    QTest.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.selection.layer.name == "moon")


def test_a_line_can_be_drawn_once_more_after_its_object_went(window: MainWindow) -> None:
    window.actions_["edit.delete"].trigger()

    assert not window.editor.objects.list.grab().isNull()
