"""The parts of a mask where something happens: most of a large one is all object or all background."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.placement import Box
from engine.types import U8

SIDE = 256
"""Of a tile, in pixels: small enough to leave much out, large enough for OpenCV to be at home."""


@dataclass(frozen=True, slots=True)
class Tile:
    """inner: what is to be computed. outer: `inner` grown by the reach, inside the picture."""

    inner: Box
    outer: Box

    @property
    def core(self) -> tuple[slice, slice]:
        """Where `inner` lies in an array cut out by `outer`."""
        return self.inner.shifted(-self.outer.left, -self.outer.top).slices


def grown(box: Box, reach: int) -> Box:
    """The box with `reach` pixels more on every side."""
    return Box(box.left - reach, box.top - reach, box.right + reach, box.bottom + reach)


def near_edges(mask: U8, *, reach: int, within: Box | None = None, plateaus: bool = False) -> Iterator[Tile]:
    """Tiles of `within` (default: the whole mask, H×W) that have two different values within `reach` pixels.

    A filter of that reach which keeps constants changes nothing anywhere else. plateaus: tiles of one soft
    value too, which a change of contrast concerns.
    """
    size = mask.shape[1], mask.shape[0]
    area = Box(0, 0, *size) if within is None else within.clip(size)
    for top in range(area.top, area.bottom, SIDE):
        for left in range(area.left, area.right, SIDE):
            inner = Box(left, top, min(left + SIDE, area.right), min(top + SIDE, area.bottom))
            outer = grown(inner, reach).clip(size)
            low, high = int(mask[outer.slices].min()), int(mask[outer.slices].max())
            if low != high or (plateaus and 0 < low < 255):
                yield Tile(inner, outer)
