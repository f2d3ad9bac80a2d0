"""The normalisations that can stand after a convolution, all called the same way."""

from __future__ import annotations

from enum import StrEnum

from torch import Tensor, nn

from engine.nets.rain import RAIN, RegionNorm
from engine.nets.regions import Regions


class Norm(StrEnum):
    """Normalisations by name."""

    RAIN = "rain"
    IN = "in"
    BN = "bn"
    RN = "rn"
    NONE = "none"


class PlacedNorm(nn.Module):
    """Base of the normalisations that need no regions, so that every place is called the same way."""

    def __init__(self, norm: nn.Module) -> None:
        super().__init__()
        self.norm = norm

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        del regions
        return self.norm(features)  # type: ignore[no-any-return]


def make_norm(norm: Norm, channels: int) -> nn.Module:
    """The layer for one place, called with (features B×C×H×W, regions)."""
    match norm:
        case Norm.RAIN:
            return RAIN(channels)
        case Norm.RN:
            return RegionNorm(channels)
        case Norm.IN:
            return PlacedNorm(nn.InstanceNorm2d(channels))
        case Norm.BN:
            return PlacedNorm(nn.BatchNorm2d(channels))
        case Norm.NONE:
            return PlacedNorm(nn.Identity())
