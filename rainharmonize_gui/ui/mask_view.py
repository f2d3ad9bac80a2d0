"""Masks over the picture: the selected object's as overlay, checkerboard or black and white; the reference.

Each is one image of the pixels it covers in the view, made anew when the view or the object changes; after a
stroke only the touched part is. How they are drawn is here, when and on which thread is in `late_raster`.
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Hashable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.masks.edge import EdgeSettings, refined
from engine.masks.tiles import grown
from engine.placement import Box, Placement, Size
from engine.types import F64, U8
from rainharmonize_gui.document.cutouts import halvings
from rainharmonize_gui.document.geometry import box_around
from rainharmonize_gui.document.layer import PLAIN_EDGE, Layer, Mask
from rainharmonize_gui.document.view import View, seen

_RED = (235, 30, 40)
_HOW_RED = 0.6
_RED_BY_MASK: U8 = np.rint(np.outer(np.arange(255, -1, -1) / 255, _RED) * _HOW_RED).astype(np.uint8)[None]
_FAR, _FRACTION = 1e5, 4  # what fillConvexPoly can take: pixels, and bits after the point
_ACCENT = (47, 155, 255)
_TINT, _EDGE = 70, 255
_OUTLINE = 1
"""Pixels of the view around a place that its outline depends on."""
_RIM = 2
"""The same of a tint's."""


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


class Reduced:
    """An object's colours, halved as often as a view allows; keeps the latest. For one thread."""

    def __init__(self) -> None:
        self._of: weakref.ref[U8] | None = None
        self._level = 0
        self._rgb: U8 | None = None

    def of(self, layer: Layer, placement: Placement) -> tuple[U8, Placement]:
        """placement: of the cut-out in the view. The colours, and where those then lie."""
        level = halvings(layer.size, placement)
        if self._rgb is None or self._of is None or self._of() is not layer.rgb or self._level != level:
            size = tuple(max(1, side >> level) for side in layer.size)
            rgb = layer.rgb if level == 0 else cv2.resize(layer.rgb, size, interpolation=cv2.INTER_AREA)
            self._of, self._level, self._rgb = weakref.ref(layer.rgb), level, np.asarray(rgb, np.uint8)
        rgb = self._rgb
        factors = layer.size[0] / rgb.shape[1], layer.size[1] / rgb.shape[0]
        return rgb, Placement.scaling(factors).then(placement)


@dataclass(frozen=True, slots=True, eq=False)
class MaskSight:
    """A layer's mask in a view: a `Sight`. For PICTURE, the outline of the mask."""

    layer: Layer
    view: View
    kind: MaskView
    reduced: Reduced

    @property
    def key(self) -> Hashable:
        return self.layer.id, id(self.layer.rgb), self.layer.placement, self.layer.edge, self.view, self.kind

    @property
    def revision(self) -> int:
        return self.layer.mask.revision

    @property
    def part(self) -> View | None:
        """Where the layer is."""
        box = self.layer.placement.then(self.view.placement).box(self.layer.size, within=self.view.size)
        return None if box.empty else self.view.part(box)

    def ground(self, part: View) -> U8 | None:
        """The layer's colours."""
        if self.kind in (MaskView.PICTURE, MaskView.BLACK_AND_WHITE):
            return None
        rgb, placement = self.reduced.of(self.layer, self.layer.placement.then(part.placement))
        return _placed(rgb, placement, part.size)

    def pixels(self, part: View, ground: U8 | None, box: Box) -> U8:
        layer, here = self.layer, part.part(box)
        if self.kind is MaskView.PICTURE:
            return _outline(layer, here)
        placement = layer.placement.then(here.placement)
        mask = _placed(layer.mask.pixels, placement, here.size, edge=layer.edge)
        if ground is None:
            return _rgba(cv2.merge([mask] * 3), np.full_like(mask, 255))
        rgb = np.ascontiguousarray(ground[box.slices])
        if self.kind is MaskView.CHECKERBOARD:
            return _rgba(rgb, mask)
        return _rgba(_reddened(rgb, mask), _inside(placement.corners(layer.size), here.size))

    def reached(self, part: View, touched: Box) -> Box:
        placement = self.layer.placement.then(part.placement)
        return grown(box_around(placement, grown(touched, self.layer.edge.reach)), _OUTLINE)


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceSight:
    """The reference region in a view, as a tint with an outline: a `Sight`."""

    mask: Mask
    view: View

    @property
    def key(self) -> Hashable:
        return self.view

    @property
    def revision(self) -> int:
        return self.mask.revision

    @property
    def part(self) -> View | None:
        return self.view

    def ground(self, _part: View) -> U8 | None:
        return None

    def pixels(self, part: View, _ground: U8 | None, box: Box) -> U8:
        return _tinted(seen(self.mask.pixels, part.part(box)))

    def reached(self, part: View, touched: Box) -> Box:
        return grown(box_around(part.placement, touched), _RIM)


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
    placed = stretch.then(Placement.translation(box.left, box.top)).then(placement)
    return np.asarray(cv2.warpAffine(part, placed.between_indices, size, flags=cv2.INTER_LINEAR), np.uint8)


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
