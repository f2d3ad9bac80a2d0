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
from numpy.typing import NDArray

from engine.types import F32, EngineError

F64 = NDArray[np.float64]

LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of R, G, B in luma (ITU-R BT.601), those of cv2.cvtColor."""


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

    packed: float32 (3, gy, gz, gx, 4). For output channel j, the first three values are A's row j divided by
    the luma weights, the fourth is b[j] − ½·ΣA[j]: with that, cv2's colour-to-luma conversion is the scalar
    product of the lookup, several times faster than numpy's. blur: the softening, in network pixels, found in
    the network's output.
    """

    packed: F32
    extent: Extent
    blur: float = 0.0

    @classmethod
    def from_affine(cls, matrix: F64, shift: F64, extent: Extent, *, blur: float = 0.0) -> Self:
        """matrix: A, (gy, gx, gz, 3 out, 3 in). shift: b, (gy, gx, gz, 3). Raises EngineError if not finite."""
        constant = shift - 0.5 * matrix.sum(-1)
        nodes = np.concatenate([matrix / LUMA, constant[..., None]], -1).astype(np.float32)
        if not np.isfinite(nodes).all():
            raise EngineError(
                "The network's output holds values that are not numbers: "
                "use other weights, or run with full precision."
            )
        return cls(np.ascontiguousarray(nodes.transpose(3, 0, 2, 1, 4)), extent, blur)

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        """T of a tile: rgb (n, w, 3) in 0…1, frame coordinates u (w,) of its columns and v (n,) of its rows.

        Returns float32 (n, w, 3), not clipped.
        """
        height, width = rgb.shape[:2]
        depth = self.packed.shape[2]
        rows = self._rows(v)
        row = np.arange(height, dtype=np.float32)[:, None] * depth
        if depth == 1:
            map_y = np.repeat(row, width, axis=1)
        else:
            luma = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
            map_y = np.clip(luma * np.float32(depth - 1), 0, depth - 1, dtype=np.float32)
            map_y += row
        across = (u - self.extent.left) / self.extent.pitch_x - 0.5
        last = self.packed.shape[3] - 1
        map_x = np.tile(np.clip(across, 0, last, dtype=np.float32), (height, 1))

        homogeneous = cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA)
        planes = []
        for channel, plane in enumerate(rows):
            coefficients = cv2.remap(plane, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            cv2.multiply(coefficients, homogeneous, dst=coefficients)
            change: F32 = np.asarray(cv2.cvtColor(coefficients, cv2.COLOR_RGBA2GRAY), np.float32)
            change += np.asarray(coefficients[..., 3], np.float32)
            change += rgb[..., channel]
            planes.append(change)
        return np.asarray(cv2.merge(planes), np.float32)

    def _rows(self, v: F32) -> F32:
        """The grid interpolated at n rows: (3, n·gz, gx, 4), row k's luma nodes from k·gz on."""
        channels, nodes_y, depth, nodes_x, _ = self.packed.shape
        down = np.clip((v - self.extent.top) / self.extent.pitch_y - 0.5, 0, nodes_y - 1)
        lower = np.minimum(down.astype(np.int64), max(nodes_y - 2, 0))
        upper = np.minimum(lower + 1, nodes_y - 1)
        part = (down - lower).astype(np.float32)[:, None, None, None]
        rows = self.packed[:, lower] * (1 - part)
        rows += self.packed[:, upper] * part
        return np.ascontiguousarray(rows.reshape(channels, len(v) * depth, nodes_x, 4))


def affine_field(coefficients: F32) -> ColourGrid:
    """The colour change of an affine head, to be upsampled bilinearly: no fit, a grid with a single luma
    node.

    coefficients: (12, h, w), one 3×4 matrix per network pixel, channel 4·j + k: for output channel j (R, G,
    B) the row A[j, 0], A[j, 1], A[j, 2], b[j], meaning x' = x + A·x + b for x in −1…1. Raises EngineError if
    not finite.
    """
    height, width = coefficients.shape[1:]
    nodes = coefficients.astype(np.float64).reshape(3, 4, height, width).transpose(2, 3, 0, 1)[:, :, None]
    # x = 2I − 1: the matrix is the same for I − ½, the shift counts half
    return ColourGrid.from_affine(
        nodes[..., :3], 0.5 * nodes[..., 3], Extent(0.0, 0.0, 1.0 / width, 1.0 / height)
    )
