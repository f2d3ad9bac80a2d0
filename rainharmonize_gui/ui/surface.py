"""The picture on the canvas: the last frame, stretched to the view of the moment, over a small background.

Panning and zooming never wait for a frame, and nothing here touches full-size pixels. A new background shows
with its first frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from engine.placement import Box
from rainharmonize_gui.document.scene import Backdrop
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.compare import Side
from rainharmonize_gui.ui.frames import WHOLE, Frame
from rainharmonize_gui.ui.viewport import Viewport

_SHARP_FROM = 2.0
"""Above this zoom, pixels are drawn as squares."""
_RIM = 1
"""Device pixels at the border of a stretched frame that may be half clear."""
_WITHIN = Qt.ClipOperation.IntersectClip
_ALIGNED = 0.02  # device pixels: nearer than that, an image is drawn pixel by pixel


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """An image of what a view shows."""

    image: QImage
    view: View

    def target(self, viewport: Viewport) -> QRectF:
        """Where it belongs, in device pixels of the pane."""
        left, top = viewport.to_screen((self.view.left, self.view.top))
        ratio = viewport.zoom / self.view.zoom
        return QRectF(left, top, self.view.size[0] * ratio, self.view.size[1] * ratio)

    def draw(self, painter: QPainter, viewport: Viewport) -> None:
        """painter: in device pixels of the pane."""
        target = self.target(viewport)
        place = QPoint(round(target.left()), round(target.top()))
        off = max(abs(target.left() - place.x()), abs(target.top() - place.y()))
        same_size = abs(target.width() - self.image.width()) < _ALIGNED
        if off < _ALIGNED and same_size:
            painter.drawImage(place, self.image)
            return
        smooth = viewport.zoom <= _SHARP_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, self.image, QRectF(self.image.rect()))


class Surface:
    """Holds the images; knows nothing of widgets."""

    def __init__(self) -> None:
        self._background: Backdrop | None = None
        self._frame: Frame | None = None

    @property
    def frame(self) -> Frame | None:
        return self._frame

    def set_background(self, background: Backdrop | None) -> None:
        """Another background: frames of the old one are dropped."""
        if background is self._background:
            return
        self._background, self._frame = background, None

    def set_frame(self, frame: Frame) -> None:
        """Frames of another background are not taken."""
        if frame.scene.background is self._background:
            self._frame = frame

    def draw(self, painter: QPainter, viewport: Viewport, side: Side) -> None:
        """painter: in device pixels of the pane, clipped to where `side` belongs."""
        frame = self._frame
        if frame is None:
            return
        painter.save()
        x, y = viewport.corner
        width, height = (math.ceil(length * viewport.zoom) for length in viewport.picture)
        painter.setClipRect(QRect(x, y, width, height), _WITHIN)
        raster = Raster(frame.before if side is Side.BEFORE else frame.after, frame.view)
        _draw_around(painter, viewport, frame, raster)
        raster.draw(painter, viewport)
        painter.restore()


def _draw_around(painter: QPainter, viewport: Viewport, frame: Frame, raster: Raster) -> None:
    """The small background, where the frame leaves a gap."""
    covered = raster.target(viewport).toAlignedRect()
    visible = QRect(*_corner_and_size(viewport.visible))
    if covered.contains(visible):
        return
    gap = QRegion(visible) - QRegion(covered.adjusted(_RIM, _RIM, -_RIM, -_RIM))
    painter.save()
    painter.setClipRegion(gap, _WITHIN)
    Raster(frame.whole, View.whole(frame.scene.size, longest=WHOLE)).draw(painter, viewport)
    painter.restore()


def _corner_and_size(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.width, box.height
