"""Hair and fur: how transparent a mask's surroundings are, where colours tell object and background apart.

Closed-form matting (A. Levin, D. Lischinski, Y. Weiss, PAMI 2008) with large windows (K. He, J. Sun, X. Tang,
"Fast Matting Using Large Kernel Matting Laplacian Matrices", CVPR 2010), on a reduced picture; the affine
functions it finds give the transparency at full resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.masks.local_affine import LocalAffine, applied, dotted
from engine.masks.tiles import Tile, near_edges
from engine.types import F32, U8, check_mask, check_rgb

_SIDE = 400
"""Longer side, in pixels, of the picture that is solved for."""
_BAND = 0.05
"""Of the longer side: how far from the mask's edge hair may reach, or a hole lie."""
_REACH = 0.06
"""The same at full resolution, with room for rounding."""
_RADIUS, _EPSILON = 6, 1e-5
_STEPS = 12
"""Of conjugate gradients: those after change hardly anything."""
_FREE, _HELD = 0.003, 0.3
"""Weight of the mask as it is, where colours tell well and where they do not; outside the band it is 1."""
_ALIKE, _APART = 2.0, 8.0
"""Squared distance of the two sides' mean colours, in variances about them: up to the first, colours say
nothing, from the second on all.
"""
_LEAST = 16
"""Shorter side, in pixels, of a reduced picture below which there is no band to speak of."""


def matted(rgb: U8, mask: U8) -> U8:
    """The mask (H×W) of a picture (H×W×3) with the transparency of hair and fur near its edge.

    Where object and background have like colours, the mask stays as it is.
    """
    check_rgb(rgb)
    check_mask(mask, rgb.shape)
    height, width = mask.shape
    factor = min(1.0, _SIDE / max(width, height))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    if min(size) < _LEAST:
        return mask.copy()
    small, rough = (cv2.resize(array, size, interpolation=cv2.INTER_AREA) for array in (rgb, mask))
    reach = round(_BAND * max(size))
    matte = _solved(_as_shares(small), _as_shares(rough), reach)
    result = mask.copy()
    if matte.say.any():
        for tile in near_edges(mask, reach=round(_REACH * max(width, height))):
            matte.write(result, rgb, tile)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class _Matte:
    """On the reduced picture: coefficients H×W×4 of its colours; how much they have to say, H×W, 0 … 1."""

    coefficients: F32
    say: F32

    def write(self, mask: U8, rgb: U8, tile: Tile) -> None:
        """Change the part of the mask inside the tile."""
        inner, (height, width) = tile.inner, mask.shape
        scale = np.array([self.say.shape[1] / width, self.say.shape[0] / height])
        shift = scale * (inner.left + 0.5, inner.top + 0.5) - 0.5
        to_small = np.column_stack([np.diag(scale), shift])
        how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        coefficients, say = (
            cv2.warpAffine(array, to_small, inner.size, flags=how, borderMode=cv2.BORDER_REPLICATE)
            for array in (self.coefficients, self.say)
        )
        found = applied(np.asarray(coefficients, np.float32), _as_shares(rgb[inner.slices]))
        before = mask[inner.slices]
        mask[inner.slices] = np.rint(before + say * (255 * np.clip(found, 0, 1) - before))


def _as_shares(pixels: NDArray[Any]) -> F32:
    """0 … 255 to 0 … 1."""
    return np.asarray(pixels, np.float32) / np.float32(255)


def _solved(rgb: F32, rough: F32, reach: int) -> _Matte:
    inside, outside = (
        cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, 3) for side in (rough > 0.5, rough <= 0.5)
    )
    band = (inside < reach) & (outside < reach)
    say = _told_apart(rgb, inside > reach / 2, outside > reach, radius=2 * reach) * band
    window = LocalAffine(rgb, radius=_RADIUS, epsilon=_EPSILON)
    hold = np.where(band, _HELD * (_FREE / _HELD) ** say, 1).astype(np.float32)
    alpha = _minimised(window, hold, rough)
    return _Matte(window.coefficients(np.clip(alpha, 0, 1)), say.astype(np.float32))


def _told_apart(rgb: F32, inside: NDArray[np.bool_], outside: NDArray[np.bool_], *, radius: int) -> F32:
    """How well colours tell the two sides apart, by their means and variances around each pixel: 0 … 1."""
    kernel = 2 * radius + 1, 2 * radius + 1

    def colours(where: NDArray[np.bool_]) -> tuple[F32, F32]:
        share = cv2.blur(where.astype(np.float32), kernel) + np.float32(1e-4)
        mean = cv2.blur(rgb * where[..., None], kernel) / share[..., None]
        squares = cv2.blur(squared * where, kernel) / share
        return mean, np.maximum(squares - dotted(mean, mean), 0)

    squared = dotted(rgb, rgb)
    (one, spread), (other, other_spread) = colours(inside), colours(outside)
    distance = dotted(one - other, one - other) / (spread + other_spread + 1e-3)
    share = np.log(distance / _ALIKE + 1e-9) / np.log(_APART / _ALIKE)
    return np.asarray(np.clip(share, 0, 1), np.float32)


def _minimised(window: LocalAffine, hold: F32, rough: F32) -> F32:
    """The alpha for which αᵀLα + Σ hold·(α − rough)² is least, L the matting Laplacian: conjugate gradients.

    Lα is α minus its guided filter (He et al. 2010, section 3), so that L need never be written down.
    """

    def system(alpha: F32) -> F32:
        return alpha - window(alpha) + hold * alpha

    alpha = rough.copy()
    rest = hold * rough - system(alpha)
    direction, length = rest, float((rest * rest).sum())
    for _ in range(_STEPS):
        image = system(direction)
        step = np.float32(length / max(float((direction * image).sum()), 1e-12))
        alpha, rest = alpha + step * direction, rest - step * image
        before, length = length, float((rest * rest).sum())
        direction = rest + np.float32(length / max(before, 1e-12)) * direction
    return alpha
