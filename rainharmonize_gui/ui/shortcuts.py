"""The F1 sheet: every shortcut and gesture, by menu, made from the action table; type to search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from rainharmonize_gui.ui.actions import CONTEXT, Row, plain, shown_keys
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.theme import theme

_COLUMN_WIDTH = 350
_MARGINS = 60
_KEYS_IN_A_LINE = 24
"""Letters of the alternatives that stand side by side, a cap's own edges taken for two."""
_MOST_COLUMNS = 3


class ShortcutSheet(QDialog):
    """A window beside the main one, so that one can look and try. It shows the rows with keys or gestures."""

    def __init__(self, rows: Iterable[Row], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Shortcuts", "Keyboard shortcuts"))
        self._groups = _groups(rows)
        self._columns: list[QVBoxLayout] = []
        self._search = QLineEdit(placeholderText=translate("Shortcuts", "Search"), clearButtonEnabled=True)
        self._search.setAccessibleName(translate("Shortcuts", "Search the shortcuts"))
        self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._search.textChanged.connect(self._filter)
        self._nothing = QLabel(translate("Shortcuts", "Nothing found."))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        self._arrange()
        theme().changed.connect(self._restyle)
        self._restyle()
        self.resize(_MOST_COLUMNS * _COLUMN_WIDTH + _MARGINS, 760)

    def shown(self) -> list[str]:
        """The texts of the rows that the search leaves."""
        return [line.text for group in self._groups for line in group.lines if not line.is_hidden]

    def minimumSizeHint(self) -> QSize:
        return QSize(_COLUMN_WIDTH + _MARGINS, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        count = min(max((self.width() - _MARGINS) // _COLUMN_WIDTH, 1), _MOST_COLUMNS)
        if count != len(self._columns):
            self._distribute(count)

    def _arrange(self) -> None:
        self._row = QHBoxLayout()
        self._row.setSpacing(28)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(20, 8, 20, 20)
        inside.addWidget(self._nothing)
        inside.addLayout(self._row)
        inside.addStretch()
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        top = QHBoxLayout()
        top.setContentsMargins(20, 16, 20, 4)
        top.addWidget(self._search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self._scroll)
        self._distribute(_MOST_COLUMNS)

    def _distribute(self, count: int) -> None:
        """Put the groups into `count` columns of about the same height; within a column, in menu order."""
        for column in self._columns:
            while column.count():
                column.takeAt(0)
            self._row.removeItem(column)
            column.deleteLater()
        self._columns = [QVBoxLayout() for _ in range(count)]
        for column in self._columns:
            column.setSpacing(18)
            self._row.addLayout(column, stretch=1)
        heights = [len(group.lines) + 2 for group in self._groups]
        for group, place in zip(self._groups, balanced(heights, count), strict=True):
            self._columns[place].addWidget(group)
        for column in self._columns:
            column.addStretch()

    @Slot(str)
    def _filter(self, wanted: str) -> None:
        for group in self._groups:
            group.filter(wanted.casefold().split())
        self._nothing.setVisible(not self.shown())

    @Slot()
    def _restyle(self) -> None:
        colors = theme().colors
        self.setStyleSheet(
            f"#key {{ background: {colors.button}; border: 1px solid {colors.border};"
            " border-bottom-width: 2px; border-radius: 4px; padding: 1px 6px; }"
            f"#joint {{ color: {colors.muted}; }}"
            f"#heading {{ color: {colors.accent}; font-weight: 600; }}"
        )


def balanced(heights: Sequence[int], count: int) -> list[int]:
    """The column 0…count-1 of each block: the tallest block first, each into the shortest column.

    The columns are then put in the order of their first blocks, so that block 0 comes first.
    """
    places, used = [0] * len(heights), [0] * count
    for index in sorted(range(len(heights)), key=lambda index: -heights[index]):
        places[index] = used.index(min(used))
        used[places[index]] += heights[index]
    order = list(dict.fromkeys(places))
    return [order.index(place) for place in places]


class _Line(QWidget):
    """One row of the sheet: what it does, and its keys, which take no more room than they need."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.text = plain(translate(CONTEXT, row.text)).rstrip("…")
        keys = shown_keys(row)
        self.label = QLabel(self.text)
        self.label.setWordWrap(True)
        caps = _key_caps(keys)
        caps.setAccessibleName(f"{self.text}: {', '.join(keys)}")
        self._searched = f"{self.text} {' '.join(keys)}".casefold()
        self.is_hidden = False
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.label, stretch=1)
        line.addWidget(caps)

    def filter(self, words: list[str]) -> None:
        self.is_hidden = not all(word in self._searched for word in words)
        self.setHidden(self.is_hidden)


class _Group(QWidget):
    """The rows of one menu under its name."""

    def __init__(self, title: str, rows: Sequence[Row]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._title = title.casefold()
        column.addWidget(_label(title, name="heading"))
        self.lines = [_Line(row) for row in rows]
        for line in self.lines:
            column.addWidget(line)

    def filter(self, words: list[str]) -> None:
        """Show the lines that have all `words`; all of them if the title has."""
        in_title = bool(words) and all(word in self._title for word in words)
        for line in self.lines:
            line.filter([] if in_title else words)
        self.setHidden(all(line.is_hidden for line in self.lines))


def _groups(rows: Iterable[Row]) -> list[_Group]:
    by_menu: dict[str, list[Row]] = {}
    for row in rows:
        if shown_keys(row):
            by_menu.setdefault(row.menu.split("/")[0], []).append(row)
    return [_Group(plain(translate(CONTEXT, menu)), found) for menu, found in by_menu.items()]


def _key_caps(alternatives: Sequence[str]) -> QWidget:
    """Every alternative as key caps: side by side where there is room, else one below the other."""
    widget = QWidget()
    parts = [_split(keys) for keys in alternatives]
    together = sum(len(key) + 2 for keys in parts for key in keys) <= _KEYS_IN_A_LINE
    lines = QVBoxLayout(widget)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(4)
    line = QHBoxLayout()
    for index, keys in enumerate(parts):
        if index == 0 or not together:
            line = QHBoxLayout()
            line.setSpacing(3)
            line.addStretch()
            lines.addLayout(line)
        else:
            line.addWidget(_label("/", name="joint"))
        for key in keys:
            line.addWidget(_label(key, name="key"))
    return widget


def _label(text: str, *, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


def _split(keys: str) -> list[str]:
    """ "Ctrl++" → Ctrl, +. Native text on macOS has no plus signs and stays whole."""
    if keys == "+":
        return [keys]
    tail = ["+"] if keys.endswith("++") else []
    body = keys[:-2] if tail else keys
    return [part.strip() for part in body.split("+")] + tail
