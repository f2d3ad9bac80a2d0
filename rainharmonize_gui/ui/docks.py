"""Puts the panels into docks at the right edge of a window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QLabel,
    QMainWindow,
    QMenu,
    QScrollArea,
    QTabWidget,
    QWidget,
)

from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.harmonize import HarmonizePanel
from rainharmonize_gui.ui.panels.history import HistoryPanel
from rainharmonize_gui.ui.panels.objects import ObjectsPanel
from rainharmonize_gui.ui.panels.transform import TransformPanel

_WIDTH = 304
_LEAST_WIDTH = 272
_HEIGHTS = (200, 120, 520)
"""Of objects, numbers and harmonizing, at first."""


class Docks:
    """Objects and history as tabs on top, then the numbers, then harmonizing."""

    def __init__(
        self,
        window: QMainWindow,
        *,
        objects: ObjectsPanel,
        history: HistoryPanel,
        transform: TransformPanel,
        harmonize: HarmonizePanel,
    ) -> None:
        self._window = window
        first = self._dock("objects", translate("Panels", "Objects"), objects, titled=False)
        second = self._dock("history", translate("Panels", "History"), history, titled=False)
        third = self._dock("transform", translate("Panels", "Transform"), transform)
        fourth = self._dock("harmonize", translate("Panels", "Harmonize"), _scrolling(harmonize))
        self._docks = (first, second, third, fourth)
        for dock in self._docks:
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.tabifyDockWidget(first, second)
        first.raise_()
        window.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)

    def hide(self) -> None:
        """All of them, for the welcome page."""
        for dock in self._docks:
            dock.hide()

    def show(self) -> None:
        """All of them."""
        for dock in self._docks:
            dock.show()
        objects, _, transform, harmonize = self._docks
        objects.raise_()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._window.resizeDocks([objects], [_WIDTH], across)
        self._window.resizeDocks([objects, transform, harmonize], list(_HEIGHTS), down)

    def fill_menu(self, menu: QMenu) -> None:
        """One entry a panel, ticked while it shows."""
        for dock in self._docks:
            menu.addAction(dock.toggleViewAction())

    def _dock(self, name: str, title: str, content: QWidget, *, titled: bool = True) -> QDockWidget:
        """titled: False for those whose tab says it already."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        dock.setMinimumWidth(_LEAST_WIDTH)
        dock.setTitleBarWidget(_title(title) if titled else QWidget())
        return dock


def _title(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    label.setContentsMargins(12, 8, 12, 4)
    return label


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
