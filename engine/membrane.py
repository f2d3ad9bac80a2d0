"""Poisson blending as a colour model: the smooth change that makes an object's rim meet its surroundings.

Pérez, Gangnet, Blake, "Poisson Image Editing" (SIGGRAPH 2003): with the object's own gradients as guidance,
the solution is the object plus a membrane, harmonic inside and equal to the step in colour at its rim. The
membrane is smooth, so it is solved small, by OpenCV, and carried to any resolution as a field of shifts.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.transfer import ColourGrid, Extent, affine_field
from engine.types import F32, U8

_SIDE = 512
"""Longest side at which the membrane is solved: its detail lies in the first few pixels of the rim."""
_PAD = 12
_RIM = 5
"""Pixels by which the solved region exceeds the object: cv2.seamlessClone erodes it by 3, and the rim is
mixed.
"""


def membrane(composite: U8, mask: U8) -> ColourGrid:
    """The membrane of the object under `mask` (H×W, not empty) in `composite` (H×W×3)."""
    left, top, right, bottom = _neighbourhood(mask)
    scale = min(1.0, _SIDE / max(right - left, bottom - top))
    size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    # cropped first: cv2.resize of the whole picture would be most of the work
    small = cv2.resize(composite[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
    small_mask = cv2.resize(mask[top:bottom, left:right], size, interpolation=cv2.INTER_AREA)
    shift = _solve(np.asarray(small, np.uint8), np.asarray(small_mask, np.uint8))

    height, width = mask.shape
    coefficients = np.zeros((12, size[1], size[0]), np.float32)
    coefficients[3::4] = 2 * shift.transpose(2, 0, 1)  # in −1…1
    pitch_x, pitch_y = (right - left) / size[0] / width, (bottom - top) / size[1] / height
    return affine_field(coefficients, extent=Extent(left / width, top / height, pitch_x, pitch_y))


def _neighbourhood(mask: U8) -> tuple[int, int, int, int]:
    """The object's bounding box and some background around it: left, top, right, bottom."""
    x, y, width, height = cv2.boundingRect(mask)
    margin = 8 + max(width, height) // 8
    bottom, right = min(y + height + margin, mask.shape[0]), min(x + width + margin, mask.shape[1])
    return max(x - margin, 0), max(y - margin, 0), right, bottom


def _solve(rgb: U8, mask: U8) -> F32:
    """The membrane of a small picture, (h, w, 3) in units of full scale, extended beyond the object."""
    rgb = _padded(rgb, cv2.BORDER_REPLICATE)
    mask = _padded(mask, cv2.BORDER_CONSTANT)
    inside = mask >= max(1, int(mask.max()) // 2)
    square = np.ones((3, 3), np.uint8)
    core = cv2.erode(inside.astype(np.uint8), square) > 0  # the rim's colours are mixed with the background
    core = core if core.any() else inside
    region = cv2.dilate(inside.astype(np.uint8), square, iterations=_RIM) * np.uint8(255)

    surroundings = mask == 0
    surroundings[:_PAD] = surroundings[-_PAD:] = False
    surroundings[:, :_PAD] = surroundings[:, -_PAD:] = False
    if not surroundings.any():
        return np.zeros((*mask.shape, 3), np.float32)[_PAD:-_PAD, _PAD:-_PAD]
    pixels = rgb.reshape(-1, 3)
    source, target = pixels[_nearest(core)], pixels[_nearest(surroundings)]
    x, y, width, height = cv2.boundingRect(region)
    solved = cv2.seamlessClone(source, target, region, (x + width // 2, y + height // 2), cv2.NORMAL_CLONE)
    shift = (solved.astype(np.float32) - source) / 255
    shift = shift.reshape(-1, 3)[
        _nearest(inside)
    ]  # the background keeps its colours: no part of the membrane
    smooth = cv2.GaussianBlur(shift, (0, 0), 1.5)  # the solver rounds to whole levels
    return np.asarray(smooth, np.float32)[_PAD:-_PAD, _PAD:-_PAD]


def _padded(picture: U8, border: int) -> U8:
    return np.asarray(cv2.copyMakeBorder(picture, _PAD, _PAD, _PAD, _PAD, border, value=0), np.uint8)


def _nearest(known: NDArray[np.bool_]) -> NDArray[np.int64]:
    """For each pixel (h, w) the flat index of the nearest pixel in `known`, which is not empty."""
    unknown = np.where(known, np.uint8(0), np.uint8(255))
    _, labels = cv2.distanceTransformWithLabels(
        unknown, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    pixel_of_label = np.zeros(int(labels.max()) + 1, np.int64)
    pixel_of_label[labels[known]] = np.flatnonzero(known)
    return np.asarray(pixel_of_label[labels], np.int64)
