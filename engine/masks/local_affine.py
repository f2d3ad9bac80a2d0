"""Values explained by a picture's colours, window by window: what guided filter and matting share.

In each window the values are taken as an affine function of the colour. K. He, J. Sun, X. Tang, "Guided Image
Filtering", PAMI 2013, section 3.5.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.types import F32, F64


class LocalAffine:
    """guide: float32 H×W×3, 0 … 1. radius: of the windows, in pixels. epsilon: of the ridge regression, in
    squared colour: how much two colours must differ to count as different.
    """

    def __init__(self, guide: F32, *, radius: int, epsilon: float) -> None:
        self._radius = radius
        self._guide = tuple(np.ascontiguousarray(plane) for plane in np.moveaxis(guide, 2, 0))
        self._means = tuple(self._mean(plane) for plane in self._guide)
        self._inverse = self._inverted(epsilon)

    def coefficients(self, values: F32) -> F32:
        """Slopes by red, green, blue, and the offset, H×W×4, that give the values (H×W) from the colours:
        the means over all windows a pixel is in.
        """
        return np.asarray(np.dstack(self._planes(values)), np.float32)

    def __call__(self, values: F32) -> F32:
        """What the colours say of the values, H×W: equation 8, the guided filter."""
        red, green, blue, offset = self._planes(values)
        guide = self._guide
        return np.asarray(red * guide[0] + green * guide[1] + blue * guide[2] + offset, np.float32)

    def _planes(self, values: F32) -> list[F32]:
        level = self._mean(values)
        common = [
            self._mean(plane * values) - mean * level
            for plane, mean in zip(self._guide, self._means, strict=True)
        ]
        slopes = [
            red * common[0] + green * common[1] + blue * common[2] for red, green, blue in self._inverse
        ]
        for slope, mean in zip(slopes, self._means, strict=True):
            level = level - slope * mean
        return [self._mean(plane) for plane in (*slopes, level)]

    def _mean(self, plane: F32) -> F32:
        side = 2 * self._radius + 1
        return np.asarray(cv2.blur(plane, (side, side)), np.float32)

    def _inverted(self, epsilon: float) -> tuple[tuple[F32, ...], ...]:
        """The inverse of each window's covariance of colours plus epsilon, a symmetric 3×3, by cofactors.

        In double precision: where colours lie on a line, as in grey parts, float32 has no digits left.
        """
        guide = [plane.astype(np.float64) for plane in self._guide]
        side = 2 * self._radius + 1

        def mean(plane: F64) -> F64:
            return np.asarray(cv2.blur(plane, (side, side)), np.float64)

        def covariance(one: int, other: int) -> F64:
            found = mean(guide[one] * guide[other]) - mean(guide[one]) * mean(guide[other])
            return found + epsilon if one == other else found

        rr, rg, rb = (covariance(0, other) for other in range(3))
        gg, gb, bb = covariance(1, 1), covariance(1, 2), covariance(2, 2)
        first, second, third = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
        scale = 1 / (rr * first + rg * second + rb * third)
        middle, side_by, last = rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg
        rows = (first, second, third), (second, middle, side_by), (third, side_by, last)
        return tuple(tuple((entry * scale).astype(np.float32) for entry in row) for row in rows)


def applied(coefficients: F32, colours: F32) -> F32:
    """The values, H×W, that coefficients (H×W×4) give for colours (H×W×3)."""
    return np.asarray(dotted(coefficients[..., :3], colours) + coefficients[..., 3], np.float32)


def dotted(one: F32, other: F32) -> F32:
    """The scalar products along the last axis: for three channels, far faster than a sum over it."""
    return np.asarray(np.einsum("hwc,hwc->hw", one, other), np.float32)
