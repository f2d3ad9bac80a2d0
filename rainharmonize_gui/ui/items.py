"""Everything drawn over the picture: outlines, handles, guides, brush, split line, labels.

Pure drawing, in logical pixels of a pane, so that marks keep their size at any zoom. They lie on pictures,
not on the window: the same colours in both themes, light lines on a dark casing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from engine.placement import Placement, Point, Size
from rainharmonize_gui.document import handles
from rainharmonize_gui.document.handles import Handle
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.document.snapping import Guide, Orientation

ACCENT = QColor("#2f9bff")
CASING = QColor(0, 0, 0, 120)
WHITE = QColor("white")
GUIDE = QColor("#ff3ea5")
KEEPS, REJECTS = QColor("#28c76f"), QColor("#ff4d4f")
_PILL = QColor(20, 22, 24, 190)
_SQUARE = QRectF(-4.0, -4.0, 8.0, 8.0)
_MARGIN = 12.0
_DOT = 9.0


def paint_outline(
    painter: QPainter, layer: Layer, to_screen: Placement, *, whole: bool = False, faint: bool = False
) -> None:
    """Around what shows of the cut-out. whole: around all of it, which can be painted on. faint: without the
    casing, for what is not selected or being painted on.

    Not around regions, which have the outline of their masks (`mask_view`).
    """
    if layer.region:
        return
    placement, size = (layer.placement, layer.size) if whole else (layer.boxed, layer.box.size)
    polygon = _polygon(placement.then(to_screen).corners(size).tolist())
    _antialias(painter)
    if not faint:
        _stroke(painter, polygon, QPen(CASING, 3.0))
    color = QColor(ACCENT)
    color.setAlphaF(0.75 if faint else 1.0)
    _stroke(painter, polygon, QPen(color, 1.25))


def paint_handles(painter: QPainter, layer: Layer, to_screen: Placement, *, zoom: float) -> None:
    """Squares at corners and edges, turned with the object; the round one on its arm."""
    found = {
        handle: QPointF(*to_screen.map(place).tolist())
        for handle, place in handles.positions(layer.boxed, layer.box.size, zoom=zoom).items()
    }
    _antialias(painter)
    x, y = layer.boxed.then(to_screen).map((layer.box.width / 2, 0)).tolist()
    top, knob = QPointF(x, y), found.pop(Handle.ROTATE)
    for pen in (QPen(CASING, 3.0), QPen(ACCENT, 1.25)):
        painter.setPen(pen)
        painter.drawLine(top, knob)
    angle = layer.boxed.decompose(layer.box.size).rotation_degrees
    for place in found.values():
        painter.save()
        painter.translate(place)
        painter.rotate(angle)
        _filled(painter, lambda: painter.drawRoundedRect(_SQUARE, 1.5, 1.5))
        painter.restore()
    _filled(painter, lambda: painter.drawEllipse(knob, _DOT / 2, _DOT / 2))


def paint_guide(painter: QPainter, guide: Guide, size: Size, to_screen: Placement) -> None:
    """Across the whole background, of `size`."""
    upright = guide.orientation is Orientation.VERTICAL
    ends = [(guide.position, 0.0), (guide.position, float(size[1]))]
    if not upright:
        ends = [(0.0, guide.position), (float(size[0]), guide.position)]
    one, other = (QPointF(*point) for point in to_screen.map(ends).tolist())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(QPen(GUIDE, 1.0))
    painter.drawLine(one, other)


def paint_brush(
    painter: QPainter, at: Point, to_screen: Placement, *, size: float, hardness: float, erases: bool
) -> None:
    """A circle of the brush's true size; inside it, dotted, where its soft edge begins."""
    middle, zoom = QPointF(*to_screen.map(at).tolist()), to_screen.scale[0]
    radius = size * zoom / 2
    _antialias(painter)
    for color, width in ((CASING, 3.0), (WHITE, 1.25)):
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, max(radius, 2.0), max(radius, 2.0))
    core = radius * hardness
    if 4.0 < core < radius - 3.0:
        color = QColor(WHITE)
        color.setAlphaF(0.7)
        painter.setPen(QPen(color, 1.0, Qt.PenStyle.DotLine))
        painter.drawEllipse(middle, core, core)
    if radius > 10:
        paint_cross(painter, middle, arm=3.0, level=erases)


def paint_cross(painter: QPainter, middle: QPointF, *, arm: float, level: bool = False) -> None:
    """The middle of the brush, or the pointer's twin in the other pane. level: a minus, not a plus."""
    for pen in (QPen(CASING, 3.0), QPen(WHITE, 1.25)):
        painter.setPen(pen)
        painter.drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0))
        if not level:
            painter.drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm))


def paint_box(painter: QPainter, one: Point, other: Point, to_screen: Placement) -> None:
    """A box being dragged."""
    corners = [QPointF(*to_screen.map(point).tolist()) for point in (one, other)]
    rect = QRectF(*corners).normalized()
    _antialias(painter)
    painter.setBrush(QColor(ACCENT.red(), ACCENT.green(), ACCENT.blue(), 50))
    painter.setPen(QPen(CASING, 3.0))
    painter.drawRect(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ACCENT, 1.25))
    painter.drawRect(rect)


def paint_path(
    painter: QPainter, points: Sequence[Point], to_screen: Placement, *, closed: bool = False
) -> None:
    """An outline being drawn: dashes of white on black, seen on anything."""
    if len(points) < 2:
        return
    polygon = _polygon(to_screen.map(points).tolist())
    if closed:
        polygon.append(polygon.first())
    _antialias(painter)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor("black"), 1.5), QPen(WHITE, 1.5)):
        if pen.color() == WHITE:
            pen.setDashPattern((3.0, 3.0))
        painter.setPen(pen)
        painter.drawPolyline(polygon)


