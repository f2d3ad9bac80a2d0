"""The object's own colours at its soft edges, where the photograph shows a mix with its background.

Blur fusion: M. Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021, with its two passes of
90 and 6 pixels; the wide one is made at an eighth of the resolution, which its smoothness allows.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.masks.tiles import Tile, near_edges
from engine.placement import Size
from engine.types import F32, U8, check_mask, check_rgb

_WIDE, _NARROW = 90, 7
"""Sides of the squares averaged over, in pixels (the paper has 6; an odd side is symmetric)."""
_CELL = 8
_REACH = (_WIDE + _CELL) // 2 + _NARROW
_NOTHING = 1e-7


def decontaminated(rgb: U8, mask: U8) -> U8:
    """The picture with the object's own colours wherever the mask is soft.

    rgb: H×W×3, the object as photographed before its background. mask: H×W. A pixel is taken to show
    mask·object + (1 − mask)·background; the object's colour is the one that agrees with that and with the
    object nearby. Equal to `rgb` byte for byte where the mask is 0 or 255.
    """
    check_rgb(rgb)
    check_mask(mask, rgb.shape)
    result = rgb.copy()
    for tile in near_edges(mask, reach=_REACH):
        alpha = mask[tile.inner.slices]
        soft = (alpha > 0) & (alpha < 255)
        if soft.any():
            result[tile.inner.slices][soft] = _object_colours(rgb, mask, tile)[soft]
    return result


def _object_colours(rgb: U8, mask: U8, tile: Tile) -> U8:
    """The colours inside `tile.inner`."""
    image = rgb[tile.outer.slices].astype(np.float32)
    alpha = mask[tile.outer.slices].astype(np.float32)[..., None] / np.float32(255)
    height, width = alpha.shape[:2]
    cells = max(1, width // _CELL), max(1, height // _CELL)
    wide = _WIDE // _CELL
    inside, outside = (
        np.asarray(cv2.resize(_mean(image, weight, wide, cells=cells), (width, height)), np.float32)
        for weight in (alpha, 1 - alpha)
    )
    front = _unmixed(image, alpha, inside, outside)
    inside = _mean(front, alpha, _NARROW)
    outside = _mean(outside, 1 - alpha, _NARROW)
    return np.rint(_unmixed(image, alpha, inside, outside)[tile.core]).astype(np.uint8)


def _mean(colours: F32, weight: F32, side: int, *, cells: Size | None = None) -> F32:
    """Weighted mean of colours (H×W×3) over squares; on `cells` (width, height), if given."""
    weighted = np.concatenate([colours * weight, weight], axis=2)
    if cells is not None:
        weighted = np.asarray(cv2.resize(weighted, cells, interpolation=cv2.INTER_AREA), np.float32)
    blurred = np.asarray(cv2.blur(weighted, (side, side)), np.float32)
    return np.asarray(blurred[..., :3] / (blurred[..., 3:] + np.float32(_NOTHING)))


def _unmixed(image: F32, alpha: F32, inside: F32, outside: F32) -> F32:
    """The colours inside, corrected by what they leave unexplained of the picture."""
    unexplained = image - alpha * inside - (1 - alpha) * outside
    return np.asarray(np.clip(inside + alpha * unexplained, 0, 255))
