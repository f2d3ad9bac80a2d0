"""The adversary: does a picture look real, and are its object and its background of one domain?

Source: W. Cong et al., "DoveNet: Deep Image Harmonization via Domain Verification", CVPR 2020, section 4.2,
whose discriminator RainNet's authors took over unchanged. Partial convolutions: G. Liu et al., "Image
Inpainting for Irregular Holes Using Partial Convolutions", ECCV 2018. Every convolution but the last of each
judgement is spectrally normalised (T. Miyato et al., ICLR 2018).
"""

from __future__ import annotations

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from training.dropout import ByPicture

_MOST = 8
"""Channels of the deepest layers in units of `ndf`."""
_SLOPE = 0.2
_STD = 0.02


class Verdict(NamedTuple):
    """Judgements of B pictures, B×1×h×w each (1×1 at the discriminator's own size); higher is more real.

    whole: of the picture. match: of object and background belonging together.
    """

    whole: Tensor
    match: Tensor


class PartialConv2d(nn.Conv2d):
    """A convolution without padding that sees a region only, and makes up for what it does not see."""

    def forward(self, features: Tensor, region: Tensor) -> tuple[Tensor, Tensor]:  # type: ignore[override]
        """The features B×C×h×w of the region (B×1×H×W in 0…1), and the region they reach, B×1×h×w."""
        window = torch.ones_like(self.weight[:1, :1])
        seen = F.conv2d(region, window, stride=self.stride)
        reached = seen.clamp(0, 1)
        filled = F.conv2d(features * region, self.weight, stride=self.stride)
        scaled = filled * (window.numel() / (seen + 1e-8) * reached)
        assert self.bias is not None
        return (scaled + self.bias[:, None, None]) * reached, reached


class Discriminator(nn.Module):
    """Judges pictures B×3×H×W in −1…1 by themselves and by their masks B×1×H×W in 0…1.

    size: height and width of the pictures, a power of two from 32 on. ndf: channels of the first layer.
    between: draws where between two pictures the slope of the judgement is looked at.
    """

    def __init__(self, *, size: int = 256, ndf: int = 64) -> None:
        super().__init__()
        halvings = size.bit_length() - 3  # the last convolution, 3×3, sees all that is left
        widths = [ndf * min(2**depth, _MOST) for depth in range(halvings)]
        widths = [3, *widths, widths[-1]]
        strides = [2] * halvings + [1]
        layers = list(zip(widths, widths[1:], strides, strict=False))
        self.whole = nn.ModuleList(_normalised(nn.Conv2d(a, b, 3, stride)) for a, b, stride in layers)
        self.region = nn.ModuleList(_normalised(PartialConv2d(a, b, 3, stride)) for a, b, stride in layers)
        self.between = ByPicture()
        self.judge_whole = _drawn(nn.Conv2d(widths[-1], 1, 1))
        self.judge_match = nn.Sequential(
            _normalised(nn.Conv2d(widths[-1], widths[-1], 1)),
            nn.LeakyReLU(_SLOPE),
            _normalised(nn.Conv2d(widths[-1], widths[-1], 1)),
            nn.LeakyReLU(_SLOPE),
            _drawn(nn.Conv2d(widths[-1], 1, 1)),
        )

    def forward(self, picture: Tensor, mask: Tensor) -> Verdict:
        foreground, background = self.represented(picture, mask)
        features = picture
        for depth, layer in enumerate(self.whole):
            features = self._activated(layer(features), depth)
        return Verdict(self.judge_whole(features), self.judge_match(foreground * background))

    def represented(self, picture: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """What the object and the background look like, each B×C×h×w and blind to the other."""
        features, region = torch.cat((picture, picture)), torch.cat((mask, 1 - mask))
        for depth, layer in enumerate(self.region):
            features, region = layer(features, region)
            features = self._activated(features, depth)
        foreground, background = features.chunk(2)
        return foreground, background

    def _activated(self, features: Tensor, depth: int) -> Tensor:
        """What the layer after that of `depth` sees; nothing follows the last one."""
        if depth == len(self.whole) - 1:
            return features
        return F.leaky_relu(F.instance_norm(features) if depth else features, _SLOPE)


def _drawn(layer: nn.Conv2d) -> nn.Conv2d:
    nn.init.normal_(layer.weight, std=_STD)
    assert layer.bias is not None
    nn.init.zeros_(layer.bias)
    return layer


def _normalised(layer: nn.Conv2d) -> nn.Conv2d:
    spectral_norm(_drawn(layer))
    return layer
