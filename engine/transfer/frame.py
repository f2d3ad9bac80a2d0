"""Where the network's frame lies in a picture: how an analysis at one scale is applied at another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.types import F32


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps picture coordinates to the network's frame, which spans 0…1 × 0…1: `u = scale·x + offset` per
    axis.

    Coordinates are those of `engine.types`: the pixel in column i covers i…i+1. Outside the frame a model
    goes on with the values of its border.
    """

    scale_x: float
    scale_y: float
    offset_x: float = 0.0
    offset_y: float = 0.0

    @classmethod
    def of_crop(cls, x0: float, y0: float, x1: float, y1: float) -> Self:
        """The frame of a network that saw only the rectangle (x0, y0)…(x1, y1) of the picture, in picture
        pixels.
        """
        if not (x1 > x0 and y1 > y0):
            raise ValueError(f"The crop ({x0}, {y0})…({x1}, {y1}) is empty.")
        scale_x, scale_y = 1.0 / (x1 - x0), 1.0 / (y1 - y0)
        return cls(scale_x, scale_y, -x0 * scale_x, -y0 * scale_y)

    @classmethod
    def of_whole(cls, width: int, height: int) -> Self:
        """The frame of a network that saw the whole picture."""
        return cls.of_crop(0, 0, width, height)

    def of_view(self, left: float, top: float, zoom_x: float, zoom_y: float | None = None) -> Frame:
        """The frame as seen from a view of the picture.

        The view's pixel (x, y) shows the picture's point (left + x / zoom_x, top + y / zoom_y); `zoom_y`
        defaults to `zoom_x`. A preview at a quarter of the size, scrolled to (left, top), is
        `frame.of_view(left, top, 0.25)`.
        """
        zoom_y = zoom_x if zoom_y is None else zoom_y
        return Frame(
            self.scale_x / zoom_x,
            self.scale_y / zoom_y,
            self.offset_x + left * self.scale_x,
            self.offset_y + top * self.scale_y,
        )

    def columns(self, start: int, stop: int) -> F32:
        """Frame coordinates u of the pixel centres in columns start…stop, float32 (stop − start,)."""
        return _centres(start, stop, self.scale_x, self.offset_x)

    def rows(self, start: int, stop: int) -> F32:
        """Frame coordinates v of the pixel centres in rows start…stop, float32 (stop − start,)."""
        return _centres(start, stop, self.scale_y, self.offset_y)


def _centres(start: int, stop: int, scale: float, offset: float) -> F32:
    return ((np.arange(start, stop) + 0.5) * scale + offset).astype(np.float32)
