"""The list of objects, as hands use it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLineEdit

from rainharmonize_gui.ui.panels.object_model import Role
from rainharmonize_gui.ui.window import MainWindow


@pytest.mark.parametrize(
    ("keys", "text"), [("F2 Double-click", "In the list: rename"), ("Space", "In the list: show or hide")]
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


@pytest.fixture
def name(window: MainWindow) -> QLineEdit:
    """The name of the only object, being edited."""
    view = window.editor.objects.list
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    found = view.findChild(QLineEdit)
    assert found is not None
    return found


def _list_follows(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.editor.objects._soon.isActive())


def test_a_name_that_is_edited_is_selected_whole_until_something_is_typed(qtbot, window, name) -> None:
    window.editor.document.set_visible(window.editor.selection.layer_id, visible=False)
    window.editor.objects.model._thumbnails.changed.emit()
    _list_follows(qtbot, window)

    assert name.selectedText() == name.text() == "ball"


def test_a_name_that_is_being_typed_stays_whatever_comes(qtbot, window, name) -> None:
    QTest.keyClicks(name, "Grand")
    window.editor.document.set_visible(window.editor.selection.layer_id, visible=False)
    window.editor.objects.model._thumbnails.changed.emit()
    _list_follows(qtbot, window)
    QTest.keyClicks(name, "ma")

    assert name.text() == "Grandma"


def test_a_name_that_is_edited_follows_the_object_while_nothing_is_typed(qtbot, window, name) -> None:
    window.editor.document.rename(window.editor.selection.layer_id, "Moon")
    _list_follows(qtbot, window)

    assert name.selectedText() == name.text() == "Moon"


@pytest.mark.parametrize("arrives", [True, False])
def test_a_name_is_typed_on_while_objects_come_and_go(qtbot, window, *, arrives: bool) -> None:
    editor, view = window.editor, window.editor.objects.list
    first = editor.selection.layer_id
    other = editor.document.duplicate(first)
    _list_follows(qtbot, window)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    name = view.findChild(QLineEdit)
    QTest.keyClicks(name, "Grand")
    if arrives:
        editor.selection.select(editor.document.duplicate(other))
    else:
        editor.document.delete(other)
    _list_follows(qtbot, window)
    assert name.isVisible()
    QTest.keyClicks(name, "ma")
    QTest.keyClick(name, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: editor.document.scene.layer(first).name == "Grandma")


def test_the_list_tells_its_view_what_comes_goes_and_moves(qtbot, window: MainWindow) -> None:
    editor = window.editor
    document, model = editor.document, editor.objects.model
    reporting = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, reporting, model)
    first = editor.selection.layer_id
    held = QPersistentModelIndex(model.index(model.row_of(first)))
    second, third = document.duplicate(first), document.duplicate(first)
    model.refresh()
    document.reorder(first, 2)
    document.delete(second)
    document.duplicate(third)
    model.refresh()

    rows = [model.index(row).data(Role.LAYER_ID) for row in range(model.rowCount())]
    assert rows == [*(layer.id for layer in reversed(document.scene.layers)), None]
    assert held.data(Role.LAYER_ID) == first
    document.delete(first)
    model.refresh()
    assert not held.isValid()
    assert tester.model() is model
