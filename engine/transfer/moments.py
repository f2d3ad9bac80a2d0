"""Weighted moments of colours and their changes, gathered on a bilateral grid: all a regression needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.transfer.grid import Extent
from engine.types import F32, F64, LUMA

_PITCH = 4.0 / 256
"""Distance of nodes, as a share of the longer side of the network's picture."""
_PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))


Shape = tuple[int, int, int]
"""Nodes in luma, y and x."""


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums over weighted pixels per node (gz, gy, gx): X = colour − ½, R = change of colour.

    sums: (25, gz, gy, gx), the parts one after the other that the properties name. Nodes come last, so that
    whatever is done to them is done in long rows.
    """

    sums: F64

    @property
    def weight(self) -> F64:
        """Σw."""
        first: F64 = self.sums[0]
        return first

    @property
    def x(self) -> F64:
        """Σw·X, (3, …)."""
        return self.sums[1:4]

    @property
    def r(self) -> F64:
        """Σw·R, (3, …)."""
        return self.sums[4:7]

    @property
    def xx(self) -> F64:
        """Σw·X·Xᵀ, (3, 3, …)."""
        return self.sums[7:16].reshape(3, 3, *self.sums.shape[1:])

    @property
    def xr(self) -> F64:
        """Σw·X·Rᵀ, (3 of X, 3 of R, …)."""
        return self.sums[16:25].reshape(3, 3, *self.sums.shape[1:])

    @classmethod
    def gather(cls, before: F32, after: F32, weights: F32, extent: Extent, shape: Shape) -> Self:
        """Sums over the pixels with weight: nearest node in x and y (`shape` = gz, gy, gx), linear between
        luma nodes.

        before, after: (h, w, 3) in 0…1. weights: (h, w).
        """
        height, width = weights.shape
        at = np.flatnonzero(weights)
        rows, columns = np.divmod(at, width)
        x = before.reshape(-1, 3)[at].T.astype(np.float64, order="C") - 0.5
        r = after.reshape(-1, 3)[at].T.astype(np.float64, order="C") - 0.5 - x
        w = weights.ravel()[at].astype(np.float64)
        depth, high, wide = shape
        luma = np.clip(np.einsum("k,kn->n", np.array(LUMA), x) + 0.5, 0, 1) * (depth - 1)
        below = np.minimum(luma.astype(np.int64), max(depth - 2, 0))
        gy = np.clip(((rows + 0.5) / height - extent.top) / extent.pitch_y, 0, high - 1).astype(np.int64)
        gx = np.clip(((columns + 0.5) / width - extent.left) / extent.pitch_x, 0, wide - 1).astype(np.int64)
        node = (below * high + gy) * wide + gx
        w_above = w * (luma - below)
        w_below = w - w_above
        layer = high * wide

        def total(values: F64 | float) -> F64:
            sums: F64 = np.bincount(node, w_below * values, depth * layer).astype(np.float64, copy=False)
            if depth > 1:
                sums[layer:] += np.bincount(node, w_above * values, depth * layer)[:-layer]
            return sums.reshape(shape)

        moments = cls(np.empty((25, *shape)))
        moments.weight[:] = total(1.0)
        for i in range(3):
            moments.x[i], moments.r[i] = total(x[i]), total(r[i])
            for j in range(3):
                moments.xr[i, j] = total(x[i] * r[j])
        for i, j in _PAIRS:
            moments.xx[i, j] = moments.xx[j, i] = total(x[i] * x[j])
        return moments

    def unexplained(self, matrix: F64, shift: F64) -> Moments:
        """The moments of what is left of R when matrix (3 out, 3 in, …) · X + shift (3, …) is taken away."""
        left = Moments(self.sums.copy())
        left.r[:] -= self.weight * shift + np.einsum("jk...,k...->j...", matrix, self.x)
        left.xr[:] -= self.x[:, None] * shift + np.einsum("ik...,jk...->ij...", self.xx, matrix)
        return left

    def smoothed(self, sigma_y: float, sigma_x: float, sigma_z: float) -> Moments:
        """Summed over neighbours under a Gaussian, σ in nodes; inf = summed over the whole axis (of length 1
        then).
        """
        sums = _gaussian_sum(self.sums, sigma_y).swapaxes(2, 3)
        sums = _gaussian_sum(sums, sigma_x).transpose(0, 2, 1, 3)
        sums = _gaussian_sum(sums, sigma_z).transpose(0, 2, 3, 1)
        return Moments(np.ascontiguousarray(sums))


def _gaussian_sum(values: F64, sigma: float) -> F64:
    """Along the last axis but one, of four.

    In products so small that BLAS leaves its threads asleep: once awake, they wait for more at full load
    for tens of milliseconds, on the cores where the picture is recoloured next. OpenBLAS shares out what
    takes more than 64³ multiplications, and there are no more than 64 nodes along an axis.
    """
    if np.isinf(sigma):
        return np.asarray(values.sum(2, keepdims=True))
    nodes = np.arange(values.shape[2])
    kernel = np.exp(-0.5 * ((nodes[:, None] - nodes) / sigma) ** 2)
    sums: F64 = np.matmul(kernel, values)
    return sums


def extent_of(weights: F32, depth: int) -> tuple[Extent, Shape]:
    """A grid over the bounding box of the pixels with weight: its extent and its shape, at least depth × 2 ×
    2.
    """
    height, width = weights.shape
    rows, columns = np.flatnonzero(weights.any(1)), np.flatnonzero(weights.any(0))
    pitch = max(height, width) * _PITCH  # in network pixels, the same along both axes
    if not len(rows):
        return Extent(0.0, 0.0, 0.5, 0.5), (depth, 2, 2)
    gy = max(2, int(np.ceil((rows[-1] + 1 - rows[0]) / pitch)))
    gx = max(2, int(np.ceil((columns[-1] + 1 - columns[0]) / pitch)))
    return Extent(columns[0] / width, rows[0] / height, pitch / width, pitch / height), (depth, gy, gx)
