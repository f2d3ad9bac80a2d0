"""From Pillow's pixels to an array, a few rows at a time: whole, a large picture is in memory four times."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from engine.types import U8

_PIXELS = 1 << 22

_AS_STORED: dict[int, Callable[[U8], U8]] = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: np.rot90,
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: np.rot90(upright, -1),
}
"""EXIF orientation (CIPA DC-008, 4.6.5) → views of an upright picture in the order of its file."""


def array_of(
    image: Image.Image,
    convert: Callable[[Image.Image], Image.Image] | None = None,
    *,
    channels: int,
    orientation: int = 1,
) -> U8:
    """A new array, H×W for 1 channel, else H×W×channels; `convert` is applied to every strip before.

    orientation: how the image is stored (EXIF), 1 … 8; the array is upright.
    """
    width, height = image.size
    upright = (height, width) if orientation < 5 else (width, height)
    pixels = np.empty(upright if channels == 1 else (*upright, channels), np.uint8)
    stored = _AS_STORED[orientation](pixels)  # a view: writing there turns the pixels upright
    for rows, strip in strips_of(image):
        stored[rows] = np.asarray(convert(strip) if convert else strip)
    return pixels


def strips_of(image: Image.Image) -> Iterator[tuple[slice, Image.Image]]:
    """The rows of an image as it is stored, a few at a time."""
    width, height = image.size
    rows = max(1, _PIXELS // width)
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        yield slice(top, bottom), image if rows >= height else image.crop((0, top, width, bottom))
