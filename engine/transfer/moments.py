"""Weighted moments of colours and their changes, gathered on a bilateral grid: all a regression needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.transfer.grid import LUMA, Extent
from engine.types import F32

F64 = NDArray[np.float64]

_PITCH = 4.0 / 256
"""Distance of nodes, as a share of the longer side of the network's picture."""
_PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))


Shape = tuple[int, int, int]
"""Nodes in y, x and luma."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums over weighted pixels per node (gy, gx, gz): X = colour − ½, R = change of colour.

    weight: Σw. x: Σw·X, (…, 3). r: Σw·R, (…, 3). xx: Σw·X·Xᵀ, (…, 3, 3). xr: Σw·X·Rᵀ, (…, 3 of X, 3 of R).
    """

    weight: F64
    x: F64
    r: F64
    xx: F64
    xr: F64

    @classmethod
    def gather(cls, before: F32, after: F32, weights: F32, extent: Extent, shape: Shape) -> Self:
        """Sums over the pixels with weight: nearest node in x and y (`shape` = gy, gx, gz), linear between
        luma nodes.

        before, after: (h, w, 3) in 0…1. weights: (h, w).
        """
        height, width = weights.shape
        rows, columns = np.nonzero(weights)
        x = before[rows, columns].astype(np.float64) - 0.5
        r = after[rows, columns].astype(np.float64) - 0.5 - x
        w = weights[rows, columns].astype(np.float64)
        depth = shape[2]
        luma = np.clip((x + 0.5) @ LUMA, 0, 1) * (depth - 1)
        below = np.minimum(luma.astype(np.int64), max(depth - 2, 0))
        gy = np.clip(((rows + 0.5) / height - extent.top) / extent.pitch_y, 0, shape[0] - 1).astype(np.int64)
        gx = np.clip(((columns + 0.5) / width - extent.left) / extent.pitch_x, 0, shape[1] - 1).astype(
            np.int64
        )
        node = (gy * shape[1] + gx) * depth + below
        w_above = w * (luma - below)
        w_below = w - w_above
        count = shape[0] * shape[1] * depth

        def total(values: F64 | float) -> F64:
            sums: F64 = np.bincount(node, w_below * values, count).astype(np.float64)
            if depth > 1:
                sums[1:] += np.bincount(node, w_above * values, count)[:-1]
            return sums.reshape(shape)

        xx = np.empty((*shape, 3, 3))
        for i, j in _PAIRS:
            xx[..., i, j] = xx[..., j, i] = total(x[:, i] * x[:, j])
        xr = np.stack([total(x[:, i] * r[:, j]) for i in range(3) for j in range(3)], -1)
        return cls(
            weight=total(1.0),
            x=np.stack([total(x[:, i]) for i in range(3)], -1),
            r=np.stack([total(r[:, i]) for i in range(3)], -1),
            xx=xx,
            xr=xr.reshape(xx.shape),
        )

    def unexplained(self, matrix: F64, shift: F64) -> Moments:
        """The moments of what is left of R when matrix (…, 3 out, 3 in) · X + shift (…, 3) is taken away."""
        turned = matrix.swapaxes(-1, -2)
        r = self.r - self.weight[..., None] * shift - (matrix @ self.x[..., None])[..., 0]
        xr = self.xr - self.x[..., :, None] * shift[..., None, :] - self.xx @ turned
        return Moments(self.weight, self.x, r, self.xx, xr)

    def smoothed(self, sigma_y: float, sigma_x: float, sigma_z: float) -> Moments:
        """Summed over neighbours under a Gaussian, σ in nodes; inf = summed over the whole axis (of length 1
        then).
        """

        def smooth(values: F64) -> F64:
            for axis, sigma in enumerate((sigma_y, sigma_x, sigma_z)):
                values = _gaussian_sum(values, axis, sigma)
            return values

        return Moments(smooth(self.weight), smooth(self.x), smooth(self.r), smooth(self.xx), smooth(self.xr))


def _gaussian_sum(values: F64, axis: int, sigma: float) -> F64:
    if np.isinf(sigma):
        return np.asarray(values.sum(axis, keepdims=True))
    n = values.shape[axis]
    distance = np.arange(n)[:, None] - np.arange(n)[None, :]
    kernel = np.exp(-0.5 * (distance / sigma) ** 2)
    front = np.moveaxis(values, axis, 0)
    return np.moveaxis((kernel @ front.reshape(n, -1)).reshape(front.shape), 0, axis)


def extent_of(weights: F32, depth: int) -> tuple[Extent, Shape]:
    """A grid over the bounding box of the pixels with weight: its extent and its shape, at least 2 × 2 ×
    depth.
    """
    height, width = weights.shape
    rows, columns = np.flatnonzero(weights.any(1)), np.flatnonzero(weights.any(0))
    pitch = max(height, width) * _PITCH  # in network pixels, the same along both axes
    if not len(rows):
        return Extent(0.0, 0.0, 0.5, 0.5), (2, 2, depth)
    gy = max(2, int(np.ceil((rows[-1] + 1 - rows[0]) / pitch)))
    gx = max(2, int(np.ceil((columns[-1] + 1 - columns[0]) / pitch)))
    return Extent(columns[0] / width, rows[0] / height, pitch / width, pitch / height), (gy, gx, depth)
