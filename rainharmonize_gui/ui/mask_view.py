"""Masks over the picture: the selected object's as overlay, checkerboard or black and white; the reference.

Each is one image of the pixels it covers in the view, made anew when the view or the object changes; after a
stroke only the touched part is.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter

from engine.masks.edge import EdgeSettings, refined
from engine.masks.tiles import grown
from engine.placement import F64, Box, Placement, Size
from engine.types import U8
from rainharmonize_gui.document.geometry import box_around
from rainharmonize_gui.document.layer import PLAIN_EDGE, Layer, Mask
from rainharmonize_gui.document.view import View, seen
from rainharmonize_gui.ui.qimage import to_painting
from rainharmonize_gui.ui.surface import Raster

_RED = (235, 30, 40)
_HOW_RED = 0.6
_RED_BY_MASK: U8 = np.rint(np.outer(np.arange(255, -1, -1) / 255, _RED) * _HOW_RED).astype(np.uint8)[None]
_FAR, _FRACTION = 1e5, 4  # what fillConvexPoly can take: pixels, and bits after the point
_ACCENT = (47, 155, 255)
_TINT, _EDGE = 70, 255
_OUTLINE = 1
"""Pixels of the view around a place that its outline depends on."""


class MaskView(IntEnum):
    """What M goes through."""

    PICTURE = 0
    OVERLAY = 1
    """The whole cut-out, red where it does not belong to the object."""
    CHECKERBOARD = 2
    BLACK_AND_WHITE = 3

    @property
    def next(self) -> MaskView:
        return MaskView((self + 1) % len(MaskView))


class MaskImages:
    """Makes the images of one layer's mask, and keeps the latest."""

    def __init__(self) -> None:
        self._raster: Raster | None = None
        self._made_for: tuple[object, ...] = ()
        self._rgb: U8 | None = None
        self._revision = -1
        self._small: tuple[U8, int, U8] | None = None
        """A layer's colours, how often they were halved, and the result."""

    def raster(
        self, layer: Layer, view: View, kind: MaskView, *, touched: Box | None = None
    ) -> Raster | None:
        """The image, or None where nothing of the layer is in view; for PICTURE, the outline of the mask.

        touched: where alone the mask was painted since the last call, in mask pixels.
        """
        made_for = layer.id, layer.placement, layer.edge, view, kind
        other = made_for != self._made_for or layer.rgb is not self._rgb
        if other or (touched is None and layer.mask.revision != self._revision):
            self._raster = self._made(layer, view, kind)
        elif touched is not None and self._raster is not None:
            self._renew(self._raster, layer, kind, touched)
        self._made_for, self._rgb, self._revision = made_for, layer.rgb, layer.mask.revision
        return self._raster

    def _made(self, layer: Layer, view: View, kind: MaskView) -> Raster | None:
        box = layer.placement.then(view.placement).box(layer.size, within=view.size)
        if box.empty:
            return None
        part = view.part(box)
        return Raster(to_painting(self._pixels(layer, part, kind)), part)

    def _renew(self, raster: Raster, layer: Layer, kind: MaskView, touched: Box) -> None:
        reached = grown(touched, layer.edge.reach)
        placed = box_around(layer.placement.then(raster.view.placement), reached)
        box = grown(placed, _OUTLINE).clip(raster.view.size)
        if not box.empty:
            _put(raster.image, box, self._pixels(layer, raster.view.part(box), kind))

    def _pixels(self, layer: Layer, view: View, kind: MaskView) -> U8:
        """RGBA of all of `view`, straight alpha."""
        if kind is MaskView.PICTURE:
            return _outline(layer, view)
        placement = layer.placement.then(view.placement)
        mask = _placed(layer.mask.pixels, placement, view.size, edge=layer.edge)
        if kind is MaskView.BLACK_AND_WHITE:
            return _rgba(cv2.merge([mask] * 3), np.full_like(mask, 255))
        colours, small_to_view = self._reduced(layer, placement)
        rgb = _placed(colours, small_to_view, view.size)
        if kind is MaskView.CHECKERBOARD:
            return _rgba(rgb, mask)
        return _rgba(_reddened(rgb, mask), _inside(placement.corners(layer.size), view.size))

    def _reduced(self, layer: Layer, placement: Placement) -> tuple[U8, Placement]:
        """The layer's colours, halved as often as the view allows, and where those then lie."""
        level = max(0, math.floor(-math.log2(max(placement.scale))))
        level = min(level, math.floor(math.log2(min(layer.size))))
        if self._small is None or self._small[0] is not layer.rgb or self._small[1] != level:
            size = tuple(max(1, side >> level) for side in layer.size)
            rgb = layer.rgb if level == 0 else cv2.resize(layer.rgb, size, interpolation=cv2.INTER_AREA)
            self._small = layer.rgb, level, np.asarray(rgb, np.uint8)
        rgb = self._small[2]
        factors = layer.size[0] / rgb.shape[1], layer.size[1] / rgb.shape[0]
        return rgb, Placement.scaling(factors).then(placement)


