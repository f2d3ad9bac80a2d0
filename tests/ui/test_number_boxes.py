"""Numbers that are typed: Return takes them, Ctrl+Z is the window's then, Esc brings the old one back.

And the wheel over their boxes, and over choices.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QScrollArea,
    QSlider,
    QWidget,
)

from rainharmonize_gui.ui.editor import Editor
from rainharmonize_gui.ui.panels.number_box import NumberBox
from rainharmonize_gui.ui.window import MainWindow

_NONE, _CTRL, _SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
_BOXES: dict[str, Callable[[MainWindow], NumberBox]] = {
    "x": lambda window: window.editor.transform.boxes["x"],
    "angle": lambda window: window.editor.transform.boxes["angle"],
    "strength": lambda window: window.editor.harmonize.strength.number,
    "brush": lambda window: window.bars.options.brush.size_number,
}


@pytest.fixture
def editor(qtbot, window: MainWindow) -> Editor:
    """Nothing is under way that Esc would cancel."""
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    qtbot.waitUntil(lambda: not window.editor.live.status.phase.busy, timeout=30_000)
    return window.editor


def _type(box: NumberBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)


def _key(key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
    """Where the focus is."""
    QTest.keyClick(_focused(), key, modifiers)


def _focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _roll(control: QWidget) -> None:
    """Turn the wheel by a notch towards the hand, over the middle of a control."""
    window = control.window()
    at = control.mapTo(window, control.rect().center())
    QTest.wheelEvent(window.windowHandle(), QPointF(at), QPoint(0, -120))


def _pass_over(control: QWidget, turn: int) -> None:
    """The wheel, also over what is folded away or scrolled out of sight."""
    control.clearFocus()
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
    at = QPointF(control.rect().center())
    event = QWheelEvent(at, at, QPoint(), QPoint(0, turn), *none, False)
    QApplication.sendEvent(control, event)


def _said(control: QWidget) -> object:
    return control.currentIndex() if isinstance(control, QComboBox) else control.value()


def test_after_return_undo_and_redo_are_the_documents(qtbot, editor: Editor) -> None:
    box, before = editor.transform.boxes["x"], editor.transform.boxes["x"].value()
    _type(box, "100")
    _key(Qt.Key.Key_Return)
    assert editor.document.geometry(editor.selection.layer_id).x == pytest.approx(100)

    _key(Qt.Key.Key_Z, _CTRL)
    qtbot.waitUntil(lambda: box.value() == before)
    _key(Qt.Key.Key_Z, _CTRL | _SHIFT)
    qtbot.waitUntil(lambda: box.value() == 100)


@pytest.mark.parametrize("name", _BOXES)
def test_a_number_that_was_taken_leaves_undo_to_the_window(
    editor: Editor, window: MainWindow, name: str
) -> None:
    if name == "brush":
        window.actions_["tool.brush"].trigger()
    box = _BOXES[name](window)
    _type(box, box.text().replace(box.suffix(), ""))  # the number that stands there
    _key(Qt.Key.Key_Return)
    _key(Qt.Key.Key_Z, _CTRL)

    assert editor.document.scene.layers == ()  # adding it was the latest step


def test_while_a_number_is_typed_undo_is_about_its_text(editor: Editor) -> None:
    box = editor.transform.boxes["x"]
    before = box.text()
    _type(box, "100")
    _key(Qt.Key.Key_Z, _CTRL)

    assert editor.document.history.index == 2
    assert box.text() == before
    _key(Qt.Key.Key_Z, _CTRL)  # and nothing is typed any more
    assert editor.document.history.index == 1


def test_escape_brings_the_old_number_back_and_leaves_the_selection_alone(editor: Editor) -> None:
    box, selected = editor.transform.boxes["width"], editor.selection.layer_id
    before = box.text()
    _type(box, "7")
    _key(Qt.Key.Key_Escape)

    assert (box.text(), editor.selection.layer_id) == (before, selected)
    assert _focused() is editor.canvas
    assert editor.document.history.index == 2
    _key(Qt.Key.Key_Escape)
    assert editor.selection.layer_id is None


def test_escape_in_a_number_where_nothing_is_typed_leads_back_to_the_picture(editor: Editor) -> None:
    editor.transform.boxes["height"].setFocus()
    _key(Qt.Key.Key_Escape)

    assert _focused() is editor.canvas
    assert editor.selection.layer_id is not None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_number_that_was_taken_gives_the_keys_back_to_the_picture(editor: Editor, key: Qt.Key) -> None:
    _type(editor.transform.boxes["x"], "100")
    _key(key)
    assert _focused() is editor.canvas
    _key(Qt.Key.Key_B)

    assert editor.canvas.tool.id == "tool.brush"
    assert editor.document.geometry(editor.selection.layer_id).x == pytest.approx(100)


def test_tab_takes_a_number_and_goes_on_to_the_next(editor: Editor) -> None:
    boxes = editor.transform.boxes
    _type(boxes["x"], "100")
    _key(Qt.Key.Key_Tab)

    assert _focused() is boxes["y"]
    assert editor.document.geometry(editor.selection.layer_id).x == pytest.approx(100)


@pytest.mark.parametrize("name", [*_BOXES, "object"])
def test_shortcuts_of_the_window_come_before_what_a_text_would_do(
    qtbot, editor: Editor, window: MainWindow, name: str
) -> None:
    """Ctrl+Left stands for Ctrl+E, which is a text's own on Linux only."""
    action = QAction(window)
    action.setShortcut("Ctrl+Left")
    window.addAction(action)
    if name == "brush":
        window.actions_["tool.brush"].trigger()
    if name == "object":
        editor.objects.list.setFocus()
        _key(Qt.Key.Key_F2)
    else:
        _type(_BOXES[name](window), "1")
    with qtbot.waitSignal(action.triggered):
        _key(Qt.Key.Key_Left, _CTRL)


