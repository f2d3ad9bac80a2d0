"""Photos of one tone, black and white or sepia: objects in colour stand out of them, whatever the light."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import F32, LUMA, U8

from .layer import Trim
from .trim import WARMTH, trimmed

_LUMA = np.array(LUMA, np.float32)
_SIDE = 96
"""Pixels are averaged to a square of so many, which takes the colour noise of JPEG files away."""
_STRIDE_SIDE = 512
"""Of large pictures only every so-manyth pixel is looked at."""
_SPREAD = 60
"""Levels between the dark and the light parts (5 % are darker, 5 % lighter): a grey wall is not a tone."""
_NOISE = 2.0
"""Levels, root mean square, that colours may be off the tone (docs/decisions/one-tone.md)."""
_MATCH = 8.0
"""Levels, root mean square, that a trim may miss the photo's tone by: a duotone poster is no sepia photo."""
_COLOURFUL = 10.0
"""Levels, root mean square, that an object in colour is off it."""


@dataclass(frozen=True, slots=True, eq=False)
class Tone:
    """curve: float32 (256, 3), the colour, in levels, that goes with each luma. warmth: of a `Trim` which
    gives greys about this tone; 0 for black and white.
    """

    curve: F32
    warmth: float

    @classmethod
    def of(cls, photo: U8) -> Self | None:
        """photo: H×W×3 uint8. None where it has more tones than one, or hardly any light and dark."""
        colours = _small(photo).reshape(-1, 3).astype(np.float32)
        luma = colours @ _LUMA
        if np.subtract(*np.percentile(luma, (95, 5))) < _SPREAD:
            return None
        tone = cls(_curve(colours, luma), _warmth(colours))
        return tone if tone.distance(colours) < _NOISE and tone._can_be_given(colours) else None

    def stands_out(self, rgb: U8, mask: U8) -> bool:
        """Whether an object, H×W×3 and its mask H×W, is in colour."""
        inside = cv2.resize(_sparse(mask), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) > 127
        return bool(inside.any()) and self.distance(_small(rgb)[inside].astype(np.float32)) > _COLOURFUL

    def distance(self, colours: F32) -> float:
        """Root mean square of how far colours (n, 3), in levels, are off the tone of their luma."""
        off = colours - self.curve[np.rint(colours @ _LUMA).astype(np.intp)]
        return float(np.sqrt(np.mean(off * off)))

    def _can_be_given(self, colours: F32) -> bool:
        toned = trimmed(colours[None].astype(np.uint8), self.given_to(Trim()))[0]
        return bool(np.sqrt(np.mean((toned - colours) ** 2)) < _MATCH)

    def given_to(self, trim: Trim) -> Trim:
        """The trim with all colour taken away, and this tone put in its place."""
        return replace(trim, saturation=-1.0, warmth=self.warmth).clamped()


def _curve(colours: F32, luma: F32) -> F32:
    """Mean colours by luma; where there are none, between those of the next ones."""
    bins: NDArray[np.intp] = np.rint(luma).astype(np.intp)
    count = np.bincount(bins, minlength=256)
    levels = np.arange(256)
    known = levels[count > 0]
    channels = []
    for values in colours.T:
        means = np.bincount(bins, values, minlength=256)[known] / count[known]
        channels.append(np.interp(levels, known, means))
    return np.stack(channels, axis=1).astype(np.float32)


def _warmth(colours: F32) -> float:
    """Solves red : blue = (1 + WARMTH·w) : (1 − WARMTH·w), in whole percents."""
    red, _, blue = colours.mean(axis=0)
    return round(float((red - blue) / (red + blue) / WARMTH), 2)


def _small(rgb: U8) -> U8:
    small = cv2.resize(_sparse(rgb), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)


def _sparse(pixels: U8) -> U8:
    down, across = (max(side // _STRIDE_SIDE, 1) for side in pixels.shape[:2])
    return np.ascontiguousarray(pixels[::down, ::across])
