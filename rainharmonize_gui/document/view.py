"""A view: part of the background at some zoom, to render a large picture at the size of the screen."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from engine.placement import Box, Placement, Size
from engine.types import U8

_SNAP = 1e-6


@dataclass(frozen=True, slots=True)
class View:
    """Its pixel (x, y) shows the background's point (left + x / zoom, top + y / zoom).

    size: (width, height) in view pixels. zoom: view pixels per background pixel.
    """

    left: float
    top: float
    zoom: float
    size: Size

    @classmethod
    def whole(cls, size: Size, *, longest: int | None = None) -> Self:
        """All of a picture of `size`, its longer side shrunk to `longest` where it is longer."""
        zoom = 1.0 if longest is None else min(1.0, longest / max(size))
        width, height = (max(1, round(side * zoom)) for side in size)
        return cls(0.0, 0.0, zoom, (width, height))

    @classmethod
    def of_box(cls, box: Box, *, zoom: float = 1.0) -> Self:
        """Whole background pixels; what does not fill a view pixel is rounded up."""
        width, height = (max(1, math.ceil(side * zoom - _SNAP)) for side in box.size)
        return cls(float(box.left), float(box.top), zoom, (width, height))

    def part(self, box: Box) -> View:
        """Only what shows in `box`, in view pixels."""
        return View(self.left + box.left / self.zoom, self.top + box.top / self.zoom, self.zoom, box.size)

    @property
    def placement(self) -> Placement:
        """From background pixels to view pixels."""
        return Placement((self.zoom, 0.0, -self.left * self.zoom), (0.0, self.zoom, -self.top * self.zoom))


def seen(pixels: U8, view: View) -> U8:
    """The background, H×W×3, or a mask of its size, H×W, as the view shows it: a new, contiguous array.

    Shrinking averages areas, all else interpolates linearly; beyond the border its pixels go on.
    """
    box = _source_box(view, (pixels.shape[1], pixels.shape[0]))
    part = pixels[box.slices]
    if view.zoom < 1:
        small = tuple(max(1, round(side * view.zoom)) for side in box.size)
        part = cv2.resize(part, small, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    stretch = Placement.scaling((box.width / part.shape[1], box.height / part.shape[0]))
    to_view = stretch.then(Placement.translation(box.left, box.top)).then(view.placement)
    whole = to_view.whole_shift((part.shape[1], part.shape[0]))
    if whole is not None:
        target = Box(0, 0, *view.size).shifted(-whole[0], -whole[1])
        if target == target.clip((part.shape[1], part.shape[0])):
            return part[target.slices].copy()
    return cv2.warpAffine(
        part, to_view.between_indices, view.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.uint8, copy=False)


def _source_box(view: View, size: Size) -> Box:
    """The background pixels a view needs, with a margin for interpolation; never empty."""
    margin = math.ceil(1 / view.zoom) + 1
    left, top = math.floor(view.left) - margin, math.floor(view.top) - margin
    right = math.ceil(view.left + view.size[0] / view.zoom) + margin
    bottom = math.ceil(view.top + view.size[1] / view.zoom) + margin
    left, top = min(max(left, 0), size[0] - 1), min(max(top, 0), size[1] - 1)
    return Box(left, top, min(max(right, left + 1), size[0]), min(max(bottom, top + 1), size[1]))
