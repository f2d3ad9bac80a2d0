"""Menus, toolbars, tooltips and shortcuts, all made from the rows of `action_table.ROWS`.

Handlers are bound by id; a row without one appears nowhere, so that no menu entry is ever dead. A handler
takes nothing; that of a checkable row that stands alone takes the new state (bool); that of a submenu row the
QMenu to fill, each time it opens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from enum import Enum, StrEnum, auto
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon

Key = str | QKeySequence.StandardKey
Handler = Callable[..., Any]

CONTEXT = ""
"""The translation context of the table: QT_TR_NOOP outside a class has none."""


class Role(Enum):
    """What a row becomes."""

    ACTION = auto()
    """A menu entry, perhaps a toolbar button."""
    SUBMENU = auto()
    """A menu whose entries its handler fills in."""
    LISTED = auto()
    """Keys or mouse gestures handled elsewhere (held keys, the canvas); only in the shortcut sheet."""


class Bar(StrEnum):
    """The toolbars."""

    MAIN = "main"
    TOOLS = "tools"


class Needs(StrEnum):
    """What must be there for an action to be enabled; see `Actions.set_available`."""

    NOTHING = ""
    PICTURE = "picture"
    """A background is open."""
    OBJECT = "object"
    """An object is selected."""
    MOVABLE = "movable"
    """An object is selected, and no region."""
    OBJECTS = "objects"
    """There is at least one object."""
    ORDER = "order"
    """An object is selected that can change places with another; or a region."""
    CHANGED_MASK = "changed_mask"
    """An object is selected whose mask is not the one it came with."""
    MASK = "mask"
    """A brush or eraser is the tool."""
    UNDO = "undo"
    REDO = "redo"
    REFERENCE = "reference"
    """A reference region is set."""
    NETWORK = "network"
    """What changes, or else the objects to come, is harmonized by a network."""
    SPLIT = "split"
    """The split line is shown."""


@dataclass(frozen=True, slots=True)
class Row:
    """One action. `menu`, `text`, `tip` and `gesture` are source strings; `menu` may be "Top/Sub"."""

    id: str
    menu: str
    text: str
    _: KW_ONLY
    keys: tuple[Key, ...] = ()
    """The first is shown in menu and tooltip; all work."""
    gesture: str = ""
    """In a LISTED row, what the hand does instead; translated, parts joined by " + ", ways by " / "."""
    tip: str = ""
    """The tooltip's sentence; the text without mnemonic if empty."""
    icon: str = ""
    bar: Bar | None = None
    section: int = 0
    """Rows of the same menu and section stand together between separators."""
    checkable: bool = False
    group: str = ""
    """Checkable rows of the same group exclude each other."""
    needs: Needs = Needs.NOTHING
    role: Role = Role.ACTION
    beside: str = ""
    """Of a LISTED row: the action it goes with; it is listed only where that one is there."""


