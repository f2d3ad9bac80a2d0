"""A label that never widens what it stands in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QToolTip


class ElidedLabel(QLabel):
    """Plain text on one line. What does not fit ends in an ellipsis, and the tooltip has all of it."""

    def __init__(self, *, least: int, most: int) -> None:
        """least: this many characters have room whatever else there is, up to `most` where it is to spare."""
        super().__init__()
        self._least, self._most = least, most
        self.setTextFormat(Qt.TextFormat.PlainText)

    @property
    def shown(self) -> str:
        """As much of the text as there is room for."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)

    def sizeHint(self) -> QSize:
        return self._hint(self._most)

    def minimumSizeHint(self) -> QSize:
        return self._hint(self._least)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text() if self.shown != self.text() else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.contentsRect(), Qt.AlignmentFlag.AlignVCenter, self.shown)

    def _hint(self, characters: int) -> QSize:
        margins, wanted = self.contentsMargins(), super().sizeHint()
        room = characters * self.fontMetrics().averageCharWidth() + margins.left() + margins.right()
        return QSize(min(room, wanted.width()), wanted.height())
