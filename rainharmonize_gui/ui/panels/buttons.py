"""Buttons and boxes that belong to an action: they do, say and allow what it does."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QPushButton, QToolButton, QVBoxLayout, QWidget

from rainharmonize_gui.ui.actions import plain
from rainharmonize_gui.ui.icons import icon


def small_button(action: QAction) -> QToolButton:
    """A flat button with the action's icon."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setIconSize(QSize(18, 18))
    button.setAccessibleName(plain(action.text()))
    return button


class ActionButton(QPushButton):
    """A wide button with the action's text."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.setText(plain(self._action.text()))
        self.setIcon(self._action.icon())
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())


class ActionCheckBox(QCheckBox):
    """A check box that is the action's state."""

    def __init__(self, action: QAction) -> None:
        super().__init__(plain(action.text()))
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        action.toggled.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.setToolTip(self._action.toolTip())
        self.setEnabled(self._action.isEnabled())
        self.setChecked(self._action.isChecked())


class Fold(QWidget):
    """A heading that folds away what is under it; folded at first."""

    opened = Signal()
    """By the hand; what is under the heading is laid out soon."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._is_open = False
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setIconSize(QSize(14, 14))
        self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.heading.clicked.connect(self._turn)
        self.content = QWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.content)
        self.set_open(on=False)

    def set_open(self, *, on: bool) -> None:
        """Show what is under the heading, or fold it away."""
        self._is_open = on
        self.heading.setIcon(icon("chevron-down" if on else "chevron-right"))
        self.content.setVisible(on)

    @Slot()
    def _turn(self) -> None:
        self.set_open(on=not self._is_open)
        if self._is_open:
            self.opened.emit()
