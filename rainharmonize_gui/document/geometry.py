"""Numbers of placed objects for the panel, and small steps of placements the engine has no need for.

`size` is the (width, height) of what is placed, of a cut-out its box. Angles are degrees, clockwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engine.placement import Box, Placement, Point, Size

MIN_SIDE = 1.0
"""Background pixels an object's side keeps at least."""
MAX_SIDE = 100_000.0
FARTHEST = 1e7
"""Background pixels from its corner to an object's middle at most, along either axis."""


class Extent(NamedTuple):
    """An upright rectangle in float background coordinates."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Geometry:
    """A placement in numbers, in background pixels and degrees.

    x, y: top left of the upright box around the object. width, height: its sides, before rotation. flipped:
    mirrored left to right; a vertical flip reads as this and a half turn.
    """

    x: float
    y: float
    width: float
    height: float
    angle: float
    flipped: bool = False


def extent_of(placement: Placement, size: Size) -> Extent:
    """The upright rectangle around the placed cut-out, exact."""
    corners = placement.corners(size)
    return Extent(*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist())


def box_around(placement: Placement, box: Box) -> Box:
    """The pixels that part of a cut-out lies on, one more all round: where to draw again after a stroke."""
    to_place = Placement.translation(box.left, box.top).then(placement)
    placed = to_place.box(box.size)
    return Box(placed.left - 1, placed.top - 1, placed.right + 1, placed.bottom + 1)


def middle(placement: Placement, size: Size) -> Point:
    """Where the middle of the cut-out lies."""
    x, y = placement.map((size[0] / 2, size[1] / 2)).tolist()
    return x, y


def geometry_of(placement: Placement, size: Size) -> Geometry:
    parts = placement.decompose(size)
    extent = extent_of(placement, size)
    width, height = size[0] * parts.scale[0], size[1] * parts.scale[1]
    return Geometry(extent.left, extent.top, width, height, parts.rotation_degrees, parts.flip_h)


def with_numbers(
    placement: Placement,
    size: Size,
    *,
    x: float | None = None,
    y: float | None = None,
    width: float | None = None,
    height: float | None = None,
    angle: float | None = None,
) -> Placement:
    """With some of the numbers of `Geometry` changed; sides are held between `MIN_SIDE` and `MAX_SIDE`.

    The angle acts about the object's middle, sides alone leave x and y as they are; a new x or y moves it
    afterwards.
    """
    parts = placement.decompose(size)
    old = geometry_of(placement, size)
    if angle is None and (width, height) != (None, None):
        x, y = old.x if x is None else x, old.y if y is None else y
    sides = old.width if width is None else width, old.height if height is None else height
    sx, sy = (min(max(side, MIN_SIDE), MAX_SIDE) / length for side, length in zip(sides, size, strict=True))
    shaped = Placement.of(
        size,
        center=parts.center,
        scale=(sx, sy),
        rotation_degrees=old.angle if angle is None else angle,
        flip_h=parts.flip_h,
    )
    extent = extent_of(shaped, size)
    return moved(shaped, 0.0 if x is None else x - extent.left, 0.0 if y is None else y - extent.top)


def moved(placement: Placement, dx: float, dy: float) -> Placement:
    return placement.then(Placement.translation(dx, dy))


def within_reach(placement: Placement, box: Box) -> Placement:
    """Brought back to where the middle of `box`, in cut-out pixels, is no farther out than `FARTHEST`."""
    x, y = placement.map(((box.left + box.right) / 2, (box.top + box.bottom) / 2)).tolist()
    dx, dy = (min(max(at, -FARTHEST), FARTHEST) - at for at in (x, y))
    return moved(placement, dx, dy) if dx or dy else placement


def turned(placement: Placement, size: Size, degrees: float) -> Placement:
    """Rotated about its own middle."""
    return placement.then(Placement.rotation(degrees, about=middle(placement, size)))


def scaled(placement: Placement, size: Size, factor: float) -> Placement:
    """Scaled evenly about its own middle, within the limits of size."""
    sides = [length * scale for length, scale in zip(size, placement.scale, strict=True)]
    factor = min(max(factor, MIN_SIDE / min(sides)), MAX_SIDE / max(sides))
    return placement.then(Placement.scaling(factor, about=middle(placement, size)))


def mirrored(placement: Placement, size: Size, *, vertically: bool = False) -> Placement:
    """Flipped as seen on screen, about its own middle."""
    factors = (1.0, -1.0) if vertically else (-1.0, 1.0)
    return placement.then(Placement.scaling(factors, about=middle(placement, size)))
