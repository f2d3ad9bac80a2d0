"""Snapping while scaling: the side under the hand drawn to the edges, thirds and centre of the background."""

from __future__ import annotations

from engine.placement import Placement, Size

from .handles import CORNERS, SPOTS, Grip
from .snapping import Guide, Orientation, lines

_SHORTEST = 1.0
"""Background pixels from anchor to side; nearer to each other, no factor says anything."""


def snap_scaled(
    grip: Grip, scaled: Placement, size: Size, *, tolerance: float, freely: bool, about_middle: bool
) -> tuple[Placement, tuple[Guide, ...]]:
    """What `Grip.dragged` led to, scaled on to the nearest line within `tolerance`, and the lines met.

    size: of the background. An object that is turned has no upright sides and stays as it is.
    """
    if grip.handle not in SPOTS or scaled.row_x[1] != 0 or scaled.row_y[0] != 0:
        return scaled, ()
    spot = SPOTS[grip.handle]
    anchor_spot = (0.5, 0.5) if about_middle else (1 - spot[0], 1 - spot[1])
    hand, anchor = (
        scaled.map((place[0] * grip.size[0], place[1] * grip.size[1])).tolist()
        for place in (spot, anchor_spot)
    )
    found = [_nearest(hand[axis], anchor[axis], size[axis], tolerance) for axis in (0, 1)]
    evenly = grip.handle in CORNERS and not freely
    if evenly:
        found = _even(found, hand)
    factors = [
        1.0 if line is None else (line - anchor[axis]) / (hand[axis] - anchor[axis])
        for axis, line in enumerate(found)
    ]
    if evenly:  # one of the two is 1
        factors = [factors[0] * factors[1]] * 2
    orientations = (Orientation.VERTICAL, Orientation.HORIZONTAL)
    guides = tuple(
        Guide(way, line) for way, line in zip(orientations, found, strict=True) if line is not None
    )
    about = float(anchor[0]), float(anchor[1])
    return scaled.then(Placement.scaling((factors[0], factors[1]), about=about)), guides


def _nearest(hand: float, anchor: float, length: int, tolerance: float) -> float | None:
    """The line a side at `hand` is drawn to, along one axis; None where it does not move or none is near."""
    if abs(hand - anchor) < _SHORTEST:
        return None
    line = min(lines(length), key=lambda each: abs(each - hand))
    near = abs(line - hand) <= tolerance and (line - anchor) / (hand - anchor) > 0.5
    return line if near else None


def _even(found: list[float | None], hand: list[float]) -> list[float | None]:
    """Where both sides scale together, only the nearer line can be met."""
    distances = [
        abs(line - at) if line is not None else float("inf") for line, at in zip(found, hand, strict=True)
    ]
    keep = distances.index(min(distances))
    return [line if axis == keep else None for axis, line in enumerate(found)]
