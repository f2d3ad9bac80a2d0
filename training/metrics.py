"""The figures that harmonized pictures (B×3×H×W in 0…1) are judged by against the real photographs.

MSE, fMSE, PSNR and SSIM are those of the literature on image harmonization, on the scale of 8-bit pictures
(0…255).
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

_LEVEL = 1 / 255
_LEAST_ERROR = (0.1 * _LEVEL) ** 2
"""A perfect match counts as an error of a tenth of a level, so that its decibels stay finite."""

_WINDOW = 7


def foreground_mse(output: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Squared error per object pixel and channel in units of 1² (times 255²: fMSE of the literature)."""
    area = mask.sum(dim=(1, 2, 3)).clamp_min(1.0)
    return ((output - real).square() * mask).sum(dim=(1, 2, 3)) / (3 * area)


def foreground_psnr(output: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Peak signal-to-noise ratio over the object in dB."""
    return decibels(foreground_mse(output, real, mask))


def mse(output: Tensor, real: Tensor) -> Tensor:
    """Squared error per pixel and channel of the whole picture in units of 1²."""
    return (output - real).square().mean(dim=(1, 2, 3))


def decibels(squared_error: Tensor) -> Tensor:
    """PSNR of a mean squared error in units of 1²."""
    return -10 * squared_error.clamp_min(_LEAST_ERROR).log10()


def ssim(output: Tensor, real: Tensor) -> Tensor:
    """Structural similarity (Z. Wang et al., 2004) of whole pictures, mean over channels.

    Flat 7×7 window, sample covariance, no border: the default of scikit-image's `structural_similarity`.
    """
    x, y = output.double(), real.double()
    pixels = _WINDOW**2
    unbiased = pixels / (pixels - 1)

    def local(values: Tensor) -> Tensor:
        return F.avg_pool2d(F.avg_pool2d(values, (1, _WINDOW), stride=1), (_WINDOW, 1), stride=1)

    mean_x, mean_y = local(x), local(y)
    variances = (local(x * x + y * y) - mean_x**2 - mean_y**2) * unbiased
    covariance = (local(x * y) - mean_x * mean_y) * unbiased
    c1, c2 = 0.01**2, 0.03**2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    structure = (2 * covariance + c2) / (variances + c2)
    return (luminance * structure).mean(dim=(1, 2, 3)).to(output.dtype)
