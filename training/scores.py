"""How well a way of harmonizing does on the frozen composites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import torch
from torch import Tensor, nn

from training.batch import Batch
from training.frozen import FrozenComposites
from training.metrics import decibels, foreground_mse, foreground_psnr, mse, ssim

Method = Callable[[Batch], Tensor]
"""Gives the harmonized pictures, B×3×H×W in about 0…1, of a batch; outside the mask they may be anything."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of each composite, N numbers each; errors on the scale of 8-bit pictures.

    foreground_psnr, psnr: dB over the object and over the picture. gain: foreground_psnr above the
    composite's own. foreground_mse, mse: squared error per pixel and channel. ssim: of the whole picture,
    without its border.
    """

    foreground_psnr: Tensor
    gain: Tensor
    foreground_mse: Tensor
    mse: Tensor
    psnr: Tensor
    ssim: Tensor

    @property
    def worse(self) -> float:
        """The part of the composites that ended worse than they came."""
        return (self.gain < 0).float().mean().item()

    def means(self) -> dict[str, float]:
        """The mean of every figure, and `worse`, by name."""
        means = {f.name: getattr(self, f.name).mean().item() for f in fields(self)}
        return {**means, "worse": self.worse}


@torch.no_grad()
def measure(
    method: Method, composites: FrozenComposites, *, device: torch.device | None = None, batch: int = 8
) -> Scores:
    """Scores of `method` on all composites, which reach it in order, `batch` at a time, on `device`."""
    rows = [
        _scores(b, finished(method(b), b)) for b in composites.batches(batch, device or torch.device("cpu"))
    ]
    return Scores(*(torch.cat([getattr(r, f.name) for r in rows]).cpu() for f in fields(Scores)))


def finished(output: Tensor, batch: Batch) -> Tensor:
    """The picture as a user gets it: within 0…1, and outside the mask the composite."""
    return batch.composite + batch.mask * (output.clamp(0, 1) - batch.composite)


def _scores(batch: Batch, output: Tensor) -> Scores:
    reached = foreground_psnr(output, batch.real, batch.mask)
    squared = mse(output, batch.real)
    return Scores(
        foreground_psnr=reached,
        gain=reached - foreground_psnr(batch.composite, batch.real, batch.mask),
        foreground_mse=foreground_mse(output, batch.real, batch.mask) * 255**2,
        mse=squared * 255**2,
        psnr=decibels(squared),
        ssim=ssim(output, batch.real),
    )


def unmodified(batch: Batch) -> Tensor:
    """The method that does nothing."""
    return batch.composite


def of_network(network: nn.Module) -> Method:
    """A network as a method, in its own precision, in evaluation mode from now on."""
    network.eval()

    def method(batch: Batch) -> Tensor:
        output: Tensor = network(batch.composite * 2 - 1, batch.mask, batch.reference)
        return output / 2 + 0.5

    return method
