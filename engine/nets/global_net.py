"""A global harmonizer: one colour transform for the whole object, from statistics of object and background.

Regressing the parameters of a global change from a small picture is what Z. Ke et al., "Harmonizer: Learning
to Perform White-Box Image and Video Harmonization", ECCV 2022, do with a pretrained encoder; here the encoder
is small, and what it is asked for at every level are the statistics that RAIN normalises by: mean and
deviation of the features of the object, and of the background. That the mean of the object's colours is off
is most of what is wrong with a composite, and this learns it many times faster than a U-Net does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets.global_transform import GlobalTransform, GlobalTransformConfig, shrunk
from engine.nets.network import COEFFICIENTS, check_whole
from engine.nets.region_statistics import BINS, CURVES, colour_histograms, moments

SIZE = 96
"""What it sees of a picture, whatever the size that it is given."""

_WIDTHS = (1, 2, 4, 6)
"""Channels of the encoder's levels in units of `ngf`, outermost first."""
_HIDDEN = 512
_MOST_BLOCKS = 16


@dataclass(frozen=True, slots=True)
class GlobalConfig(GlobalTransformConfig):
    """Architecture of a global harmonizer. dropout: probability in its regression while training. blocks:
    residual blocks after each of the two inner levels.
    """

    architecture: ClassVar[str] = "global"
    title: ClassVar[str] = "Global transform"
    sizes: ClassVar[tuple[int, ...]] = (SIZE,)

    ngf: int = 24
    size: int = SIZE
    dropout: float = 0.1
    blocks: int = 0

    def __post_init__(self) -> None:
        GlobalTransformConfig.__post_init__(self)
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout must be at least 0 and below 1, not {self.dropout}")
        check_whole(self, "blocks")
        if not 0 <= self.blocks <= _MOST_BLOCKS:
            raise ValueError(f"blocks must be a whole number in 0…{_MOST_BLOCKS}, not {self.blocks}")


class Residual(nn.Module):
    """What two convolutions add to B×C×H×W features; nothing at first (K. He et al., CVPR 2016)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.inner = nn.Conv2d(channels, channels, 3, padding=1)
        self.outer = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.kaiming_normal_(self.inner.weight, nonlinearity="relu")
        for parameter in (self.inner.bias, *self.outer.parameters()):
            nn.init.zeros_(parameter)  # type: ignore[arg-type]

    def forward(self, features: Tensor) -> Tensor:
        return features + self.outer(F.relu(self.inner(features)))  # type: ignore[no-any-return]


class GlobalNet(GlobalTransform):
    """See GlobalConfig. The look is taken from the reference region."""

    config: GlobalConfig

    def __init__(self, config: GlobalConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or GlobalConfig()
        widths = [config.ngf * width for width in _WIDTHS]
        halves = zip((config.input_channels, *widths), widths, strict=False)
        self.encoder = nn.ModuleList(nn.Conv2d(before, after, 4, 2, 1) for before, after in halves)
        self.blocks = nn.ModuleList(
            nn.Sequential(*(Residual(width) for _ in range(config.blocks * inner)))
            for width, inner in zip(widths, (0, 0, 1, 1), strict=True)
        )
        statistics = 4 * (3 + sum(widths)) + 2 * CURVES * BINS + 1
        self.regression = nn.Sequential(
            nn.LayerNorm(statistics),
            *_layer(statistics, _HIDDEN, config.dropout),
            *_layer(_HIDDEN, _HIDDEN // 2, config.dropout),
            nn.Linear(_HIDDEN // 2, COEFFICIENTS),
        )
        for convolution in self.encoder:
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")  # type: ignore[arg-type]
            nn.init.zeros_(convolution.bias)  # type: ignore[arg-type]
        for parameter in self.regression[-1].parameters():
            nn.init.zeros_(parameter)  # it starts at the identity

    def transform(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        # A picture and its mirror image need the same: outside training it is the mean of what both give.
        look = 1 - mask if reference is None else reference
        seen = shrunk(torch.cat((composite, mask, look), dim=1), SIZE)
        if self.training:
            return self._regressed(seen)
        both: Tensor = self._regressed(torch.cat((seen, seen.flip(3))))
        return (both[: len(seen)] + both[len(seen) :]) / 2

    def _regressed(self, pictures: Tensor) -> Tensor:
        """pictures: composite, mask and look, B×5×SIZE×SIZE."""
        picture, regions = pictures[:, :3], pictures[:, 3:]
        features = torch.cat((picture, 2 * regions[:, :1] - 1), dim=1)
        seen = [
            colour_histograms(picture, regions),
            moments(picture, regions),
            regions[:, :1].mean(dim=(2, 3)),
        ]
        for convolution, blocks in zip(self.encoder, self.blocks, strict=True):
            features = blocks(F.relu(convolution(features)))
            seen.append(
                moments(features, F.adaptive_avg_pool2d(regions, (features.shape[2], features.shape[3])))
            )
        return self.regression(torch.cat(seen, dim=1))  # type: ignore[no-any-return]


def _layer(before: int, after: int, dropout: float) -> tuple[nn.Module, ...]:
    return nn.Linear(before, after), nn.ReLU(), nn.Dropout(dropout)
