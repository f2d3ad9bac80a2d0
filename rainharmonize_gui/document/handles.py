"""The transform box: where its handles are, which one a point hits, and the placement a drag leads to.

Pure functions in background coordinates. `zoom` is screen pixels per background pixel, so that handles keep
their size on screen.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.placement import Placement, Point, Size
from engine.types import F64

from .geometry import MAX_SIDE, MIN_SIDE, middle

GRAB = 8.0
"""Screen pixels around a handle that still hit it."""
ROTATE_REACH = 24.0
"""Screen pixels outside a corner that rotate."""
ROTATE_ARM = 28.0
"""Screen pixels from the top edge to the round handle."""
ROOM_FOR_EDGES = 40.0
"""Sides shorter than this on screen have no handle in their middle."""
ANGLE_STEP = 15.0


class Handle(StrEnum):
    """Named as the cut-out lies unturned."""

    MOVE = "move"
    TOP_LEFT = "top-left"
    TOP = "top"
    TOP_RIGHT = "top-right"
    RIGHT = "right"
    BOTTOM_RIGHT = "bottom-right"
    BOTTOM = "bottom"
    BOTTOM_LEFT = "bottom-left"
    LEFT = "left"
    ROTATE = "rotate"


SPOTS = {
    Handle.TOP_LEFT: (0.0, 0.0),
    Handle.TOP: (0.5, 0.0),
    Handle.TOP_RIGHT: (1.0, 0.0),
    Handle.RIGHT: (1.0, 0.5),
    Handle.BOTTOM_RIGHT: (1.0, 1.0),
    Handle.BOTTOM: (0.5, 1.0),
    Handle.BOTTOM_LEFT: (0.0, 1.0),
    Handle.LEFT: (0.0, 0.5),
}
"""Places on the cut-out, in units of its size."""
CORNERS = (Handle.TOP_LEFT, Handle.TOP_RIGHT, Handle.BOTTOM_RIGHT, Handle.BOTTOM_LEFT)


@dataclass(frozen=True, slots=True)
class Grip:
    """What a press took hold of. point: where; start: the placement then, of what is `size` large."""

    handle: Handle
    point: Point
    start: Placement
    size: Size

    def dragged(self, to: Point, *, shift: bool = False, alt: bool = False) -> Placement:
        """The placement once the pointer is at `to`.

        MOVE: shift keeps to the axis moved along most. Corners scale evenly, with shift freely; edges along
        one axis; alt scales about the middle, else the opposite side stays; passing it flips. ROTATE: shift
        turns to multiples of 15°.
        """
        if self.handle is Handle.MOVE:
            return self._moved(to, to_axis=shift)
        if self.handle is Handle.ROTATE:
            return self._rotated(to, in_steps=shift)
        return self._scaled(to, freely=shift, about_middle=alt)

    def _moved(self, to: Point, *, to_axis: bool) -> Placement:
        dx, dy = to[0] - self.point[0], to[1] - self.point[1]
        if to_axis:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        return self.start.then(Placement.translation(dx, dy))

    def _rotated(self, to: Point, *, in_steps: bool) -> Placement:
        centre = middle(self.start, self.size)
        turn = _direction(centre, to) - _direction(centre, self.point)
        if in_steps:
            angle = self.start.decompose(self.size).rotation_degrees
            turn = round((angle + turn) / ANGLE_STEP) * ANGLE_STEP - angle
        return self.start.then(Placement.rotation(turn, about=centre))

    def _scaled(self, to: Point, *, freely: bool, about_middle: bool) -> Placement:
        spot = np.array(SPOTS[self.handle])
        size = np.array(self.size, np.float64)
        grabbed = spot * size
        anchor = size / 2 if about_middle else (1.0 - spot) * size
        arm = grabbed - anchor
        # Follow the handle, not the pointer, which may have taken it a little off its middle.
        handle = self.start.map(grabbed) + np.subtract(to, self.point)
        reach = self.start.inverse().map(handle) - anchor
        factors = np.divide(reach, arm, out=np.ones(2), where=arm != 0)
        lengths = size * self.start.scale
        even = self.handle in CORNERS and not freely
        fx, fy = (_even if even else _held)(factors, lengths).tolist()
        return Placement.scaling((fx, fy), about=(float(anchor[0]), float(anchor[1]))).then(self.start)


def positions(placement: Placement, size: Size, *, zoom: float) -> dict[Handle, Point]:
    """Where to draw the handles, the round one included, in background coordinates."""
    sides = np.array(size) * placement.scale * zoom
    found = {}
    for handle, (u, v) in SPOTS.items():
        crowded = handle not in CORNERS and sides[0 if u == 0.5 else 1] < ROOM_FOR_EDGES
        if not crowded:
            found[handle] = _mapped(placement, (u * size[0], v * size[1]))
    found[Handle.ROTATE] = _rotate_position(placement, size, zoom=zoom)
    return found


def hit(placement: Placement, size: Size, point: Point, *, zoom: float) -> Grip | None:
    """What a press takes hold of: a handle, else the inside, else the turning zone, else nothing."""
    handle = _handle_at(placement, size, point, zoom=zoom)
    return None if handle is None else Grip(handle, point, placement, size)


def cursor_angle(placement: Placement, size: Size, handle: Handle) -> float:
    """Which way a handle's arrow points: from the middle to it, degrees clockwise from rightwards."""
    u, v = SPOTS.get(handle, (0.5, 0.0))
    return _direction(middle(placement, size), _mapped(placement, (u * size[0], v * size[1])))


