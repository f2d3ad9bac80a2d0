"""Smart box: what stands out inside a box, corrected by strokes over what belongs to it and what does not.

GrabCut (C. Rother, V. Kolmogorov, A. Blake, SIGGRAPH 2004) on the box and its surroundings at a reduced
size; the edge is then drawn to the picture's at full resolution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import cv2
import numpy as np

from engine.masks.reduction import enlarged, reduced
from engine.masks.tiles import grown
from engine.placement import Box, Point
from engine.types import U8, MaskError, check_rgb

_SIDE = 320
"""Longer side, in pixels, of what GrabCut sees."""
_AROUND = 0.25
"""Of the box's longer side: how much of its surroundings are looked at, to know the background."""
_ROUNDS, _ROUNDS_AGAIN = 4, 1
"""Of model fitting and cutting: from nothing, and after a stroke."""
_WIDEST = 32_767
"""The thickest line that OpenCV draws, in its pixels: wider than all that it sees."""
_MODEL = (1, 65)
"""Shape of one of OpenCV's colour models: five Gaussians of 13 numbers."""


class Side(IntEnum):
    """What a stroke says, as OpenCV numbers it."""

    BACKGROUND = cv2.GC_BGD
    OBJECT = cv2.GC_FGD


@dataclass(frozen=True, slots=True)
class Hint:
    """A stroke: points (x, y) of the picture, width in its pixels, and what lies under it."""

    points: tuple[Point, ...]
    side: Side
    width: float = 12.0


def separate(rgb: U8, labels: U8, *, rounds: int) -> None:
    """Sort the doubtful pixels of `labels` (H×W, OpenCV's four, changed in place) by colour and edges.

    Nothing is done where one of the two sides has no pixel.
    """
    inside = labels & 1  # odd: sure or probable foreground
    if inside.any() and not inside.all():
        models = np.zeros(_MODEL), np.zeros(_MODEL)
        cv2.setRNGSeed(0)  # models start from random means: the same strokes are to give the same mask
        cv2.grabCut(rgb, labels, (0, 0, 1, 1), *models, rounds, cv2.GC_INIT_WITH_MASK)


def mask_of(labels: U8) -> U8:
    """0 or 255 by OpenCV's four labels."""
    return np.where(labels & 1, np.uint8(255), np.uint8(0))


class SmartBox:
    """The object in one box of a picture, refined stroke by stroke.

    rgb: H×W×3, which must not change meanwhile. box: around the object, nothing of which is taken to lie
    outside. Raises MaskError where the box has no pixel, or nothing around it, inside the picture.
    """

    def __init__(self, rgb: U8, box: Box) -> None:
        check_rgb(rgb)
        size = rgb.shape[1], rgb.shape[0]
        if not box.empty and box.clip(size).empty:
            raise MaskError("The box lies outside the picture; draw it around the object.")
        box = box.clip(size)
        self._area = grown(box, 2 + round(_AROUND * max(box.size))).clip(size)
        if box.empty or box == self._area:
            raise MaskError("Draw the box around the object, with some of the picture left outside it.")
        self._rgb = rgb
        self._small = reduced(rgb[self._area.slices], side=_SIDE)
        self._scale = self._small.shape[1] / self._area.width, self._small.shape[0] / self._area.height
        self._hints = np.full(self._small.shape[:2], cv2.GC_PR_FGD, np.uint8)
        left, top = (int(np.ceil(value)) for value in self._mapped((box.left, box.top)))
        right, bottom = (int(value) for value in self._mapped((box.right, box.bottom)))
        outside = np.ones(self._hints.shape, bool)
        outside[top : max(bottom, top + 1), left : max(right, left + 1)] = False
        self._hints[outside] = cv2.GC_BGD
        if not outside.any():
            raise MaskError("Draw the box around the object, with some of the picture left outside it.")
        self._labels = self._hints.copy()
        separate(self._small, self._labels, rounds=_ROUNDS)

    def add(self, *hints: Hint) -> None:
        """Take strokes into account; later ones count over earlier ones."""
        if not hints:
            return
        for hint in hints:
            self._draw(hint)
        sure = (self._hints == cv2.GC_BGD) | (self._hints == cv2.GC_FGD)
        self._labels[sure] = self._hints[sure]
        # With the models of before, a stroke that contradicts them would hardly count: they are found anew.
        separate(self._small, self._labels, rounds=_ROUNDS_AGAIN)

    @property
    def area(self) -> Box:
        """The part of the picture that the preview shows."""
        return self._area

    def preview(self) -> U8:
        """The mask of `area`, at the reduced size: at once after every stroke."""
        return mask_of(self._labels)

    def mask(self) -> U8:
        """The mask of the whole picture, H×W, at full resolution."""
        result = np.zeros(self._rgb.shape[:2], np.uint8)
        result[self._area.slices] = enlarged(self.preview(), self._rgb[self._area.slices])
        return result

    def _mapped(self, point: Point) -> Point:
        return (point[0] - self._area.left) * self._scale[0], (point[1] - self._area.top) * self._scale[1]

    def _draw(self, hint: Hint) -> None:
        if not hint.points:
            return
        points = np.array([self._mapped(point) for point in hint.points]) - 0.5
        points = np.clip(points, -1e4, 1e4)  # farther out, OpenCV's coordinates end
        width = max(1, round(min(hint.width * min(self._scale), _WIDEST)))
        path = np.rint(points * 16).astype(np.int32)
        if len(path) == 1:
            path = path.repeat(2, axis=0)  # of a single point, a click, OpenCV draws nothing
        cv2.polylines(self._hints, [path], isClosed=False, color=int(hint.side), thickness=width, shift=4)


def grabcut(
    rgb: U8,
    box: Box,
    *,
    foreground: Sequence[Sequence[Point]] = (),
    background: Sequence[Sequence[Point]] = (),
    width: float = 12.0,
) -> U8:
    """The object inside `box`, H×W, at full resolution. foreground, background: strokes, see `Hint`."""
    smart = SmartBox(rgb, box)
    smart.add(
        *(Hint(tuple(points), Side.OBJECT, width) for points in foreground),
        *(Hint(tuple(points), Side.BACKGROUND, width) for points in background),
    )
    return smart.mask()
