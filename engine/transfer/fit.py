"""Fit a slowly varying colour change to what a network did at low resolution.

A network's pixels are never shown: only the colour change they stand for travels to full resolution. It is
fitted level by level, from one map for the whole object to one every few network pixels; each level is a
ridge regression of what the levels before it left unexplained, and vanishes where there is nothing to learn
it from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from engine.transfer.grid import ColourGrid, affine_field
from engine.transfer.moments import Moments, extent_of
from engine.types import F32, F64

INF = float("inf")


@dataclass(frozen=True, slots=True)
class Level:
    """One regression. Lengths of smoothing: over the picture in 1/256 of the network's frame, over luma in
    nodes.
    """

    over_picture: float
    over_luma: float
    ridge: float = 0.25
    """Pseudo-pixels of variance `_PRIOR_VARIANCE` that hold the matrix at zero."""
    support: float = 0.5
    """Weight of pixels, at 256×256, at which half of the level counts."""


_DEPTH = 8
"""Luma nodes."""
_PRIOR_VARIANCE = 0.01
_LEVELS = (
    Level(INF, INF, support=0.05),
    Level(32, INF),
    Level(INF, 0.6),
    Level(24, 0.8),
    Level(8, 0.8),
    Level(3, INF),
)
_LEVELS_WITHOUT_LUMA = (Level(INF, INF, support=0.05), Level(32, INF), Level(8, INF), Level(3, INF))
_STIFF = (Level(INF, INF, 8, 2), Level(16, INF, 8, 2), Level(INF, 0.6, 8, 2))

_BLURS = (0.0, 0.5, 0.65, 0.8, 0.95, 1.1, 1.3, 1.6)
_BLUR_EXPLAINS = 0.55
"""The share of the high-pass misfit that a blur must explain to be believed."""


def fit_grid(composite: F32, mask: F32, raw: F32, *, blur: float | Literal["auto"] = "auto") -> ColourGrid:
    """The colour change from `composite` to `raw` inside the mask, as a function for any resolution.

    composite, raw: what the network saw and predicted, float32 (h, w, 3) in 0…1; raw is unblended. mask: (h,
    w) in 0…1. blur: how much the network softens, σ in network pixels ("auto": found here; better, find it
    once for given weights with `detect_blur`): the composite is softened alike, lest softness be learned as
    colour. Where the mask is empty the result is the identity.
    """
    weights = fit_weights(mask)
    sigma = detect_blur(composite, mask, raw) if blur == "auto" else blur
    return _fit(_gaussian(composite, sigma), raw, weights, _LEVELS, blur=sigma)


def fit_affine(composite: F32, mask: F32, coefficients: F32) -> ColourGrid:
    """The colour change of an affine head, cleaned: the same colours from maps that vary slowly.

    Many matrices give a pixel the same colour, and those that a network predicts vary with texture and bleed
    at edges. At full resolution, where each of them meets other colours than the one it was made for, that
    shows. Arrays as in `fit_grid` and `affine_field`.
    """
    raw = evaluate(affine_field(coefficients), composite)
    return _fit(composite, raw, fit_weights(mask), _LEVELS_WITHOUT_LUMA, depth=1)


def fit_weights(mask: F32) -> F32:
    """How much each network pixel counts: edge pixels, where colours bleed, hardly. float32 (h, w)."""
    scale = max(mask.shape) / 256
    core = np.clip(2 * _gaussian(mask, 2 * scale) - 1, 0, 1)
    full = mask * mask
    weights = full * (0.02 + 0.98 * core * core)
    total = float(weights.sum())
    if total > 0:  # thin or tiny masks are all edge: bring their weights back
        weights *= max(1.0, 0.3 * float(full.sum()) / total)
    return np.asarray(weights, np.float32)


def detect_blur(composite: F32, mask: F32, raw: F32) -> float:
    """The Gaussian σ, in network pixels, that best explains how soft `raw` is against `composite`; 0 if none
    does.

    Colours are first matched at a low frequency, then the fine detail is compared. Arrays as in `fit_grid`.
    """
    weights = fit_weights(mask)
    if not weights.any():
        return 0.0
    spread = weights + np.float32(1e-6)
    density = _gaussian(spread, 1.5)[..., None]
    smooth_before = _gaussian(composite * spread[..., None], 1.5) / density
    smooth_after = _gaussian(raw * spread[..., None], 1.5) / density
    grid = _fit(smooth_before, smooth_after, weights, _STIFF)
    inside = (weights > 1e-4 * weights.max())[..., None]
    sharp = np.where(inside, evaluate(grid, composite), composite)
    goal = _high_pass(np.where(inside, raw, composite))
    misfit = [
        float((weights[..., None] * (goal - _high_pass(_gaussian(sharp, sigma))) ** 2).sum())
        for sigma in _BLURS
    ]
    best = int(np.argmin(misfit))
    return _BLURS[best] if misfit[best] < (1 - _BLUR_EXPLAINS) * misfit[0] else 0.0


def agreement_db(model: ColourGrid, composite: F32, mask: F32, raw: F32) -> float:
    """PSNR, in dB, between the model and the network's raw output in the core of the mask; inf for an empty
    mask.

    Under about 28 dB the network did something that no slow change of colours can follow: tell the user.
    Arrays as in `fit_grid`. The softness of the network's output is not counted as disagreement.
    """
    weights = fit_weights(mask)
    total = float(weights.sum())
    if total <= 0:
        return INF
    error = np.clip(evaluate(model, _gaussian(composite, model.blur)), 0, 1) - np.clip(raw, 0, 1)
    mean_square = float((weights[..., None] * error**2).sum()) / (3 * total)
    return INF if mean_square <= 0 else float(-10 * np.log10(mean_square))


def evaluate(model: ColourGrid, rgb: F32) -> F32:
    """T of a float picture (h, w, 3) in 0…1 that is the network's whole frame; not clipped."""
    height, width = rgb.shape[:2]
    u = ((np.arange(width) + 0.5) / width).astype(np.float32)
    v = ((np.arange(height) + 0.5) / height).astype(np.float32)
    planes = np.ascontiguousarray(rgb.transpose(2, 0, 1), np.float32)
    return model.transformed(planes, u, v).transpose(1, 2, 0).copy()


