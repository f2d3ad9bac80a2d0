"""The action table is sound, and menus, toolbars and sheet are made from it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

import resources
from rainharmonize_gui.ui import actions as actions_module
from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.actions import (
    Actions,
    Bar,
    Handler,
    Needs,
    Role,
    Row,
    key_sequences,
    plain,
    shown_keys,
)
from rainharmonize_gui.ui.shortcuts import ShortcutSheet, balanced

ACTIVE = [row for row in ROWS if row.role is not Role.LISTED]


@pytest.fixture
def window(qtbot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


def _all(calls: list[object]) -> dict[str, object]:
    return {row.id: lambda *args, row_id=row.id: calls.append((row_id, *args)) for row in ACTIVE}


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(row.id for row in ROWS).items() if count > 1] == []


def test_no_two_actions_share_a_key(qapp) -> None:
    used = Counter(key.toString() for row in ACTIVE for key in key_sequences(row))

    assert [key for key, count in used.items() if count > 1] == []


def test_every_icon_exists() -> None:
    names = {row.icon for row in ROWS if row.icon}

    assert [name for name in names if not resources.path("icons", f"{name}.svg").exists()] == []


def test_every_button_has_an_icon() -> None:
    assert [row.id for row in ROWS if row.bar and not row.icon] == []


def test_no_two_entries_of_a_menu_share_a_mnemonic() -> None:
    def mnemonic(text: str) -> str:
        return text[text.index("&") + 1].casefold() if "&" in text else ""

    used = Counter((row.menu, mnemonic(row.text)) for row in ACTIVE if "&" in row.text)
    bars = Counter(mnemonic(menu) for menu in {row.menu.split("/")[0] for row in ROWS})

    assert [each for each, count in (used + bars).items() if count > 1] == []


@pytest.mark.parametrize(
    ("action_id", "keys"),
    [
        ("file.open", ["Ctrl+O"]),
        ("file.save", ["Ctrl+S"]),
        ("file.export", ["Ctrl+E"]),
        ("edit.undo", ["Ctrl+Z"]),
        ("edit.redo", ["Ctrl+Shift+Z", "Ctrl+Y"]),
        ("edit.copy", ["Ctrl+C"]),
        ("edit.copy_result", ["Ctrl+Shift+C"]),
        ("tool.brush", ["B"]),
        ("tool.eraser", ["E"]),
        ("brush.swap", ["X"]),
        ("tool.smart", ["G"]),
        ("tool.wand", ["W"]),
        ("tool.lasso", ["L"]),
        ("mask.view", ["M"]),
        ("compare.before", ["\\"]),
        ("compare.split", ["S"]),
        ("compare.side_by_side", ["Y"]),
        ("compare.hold", ["Tab"]),
        ("view.fit", ["Ctrl+0"]),
        ("view.actual", ["Ctrl+1"]),
        ("harmonize.run", ["Ctrl+Return", "Ctrl+Enter"]),
        ("help.shortcuts", ["F1"]),
    ],
)
def test_the_keys_are_those_that_people_know(qapp, action_id: str, keys: list[str]) -> None:
    row = next(row for row in ROWS if row.id == action_id)

    assert [key.toString() for key in key_sequences(row)] == keys


def test_only_actions_with_a_handler_appear(window: QMainWindow) -> None:
    actions = Actions(window, ROWS, {"file.quit": lambda: None})
    actions.fill_menu_bar(window.menuBar())

    menus = window.menuBar().actions()
    assert [action.text() for action in menus] == ["&File"]
    assert [action.objectName() for action in menus[0].menu().actions()] == ["file.quit"]
    assert "file.open" not in actions


def test_an_unknown_id_is_an_error(window: QMainWindow) -> None:
    with pytest.raises(ValueError, match=r"file\.opne"):
        Actions(window, ROWS, {"file.opne": lambda: None})


def test_gestures_of_a_tool_are_listed_only_where_the_tool_is(window: QMainWindow) -> None:
    rows = (
        Row("tool.wand", "Cut out", "Wand", keys=("W",)),
        Row("wand.add", "&Cut out", "Add", gesture="Shift + Click", role=Role.LISTED, beside="tool.wand"),
        Row("view.wheel", "&View", "Zoom", gesture="Wheel", role=Role.LISTED),
    )

    def listed(handlers: dict[str, Handler]) -> list[str]:
        return [row.id for row in Actions(window, rows, handlers).listed()]

    assert listed({}) == ["view.wheel"]
    assert listed({"tool.wand": lambda: None}) == ["tool.wand", "wand.add", "view.wheel"]


def test_a_listed_row_takes_no_handler(window: QMainWindow) -> None:
    with pytest.raises(ValueError, match="listed"):
        Actions(window, ROWS, {"compare.hold": lambda: None})


def test_menus_follow_the_table_with_separators_between_sections(window: QMainWindow) -> None:
    Actions(window, ROWS, _all([])).fill_menu_bar(window.menuBar())

    file_menu = window.menuBar().actions()[0].menu()
    names = [action.objectName() or "-" for action in file_menu.actions()]
    assert names[:6] == ["file.open", "file.add_object", "file.recent", "file.sample", "-", "file.save"]
    titles = [plain(action.text()) for action in window.menuBar().actions()]
    assert titles == ["File", "Edit", "Object", "Cut out", "Harmonize", "View", "Compare", "Help"]


def test_a_path_makes_a_submenu(window: QMainWindow) -> None:
    Actions(window, ROWS, _all([])).fill_menu_bar(window.menuBar())

    [theme_menu] = [menu for menu in window.findChildren(QMenu) if plain(menu.title()) == "Theme"]
    assert [plain(action.text()) for action in theme_menu.actions()] == ["As the system", "Light", "Dark"]


def test_toolbars_hold_the_rows_of_their_bar(window: QMainWindow) -> None:
    toolbar = QToolBar()
    window.addToolBar(toolbar)
    Actions(window, ROWS, _all([])).fill_toolbar(toolbar, Bar.TOOLS)

    names = [action.objectName() for action in toolbar.actions() if not action.isSeparator()]
    assert names == [row.id for row in ROWS if row.bar is Bar.TOOLS]


def test_buttons_have_accessible_names_and_can_be_reached_by_key(window: QMainWindow) -> None:
    toolbar = QToolBar()
    window.addToolBar(toolbar)
    Actions(window, ROWS, _all([])).fill_toolbar(toolbar, Bar.MAIN)

    for action in toolbar.actions():
        if not action.isSeparator():
            button = toolbar.widgetForAction(action)
            assert button.accessibleName()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_tooltips_name_the_shortcut(window: QMainWindow) -> None:
    actions = Actions(window, ROWS, _all([]))

    assert actions["tool.brush"].toolTip() == "Paint what belongs to the object (B)"
    assert actions["edit.undo"].toolTip() == "Undo (Ctrl+Z)"


def test_a_tip_ends_with_a_word_where_a_language_has_a_space_before_the_ellipsis(
    window: QMainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions_module, "translate", lambda _context, text: text.replace("…", " …"))
    actions = Actions(window, ROWS, _all([]))

    assert actions["edit.settings"].statusTip() == "Settings"
    assert actions["edit.settings"].toolTip() == "Settings (Ctrl+,)"


def test_an_action_can_be_renamed_for_the_moment(window: QMainWindow) -> None:
    actions = Actions(window, ROWS, _all([]))
    actions.rename("edit.undo", "&Undo Move object")

    assert actions["edit.undo"].text() == "&Undo Move object"
    assert actions["edit.undo"].toolTip() == "Undo Move object (Ctrl+Z)"


def test_what_is_not_available_is_disabled(window: QMainWindow) -> None:
    actions = Actions(window, ROWS, _all([]))
    assert actions["file.open"].isEnabled()
    assert not actions["file.export"].isEnabled()

    actions.set_available({Needs.PICTURE})

    assert actions["file.export"].isEnabled()
    assert not actions["edit.delete"].isEnabled()


def test_a_handler_gets_nothing_or_the_state_it_was_switched_to(window: QMainWindow) -> None:
    calls: list[object] = []
    actions = Actions(window, ROWS, _all(calls))
    actions.set_available(Needs)

    for action_id in ("file.open", "compare.split", "compare.split", "tool.wand"):
        actions[action_id].trigger()

    assert calls == [("file.open",), ("compare.split", True), ("compare.split", False), ("tool.wand",)]


def test_tools_exclude_each_other(window: QMainWindow) -> None:
    actions = Actions(window, ROWS, _all([]))
    actions.set_available(Needs)
    actions["tool.wand"].trigger()
    actions["tool.lasso"].trigger()

    assert actions["tool.lasso"].isChecked()
    assert not actions["tool.wand"].isChecked()


def test_a_submenu_is_filled_each_time_it_opens(window: QMainWindow) -> None:
    actions = Actions(window, ROWS, {"file.recent": lambda menu: menu.addAction("one")})
    menu = actions["file.recent"].menu()

    for _ in range(2):
        menu.aboutToShow.emit()

    assert [action.text() for action in menu.actions()] == ["one"]


def test_a_key_press_runs_the_action(qtbot, window: QMainWindow) -> None:
    calls: list[object] = []
    actions = Actions(window, ROWS, _all(calls))
    actions.set_available(Needs)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()

    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)

    assert calls == [("edit.redo",), ("brush.smaller",)]


@pytest.fixture
def sheet(qtbot) -> ShortcutSheet:
    sheet = ShortcutSheet(ROWS)
    qtbot.addWidget(sheet)
    return sheet


def _search(sheet: ShortcutSheet, text: str) -> list[str]:
    sheet._search.setText(text)
    return sheet.shown()


def test_the_sheet_shows_every_row_that_has_keys(sheet: ShortcutSheet) -> None:
    assert len(sheet.shown()) == len([row for row in ROWS if shown_keys(row)])
    assert not sheet.isModal()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("UNDO", ["Undo"]),
        ("ctrl+d", ["Duplicate"]),
        ("brush hard", ["Harder brush"]),
        ("no such thing", []),
    ],
)
def test_the_sheet_is_searched_by_words_and_keys(sheet: ShortcutSheet, words: str, found: list[str]) -> None:
    assert _search(sheet, words) == found


def test_a_menu_name_finds_the_whole_menu(sheet: ShortcutSheet) -> None:
    assert "Side by side" in _search(sheet, "compare")


def test_the_sheet_has_as_many_columns_as_fit(qtbot, sheet: ShortcutSheet) -> None:
    with qtbot.waitExposed(sheet):
        sheet.show()
    assert len(sheet._columns) == 3

    sheet.resize(450, 600)

    assert len(sheet._columns) == 1


def test_a_line_of_the_sheet_leaves_its_text_what_its_own_keys_do_not_take(qtbot) -> None:
    sheet = ShortcutSheet(
        (
            Row("next", "Object", "Select the next object", keys=("Alt+]", "Alt+PgUp")),
            Row("front", "Object", "Front", keys=("Ctrl+Shift+]", "Ctrl+Shift+Media Previous")),
        )
    )
    qtbot.addWidget(sheet)
    with qtbot.waitExposed(sheet):
        sheet.show()
    following, front = (line.label for line in sheet._groups[0].lines)

    assert following.width() > front.width()
    assert following.heightForWidth(following.width()) < 2 * following.fontMetrics().lineSpacing()


@pytest.mark.parametrize(
    ("heights", "places"), [([5, 5, 5], [0, 1, 2]), ([1, 9, 8, 2], [0, 1, 2, 0]), ([], []), ([4], [0])]
)
def test_columns_are_about_the_same_height(heights: list[int], places: list[int]) -> None:
    assert balanced(heights, 3) == places


def test_mnemonics_are_taken_out_of_plain_text() -> None:
    assert plain("&Save && close") == "Save & close"


def test_a_gesture_is_shown_as_it_is_written() -> None:
    row = Row("x", "View", "Pan", gesture="Space + Drag", role=Role.LISTED)

    assert shown_keys(row) == ["Space + Drag"]
    assert QKeySequence("Ctrl+Z").toString() == "Ctrl+Z"


def test_ways_to_do_something_have_key_caps_of_their_own() -> None:
    [row] = [each for each in ROWS if each.id == "lasso.back"]
    assert shown_keys(row) == ["Backspace", "Ctrl+Z"]