def plain(text: str) -> str:
    """`text` without mnemonic ampersands."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def key_sequences(row: Row) -> list[QKeySequence]:
    """Every key sequence of `row` on this platform, the one to show first."""
    found: list[QKeySequence] = []
    for key in row.keys:
        bindings = [QKeySequence(key)] if isinstance(key, str) else QKeySequence.keyBindings(key)
        found.extend(each for each in bindings if each not in found)
    return found


def shown_keys(row: Row) -> list[str]:
    """What the shortcut sheet says for `row`: the gesture, or the keys as this platform writes them."""
    if row.gesture:
        return translate(CONTEXT, row.gesture).split(" / ")
    native = QKeySequence.SequenceFormat.NativeText
    return [each.toString(native) for each in key_sequences(row)]


class Actions(QObject):
    """The QActions of one window, made from `rows` for which `handlers` has a handler."""

    def __init__(self, window: QWidget, rows: Iterable[Row], handlers: Mapping[str, Handler]) -> None:
        super().__init__(window)
        self._rows = {row.id: row for row in rows}
        unknown = set(handlers) - set(self._rows)
        if unknown:
            raise ValueError(f"No row of the action table has the id {', '.join(sorted(unknown))}.")
        self._groups: dict[str, QActionGroup] = {}
        self._menus: list[QMenu] = []
        self._actions = {
            row.id: self._make(row, handlers[row.id]) for row in self._rows.values() if row.id in handlers
        }
        window.addActions(list(self._actions.values()))
        self._available: set[Needs] = set()
        self.set_available(())

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def __contains__(self, action_id: str) -> bool:
        return action_id in self._actions

    def listed(self) -> list[Row]:
        """The rows for the shortcut sheet: those that work here, and the gestures."""
        return [row for row in self._rows.values() if (row.beside or row.id) in self._actions or _free(row)]

    def set_available(self, available: Iterable[Needs]) -> None:
        """Enable exactly the actions whose need is in `available` (or that need nothing)."""
        self._available = {Needs.NOTHING, *available}
        for action_id, action in self._actions.items():
            action.setEnabled(self._rows[action_id].needs in self._available)

    def rename(self, action_id: str, text: str) -> None:
        """Give an action a text of the moment ("Undo Move object"), in menu and tooltip."""
        action = self._actions[action_id]
        action.setText(text)
        action.setToolTip(_tooltip(plain(text), action.shortcut()))

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """Add the menus in the order of the table."""
        menus: dict[str, QMenu] = {}
        last_section: dict[str, int] = {}
        for action_id, action in self._actions.items():
            row = self._rows[action_id]
            menu = self._menu(row.menu, bar, menus)
            if last_section.setdefault(row.menu, row.section) != row.section:
                menu.addSeparator()
                last_section[row.menu] = row.section
            menu.addAction(action)

    def fill_toolbar(self, toolbar: QToolBar, bar: Bar) -> None:
        """Add the buttons of `bar`, separated where menu or section changes."""
        last: tuple[str, int] | None = None
        for action_id, action in self._actions.items():
            row = self._rows[action_id]
            if row.bar is not bar:
                continue
            here = (row.menu, row.section)
            if last is not None and last != here:
                toolbar.addSeparator()
            last = here
            toolbar.addAction(action)
            button = toolbar.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setAccessibleName(plain(action.text()))
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _menu(self, path: str, bar: QMenuBar, menus: dict[str, QMenu]) -> QMenu:
        if path not in menus:
            above, _, title = path.rpartition("/")
            parent = self._menu(above, bar, menus) if above else bar
            menus[path] = parent.addMenu(translate(CONTEXT, title))
            menus[path].setToolTipsVisible(False)
        return menus[path]

    def _make(self, row: Row, handler: Handler) -> QAction:
        if row.role is Role.LISTED:
            raise ValueError(f"{row.id} is only listed; it takes no handler.")
        text = translate(CONTEXT, row.text)
        action = QAction(text, self)
        action.setObjectName(row.id)
        if row.icon:
            action.setIcon(icon(row.icon))
        sequences = key_sequences(row)
        action.setShortcuts(sequences)
        tip = translate(CONTEXT, row.tip) if row.tip else plain(text).rstrip("…").rstrip()
        action.setToolTip(_tooltip(tip, action.shortcut()))
        action.setStatusTip(tip)
        action.setCheckable(row.checkable)
        if row.group:
            group = self._groups.setdefault(row.group, QActionGroup(self))
            group.addAction(action)
        if row.role is Role.SUBMENU:
            self._attach_submenu(action, handler)
        elif row.checkable and not row.group:
            action.triggered.connect(lambda checked: handler(checked))  # noqa: PLW0108  PySide6 counts arguments
        else:
            action.triggered.connect(lambda _checked: handler())
        if row.id == "file.quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        return action

    def _attach_submenu(self, action: QAction, handler: Handler) -> None:
        menu = QMenu()
        self._menus.append(menu)  # QAction.setMenu takes no ownership
        action.setMenu(menu)

        def fill() -> None:
            menu.clear()
            handler(menu)

        menu.aboutToShow.connect(fill)


def _free(row: Row) -> bool:
    return row.role is Role.LISTED and not row.beside


def _tooltip(tip: str, shortcut: QKeySequence) -> str:
    if shortcut.isEmpty():
        return tip
    return f"{tip} ({shortcut.toString(QKeySequence.SequenceFormat.NativeText)})"
