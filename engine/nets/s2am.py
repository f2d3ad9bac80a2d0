"""S²AM: a U-Net whose outer skips are told apart by the mask: what to keep, what to change, what to borrow.

Source: X. Cun, C.-M. Pun, "Improving the Harmony of the Composite Image by Spatial-Separated Attention
Module", IEEE Transactions on Image Processing 2020, in the variant that is given the mask, and the authors'
code for the layers. Ours, where it differs: the mask is resized by nearest neighbour (theirs by rounded
means), and weights are drawn as RainNet's are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets.norms import Norm
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.nets.regions import Regions

_REDUCTION = 16
_REACH = 2


@dataclass(frozen=True, slots=True)
class S2amConfig(RainNetConfig):
    """Architecture of an S²AM network: RainNet's U-Net with batch norm and other attention. Fields as there,
    with the defaults of the authors.
    """

    architecture: ClassVar[str] = "s2am"
    title: ClassVar[str] = "S²AM"

    channels: ClassVar[tuple[int, ...]] = (3, 4)
    input_channels: int = 4
    norms: Sequence[Norm] = (Norm.BN,) * 6 + (Norm.NONE,) + (Norm.BN,) * 7
    dropout: float = 0.0


class ChannelAttention(nn.Module):
    """Each channel scaled by 0…1, from the means and maxima of all of them over the picture."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = max(1, channels // _REDUCTION)
        self.gains = nn.Sequential(
            nn.Conv2d(2 * channels, hidden, 1), nn.ReLU(), nn.Conv2d(hidden, channels, 1), nn.Sigmoid()
        )

    def forward(self, features: Tensor) -> Tensor:
        pooled = torch.cat((F.adaptive_avg_pool2d(features, 1), F.adaptive_max_pool2d(features, 1)), dim=1)
        return features * self.gains(pooled)  # type: ignore[no-any-return]


class SpatialSeparatedAttention(nn.Module):
    """The background keeps some channels; the object gets others, plus what a small network makes of others
    again. A softened mask joins the two.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.kept, self.mixed, self.changed = (ChannelAttention(channels) for _ in range(3))
        self.change = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(2 * channels),
            nn.ELU(),
            nn.Conv2d(2 * channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels),
            nn.ELU(),
        )

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        mask = regions.at((features.shape[2], features.shape[3]))[:, :1]
        background = self.kept(features)
        foreground = self.change(self.changed(features)) + self.mixed(features)
        return torch.lerp(background, foreground, _softened(mask).to(features.dtype))


def _softened(mask: Tensor) -> Tensor:
    """A mask B×1×H×W blurred by a Gaussian of 5×5 pixels, σ² = 2."""
    bell = torch.exp(-torch.arange(-_REACH, _REACH + 1, device=mask.device).square() / 4)
    kernel = torch.outer(bell, bell)[None, None]
    return F.conv2d(F.pad(mask, (_REACH,) * 4, mode="reflect"), kernel / kernel.sum())


class S2AM(RainNet):
    """See S2amConfig. Its picture head is linear; a reference region changes nothing."""

    config: S2amConfig

    def __init__(self, config: S2amConfig | None = None) -> None:
        super().__init__(config or S2amConfig())

    def _attention(self, channels: int) -> nn.Module:
        return SpatialSeparatedAttention(channels)

    def _attended(self, attention: nn.Module, features: Tensor, regions: Regions) -> Tensor:
        return attention(features, regions)  # type: ignore[no-any-return]

    def _squashed(self) -> tuple[nn.Module, ...]:
        return ()
