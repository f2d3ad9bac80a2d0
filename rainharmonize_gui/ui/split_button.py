"""The small round button at the end of the split line that turns it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from engine.placement import Box
from rainharmonize_gui.ui.compare import Compare
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.theme import theme

_SIDE = 30
_FROM_END = 14


class SplitButton(QToolButton):
    """Seen while the split line is."""

    def __init__(self, compare: Compare, parent: QWidget) -> None:
        super().__init__(parent)
        self._compare = compare
        self._canvas = parent
        self.setIcon(icon("split-turn"))
        self.setIconSize(QSize(16, 16))
        self.setFixedSize(_SIDE, _SIDE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip(translate("Canvas", "Turn the split line"))
        self.setAccessibleName(translate("Canvas", "Turn the split line"))
        self.clicked.connect(compare.turn)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def place(self, visible: Box, ratio: float) -> None:
        """Go to the end of the line. visible: where the picture shows, in device pixels."""
        self.setVisible(self._compare.splits and not visible.empty)
        at = round(self._compare.line(visible) / ratio)
        if self._compare.upright:
            middle = QPoint(at, round(visible.bottom / ratio) - _FROM_END - _SIDE // 2)
        else:
            middle = QPoint(round(visible.right / ratio) - _FROM_END - _SIDE // 2, at)
        room = self._canvas.rect().adjusted(0, 0, -_SIDE, -_SIDE)
        corner = middle - QPoint(_SIDE // 2, _SIDE // 2)
        self.move(
            min(max(corner.x(), room.left()), room.right()), min(max(corner.y(), room.top()), room.bottom())
        )

    @Slot()
    def _restyle(self) -> None:
        colors = theme().colors
        self.setStyleSheet(
            f"QToolButton {{ background: {colors.window}; border: 1px solid {colors.border};"
            f" border-radius: {_SIDE // 2}px; }}"
            f"QToolButton:hover {{ background: {colors.button}; }}"
        )
