"""The figures that harmonized pictures (B×3×H×W) are judged by against the real photographs.

MSE, fMSE, fL1, PSNR and SSIM are those of the literature on image harmonization. Pictures may be of any kind
of number; errors are in their units, and `peak` is what white is in them: 255 for 8-bit levels. All is worked
out on the CPU in float64. MSE, PSNR and SSIM agree with scikit-image within 1e-6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.types import F64

_LEAST_ERROR = (0.1 / 255) ** 2
"""A perfect match counts as an error of a tenth of a level, so that its decibels stay finite."""

_WINDOW = 7
_STRIP = 64
"""Rows that are worked on together: few enough to fit the cache, as 24 megapixels in float64 do not."""


def foreground_mse(output: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Squared error per object pixel and channel; of 8-bit levels, fMSE of the literature."""
    return _sum(lambda o, r, m: (o - r).square() * m, output, real, mask) / (3 * _area(mask))


def foreground_l1(output: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Absolute error per object pixel and channel."""
    return _sum(lambda o, r, m: (o - r).abs() * m, output, real, mask) / (3 * _area(mask))


def foreground_psnr(output: Tensor, real: Tensor, mask: Tensor, *, peak: float = 1.0) -> Tensor:
    """Peak signal-to-noise ratio over the object in dB."""
    return decibels(foreground_mse(output, real, mask), peak=peak)


def mse(output: Tensor, real: Tensor) -> Tensor:
    """Squared error per pixel and channel of the whole picture."""
    return _sum(lambda o, r: (o - r).square(), output, real) / output[0].numel()


def decibels(squared_error: Tensor, *, peak: float = 1.0) -> Tensor:
    """PSNR of a mean squared error."""
    return -10 * (squared_error / peak**2).clamp_min(_LEAST_ERROR).log10()


def ssim(output: Tensor, real: Tensor, *, peak: float = 1.0) -> Tensor:
    """Structural similarity (Z. Wang et al., 2004) of whole pictures, mean over channels.

    Flat 7×7 window, sample covariance, no border: the default of scikit-image's `structural_similarity`.
    Pictures are at least 7×7.
    """
    border = _WINDOW - 1
    count, channels, height, width = output.shape
    total = np.zeros(count)
    for top in range(0, height - border, _STRIP):
        x, y = (_interleaved(p[..., top : top + _STRIP + border, :]) / peak for p in (output, real))
        similar = _similarity(x, y)
        total += similar.sum(axis=(0, 1)).reshape(count, channels).sum(axis=1)
    return torch.from_numpy(total / (channels * (height - border) * (width - border)))


def _similarity(x: F64, y: F64) -> F64:
    """Of each window, H×W×N without its border."""
    pixels = _WINDOW**2
    unbiased = pixels / (pixels - 1)
    mean_x, mean_y = _local_mean(x), _local_mean(y)
    variances = (_local_mean(x * x + y * y) - mean_x**2 - mean_y**2) * unbiased
    covariance = (_local_mean(x * y) - mean_x * mean_y) * unbiased
    c1, c2 = 0.01**2, 0.03**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure: F64 = (2 * covariance + c2) / (variances + c2)
    return luminance * structure


def _local_mean(values: F64) -> F64:
    margin = _WINDOW // 2
    means = cv2.boxFilter(values, -1, (_WINDOW, _WINDOW)).reshape(values.shape)  # one channel loses its axis
    return means[margin:-margin, margin:-margin].astype(np.float64, copy=False)


def _interleaved(pictures: Tensor) -> F64:
    """B×C×H×W as H×W×(B·C), which OpenCV filters in one go."""
    return np.ascontiguousarray(pictures.double().flatten(0, 1).permute(1, 2, 0).numpy())


def _area(mask: Tensor) -> Tensor:
    """Pixels of each object; one where there is none."""
    return _sum(lambda m: m, mask).clamp_min(1.0)


def _sum(term: Callable[..., Tensor], *pictures: Tensor) -> Tensor:
    """The sum of `term` of the pictures over each of the B pictures, in float64."""
    total = torch.zeros(len(pictures[0]), dtype=torch.float64)
    for rows in _strips(pictures[0].shape[-2]):
        total += term(*(p[..., rows, :].double() for p in pictures)).sum(dim=(1, 2, 3))
    return total


def _strips(height: int) -> Iterator[slice]:
    return (slice(top, top + _STRIP) for top in range(0, height, _STRIP))