def _handle_at(placement: Placement, size: Size, point: Point, *, zoom: float) -> Handle | None:
    distances = {
        handle: math.dist(point, place) * zoom
        for handle, place in positions(placement, size, zoom=zoom).items()
    }
    inside = _contains(placement, size, point)
    # Handles of a tiny object would cover it whole: leave its middle for moving.
    smallest = float(min(np.array(size) * placement.scale)) * zoom
    reach = min(GRAB, max(smallest / 4, 2.0)) if inside else GRAB
    nearest = min(distances, key=lambda handle: (distances[handle], handle not in CORNERS))
    if distances[nearest] <= reach:
        return nearest
    if inside:
        return Handle.MOVE
    near_corner = min(distances[corner] for corner in CORNERS) <= ROTATE_REACH
    return Handle.ROTATE if near_corner else None


def _contains(placement: Placement, size: Size, point: Point) -> bool:
    x, y = placement.inverse().map(point).tolist()
    return bool(0 <= x <= size[0] and 0 <= y <= size[1])


def _rotate_position(placement: Placement, size: Size, *, zoom: float) -> Point:
    """On the arm that sticks out of the top edge, square to it."""
    top = placement.map((size[0] / 2, 0.0))
    outwards = top - placement.map((size[0] / 2, size[1]))
    x, y = (top + outwards / np.linalg.norm(outwards) * ROTATE_ARM / zoom).tolist()
    return x, y


def _even(factors: F64, lengths: F64) -> F64:
    """Both factors of one size, where the diagonal comes nearest to the pointer; each keeps its sign."""
    magnitude = np.abs(factors) @ lengths**2 / (lengths @ lengths)
    smallest, largest = _limits(lengths)
    even: F64 = np.copysign(np.clip(magnitude, smallest.max(), largest.min()), factors)
    return even


def _held(factors: F64, lengths: F64) -> F64:
    """Each factor within the limits of size."""
    held: F64 = np.copysign(np.clip(np.abs(factors), *_limits(lengths)), factors)
    return held


def _limits(lengths: F64) -> tuple[F64, F64]:
    """The factors a drag may reach; what is outside the limits of size already may stay as it is."""
    return np.minimum(MIN_SIDE / lengths, 1.0), np.maximum(MAX_SIDE / lengths, 1.0)


def _direction(start: Point, end: Point) -> float:
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))


def _mapped(placement: Placement, point: Point) -> Point:
    x, y = placement.map(point).tolist()
    return x, y
