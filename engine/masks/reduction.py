"""Segmentation needs few pixels: pictures made small, and masks made large again."""

from __future__ import annotations

import cv2
import numpy as np

from engine.masks.matting import snapped
from engine.types import U8


def reduced(rgb: U8, *, side: int) -> U8:
    """The picture (or mask) with its longer side at most `side` pixels."""
    height, width = rgb.shape[:2]
    factor = side / max(width, height)
    if factor >= 1:
        return np.ascontiguousarray(rgb)
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def enlarged(small: U8, rgb: U8) -> U8:
    """A mask found on a reduced picture, on the picture itself (H×W×3), drawn to its edges."""
    height, width = rgb.shape[:2]
    mask = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    return snapped(rgb, mask, radius=max(2, round(1.5 * width / small.shape[1])))
