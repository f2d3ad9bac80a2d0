"""F6: from the picture to each panel and toolbar, and back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow, QToolBar, QWidget

_TAB = Qt.FocusPolicy.TabFocus


def next_area(window: QMainWindow) -> None:
    """Give the focus to the next area that can take it."""
    areas = _areas(window)
    focused = QApplication.focusWidget()
    now = next((i for i, area in enumerate(areas) if focused and _holds(area, focused)), -1)
    for step in range(1, len(areas) + 1):
        target = _first_stop(areas[(now + step) % len(areas)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def in_sight(dock: QDockWidget, window: QMainWindow) -> bool:
    """Whether a dock shows: Qt moves one behind a tab out of the window.

    `visibleRegion` would stay empty for good, once it was asked for out there (Qt 6.11).
    """
    return dock.isVisible() and window.rect().intersects(dock.geometry())


def _areas(window: QMainWindow) -> list[QWidget]:
    """From left to right; hidden ones, and those behind a tab, left out."""
    central = window.centralWidget()
    parts: list[QWidget] = [central] if central is not None else []
    parts += [part for part in window.findChildren(QDockWidget) if in_sight(part, window)]
    parts += [part for part in window.findChildren(QToolBar) if part.isVisible()]
    return parts


def _holds(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)


def _first_stop(area: QWidget) -> QWidget | None:
    """The first widget in an area that Tab would stop at."""
    for widget in area.findChildren(QWidget):
        policy = widget.focusPolicy()
        if policy & _TAB == _TAB and widget.isVisible() and widget.isEnabled():
            return widget
    return None
