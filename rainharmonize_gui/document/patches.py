"""The difference of two masks, as compressed tiles: what an undo step keeps of a brush stroke."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np

from engine.placement import Box
from engine.types import U8

TILE = 256
_FASTEST = 1


@dataclass(frozen=True, slots=True)
class MaskPatch:
    """Where two masks of one shape differ. Applied to either it gives the other: it holds their XOR."""

    tiles: tuple[tuple[Box, bytes], ...]
    """Compressed, or one byte where all of a tile has the same: most of a mask that was inverted or filled,
    which takes the compressor as long as its edge."""

    @classmethod
    def between(cls, one: U8, other: U8, box: Box | None = None) -> MaskPatch:
        """one, other: uint8 H×W, equal outside `box` (None = they may differ anywhere)."""
        whole = Box(0, 0, one.shape[1], one.shape[0])
        area = whole if box is None else whole.intersect(box)
        tiles = []
        for y in range(area.top, area.bottom, TILE):
            for x in range(area.left, area.right, TILE):
                tile = area.intersect(Box(x, y, x + TILE, y + TILE))
                difference = one[tile.slices] ^ other[tile.slices]
                if difference.any():
                    tiles.append((tile, _packed(difference)))
        return cls(tuple(tiles))

    def applied(self, mask: U8) -> U8:
        """A copy of `mask` turned into the other side."""
        result = mask.copy()
        for box, packed in self.tiles:
            result[box.slices] ^= _unpacked(packed, box)
        return result

    @property
    def box(self) -> Box:
        """The smallest box around the tiles; empty when nothing differs."""
        area = Box(0, 0, 0, 0)
        for box, _ in self.tiles:
            area = area.united(box)
        return area

    @property
    def nbytes(self) -> int:
        return sum(len(packed) for _, packed in self.tiles)


def _packed(difference: U8) -> bytes:
    first = difference[:1, :1]
    return first.tobytes() if (difference == first).all() else zlib.compress(difference.tobytes(), _FASTEST)


def _unpacked(packed: bytes, box: Box) -> U8:
    """H×W of the box, or 1×1."""
    if len(packed) == 1:
        return np.frombuffer(packed, np.uint8).reshape(1, 1)
    return np.frombuffer(zlib.decompress(packed), np.uint8).reshape(box.height, box.width)
