"""Puts the panels into docks at the right edge of a window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QMainWindow,
    QMenu,
    QScrollArea,
    QTabBar,
    QTabWidget,
    QWidget,
)

from rainharmonize_gui.ui.focus import in_sight
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.buttons import Fold
from rainharmonize_gui.ui.panels.edge import EdgePanel
from rainharmonize_gui.ui.panels.harmonize import HarmonizePanel
from rainharmonize_gui.ui.panels.history import HistoryPanel
from rainharmonize_gui.ui.panels.objects import ObjectsPanel

_WIDTH = 304
_LEAST_WIDTH = 272
_LEAST_HEIGHT = 170
"""Of the list of objects, at first; it gets what harmonizing does not need."""
_ROOM = 100
"""For tabs above what is below, and a sentence that may stand there."""


class Docks(QObject):
    """Objects and history as tabs on top, harmonizing and the edge as tabs below."""

    def __init__(
        self,
        window: QMainWindow,
        *,
        objects: ObjectsPanel,
        history: HistoryPanel,
        harmonize: HarmonizePanel,
        edge: EdgePanel,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._harmonize = harmonize
        self._edge = edge
        self._docks = (
            self._dock("objects", translate("Panels", "Objects"), objects),
            self._dock("history", translate("Panels", "History"), history),
            self._dock("harmonize", translate("Panels", "Harmonize"), _scrolling(harmonize)),
            self._dock("edge", translate("Panels", "Edge"), _scrolling(edge)),
        )
        for dock in self._docks:
            window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        for front, behind in (self._docks[:2], self._docks[2:]):
            window.tabifyDockWidget(front, behind)
            front.raise_()
        window.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)

    def hide(self) -> None:
        """All of them, for the welcome page."""
        for dock in self._docks:
            dock.hide()
        self._let_tabs_focus(Qt.FocusPolicy.NoFocus)

    def show(self) -> None:
        """All of them."""
        for dock in self._docks:
            dock.show()
        self._let_tabs_focus(Qt.FocusPolicy.TabFocus)
        objects, _, harmonize, _ = self._docks
        for front in (objects, harmonize):
            front.raise_()
        self._window.resizeDocks([objects], [_WIDTH], Qt.Orientation.Horizontal)
        QTimer.singleShot(0, self._window, self._share_height)  # now it is still laid out as before

    @Slot()
    def _share_height(self) -> None:
        """Between the list of objects and what harmonizing needs."""
        objects, _, harmonize, _ = self._docks
        below = self._harmonize.sizeHint().height() + _ROOM
        beside = self._window.centralWidget()
        above = max((beside.height() if beside else 0) - below, _LEAST_HEIGHT)
        self._window.resizeDocks([objects, harmonize], [above, below], Qt.Orientation.Vertical)

    def show_edge(self) -> None:
        """Bring the edge panel to the front, ready for the keyboard."""
        dock = self._docks[-1]
        dock.show()
        dock.raise_()
        self._edge.rows["smooth"].slider.setFocus(Qt.FocusReason.OtherFocusReason)

    def fill_menu(self, menu: QMenu) -> None:
        """One entry a panel, ticked while it shows."""
        for dock in self._docks:
            menu.addAction(dock.toggleViewAction())

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Tab also goes to panels behind a tab, which Qt only moves out of sight: they come to the front."""
        for dock in self._docks:
            if now is not None and dock.isAncestorOf(now) and not in_sight(dock, self._window):
                dock.raise_()

    def _let_tabs_focus(self, policy: Qt.FocusPolicy) -> None:
        """The tabs of hidden docks are out of sight, but Qt would stop at them."""
        for bar in self._window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setFocusPolicy(policy)
            bar.setAccessibleName(translate("Panels", "Panels"))

    def _dock(self, name: str, title: str, content: QWidget) -> QDockWidget:
        """Without a title: its tab says it already."""
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(content)
        dock.setMinimumWidth(_LEAST_WIDTH)
        dock.setTitleBarWidget(QWidget())
        return dock


def _scrolling(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for fold in content.findChildren(Fold):
        fold.opened.connect(partial(_show_soon, area, fold))
    return area


def _show_soon(area: QScrollArea, fold: Fold) -> None:
    """Scroll to what was opened, once it is laid out."""
    QTimer.singleShot(0, area, partial(area.ensureWidgetVisible, fold))
