"""The fine trim: brightness, contrast, warmth and saturation, applied after harmonizing."""

from __future__ import annotations

import cv2
import numpy as np

from engine.types import F32, LUMA, U8

from .layer import Trim

_LUMA = np.array(LUMA, np.float32)
WARMTH = 0.25
"""How far full warmth lifts red and lowers blue."""


def trimmed(rgb: U8, trim: Trim) -> U8:
    """rgb: uint8 H×W×3. A new picture, or `rgb` itself where the trim is neutral.

    brightness bends the tones, black and white staying (a power of 2^∓1); contrast stretches them about
    middle grey (by 2^±1); warmth shifts between blue and red, the luma of greys staying; saturation −1 leaves
    grey, 1 doubles the distance from it. Saturation comes first, so that warmth tones what was made grey.
    """
    if trim.neutral:
        return rgb
    result = rgb
    if trim.saturation:
        result = cv2.transform(result, _saturation(trim.saturation)).astype(np.uint8, copy=False)
    if trim.brightness or trim.contrast or trim.warmth:
        result = cv2.LUT(result, _curves(trim)).astype(np.uint8, copy=False)
    return result


def _curves(trim: Trim) -> U8:
    """A table 1×256×3: what each channel's values become."""
    tones: F32 = np.linspace(0, 1, 256, dtype=np.float32)
    tones = tones ** np.float32(2.0**-trim.brightness)
    tones = (tones - 0.5) * np.float32(2.0**trim.contrast) + 0.5
    gains = np.array((1 + WARMTH * trim.warmth, 1, 1 - WARMTH * trim.warmth), np.float32)
    gains /= gains @ _LUMA
    table: U8 = np.rint(np.clip(tones[:, None] * gains, 0, 1) * 255).astype(np.uint8)
    return table[None]


def _saturation(saturation: float) -> F32:
    """A matrix 3×3 that moves colours away from their luma, or towards it."""
    share = np.float32(1 + saturation)
    matrix: F32 = share * np.eye(3, dtype=np.float32) + (1 - share) * _LUMA
    return matrix
