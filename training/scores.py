"""How well a way of harmonizing does: figures of each composite."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Tensor, nn

from training.batch import Batch
from training.held_out import HeldOut
from training.metrics import decibels, foreground_l1, foreground_mse, mse, ssim

Method = Callable[[Batch], Tensor]
"""Gives the harmonized pictures, B×3×H×W in about 0…1, of a batch; outside the mask they may be anything."""

_PEAK = 255

CLEARLY = 0.1
"""Decibels by which a composite must fall to count as clearly worse: less than that, nobody sees."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of each composite, N float64 numbers each; errors on the scale of 8-bit pictures.

    foreground_psnr, psnr: dB over the object and over the picture. gain: foreground_psnr above the
    composite's own. foreground_mse, mse: squared error per pixel and channel. foreground_l1: absolute error
    per object pixel and channel. ssim: of the whole picture, without its border. ratio: the part of the
    picture that the object covers. unaltered: mean change of the object in levels where the method is given
    the real photo itself, which needs none; NaN where that was not tried.
    """

    foreground_psnr: Tensor
    gain: Tensor
    foreground_mse: Tensor
    foreground_l1: Tensor
    mse: Tensor
    psnr: Tensor
    ssim: Tensor
    ratio: Tensor
    unaltered: Tensor

    def __len__(self) -> int:
        return len(self.gain)

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[float]]) -> Self:
        """From a row of figures a composite, in the order of the fields."""
        columns = torch.tensor(rows, dtype=torch.float64).reshape(-1, len(fields(cls))).unbind(1)
        return cls(*columns)

    def rows(self) -> list[list[float]]:
        """A row of figures a composite, in the order of the fields."""
        return torch.stack([getattr(self, f.name) for f in fields(self)], dim=1).tolist()

    def where(self, chosen: Tensor) -> Self:
        """The scores of some composites. chosen: N booleans, or numbers."""
        return type(self)(*(getattr(self, f.name)[chosen] for f in fields(self)))

    @property
    def worse(self) -> float:
        """The part of the composites that ended worse than they came."""
        return (self.gain < 0).double().mean().item()

    @property
    def clearly_worse(self) -> float:
        """The part of the composites that fell by more than `CLEARLY`."""
        return (self.gain < -CLEARLY).double().mean().item()

    @property
    def fall(self) -> float:
        """How far those that ended worse fell, mean in dB; 0 where there are none."""
        fallen = self.gain[self.gain < 0]
        return -fallen.mean().item() if len(fallen) else 0.0

    @property
    def unaltered_photo(self) -> float:
        """As `unaltered`, of all of the photo: nothing changes outside the object."""
        return (self.unaltered * self.ratio).mean().item()

    def means(self) -> dict[str, float]:
        """The mean of every figure that was taken, `worse`, `clearly_worse`, `fall` and `unaltered_photo`, by
        name.
        """
        means = {f.name: getattr(self, f.name).mean().item() for f in fields(self)}
        means |= {"worse": self.worse, "clearly_worse": self.clearly_worse, "fall": self.fall}
        means["unaltered_photo"] = self.unaltered_photo
        return {name: mean for name, mean in means.items() if not math.isnan(mean)}


def measure(
    method: Method,
    composites: HeldOut,
    *,
    device: torch.device | None = None,
    batch: int = 8,
    unaltered: bool = False,
) -> Scores:
    """Scores of `method` on all composites, which reach it in order, `batch` at a time, on `device`."""
    batches = composites.batches(batch, device or torch.device("cpu"))
    return Scores.of_rows([row for b in batches for row in scored(method, b, unaltered=unaltered).rows()])


@torch.no_grad()
def scored(method: Method, batch: Batch, *, unaltered: bool) -> Scores:
    """Scores of `method` on a batch, which is on the device of the method.

    Figures are those of 8-bit pictures. unaltered: whether to try the real photos as well, at the cost of as
    much again.
    """
    output, composite, real = (
        _levels(p) for p in (finished(method(batch), batch), batch.composite, batch.real)
    )
    mask = batch.mask.cpu()
    before, after = (foreground_mse(p, real, mask) for p in (composite, output))
    squared = mse(output, real)
    change = torch.full_like(before, math.nan)
    if unaltered:
        photo = Batch(batch.real, batch.real, batch.mask, batch.reference)
        change = foreground_l1(_levels(finished(method(photo), photo)), real, mask)
    return Scores(
        foreground_psnr=decibels(after, peak=_PEAK),
        gain=decibels(after, peak=_PEAK) - decibels(before, peak=_PEAK),
        foreground_mse=after,
        foreground_l1=foreground_l1(output, real, mask),
        mse=squared,
        psnr=decibels(squared, peak=_PEAK),
        ssim=ssim(output, real, peak=_PEAK),
        ratio=mask.mean(dim=(1, 2, 3), dtype=torch.float64),
        unaltered=change,
    )


def finished(output: Tensor, batch: Batch) -> Tensor:
    """The picture as a user gets it: within 0…1, and outside the mask the composite."""
    return batch.composite + batch.mask * (output.clamp(0, 1) - batch.composite)


def _levels(pictures: Tensor) -> Tensor:
    """As 8-bit pictures hold them, uint8 on the CPU. pictures: in 0…1."""
    return (pictures.clamp(0, 1) * _PEAK).round().to(torch.uint8).cpu()


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
