"""Harmonizers without weights: give the object the colour statistics, or the surroundings, of the background.

`analyse` learns a colour model from a picture once; `engine.transfer.apply` applies it at any resolution and
strength. `match` does both, and its methods are `reinhard`, `monge_kantorovich`, `histogram` and `poisson`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import isqrt
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np

from engine.membrane import membrane
from engine.transfer import ColourModel, apply
from engine.types import F32, F64, U8, EngineError, MaskError, Method, check_mask, check_rgb

DEFAULT_STRENGTH: Final = MappingProxyType(
    {Method.REINHARD: 0.25, Method.MKL: 0.25, Method.HISTOGRAM: 0.25, Method.POISSON: 0.25}
)
"""Full strength overshoots: statistics of different things are not meant to be equal. Chosen on the
validation composites, see docs/decisions/colour-match-strength.md.
"""

_SAMPLES = 1 << 17
_DEVIATION_RATIO = (0.4, 2.5)
_SINGULAR_VALUES = (0.35, 2.8)


@dataclass(frozen=True, slots=True, eq=False)
class AffineMap:
    """T(I) = matrix · I + shift: one map for the whole object. matrix: float32 (3, 3); shift: (3,)."""

    matrix: F32
    shift: F32

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        return _mixed(self.matrix, rgb) + self.shift[:, None, None]


@dataclass(frozen=True, slots=True, eq=False)
class LogMap:
    """An affine map between logarithms of cone responses. matrix: float32 (3, 3); shift: (3,)."""

    matrix: F32
    shift: F32

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        log_lms = np.log(_mixed(_LMS.astype(np.float32), rgb) + np.float32(_DARK))
        log_lms = _mixed(self.matrix, log_lms) + self.shift[:, None, None]
        return _mixed(_LMS_INVERSE.astype(np.float32), np.exp(log_lms) - np.float32(_DARK))


@dataclass(frozen=True, slots=True, eq=False)
class ToneCurves:
    """A curve for each channel. curves: float32 (3, 256), values in 0…1 at I = 0, 1/255 … 1."""

    curves: F32

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        row = np.zeros(rgb.shape[1:], np.float32)
        planes = [
            cv2.remap(
                curve[None], plane * np.float32(255), row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
            )
            for plane, curve in zip(rgb, self.curves, strict=True)
        ]
        return np.stack(planes).astype(np.float32, copy=False)


def _mixed(matrix: F32, planes: F32) -> F32:
    """matrix · planes. Not by BLAS, whose own threads get in the way of those of `apply`."""
    mixed: F32 = np.einsum("jk,knw->jnw", matrix, planes)
    return mixed


@dataclass(frozen=True, slots=True, eq=False)
class _Sample:
    """Weighted colours of a region: colours (n, 3) in 0…1, weights (n,) that sum to 1."""

    colours: F64
    weights: F64

    def moments(self) -> tuple[F64, F64]:
        """Mean (3,) and covariance (3, 3)."""
        return _moments(self.colours, self.weights)


# ------------------------------------------------------------------ Reinhard et al. 2001

# RGB → LMS and log LMS → lαβ: Reinhard, Ashikhmin, Gooch, Shirley, "Color Transfer between Images" (2001),
# equations 4 and 6
_LMS: Final = np.array([[0.3811, 0.5783, 0.0402], [0.1967, 0.7244, 0.0782], [0.0241, 0.1288, 0.8444]])
_LMS_INVERSE: Final = np.linalg.inv(_LMS)
_LAB: Final = np.diag([3**-0.5, 6**-0.5, 2**-0.5]) @ np.array([[1, 1, 1], [1, 1, -2], [1, -1, 0]])
_DARK = 1 / 255
"""Added to cone responses, so that black has a logarithm."""


def _reinhard(object_: _Sample, look: _Sample) -> ColourModel:
    mean, covariance = _moments(_to_lab(object_.colours), object_.weights)
    goal_mean, goal_covariance = _moments(_to_lab(look.colours), look.weights)
    tiny = 1e-6
    ratio = np.sqrt((np.diag(goal_covariance) + tiny) / (np.diag(covariance) + tiny)).clip(*_DEVIATION_RATIO)
    back = np.linalg.inv(_LAB)
    matrix = back @ np.diag(ratio) @ _LAB
    shift = back @ (goal_mean - ratio * mean)
    return LogMap(matrix.astype(np.float32), shift.astype(np.float32))


def _to_lab(colours: F64) -> F64:
    return np.asarray(np.log(colours @ _LMS.T + _DARK) @ _LAB.T, np.float64)


# ------------------------------------------------------------------ Pitié and Kokaram 2007


def _monge_kantorovich(object_: _Sample, look: _Sample) -> ColourModel:
    """Pitié, Kokaram, "The linear Monge-Kantorovitch linear colour mapping…" (CVMP 2007), section 4."""
    (mean, covariance), (goal_mean, goal_covariance) = object_.moments(), look.moments()
    noise = 1e-5 * np.eye(3)  # flat regions have no covariance to invert
    root = _power(covariance + noise, 0.5)
    inverse = _power(covariance + noise, -0.5)
    matrix = inverse @ _power(root @ (goal_covariance + noise) @ root, 0.5) @ inverse
    left, values, right = np.linalg.svd(matrix)
    matrix = left @ np.diag(values.clip(*_SINGULAR_VALUES)) @ right
    shift = goal_mean - matrix @ mean
    return AffineMap(matrix.astype(np.float32), shift.astype(np.float32))


def _power(symmetric: F64, exponent: float) -> F64:
    values, vectors = np.linalg.eigh(symmetric)
    return np.asarray((vectors * values.clip(1e-12) ** exponent) @ vectors.T, np.float64)


# ------------------------------------------------------------------ histograms


def _histogram(object_: _Sample, look: _Sample) -> ColourModel:
    levels = np.linspace(0, 1, 256)
    curves = [
        np.interp(_distribution(object_, channel), _distribution(look, channel), levels)
        for channel in range(3)
    ]
    return ToneCurves(np.stack(curves).astype(np.float32))


def _distribution(sample: _Sample, channel: int) -> F64:
    """Cumulative distribution at 256 levels: smoothed, and rising everywhere so that it has an inverse."""
    bins = np.rint(sample.colours[:, channel] * 255).astype(np.int64)
    density = np.bincount(bins, sample.weights, 256).astype(np.float64)
    smooth = cv2.GaussianBlur(density[None], (0, 0), 3.0, borderType=cv2.BORDER_REFLECT)[0] + 1e-4
    return np.asarray((np.cumsum(smooth) - 0.5 * smooth) / smooth.sum(), np.float64)


# ------------------------------------------------------------------ analysis

_STATISTICAL: Final[MappingProxyType[Method, Callable[[_Sample, _Sample], ColourModel]]] = MappingProxyType(
    {Method.REINHARD: _reinhard, Method.MKL: _monge_kantorovich, Method.HISTOGRAM: _histogram}
)


def analyse(method: Method, composite: U8, mask: U8, *, reference: U8 | None = None) -> ColourModel:
    """The colour model that `method` learns from a composite H×W×3 and its object mask H×W.

    reference: H×W; where it is over 127 (and no object is) the look is taken from there alone, by default
    from the whole background. The identity for an empty mask.

    Raises MaskError where there is nothing to take the look from or the method cannot take it from a
    reference, EngineError for a method that needs weights.
    """
    check_rgb(composite)
    check_mask(mask, composite.shape)
    background = cv2.threshold(cv2.bitwise_not(mask), 127, 0, cv2.THRESH_TOZERO)[1].astype(
        np.uint8, copy=False
    )
    if not background.any():
        raise MaskError(
            "The mask covers the whole picture, so there is no background to take the look from: "
            "leave some of the picture out of the mask."
        )
    if method is Method.POISSON:
        if reference is not None:
            raise MaskError(
                "Seamless blend (Poisson) takes its look from the pixels around the object and cannot use a "
                "reference region: choose another variant, or clear the reference."
            )
        return membrane(composite, mask) if mask.any() else _identity()
    if method not in _STATISTICAL:
        raise EngineError(f"The method '{method}' needs a network's weights; colour match has none.")
    if reference is not None:
        check_mask(reference, composite.shape, name="reference")
        background = np.where(reference > 127, background, np.uint8(0))
    look = _sample(composite, background)
    if look is None:
        raise MaskError(
            "The reference region holds no background, so there is nothing to take the look from: "
            "draw it where no object is."
        )
    object_ = _sample(composite, mask)
    return _identity() if object_ is None else _STATISTICAL[method](object_, look)


def match(
    method: Method, composite: U8, mask: U8, *, strength: float | None = None, reference: U8 | None = None
) -> U8:
    """Harmonize at once: `analyse`, then `engine.transfer.apply`, by default at the strength that suits."""
    model = analyse(method, composite, mask, reference=reference)
    return apply(model, composite, mask, strength=DEFAULT_STRENGTH[method] if strength is None else strength)


reinhard: Final = partial(match, Method.REINHARD)
"""Match mean and deviation in lαβ (Reinhard et al. 2001)."""
monge_kantorovich: Final = partial(match, Method.MKL)
"""Match mean and covariance with the least change (Pitié and Kokaram 2007)."""
histogram: Final = partial(match, Method.HISTOGRAM)
"""Match the distribution of each channel."""
poisson: Final = partial(match, Method.POISSON)
"""Keep the object's gradients and meet the background's colours around it (Pérez et al. 2003)."""


def _identity() -> ColourModel:
    return AffineMap(np.eye(3, dtype=np.float32), np.zeros(3, np.float32))


def _sample(picture: U8, weights: U8) -> _Sample | None:
    """Colours on a regular lattice over the bounding box of the weights; None if all weights are 0."""
    x, y, width, height = cv2.boundingRect(weights)
    if not width:
        return None
    box = np.s_[y : y + height, x : x + width]
    step = max(1, isqrt(width * height // _SAMPLES))
    if not weights[box][::step, ::step].any():
        step = 1  # a region so thin that the lattice misses it
    chosen = weights[box][::step, ::step]
    inside = chosen > 0
    weight = chosen[inside].astype(np.float64)
    colours = picture[box][::step, ::step][inside].astype(np.float64) / 255
    return _Sample(colours, weight / weight.sum())


def _moments(values: F64, weights: F64) -> tuple[F64, F64]:
    mean = weights @ values
    centred = values - mean
    return mean, (weights[:, None] * centred).T @ centred
