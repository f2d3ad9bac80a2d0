"""Puts the panels into docks at the right edge of a window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QMainWindow, QMenu, QScrollArea, QTabWidget, QWidget

from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.harmonize import HarmonizePanel
from rainharmonize_gui.ui.panels.history import HistoryPanel
from rainharmonize_gui.ui.panels.objects import ObjectsPanel
from rainharmonize_gui.ui.panels.transform import TransformPanel

_WIDTH = 288


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
        first = self._dock("objects", translate("Panels", "Objects"), objects)
        second = self._dock("history", translate("Panels", "History"), history)
        third = self._dock("transform", translate("Panels", "Transform"), transform)
        fourth = self._dock("harmonize", translate("Panels", "Harmonize"), _scrolling(harmonize))
        self._docks = (first, second, third, fourth)
        for dock in self._docks:
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        window.tabifyDockWidget(first, second)
        first.raise_()
        window.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)
        window.resizeDocks([first, third, fourth], [200, 140, 480], Qt.Orientation.Vertical)
        window.resizeDocks([first], [_WIDTH], Qt.Orientation.Horizontal)

    def hide(self) -> None:
        """All of them, for the welcome page."""
        for dock in self._docks:
            dock.hide()

    def show(self) -> None:
        """All of them."""
        for dock in self._docks:
            dock.show()
        self._docks[0].raise_()

    def fill_menu(self, menu: QMenu) -> None:
        """One entry a panel, ticked while it shows."""
        for dock in self._docks:
            menu.addAction(dock.toggleViewAction())

    def _dock(self, name: str, title: str, content: QWidget) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        dock.setMinimumWidth(240)
        return dock


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
