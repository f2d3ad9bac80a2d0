"""A colour change that varies slowly over the picture and with luma: a bilateral grid of affine colour maps.

The structure is that of Chen, Paris, Durand, "Real-time Edge-aware Image Processing with the Bilateral Grid"
(SIGGRAPH 2007), with an affine map in each cell as in Chen et al., "Bilateral Guided Upsampling" (SIGGRAPH
Asia 2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from engine.transfer.scratch import scratch
from engine.types import F32, F64, LUMA, EngineError

_MOST_SHARED = 16
_SHARED_CELL = 0.3


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a grid's nodes lie, in frame coordinates: node i is in the middle of the cell left + i·pitch … +
    pitch.
    """

    left: float
    top: float
    pitch_x: float
    pitch_y: float


@dataclass(frozen=True, slots=True, eq=False)
class ColourGrid:
    """T(I) = I + A(x, y, z)·(I − ½) + b(x, y, z), z = luma of I, interpolated trilinearly between nodes.

    packed: float32 (3 out, gy, gz, gx, 4): row j of A plus the identity, and b[j] − ½·ΣA[j], so that T(I) =
    packed · (R, G, B, 1).
    blur: the softening, σ in network pixels, that was found in the network's output.
    """

    packed: F32
    extent: Extent
    blur: float = 0.0

    def __post_init__(self) -> None:
        """Raises EngineError if not finite."""
        if not np.isfinite(self.packed).all():
            raise EngineError(
                "The network's output holds values that are not numbers: "
                "use other weights, or run with full precision."
            )

    @classmethod
    def from_affine(cls, matrix: F64, shift: F64, extent: Extent, *, blur: float = 0.0) -> Self:
        """matrix: A (3 out, 3 in, gz, gy, gx). shift: b (3, gz, gy, gx)."""
        rows = np.concatenate((matrix, (shift - 0.5 * matrix.sum(1))[:, None]), axis=1)
        for channel in range(3):
            rows[channel, channel] += 1
        return cls(np.ascontiguousarray(rows.transpose(0, 3, 2, 4, 1), dtype=np.float32), extent, blur)

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        """T of a tile, not clipped; see `ColourModel`. The thread's next call overwrites it."""
        _, height, width = rgb.shape
        shared = self._shared_rows(v)
        blocks = height // shared
        matrix, constant = self._coefficients(rgb, u, v.reshape(blocks, shared).mean(1))
        result = scratch("result", 3, blocks, shared, width)
        # one pass over each product, where multiplying and adding would take two
        np.einsum("kjbw,kbsw->jbsw", matrix, rgb.reshape(3, blocks, shared, width), out=result)
        result += constant[:, :, None]
        return result.reshape(rgb.shape)

    def _shared_rows(self, v: F32) -> int:
        """How many rows of pixels may share their coefficients.

        Without luma they vary so slowly at full size that looking them up again in each row would be most of
        the work. In blocks of `_SHARED_CELL`, a row is at most 0.15 cells from the place it is looked up at:
        less than a level, unless neighbouring network pixels differ by more than 7.
        """
        if self.packed.shape[2] > 1 or len(v) < 2:
            return 1
        limit = _SHARED_CELL * self.extent.pitch_y / abs(float(v[1] - v[0]))
        return next(n for n in (_MOST_SHARED, 8, 4, 2, 1) if n == 1 or (n <= limit and len(v) % n == 0))

    def _coefficients(self, rgb: F32, u: F32, v: F32) -> tuple[F32, F32]:
        """The matrix (3 in, 3 out, n, w) and the constant (3 out, n, w) of T at frame columns u and rows v.

        rgb is looked at only for its luma.
        """
        depth, nodes_x = self.packed.shape[2:4]
        across = np.clip((u - self.extent.left) / self.extent.pitch_x - 0.5, 0, nodes_x - 1, dtype=np.float32)
        first = int(across[0])
        nodes, down = self._rows(v, slice(first, int(across[-1]) + 2))
        map_x, map_y = scratch("map x", len(down), len(u)), scratch("map y", len(down), len(u))
        map_x[:], map_y[:] = across - first, down[:, None]
        if depth > 1:
            luma = scratch("luma", len(v), len(u))
            np.einsum("k,knw->nw", np.array(LUMA, np.float32) * np.float32(depth - 1), rgb, out=luma)
            map_y.reshape(rgb.shape)[:] += np.clip(luma, 0, depth - 1, out=luma)
        found = scratch("found", len(down), len(u), 4)
        cv2.remap(nodes, map_x, map_y, cv2.INTER_LINEAR, dst=found, borderMode=cv2.BORDER_REPLICATE)
        columns = scratch("columns", 4, len(down), len(u))
        cv2.split(found, list(columns))
        columns = columns.reshape(4, 3, len(v), len(u))
        return columns[:3], columns[3]

    def _rows(self, v: F32, columns: slice) -> tuple[F32, F32]:
        """Some columns of the nodes as an array (…, columns, 4) to look up in, and where in it n rows begin.

        The latter are (3·n,), in the order output channel, row; the further luma nodes follow the first.
        """
        packed = self.packed[:, :, :, columns]
        channels, nodes_y, depth, nodes_x, _ = packed.shape
        down = np.clip((v - self.extent.top) / self.extent.pitch_y - 0.5, 0, nodes_y - 1, dtype=np.float32)
        if depth == 1:  # the lookup itself interpolates between rows of nodes, as luma needs none
            starts = np.arange(0, channels * nodes_y, nodes_y, dtype=np.float32)
            return packed.reshape(-1, nodes_x, 4), (starts[:, None] + down).ravel()
        lower = np.minimum(down.astype(np.int64), max(nodes_y - 2, 0))
        upper = np.minimum(lower + 1, nodes_y - 1)
        part = (down - lower).astype(np.float32)[:, None, None, None]
        rows = packed[:, lower] * (1 - part)
        rows += packed[:, upper] * part
        starts = np.arange(0, channels * len(v) * depth, depth, dtype=np.float32)
        return np.ascontiguousarray(rows.reshape(-1, nodes_x, 4)), starts


def affine_field(coefficients: F32, *, extent: Extent | None = None) -> ColourGrid:
    """The colour change of an affine head, to be upsampled bilinearly: no fit, a grid with a single luma
    node.

    coefficients: (12, h, w), one 3×4 matrix per network pixel, channel 4·j + k: for output channel j (R, G,
    B) the row A[j, 0], A[j, 1], A[j, 2], b[j], meaning x' = x + A·x + b for x in −1…1. extent: where they
    lie, by default all over the frame. Raises EngineError if not finite.
    """
    height, width = coefficients.shape[1:]
    packed = np.empty((3, height, 1, width, 4), np.float32)
    for channel, row in enumerate(coefficients.astype(np.float32, copy=False).reshape(3, 4, height, width)):
        # x = 2I − 1: the matrix is the same for I − ½, the shift counts half
        planes = [*row[:3], 0.5 * (row[3] - row[:3].sum(0))]
        planes[channel] = planes[channel] + 1
        cv2.merge(planes, packed[channel, :, 0])
    return ColourGrid(packed, extent or Extent(0.0, 0.0, 1.0 / width, 1.0 / height))
