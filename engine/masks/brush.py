"""Brush strokes on a mask: round stamps along a path, as patches to write into it.

Within one stroke the stamps do not add up: every pixel takes the strongest of them, so that going over a
place twice, or slowly, changes nothing (what painting programs call opacity, not flow).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from engine.placement import Box, Point
from engine.types import F32, U8, MaskError

MIN_SIZE = 1.0
MAX_SIZE = 4000.0
SPACING = 0.05
"""Between two stamps, in diameters: close enough that the outline of a hard stroke shows no scallops."""
_FINE_UP_TO = 128.0
"""Stamps of a larger radius lie on whole pixels: there a fraction of one cannot be seen."""
_POSITIONS = 4  # a pixel, for stamps that are smaller
_LARGE = 5000.0  # radius in mask pixels, for cut-outs that are shown much reduced
_FAR = 2.0**40  # mask pixels: where points farther out lie makes no difference, and nothing overflows


@dataclass(frozen=True, slots=True)
class Brush:
    """size: diameter. hardness: 0 (falls off from the middle) … 1 (a sharp edge). erase: paint 0, not 255."""

    size: float = 60.0
    hardness: float = 0.8
    erase: bool = False

    def __post_init__(self) -> None:
        if not (self.size > 0 and 0 <= self.hardness <= 1):
            raise MaskError(
                f"A brush needs a size over 0 and a hardness of 0 to 1, not {self.size} and {self.hardness}."
            )


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What the mask becomes inside `box`: uint8, of the box's height and width."""

    box: Box
    pixels: U8


class Stroke:
    """One stroke over `mask`, uint8 H×W, which is never written to and must not change meanwhile.

    scale: target pixels per mask pixel along its x and y, where the brush's size counts in target pixels:
    what is round on a stretched cut-out is an ellipse in its mask.
    """

    def __init__(self, mask: U8, brush: Brush, *, scale: tuple[float, float] = (1.0, 1.0)) -> None:
        self._mask = mask
        self._brush = brush
        self._scale = scale
        self._coverage: U8 = np.zeros(mask.shape, np.uint8)
        self._last: tuple[Point, float] | None = None
        self._gap = 0.0
        """From the last stamp to the last point, in target pixels."""

    def extend(self, point: Point, *, pressure: float = 1.0) -> Patch | None:
        """Paint on to a point of the mask (pixel centres at halves); the first one makes a single stamp.

        pressure: 0 … 1, makes the brush smaller. None where the mask was not touched.
        """
        pressure = min(max(pressure, 0.0), 1.0)
        point = min(max(point[0], -_FAR), _FAR), min(max(point[1], -_FAR), _FAR)
        area = Box(0, 0, 0, 0)
        for position, force in self._stamps(point, pressure):
            area = area.united(self._press(position, force))
        self._last = point, pressure
        return None if area.empty else Patch(area, self._painted(area))

    def _stamps(self, point: Point, pressure: float) -> list[tuple[Point, float]]:
        """Where to press, and how strongly, between the last point and this one; not far beyond the mask."""
        if self._last is None:
            return [(point, pressure)]
        (x, y), start_pressure = self._last
        dx, dy = point[0] - x, point[1] - y
        length = math.hypot(dx * self._scale[0], dy * self._scale[1])
        step = max(self._brush.size * SPACING * max(min(pressure, start_pressure), 0.1), 0.5)
        count = math.floor((self._gap + length) / step)
        found = []
        enters, leaves = self._near((x, y), (dx, dy))
        first = max(math.floor((self._gap + enters * length) / step), 1) if enters > 0 else 1
        last = min(math.ceil((self._gap + leaves * length) / step), count) if leaves < 1 else count
        for index in range(first, last + 1):  # not all up to count: a far point makes them countless
            part = min(max((index * step - self._gap) / length, 0.0), 1.0) if length else 1.0
            found.append(
                ((x + part * dx, y + part * dy), start_pressure + part * (pressure - start_pressure))
            )
        self._gap += length - count * step
        return found

    def _near(self, start: Point, way: Point) -> tuple[float, float]:
        """Where, from 0 to 1, the part of a way begins and ends on which stamps can touch the mask.

        (1, 0) where there is none.
        """
        enters, leaves = 0.0, 1.0
        height, width = self._mask.shape
        radius = max(self._brush.size, MIN_SIZE) / 2
        for position, along, side, scale in zip(start, way, (width, height), self._scale, strict=True):
            reach = min(radius / scale, _LARGE) * 1.01 + 4  # rounding and softness add to the radius
            if along == 0:
                if not -reach <= position <= side + reach:
                    return 1.0, 0.0
                continue
            ends = sorted(((-reach - position) / along, (side + reach - position) / along))
            enters, leaves = max(enters, ends[0]), min(leaves, ends[1])
        return (enters, leaves) if enters <= leaves else (1.0, 0.0)

    def _press(self, point: Point, pressure: float) -> Box:
        """Lay one stamp into the coverage; says where."""
        radius = max(self._brush.size * pressure, MIN_SIZE) / 2
        rx, ry = (min(max(_rounded(radius / scale), 0.5), _LARGE) for scale in self._scale)
        (left, fx), (top, fy) = _grid(point[0], rx), _grid(point[1], ry)
        shape = stamp((rx, ry), self._brush.hardness, offset=(fx, fy))
        whole = Box(left, top, left + shape.shape[1], top + shape.shape[0])
        box = whole.clip((self._mask.shape[1], self._mask.shape[0]))
        if not box.empty:
            here = self._coverage[box.slices]
            np.maximum(here, shape[box.shifted(-left, -top).slices], out=here)
        return box

    def _painted(self, box: Box) -> U8:
        """The mask with the coverage so far."""
        clear = cv2.bitwise_not(self._coverage[box.slices])
        before = self._mask[box.slices]
        if self._brush.erase:
            return np.asarray(cv2.multiply(before, clear, scale=1 / 255), np.uint8)
        return np.asarray(
            cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(before), clear, scale=1 / 255)), np.uint8
        )


