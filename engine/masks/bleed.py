"""Colours for what a picture with transparency does not show, so that painting there brings no black.

Programs store black or white under clear pixels. Colours of the visible ones are carried there instead, the
nearest first: push-pull on a pyramid (S. Gortler et al., "The Lumigraph", SIGGRAPH 1996, section 3.4.2);
painters of textures call it alpha bleeding.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from engine.types import F32, U8, check_mask, check_rgb

_SIDE = 512
"""Longer side, in cells, of what colours are carried on."""
_SAMPLE = 1 << 16
"""Clear pixels looked at to find the colour that stands for nothing."""
_SURE = 0.25
"""Coverage of a cell from which its own colour counts alone."""


def bled(rgb: U8, alpha: U8) -> U8:
    """The picture with colours of its visible pixels where it stores nothing.

    rgb: H×W×3. alpha: H×W. Clear pixels store nothing where they share one colour, as at least half of them
    must; a photograph kept under its alpha stays. Equal to `rgb` byte for byte wherever alpha is not 0; `rgb`
    itself where there is nothing to do.
    """
    check_rgb(rgb)
    check_mask(alpha, rgb.shape, name="alpha")
    empty = _empty(rgb, alpha)
    if empty is None or not alpha.any():
        return rgb
    height, width = alpha.shape
    small = np.rint(_carried(_on_cells(rgb, alpha))).astype(np.uint8)
    carried = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(carried, empty, rgb.copy()), np.uint8)


def _empty(rgb: U8, alpha: U8) -> U8 | None:
    """Where nothing is stored, 255, H×W; None where that is nowhere."""
    clear = alpha == 0
    # To gather all of them takes seconds at 100 megapixels.
    step = max(1, math.isqrt(clear.size // (16 * _SAMPLE)))
    hidden = rgb[::step, ::step][clear[::step, ::step]]
    if not len(hidden):
        hidden = rgb[clear]
    if not len(hidden):
        return None
    # Of values more than half of which are equal, that one is the median.
    common = np.median(hidden[:: max(1, len(hidden) // _SAMPLE)], axis=0).astype(np.uint8)
    del hidden
    empty = cv2.inRange(rgb, common, common)
    empty[~clear] = 0
    enough = 2 * np.count_nonzero(empty) >= np.count_nonzero(clear)
    return np.asarray(empty, np.uint8) if enough else None


def _on_cells(rgb: U8, alpha: U8) -> F32:
    """Colour × coverage, and coverage (0 … 1), of square cells, at most `_SIDE` along the longer side.

    Across a picture narrower than a cell, they are as narrow.
    """
    height, width = alpha.shape
    cell = -(-max(height, width) // _SIDE)
    down, across = min(cell, height), min(cell, width)
    columns, rows = -(-width // across), -(-height // down)
    result = np.empty((rows, columns, 4), np.float32)
    for row in range(rows):
        strip = slice(row * down, (row + 1) * down)
        weight = alpha[strip].astype(np.float32)[..., None] / np.float32(255)
        weighted = np.concatenate([rgb[strip] * weight, weight], axis=2)
        missing = down - weighted.shape[0], columns * across - width
        whole = cv2.copyMakeBorder(weighted, 0, missing[0], 0, missing[1], cv2.BORDER_CONSTANT)
        result[row] = cv2.resize(whole, (columns, 1), interpolation=cv2.INTER_AREA)[0]
    return result


def _carried(weighted: F32) -> F32:
    """Colours H×W×3 everywhere, of cells H×W×4: where there are none, those of ever larger ones."""
    height, width = weighted.shape[:2]
    coverage = weighted[..., 3:]
    colours = weighted[..., :3] / np.maximum(coverage, np.float32(1e-6))
    if coverage.min() >= _SURE or max(height, width) == 1:
        return np.asarray(colours, np.float32)
    half = -(-width // 2), -(-height // 2)
    coarse = _carried(np.asarray(cv2.resize(weighted, half, interpolation=cv2.INTER_AREA), np.float32))
    around = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width, 3)
    own = np.minimum(coverage / np.float32(_SURE), 1)
    return np.asarray(own * colours + (1 - own) * around, np.float32)
