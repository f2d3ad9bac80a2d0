"""Right clicks on the picture and on the list of objects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from editor_examples import layer_count
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from rainharmonize_gui.ui.window import MainWindow

_NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _menu_closed(window: MainWindow) -> Iterator[None]:
    """Before the window is."""
    yield
    if menu := QApplication.activePopupWidget():
        menu.close()


def _right_click(widget: QWidget, at: QPoint) -> QMenu | None:
    QTest.mouseClick(widget, Qt.MouseButton.RightButton, _NONE, at)
    return _asked(widget, at, QContextMenuEvent.Reason.Mouse)


def _asked(widget: QWidget, at: QPoint, reason: QContextMenuEvent.Reason) -> QMenu | None:
    """As the platform asks: the offscreen one does not by itself."""
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    return menu if isinstance(menu, QMenu) else None


def _names(menu: QMenu | None) -> list[str]:
    assert menu is not None
    return [action.objectName() for action in menu.actions() if not action.isSeparator()]


def _middle_of_the_object(window: MainWindow) -> QPoint:
    layer = window.editor.document.scene.layers[0]
    (x, y) = layer.placement.map((layer.size[0] / 2, layer.size[1] / 2)).tolist()
    return window.editor.canvas.map_from_image((x, y)).toPoint()


def test_a_right_click_on_an_object_selects_it_and_offers_what_can_be_done_with_it(
    qtbot, window: MainWindow
) -> None:
    editor = window.editor
    editor.selection.select(None)
    menu = _right_click(editor.canvas, _middle_of_the_object(window))
    assert editor.selection.layer is editor.document.scene.layers[0]
    assert {"edit.duplicate", "object.front", "edit.delete"} <= set(_names(menu))
    assert menu is not None
    duplicate = next(action for action in menu.actions() if action.objectName() == "edit.duplicate")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, _NONE, menu.actionGeometry(duplicate).center())
    qtbot.waitUntil(layer_count(editor, 2))


def test_a_right_click_beside_the_objects_is_about_the_picture(window: MainWindow) -> None:
    menu = _right_click(window.editor.canvas, window.editor.canvas.map_from_image((3, 3)).toPoint())
    assert window.editor.selection.layer is None
    assert {"edit.paste", "file.export", "view.fit"} <= set(_names(menu))
    assert "edit.delete" not in _names(menu)


def test_a_right_click_in_the_list_is_about_its_row(qtbot, window: MainWindow) -> None:
    editor = window.editor
    editor.selection.select(None)
    objects = editor.objects.list
    qtbot.waitUntil(lambda: objects.currentIndex().row() == 1)  # the background's
    row = objects.visualRect(objects.model().index(0, 0)).center()
    assert "edit.delete" in _names(_right_click(objects.viewport(), row))
    assert editor.selection.layer is not None


def test_the_menu_key_is_about_what_is_selected_wherever_it_lies(window: MainWindow) -> None:
    editor = window.editor
    editor.document.move(editor.document.scene.layers[0].id, 100, 80)
    middle = editor.canvas.rect().center()
    menu = _asked(editor.canvas, middle, QContextMenuEvent.Reason.Keyboard)
    assert editor.selection.layer is not None
    assert "edit.delete" in _names(menu)


def test_a_right_click_during_a_drag_does_nothing(window: MainWindow) -> None:
    canvas, at = window.editor.canvas, _middle_of_the_object(window)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, _NONE, at)
    assert _right_click(canvas, canvas.map_from_image((3, 3)).toPoint()) is None
    assert window.editor.selection.layer is not None
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, _NONE, at)