@lru_cache(maxsize=64)
def stamp(radii: tuple[float, float], hardness: float, *, offset: tuple[float, float] = (0.0, 0.0)) -> U8:
    """An elliptic dab, uint8, to be laid with its top left pixel left of and above its middle.

    Its middle lies at (ceil(rx) + 1 + offset x, …) of the array; half of full coverage is reached half-way
    between the hard core and the outline, and the outline itself is antialiased. Not to be written to.
    """
    axes = []
    for radius, shift in zip(radii, offset, strict=True):
        reach = math.ceil(radius) + 1
        positions = np.arange(2 * reach + 1, dtype=np.float32) + np.float32(0.5 - reach - shift)
        axes.append((positions / np.float32(radius)) ** 2)
    across, down = axes
    if offset == (0.0, 0.0):
        made = _mirrored(_dab(across[: len(across) // 2], down[: len(down) // 2], radii, hardness))
    else:
        made = _dab(across, down, radii, hardness)
    made.setflags(write=False)
    return made


def _dab(across: F32, down: F32, radii: tuple[float, float], hardness: float) -> U8:
    """across, down: squares of the distances from the middle, in radii."""
    distance = np.sqrt(down[:, None] + across[None, :])
    half_pixel = 0.5 / math.sqrt(radii[0] * radii[1])
    outer = 1 + half_pixel
    inner = min(hardness, 1 - half_pixel)
    ramp = np.clip((outer - distance) / np.float32(outer - inner), 0, 1)
    dab: U8 = np.rint(ramp * ramp * (3 - 2 * ramp) * 255).astype(np.uint8)
    return dab


def _mirrored(quarter: U8) -> U8:
    """All of a stamp, last row and column clear, from its top left quarter: large ones take long to make."""
    height, width = quarter.shape
    made = np.zeros((2 * height + 1, 2 * width + 1), np.uint8)
    made[:height, :width] = quarter
    made[:height, width:-1] = quarter[:, ::-1]
    made[height:-1] = made[:height][::-1]
    return made


def _grid(middle: float, radius: float) -> tuple[int, float]:
    """Where a stamp's array starts, and what is left of a pixel, so that it lies about `middle`."""
    steps = _POSITIONS if radius <= _FINE_UP_TO else 1
    snapped = round(middle * steps) / steps
    whole = math.floor(snapped)
    return whole - math.ceil(radius) - 1, snapped - whole


def _rounded(radius: float) -> float:
    """A radius about one per cent off, so that pressure reuses stamps."""
    step = max(0.25, 2.0 ** math.floor(math.log2(max(radius, 1.0)) - 6))
    return round(radius / step) * step