def _fit(
    before: F32,
    after: F32,
    weights: F32,
    levels: tuple[Level, ...],
    *,
    depth: int = _DEPTH,
    blur: float = 0.0,
) -> ColourGrid:
    scale = max(weights.shape) / 256
    weights = np.where(weights > 1e-4 * weights.max(), weights / np.float32(scale**2), np.float32(0))
    extent, shape = extent_of(weights, depth)
    matrix, shift = np.zeros((3, 3, *shape)), np.zeros((3, *shape))
    if weights.any():
        moments = Moments.gather(before, after, weights, extent, shape)
        nodes = max(weights.shape) / 256 / (extent.pitch_x * weights.shape[1])  # nodes in 1/256 of the frame
        for level in levels:
            sigma = level.over_picture * nodes
            left = moments.unexplained(matrix, shift).smoothed(sigma, sigma, level.over_luma)
            more_matrix, more_shift = _ridge(left, level)
            matrix += more_matrix
            shift += more_shift
    return ColourGrid.from_affine(matrix, shift, extent, blur=blur)


def _ridge(moments: Moments, level: Level) -> tuple[F64, F64]:
    """The affine map R ≈ A·X + b of each node, A (3, 3, …) and b (3, …), shrunk where its weight is small."""
    weight = moments.weight + 1e-9
    mean_x, mean_r = moments.x / weight, moments.r / weight
    xx = moments.xx - weight * mean_x[:, None] * mean_x
    xr = moments.xr - weight * mean_x[:, None] * mean_r
    for k in range(3):
        xx[k, k] += level.ridge * _PRIOR_VARIANCE
    matrix = _solved(xx, xr).swapaxes(0, 1)
    shift = mean_r - np.einsum("jk...,k...->j...", matrix, mean_x)
    trust = weight / (weight + level.support)
    return matrix * trust, shift * trust


def _solved(of: F64, to: F64) -> F64:
    """X of `of` · X = `to`, both (3, 3, …), `of` positive: by Cholesky, all of them in step.

    np.linalg.solve takes them one by one, which is many times slower.
    """
    d0 = np.sqrt(of[0, 0])
    l10, l20 = of[1, 0] / d0, of[2, 0] / d0
    d1 = np.sqrt(of[1, 1] - l10 * l10)
    l21 = (of[2, 1] - l20 * l10) / d1
    d2 = np.sqrt(of[2, 2] - l20 * l20 - l21 * l21)
    y0 = to[0] / d0
    y1 = (to[1] - l10 * y0) / d1
    y2 = (to[2] - l20 * y0 - l21 * y1) / d2
    x2 = y2 / d2
    x1 = (y1 - l21 * x2) / d1
    x0 = (y0 - l10 * x1 - l20 * x2) / d0
    return np.stack((x0, x1, x2))


def _gaussian(values: F32, sigma: float) -> F32:
    if sigma <= 0:
        return values
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE), np.float32)


def _high_pass(values: F32) -> F32:
    return values - _gaussian(values, 1.0)