class ReferenceImage:
    """The reference region as a tint with an outline; keeps the latest image."""

    def __init__(self) -> None:
        self._raster: Raster | None = None
        self._view: View | None = None
        self._revision = -1

    def raster(self, mask: Mask | None, view: View, *, touched: Box | None = None) -> Raster | None:
        """The image, None without a region. touched: where alone it was painted since the last call."""
        if mask is None:
            self._raster = None
        elif (
            self._raster is None
            or view != self._view
            or (touched is None and mask.revision != self._revision)
        ):
            self._raster = Raster(to_painting(_tinted(seen(mask.pixels, view))), view)
        elif touched is not None:
            box = box_around(view.placement, touched).clip(view.size)
            rim = Box(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2).clip(view.size)
            if not rim.empty:
                _put(self._raster.image, rim, _tinted(seen(mask.pixels, view.part(rim))))
        self._view, self._revision = view, mask.revision if mask else -1
        return self._raster


def _placed(pixels: U8, placement: Placement, size: Size, *, edge: EdgeSettings = PLAIN_EDGE) -> U8:
    """What of an array, H×W or H×W×3, lies on a canvas of `size`; 0 beside it. Shrinking averages areas.

    edge: for a mask, refined at the size it is shown at, as the window must not wait: right within half a
    pixel of the screen, where frames are exact.
    """
    margin = math.ceil(2 / min(placement.scale)) + edge.reach
    seen_from = placement.inverse().box(size)
    box = Box(
        *(edge - margin for edge in (seen_from.left, seen_from.top)),
        *(edge + margin for edge in (seen_from.right, seen_from.bottom)),
    )
    box = box.clip((pixels.shape[1], pixels.shape[0]))
    if box.empty:
        return np.zeros((*size[::-1], *pixels.shape[2:]), np.uint8)
    part = pixels[box.slices]
    small = tuple(
        max(1, round(side * min(k, 1.0))) for side, k in zip(box.size, placement.scale, strict=True)
    )
    if small != box.size:
        part = np.asarray(cv2.resize(part, small, interpolation=cv2.INTER_AREA), np.uint8)
    if not edge.keeps_mask:
        part = refined(part, edge.scaled(math.sqrt(part.size / (box.width * box.height))))
    stretch = Placement.scaling((box.width / part.shape[1], box.height / part.shape[0]))
    half = Placement.translation(0.5, 0.5)
    matrix = half.then(stretch).then(Placement.translation(box.left, box.top)).then(placement)
    return np.asarray(
        cv2.warpAffine(part, matrix.then(half.inverse()).matrix, size, flags=cv2.INTER_LINEAR), np.uint8
    )


def _inside(corners: F64, size: Size) -> U8:
    """255 inside a quadrangle, its sides antialiased."""
    canvas = np.zeros(size[::-1], np.uint8)
    fixed = np.rint((corners.clip(-_FAR, _FAR) - 0.5) * 2**_FRACTION).astype(np.int32)
    cv2.fillConvexPoly(canvas, fixed, 255, lineType=cv2.LINE_AA, shift=_FRACTION)
    return canvas


def _reddened(rgb: U8, mask: U8) -> U8:
    """Red laid over what is not in the mask."""
    kept = cv2.merge([cv2.convertScaleAbs(mask, alpha=_HOW_RED, beta=255 * (1 - _HOW_RED))] * 3)
    red = cv2.LUT(cv2.merge([mask] * 3), _RED_BY_MASK)
    return np.asarray(cv2.add(cv2.multiply(rgb, kept, scale=1 / 255), red), np.uint8)


def _rgba(rgb: NDArray[Any], alpha: U8) -> U8:
    return np.asarray(cv2.merge([*cv2.split(rgb), alpha]), np.uint8)


def _outline(layer: Layer, view: View) -> U8:
    """A line where half shows; a margin around sees to what lies at the border."""
    around = view.part(grown(Box(0, 0, *view.size), _OUTLINE))
    placement = layer.placement.then(around.placement)
    mask = _placed(layer.mask.pixels, placement, around.size, edge=layer.edge)
    inside = cv2.threshold(mask, 127, 255, cv2.THRESH_BINARY)[1]
    gradient = cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    line = np.asarray(gradient[_OUTLINE:-_OUTLINE, _OUTLINE:-_OUTLINE], np.uint8)
    rgb: U8 = np.full((*line.shape, 3), _ACCENT, np.uint8)
    return _rgba(rgb, line)


def _tinted(mask: U8) -> U8:
    rgba = np.empty((*mask.shape, 4), np.uint8)
    rgba[..., :3] = _ACCENT
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    rgba[..., 3] = np.maximum(
        cv2.convertScaleAbs(mask, alpha=_TINT / 255), cv2.convertScaleAbs(edge, alpha=_EDGE / 255)
    )
    return rgba


def _put(image: QImage, box: Box, rgba: U8) -> None:
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(QPoint(box.left, box.top), to_painting(rgba))
    painter.end()