def test_keys_that_edit_a_text_stay_its_own(editor: Editor) -> None:
    box = editor.transform.boxes["x"]
    _type(box, "123")
    _key(Qt.Key.Key_A, _CTRL)
    _key(Qt.Key.Key_C, _CTRL)

    assert QApplication.clipboard().text() == "123"


@pytest.mark.parametrize("name", [*_BOXES, "direction"])
def test_the_wheel_turns_a_box_only_where_it_has_the_focus(
    editor: Editor, window: MainWindow, name: str
) -> None:
    if name == "brush":
        window.actions_["tool.brush"].trigger()
    box = editor.harmonize.direction if name == "direction" else _BOXES[name](window)
    before, step = editor.document.scene, editor.document.history.index
    for area in window.findChildren(QScrollArea):
        if area.isAncestorOf(box):
            area.ensureWidgetVisible(box)
    said = box.currentIndex if isinstance(box, QComboBox) else box.value
    shown = said()
    _roll(box)
    assert _focused() is editor.canvas
    assert (said(), editor.document.scene, editor.document.history.index) == (shown, before, step)

    box.setFocus()
    _roll(box)
    assert said() != shown


def test_no_control_anywhere_turns_in_passing(editor: Editor, window: MainWindow) -> None:
    window.actions_["edit.settings"].trigger()
    editor.output.ask()
    kinds = QAbstractSpinBox, QComboBox, QSlider
    found = [each for kind in kinds for each in window.findChildren(kind)]

    assert len(found) > 30  # the dialogs' among them
    assert {each.focusPolicy() for each in found} == {Qt.FocusPolicy.StrongFocus}
    for control in found:
        shown = _said(control)
        for turn in (-120, 120):  # one of the two is never at the end of the range
            _pass_over(control, turn)
            assert _said(control) == shown, control.accessibleName()
    for dialog in window.findChildren(QDialog):
        dialog.close()


@pytest.mark.parametrize("angle", ["0", "30"])
def test_a_side_that_is_typed_leaves_the_position_that_was_typed_before(editor: Editor, angle: str) -> None:
    for name, text in (("angle", angle), ("x", "20"), ("y", "10"), ("width", "36")):
        _type(editor.transform.boxes[name], text)
        _key(Qt.Key.Key_Return)
        QTest.qWait(1)  # the numbers follow

    numbers = editor.document.geometry(editor.selection.layer_id)
    assert (numbers.x, numbers.y, numbers.width) == pytest.approx((20, 10, 36))
    assert [editor.transform.boxes[name].value() for name in ("x", "y")] == [20, 10]


@pytest.mark.parametrize("name", ["x", "strength"])
def test_what_is_being_typed_stays_when_the_panel_is_brought_up_to_date(
    qtbot, editor: Editor, window: MainWindow, name: str
) -> None:
    box = _BOXES[name](window)
    _type(box, "7")
    typed = box.text()
    editor.document.rename(editor.selection.layer_id, "Moon")
    for panel in (editor.harmonize, editor.transform):
        qtbot.waitUntil(lambda panel=panel: not panel._soon.isActive())
    assert box.text() == typed

    editor.document.set_strength(editor.selection.layer_id, 0.4)
    editor.document.move(editor.selection.layer_id, 3, 0)
    qtbot.waitUntil(lambda: box.text() != typed)


def test_a_number_that_changes_nothing_gives_way_to_the_one_that_holds(editor: Editor) -> None:
    box = editor.transform.boxes["x"]
    _type(box, "20")
    _key(Qt.Key.Key_Return)
    _type(box, "20.4")  # an object at its own size lies on whole pixels
    _key(Qt.Key.Key_Return)

    assert box.value() == editor.document.geometry(editor.selection.layer_id).x == 20