def paint_knobs(painter: QPainter, points: Sequence[Point], to_screen: Placement) -> None:
    """Corners that were clicked."""
    _antialias(painter)
    for x, y in to_screen.map(points).tolist():
        _filled(painter, partial(painter.drawEllipse, QPointF(x, y), 3.0, 3.0))


def paint_stroke(
    painter: QPainter, points: Sequence[Point], to_screen: Placement, *, width: float, keeps: bool
) -> None:
    """Green over what belongs to the object, red over what does not. width: before `to_screen`."""
    color = QColor(KEEPS if keeps else REJECTS)
    color.setAlphaF(0.55)
    round_cap, round_join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    _antialias(painter)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, width * max(to_screen.scale), c=round_cap, j=round_join))
    polygon = _polygon(to_screen.map(points).tolist())
    if polygon.size() == 1:
        painter.drawPoint(polygon.first())
    else:
        painter.drawPolyline(polygon)


def paint_split_line(painter: QPainter, one: QPointF, other: QPointF, *, focused: bool) -> None:
    """With a knob in its middle; ringed while the arrow keys move it."""
    _antialias(painter)
    for pen in (QPen(CASING, 4.0), QPen(WHITE, 1.5)):
        painter.setPen(pen)
        painter.drawLine(one, other)
    middle = (one + other) / 2
    painter.setPen(QPen(ACCENT, 2.5) if focused else QPen(CASING, 1.0))
    painter.setBrush(WHITE)
    painter.drawEllipse(middle, 11, 11)
    upright = one.x() == other.x()
    painter.setBrush(QColor("#3a3f45"))
    painter.setPen(Qt.PenStyle.NoPen)
    for sign in (-1, 1):
        tip, base = sign * 7.0, sign * 3.0
        arrow = [(tip, 0.0), (base, -3.5), (base, 3.5)]
        painter.drawPolygon(_polygon([middle_offset(middle, point, upright=upright) for point in arrow]))


def middle_offset(middle: QPointF, point: Point, *, upright: bool) -> Point:
    """A point of the split line's knob, given across and along the line."""
    x, y = point if upright else point[::-1]
    return middle.x() + x, middle.y() + y


class Corner(Enum):
    TOP_LEFT = auto()
    TOP_RIGHT = auto()
    FOOT = auto()
    """In the middle of the lower edge."""


def paint_label(painter: QPainter, text: str, area: QRectF, *, corner: Corner = Corner.TOP_LEFT) -> None:
    """A small calm label inside `area`; none where there is no room for it."""
    font = QFont(painter.font())
    font.setPointSizeF(max(font.pointSizeF() - 0.5, 8.0))
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 18, metrics.height() + 8
    if area.width() < width + 2 * _MARGIN or area.height() < height + 2 * _MARGIN:
        return
    pill = QRectF(area.left() + _MARGIN, area.top() + _MARGIN, width, height)
    if corner is Corner.TOP_RIGHT:
        pill.moveRight(area.right() - _MARGIN)
    elif corner is Corner.FOOT:
        pill.moveCenter(QPointF(area.center().x(), area.bottom() - _MARGIN - height / 2))
    _antialias(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PILL)
    painter.drawRoundedRect(pill, height / 2, height / 2)
    painter.setFont(font)
    painter.setPen(QColor(255, 255, 255, 235))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def busy_rect(width: float, height: float) -> QRectF:
    """Where the busy mark stands on a canvas of this size."""
    side = 28.0
    return QRectF(width - _MARGIN - side, height - _MARGIN - side, side, side)


def paint_busy(painter: QPainter, rect: QRectF, *, turn: float) -> None:
    """A small turning arc. turn: 0 … 1."""
    _antialias(painter)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PILL)
    painter.drawEllipse(rect)
    ring = rect.adjusted(8, 8, -8, -8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for color, start, span in ((QColor(255, 255, 255, 60), 0.0, 360), (WHITE, -360 * turn, 100)):
        painter.setPen(QPen(color, 2.0, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(ring, round(start * 16), span * 16)


def paint_drop_target(painter: QPainter, area: QRectF, at: QPointF) -> None:
    """The canvas takes the drop; `at` is where the middle of the object will be."""
    _antialias(painter)
    painter.setBrush(QColor(ACCENT.red(), ACCENT.green(), ACCENT.blue(), 28))
    painter.setPen(QPen(ACCENT, 3.0))
    painter.drawRoundedRect(area.adjusted(4, 4, -4, -4), 6, 6)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(CASING, 4.0), QPen(WHITE, 1.75)):
        painter.setPen(pen)
        painter.drawEllipse(at, 14, 14)
    paint_cross(painter, at, arm=6.0)


def checkerboard(ratio: float) -> QBrush:
    """What shows through where nothing is: squares of eight logical pixels, for painting in device pixels."""
    side = max(round(8 * ratio), 1)
    tile = QPixmap(2 * side, 2 * side)
    tile.fill(QColor("#ffffff"))
    painter = QPainter(tile)
    for corner in (0, side):
        painter.fillRect(corner, corner, side, side, QColor("#cdcdcd"))
    painter.end()
    return QBrush(tile)


def _antialias(painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _polygon(points: list[Point]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _stroke(painter: QPainter, polygon: QPolygonF, pen: QPen) -> None:
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(polygon)


def _filled(painter: QPainter, draw: Callable[[], None]) -> None:
    """A white mark with an accent rim on a casing."""
    painter.setBrush(WHITE)
    painter.setPen(QPen(CASING, 3.0))
    draw()
    painter.setPen(QPen(ACCENT, 1.5))
    draw()
