"""Snapping: a moving object's box drawn to the centre, edges and thirds of the background."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from engine.placement import Size

from .geometry import Extent

SNAP_PIXELS = 8.0
"""Screen pixels within which things snap: divide by the zoom for `tolerance`."""
_SAME = 1e-6


class Orientation(StrEnum):
    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True)
class Guide:
    """A line across the background, drawn while it is met. position: its x if vertical, else its y."""

    orientation: Orientation
    position: float


@dataclass(frozen=True, slots=True)
class Snap:
    """How far to move on, in background pixels, and the lines that are then met."""

    dx: float = 0.0
    dy: float = 0.0
    guides: tuple[Guide, ...] = ()


def snap(extent: Extent, size: Size, *, tolerance: float) -> Snap:
    """Draw a box to a background of `size`; each axis on its own, to the nearest line within `tolerance`.

    Its sides and its middle are drawn to the background's edges, thirds and centre.
    """
    dx, xs = _nearest((extent.left, extent.right), size[0], tolerance=tolerance)
    dy, ys = _nearest((extent.top, extent.bottom), size[1], tolerance=tolerance)
    vertical = tuple(Guide(Orientation.VERTICAL, x) for x in xs)
    return Snap(dx, dy, vertical + tuple(Guide(Orientation.HORIZONTAL, y) for y in ys))


def lines(length: int) -> tuple[float, ...]:
    """Where a background of this length draws sides to: its edges, thirds and centre."""
    return 0.0, length / 3, length / 2, 2 * length / 3, float(length)


def _nearest(sides: tuple[float, float], length: int, *, tolerance: float) -> tuple[float, tuple[float, ...]]:
    """The shift along one axis, and every line met after it."""
    marks = (sides[0], (sides[0] + sides[1]) / 2, sides[1])
    shift = min(_shifts(marks, lines(length)), key=abs)
    if abs(shift) > tolerance:
        return 0.0, ()
    met = (line for line in lines(length) if any(abs(mark + shift - line) < _SAME for mark in marks))
    return shift, tuple(met)


def _shifts(marks: Iterable[float], targets: tuple[float, ...]) -> list[float]:
    return [line - mark for mark in marks for line in targets]
