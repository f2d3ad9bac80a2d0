"""What training minimises, and the figures it is judged by."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.synthesis import Batch

_LEVEL = 1 / 255


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss.

    floor: an error (in levels of 255, root mean square over the object) below which nothing more is to be won.
    smoothness: weight of the mean absolute step between neighbouring coefficients of an affine head. The
    coefficients are upsampled at full resolution, so they should vary slowly.
    """

    floor: float = 2.0
    smoothness: float = 0.5

    def __call__(self, output: Tensor, batch: Batch, coefficients: Tensor | None = None) -> Tensor:
        """Mean over B of log foreground MSE: the logarithm makes a decibel worth the same on every picture.

        output: B×3×H×W in 0…1.
        """
        error = foreground_mse(output, batch.real, batch.mask)
        loss = (error + (self.floor * _LEVEL) ** 2).log().mean()
        if coefficients is not None and self.smoothness > 0:
            loss = loss + self.smoothness * roughness(coefficients, batch.mask)
        return loss


def foreground_mse(output: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Squared error per object pixel and channel, B, for pictures B×3×H×W in 0…1 (fMSE of the paper over 255²)."""
    area = mask.sum(dim=(1, 2, 3)).clamp_min(1.0)
    return ((output - real).square() * mask).sum(dim=(1, 2, 3)) / (3 * area)


def foreground_psnr(output: Tensor, real: Tensor, mask: Tensor) -> Tensor:
    """Peak signal-to-noise ratio over the object in dB, B; a perfect match counts as an error of a tenth of a level."""
    floor = (0.1 * _LEVEL) ** 2
    return -10 * foreground_mse(output, real, mask).clamp_min(floor).log10()


def roughness(coefficients: Tensor, mask: Tensor) -> Tensor:
    """Mean absolute difference of neighbouring coefficients (B×12×H×W) within the object."""
    across = (coefficients[..., 1:] - coefficients[..., :-1]).abs().mean(dim=1) * mask[:, 0, :, 1:]
    down = (coefficients[:, :, 1:] - coefficients[:, :, :-1]).abs().mean(dim=1) * mask[:, 0, 1:]
    return (across.sum() + down.sum()) / torch.clamp(2 * mask.sum(), min=1.0)
