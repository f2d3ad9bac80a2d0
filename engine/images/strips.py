"""From Pillow's pixels to an array, a few rows at a time: whole, a large picture is in memory four times."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from engine.types import U8

_PIXELS = 1 << 22


def array_of(
    image: Image.Image, convert: Callable[[Image.Image], Image.Image] | None = None, *, channels: int
) -> U8:
    """A new array, H×W for 1 channel, else H×W×channels; `convert` is applied to every strip before."""
    width, height = image.size
    pixels = np.empty((height, width) if channels == 1 else (height, width, channels), np.uint8)
    rows = max(1, _PIXELS // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        strip = image if rows >= height else image.crop((0, top, width, bottom))
        pixels[top:bottom] = np.asarray(convert(strip) if convert else strip)
    return pixels
