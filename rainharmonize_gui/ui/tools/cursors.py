"""Mouse cursors: those of Qt where they fit, a turning arrow of our own."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

_SIZES = (
    Qt.CursorShape.SizeHorCursor,
    Qt.CursorShape.SizeFDiagCursor,
    Qt.CursorShape.SizeVerCursor,
    Qt.CursorShape.SizeBDiagCursor,
)
_SIDE = 24
_RATIO = 2


def resizing(degrees: float) -> Qt.CursorShape:
    """The double arrow nearest to a direction, clockwise from rightwards."""
    return _SIZES[round(degrees / 45) % 4]


def turning(degrees: float) -> QCursor:
    """A bent double arrow around the corner that lies in a direction from the object's middle."""
    return _turning(round(degrees / 15) * 15 % 360)


@lru_cache(maxsize=24)
def _turning(degrees: int) -> QCursor:
    pixmap = QPixmap(_SIDE * _RATIO, _SIDE * _RATIO)
    pixmap.setDevicePixelRatio(_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(_SIDE / 2, _SIDE / 2)
    painter.rotate(degrees)
    painter.translate(-7, 0)  # the arc bulges away from the object
    arc = QPainterPath()
    circle = QRectF(-10, -10, 20, 20)
    arc.arcMoveTo(circle, -45)
    arc.arcTo(circle, -45, 90)
    heads = [_head(arc.pointAtPercent(0), 45), _head(arc.pointAtPercent(1), -45)]
    for color, width in ((QColor("white"), 4.0), (QColor("black"), 1.6)):
        painter.setPen(QPen(color, width, j=Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(arc)
        painter.setBrush(color)
        for head in heads:
            painter.drawPolygon(head)
    painter.end()
    return QCursor(pixmap, _SIDE // 2, _SIDE // 2)


def _head(tip: QPointF, degrees: float) -> QPolygonF:
    """An arrow head along the arc's end; degrees: where that end lies on the circle."""
    sign = 1 if degrees > 0 else -1
    inwards = QPointF(-0.7, -0.7 * sign)
    along = QPointF(-0.7, 0.7 * sign)
    end = tip + along * 3.5
    return QPolygonF([end, tip + inwards * 3 - along * 0.5, tip - inwards * 3 - along * 0.5])
