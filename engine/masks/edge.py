"""The edge of a mask: moved, smoothed, feathered, steepened, and rid of the old background's colour.

The settings lie beside the painted mask, which is never changed by them. All is local: only tiles near an
edge are computed, so that sliders stay live at 24 megapixels.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np

from engine.masks.tiles import near_edges
from engine.placement import Box
from engine.types import U8, MaskError, check_mask

MAX_SHIFT = 20.0
MAX_SMOOTH = 20.0
MAX_FEATHER = 50.0

_FINE = 257
"""Turns 8-bit levels into 16-bit ones, so that two filters round but once."""

_Filter = Callable[[U8, int], U8]


@dataclass(frozen=True, slots=True)
class EdgeSettings:
    """What is done to an edge, in this order; by default nothing."""

    smooth: float = 0.0
    """0 … 20 pixels: bumps and notches narrower than this all but go, ramps stay as soft as they are."""
    shift: float = 0.0
    """−20 … 20 pixels, outwards where positive."""
    feather: float = 0.0
    """0 … 50 pixels: how far the fade reaches to either side of a hard edge."""
    contrast: float = 0.0
    """0 … 1: how much steeper soft edges become about their middle; 1 makes them hard."""
    remove_fringe: bool = False
    """Whether soft edges lose what their colours have of the old background; see `fringe.decontaminated`."""

    def __post_init__(self) -> None:
        limits = {
            "smooth": (0.0, MAX_SMOOTH),
            "shift": (-MAX_SHIFT, MAX_SHIFT),
            "feather": (0.0, MAX_FEATHER),
            "contrast": (0.0, 1.0),
        }
        for name, (low, high) in limits.items():
            if not low <= getattr(self, name) <= high:
                raise MaskError(
                    f"The edge's {name} must be between {low:g} and {high:g}, not {getattr(self, name):g}."
                )

    @property
    def keeps_mask(self) -> bool:
        """Whether the mask itself stays as it is."""
        return replace(self, remove_fringe=False) == EdgeSettings()

    @property
    def reach(self) -> int:
        """How far from a changed mask pixel the refined mask can change, in pixels."""
        return sum(math.ceil(abs(length)) for length in (self.smooth, self.shift, self.feather))

    @property
    def outwards(self) -> int:
        """How far the refined mask can go beyond what the mask keeps, in pixels; negative where it falls
        short of it all around.
        """
        return math.ceil(self.shift) + math.ceil(self.feather)

    def scaled(self, factor: float) -> EdgeSettings:
        """The same edge on a mask reduced by `factor` (0 … 1), for previews."""
        return replace(
            self,
            smooth=self.smooth * factor,
            shift=self.shift * factor,
            feather=self.feather * factor,
        )


def refined(mask: U8, settings: EdgeSettings, *, box: Box | None = None) -> U8:
    """The mask as the settings make it.

    mask: H×W, not changed. box: what is wanted of it, inside the mask; default: all. Where a stroke has
    changed `patch`, only `grown(patch, settings.reach)` is to be made anew. The picture's border is no edge:
    the object is taken to go on beyond it. Returns an array of the box's shape, `mask` itself (or a view of
    it) where the settings keep it.
    """
    check_mask(mask, mask.shape)
    area = Box(0, 0, mask.shape[1], mask.shape[0]) if box is None else box
    result = mask[area.slices]
    if settings.keeps_mask:
        return result
    if settings.reach:
        result = result.copy()
        for tile in near_edges(mask, reach=settings.reach, within=area):
            pixels = _local(mask[tile.outer.slices], settings)[tile.core]
            result[tile.inner.shifted(-area.left, -area.top).slices] = pixels
    return _steepened(result, settings.contrast) if settings.contrast else result


def _local(mask: U8, settings: EdgeSettings) -> U8:
    """What has a reach; keeps constants."""
    mask = _graded(mask, settings.smooth, _median)
    mask = _graded(mask, abs(settings.shift), _dilated if settings.shift > 0 else _eroded)
    return _graded(mask, settings.feather, _faded)


def _graded(mask: U8, radius: float, filter_: _Filter) -> U8:
    """A filter of whole radii at any: between the two nearest. A straight edge moves by just as much."""
    low = math.floor(radius)
    part = radius - low
    below = filter_(mask, low) if low else mask
    if not part:
        return below
    return np.asarray(cv2.addWeighted(below, 1 - part, filter_(mask, low + 1), part, 0), np.uint8)


def _median(mask: U8, radius: int) -> U8:
    return np.asarray(cv2.medianBlur(np.ascontiguousarray(mask), 2 * radius + 1), np.uint8)


def _dilated(mask: U8, radius: int) -> U8:
    """Every level moves outwards alike, so that a soft edge stays as soft, and hair stays hair."""
    return np.asarray(cv2.dilate(mask, _disc(radius)), np.uint8)


def _eroded(mask: U8, radius: int) -> U8:
    return np.asarray(cv2.erode(mask, _disc(radius)), np.uint8)


def _faded(mask: U8, radius: int) -> U8:
    """A triangular kernel, as two boxes: it ends at the radius, and costs the same at any.

    OpenCV's stackBlur is one too, but rounds differently from place to place, so that tiles would show.
    """
    height, width = mask.shape
    padded = cv2.copyMakeBorder(mask, *(radius,) * 4, cv2.BORDER_REPLICATE)
    fine = np.asarray(padded).astype(np.uint16) * _FINE
    side = radius + 1
    for anchor in (side // 2, radius - side // 2):
        fine = np.asarray(cv2.blur(fine, (side, side), anchor=(anchor, anchor)), np.uint16)
    fine = fine[radius : radius + height, radius : radius + width]
    return np.asarray(cv2.convertScaleAbs(fine, alpha=1 / _FINE), np.uint8)


@lru_cache(maxsize=32)
def _disc(radius: int) -> U8:
    """Rounder than OpenCV's ellipse, which is not the same about its two axes."""
    offsets = np.arange(-radius, radius + 1)
    inside = offsets[:, None] ** 2 + offsets[None, :] ** 2 <= (radius + 0.25) ** 2
    return inside.astype(np.uint8)


def _steepened(mask: U8, contrast: float) -> U8:
    levels = np.arange(256) - 127.5
    steep = levels / max(1 - contrast, 1e-6) + 127.5
    return np.asarray(cv2.LUT(mask, np.rint(np.clip(steep, 0, 255)).astype(np.uint8)), np.uint8)
