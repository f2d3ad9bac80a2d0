"""The regions of a picture at every feature resolution, and the statistics of features over them."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

EPS = 1e-5


class Regions:
    """Object, background and (optionally) the reference region that sets the look, resized once per
    resolution.

    mask: B×1×H×W in 0…1, 1 = object. reference: B×1×H×W in 0…1, or None for all that is not object.
    """

    def __init__(self, mask: Tensor, reference: Tensor | None = None) -> None:
        self._mask = mask.detach().float()
        self._reference = None if reference is None else reference.detach().float()
        self._resized: dict[tuple[int, int], Tensor] = {}

    def at(self, size: tuple[int, int]) -> Tensor:
        """Weights B×3×h×w: object, background, and the region whose statistics the object takes."""
        if size not in self._resized:
            mask = F.interpolate(self._mask, size=size, mode="nearest")
            background = 1 - mask
            look = background if self._reference is None else _shrunk(self._reference, size)
            self._resized[size] = torch.cat((mask, background, look), dim=1)
        return self._resized[size]

    @property
    def look_is_background(self) -> bool:
        return self._reference is None


def _shrunk(region: Tensor, size: tuple[int, int]) -> Tensor:
    """A binary region at `size` that is never empty where the original is not (nearest would lose small
    ones).
    """
    coverage = F.adaptive_avg_pool2d(region, size)
    most = coverage.amax(dim=(2, 3), keepdim=True).clamp_min(EPS)
    return (coverage >= 0.5 * most).float()


def region_moments(features: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation, each B×C×K, of B×C×H×W features over K regions given as weights B×K×H×W in 0…1.

    Where a weight is soft the deviation weighs a pixel by its square and divides by the plain sum, with EPS
    in the count and under the root: so do the authors, and their weights expect it.
    """
    w = weights.flatten(2)
    squared, total = w.square(), w.sum(dim=2, keepdim=True)
    count, k = total + EPS, w.shape[1]
    # Moments about the overall mean: float32 would lose the variance of features far from zero.
    centre = features.mean(dim=(2, 3), keepdim=True)
    flat = (features - centre).flatten(2).transpose(1, 2)
    with torch.autocast(features.device.type, enabled=False):  # eight bits of mantissa would ruin a variance
        first = torch.bmm(torch.cat((w, squared), dim=1), flat) / count.repeat(1, 2, 1)
        second = torch.bmm(squared, flat.square()) / count
    mean = first[:, :k]
    variance = second - 2 * mean * first[:, k:] + mean.square() * (squared.sum(dim=2, keepdim=True) / count)
    std = (variance.clamp_min(0) + EPS).sqrt()
    mean = mean + centre.flatten(2).transpose(1, 2) * (total / count)
    return mean.transpose(1, 2), std.transpose(1, 2)
