"""A rough mask drawn to the picture's own edges, at full resolution.

Guided filter: K. He, J. Sun, X. Tang, "Guided Image Filtering", PAMI 2013, section 3.5 (colour guide).
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.masks.local_affine import LocalAffine, applied
from engine.masks.tiles import near_edges
from engine.placement import Size
from engine.types import F32, U8, check_mask, check_rgb

_FULL = np.float32(255)
_EPSILON = 1e-4
"""How much two colours (0 … 1, squared) must differ to count as an edge: about 2.5 of 255 levels."""
_STEEPNESS = 1.6
"""The filter leaves solid parts a little short of solid; this brings them back."""
_SMALL = 4
"""Radius from which the filter's coefficients, being smooth, are found on a reduced picture."""


def snapped(rgb: U8, mask: U8, *, radius: int) -> U8:
    """The mask with its edge where the picture has one, soft where that is soft, as at hair.

    rgb: H×W×3. mask: H×W, its edge at most `radius` pixels off. Unchanged, byte for byte, farther than twice
    the radius from any edge of the mask.
    """
    check_rgb(rgb)
    check_mask(mask, rgb.shape)
    if radius < 1:
        return mask.copy()
    result = mask.copy()
    for tile in near_edges(mask, reach=2 * radius):
        guide, rough = (array[tile.outer.slices].astype(np.float32) / _FULL for array in (rgb, mask))
        alpha = (_guided(guide, rough, radius)[tile.core] - 0.5) * _STEEPNESS + 0.5
        result[tile.inner.slices] = np.rint(255 * np.clip(alpha, 0, 1))
    return result


def _guided(guide: F32, rough: F32, radius: int) -> F32:
    """What is locally an affine function of the guide's colours and nearest to `rough` (H×W)."""
    height, width = rough.shape
    cell = max(1, radius // _SMALL)
    size = -(-width // cell), -(-height // cell)
    small, values = (_resized(array, size) for array in (guide, rough))
    window = LocalAffine(small, radius=max(1, round(radius / cell)), epsilon=_EPSILON)
    return applied(_resized(window.coefficients(values), (width, height)), guide)


def _resized(array: F32, size: Size) -> F32:
    shrinks = size[0] < array.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(array, size, interpolation=how), np.float32)
