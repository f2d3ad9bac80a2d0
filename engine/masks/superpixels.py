"""A picture as a few hundred patches of even colour, and which of them touch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.types import F32, F64, U8

Bools = NDArray[np.bool_]
_CROSS = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class Superpixels:
    """labels: int32 H×W, 0 … n−1, each of which occurs. touching: bool n×n, symmetric, False on the
    diagonal.
    """

    labels: NDArray[np.int32]
    touching: Bools

    @classmethod
    def of(cls, rgb: U8, *, count: int) -> Self:
        """About `count` of them, of a picture of at least 3 pixels a side: a watershed from a regular grid.

        P. Neubert, P. Protzel, "Compact Watershed and Preemptive SLIC", ICPR 2014, without the compactness.
        """
        height, width = rgb.shape[:2]
        step = max(3, round((height * width / count) ** 0.5))
        rows, columns = (range(min(step, side) // 2, side, step) for side in (height, width))
        seeds = np.zeros((height, width), np.int32)
        seeds[np.ix_(rows, columns)] = np.arange(1, len(rows) * len(columns) + 1).reshape(len(rows), -1)
        cv2.watershed(cv2.GaussianBlur(rgb, (3, 3), 0), seeds)  # in place
        flooded = _without_lines(seeds)
        found, places = np.unique(flooded, return_inverse=True)
        labels = places.reshape(height, width).astype(np.int32)
        return cls(labels, _touching(labels, len(found)))

    def __len__(self) -> int:
        return len(self.touching)

    @property
    def sizes(self) -> F64:
        """Pixels of each."""
        return np.bincount(self.labels.ravel(), minlength=len(self)).astype(np.float64)

    @property
    def at_border(self) -> Bools:
        """Which lie at the border of the picture."""
        found = np.zeros(len(self), bool)
        for line in (self.labels[0], self.labels[-1], self.labels[:, 0], self.labels[:, -1]):
            found[line] = True
        return found

    def means(self, values: F32) -> F64:
        """The mean of an H×W×C array over each: n×C."""
        flat = self.labels.ravel()
        sums = [np.bincount(flat, plane.ravel(), len(self)) for plane in np.moveaxis(values, 2, 0)]
        return np.stack(sums, axis=1) / self.sizes[:, None]


def _without_lines(flooded: NDArray[np.int32]) -> NDArray[np.int32]:
    """The watershed leaves lines, and the picture's border, unlabelled: they join a neighbour."""
    while (lines := flooded <= 0).any():
        near = cv2.dilate(np.maximum(flooded, 0).astype(np.float32), _CROSS)
        flooded = np.where(lines, near.astype(np.int32), flooded)
    return flooded


def _touching(labels: NDArray[np.int32], count: int) -> Bools:
    touching = np.zeros((count, count), bool)
    for one, other in ((labels[:, 1:], labels[:, :-1]), (labels[1:], labels[:-1])):
        touching[one, other] = touching[other, one] = True
    np.fill_diagonal(touching, val=False)
    return touching
