"""RainNet: a U-Net that recolours the object of a composite, with region-aware normalisation in its decoder.

Source: J. Ling et al., "Region-aware Adaptive Instance Normalization for Image Harmonization", CVPR 2021.
Parameter names are those of the authors' published checkpoint, so that it loads as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets.rain import RAIN, RegionNorm
from engine.nets.regions import Regions


class Norm(StrEnum):
    """Normalisations that can stand at each of the 14 places."""

    RAIN = "rain"
    IN = "in"
    BN = "bn"
    RN = "rn"
    NONE = "none"


class Head(StrEnum):
    """What the last layer predicts: a picture, or a colour transform at each pixel."""

    RGB = "rgb"
    AFFINE = "affine"


COEFFICIENTS = 12
ENCODER_PLACES = 7
PLACES = 2 * ENCODER_PLACES
RAIN_DECODER = (Norm.IN,) * 6 + (Norm.NONE,) + (Norm.RAIN,) * 7
MOST_CHANNELS = 1024
SIZES = (32, 64, 128, 256)
OUTER_LAYERS = {1: 3, 2: 3, 4: 2, 8: 1}
"""How many of the three outer decoder layers there are, by the stride of the coefficients."""


@dataclass(frozen=True, slots=True)
class RainNetConfig:
    """Architecture of a RainNet.

    ngf: channels of the outermost layer. norms: the 14 switches, seven of the encoder from the second
    convolution to the innermost, then seven of the decoder from the innermost outwards. attention: gate the
    outermost skips. input_channels: 3, or 4 to show the network its mask. dropout: probability in the middle
    decoder blocks while training.

    size: height and width of the pictures it is made for, halved down to one pixel; the paper's is 256. A
    smaller one has fewer of the three equal middle levels, and the switches of those it lacks mean nothing.
    stride: an affine head's coefficients are predicted on every `stride`-th pixel, and interpolated between:
    colour changes vary slowly, so the outermost decoder layers can be spared.
    """

    ngf: int = 64
    head: Head = Head.RGB
    norms: Sequence[Norm] = RAIN_DECODER
    attention: bool = True
    input_channels: int = 3
    dropout: float = 0.5
    size: int = 256
    stride: int = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "head", Head(self.head))
        object.__setattr__(self, "norms", tuple(Norm(n) for n in self.norms))
        if len(self.norms) != PLACES:
            raise ValueError(f"norms needs {PLACES} switches, not {len(self.norms)}")
        if self.norms[ENCODER_PLACES - 1] not in (Norm.NONE, Norm.BN):
            raise ValueError("the innermost encoder features are 1×1: they have no deviation to normalise by")
        if self.input_channels not in (3, 4):
            raise ValueError(f"input_channels must be 3 or 4, not {self.input_channels}")
        if not isinstance(self.ngf, int) or not 1 <= self.ngf <= MOST_CHANNELS:
            raise ValueError(f"ngf must be a whole number in 1…{MOST_CHANNELS}, not {self.ngf}")
        if not 0 <= self.dropout <= 1:
            raise ValueError(f"dropout must be in 0…1, not {self.dropout}")
        if self.size not in SIZES:
            raise ValueError(f"size must be one of {SIZES}, not {self.size}")
        if self.stride not in OUTER_LAYERS or (self.stride > 1 and self.head is Head.RGB):
            raise ValueError(f"stride must be 1, or 2, 4 or 8 for an affine head, not {self.stride}")

    def to_json(self) -> dict[str, Any]:
        """Plain values from which `RainNetConfig(**values)` makes the same configuration."""
        return {**asdict(self), "norms": [str(n) for n in self.norms], "head": str(self.head)}


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


def _down(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(before, after, 4, 2, 1, bias=False))


def _up(before: int, after: int, *, bias: bool = False) -> nn.Sequential:
    return nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(before, after, 4, 2, 1, bias=bias))


def _gate(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(channels, channels, 1), nn.Sigmoid())


def _activated(features: Tensor) -> Tensor:
    """What a skip connection carries: the authors activate in place, so it is the activated features."""
    return F.leaky_relu(features, 0.2)


class InnermostBlock(nn.Module):
    """The bottom of the U: from 2×2 to 1×1 and back."""

    def __init__(self, channels: int, norms: tuple[Norm, Norm]) -> None:
        super().__init__()
        down_norm, up_norm = norms
        self.up = nn.Sequential(*_down(channels, channels), *_up(channels, channels))
        self.downnorm = make_norm(down_norm, channels)
        self.upnorm = make_norm(up_norm, channels)

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        activate_down, convolve, activate_up, transpose = self.up
        inner = self.downnorm(convolve(activate_down(features)), regions)
        outer = self.upnorm(transpose(activate_up(inner)), regions)
        return torch.cat((_activated(features), outer), dim=1)


class CodecBlock(nn.Module):
    """One of the equal levels in the middle: down, the block inside, up, dropout, and the skip beside it."""

    def __init__(self, channels: int, inner: nn.Module, *, norms: tuple[Norm, Norm], dropout: float) -> None:
        super().__init__()
        down_norm, up_norm = norms
        self.down = _down(channels, channels)
        self.downnorm = make_norm(down_norm, channels)
        self.submodule = inner
        self.up = _up(2 * channels, channels)
        self.upnorm = make_norm(up_norm, channels)
        self.dropout = nn.Dropout(dropout)

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        inner = self.submodule(self.downnorm(self.down(features), regions), regions)
        outer = self.dropout(self.upnorm(self.up(inner), regions))
        return torch.cat((_activated(features), outer), dim=1)


class RainNet(nn.Module):
    """See RainNetConfig. Input height and width of `predict` must be multiples of the network's size."""

    def __init__(self, config: RainNetConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or RainNetConfig()
        n, norms = config.ngf, tuple(config.norms)
        self.model_layer0 = nn.Conv2d(config.input_channels, n, 4, 2, 1, bias=False)
        self.model_layer1, self.model_layer1norm = _down(n, 2 * n), make_norm(norms[0], 2 * n)
        self.model_layer2, self.model_layer2norm = _down(2 * n, 4 * n), make_norm(norms[1], 4 * n)
        self.model_layer3, self.model_layer3norm = _down(4 * n, 8 * n), make_norm(norms[2], 8 * n)
        block: nn.Module = InnermostBlock(8 * n, (norms[6], norms[7]))
        for level in range(_middle_levels(config.size) + 2, 2, -1):
            places = (norms[level], norms[PLACES - 1 - level])
            block = CodecBlock(8 * n, block, norms=places, dropout=config.dropout)
        self.unet_block = block
        outer = ((11, 16 * n, 4 * n), (12, 8 * n, 2 * n), (13, 4 * n, n))[: OUTER_LAYERS[config.stride]]
        for layer, before, after in outer:
            setattr(self, f"model_layer{layer}", _up(before, after))
            setattr(self, f"model_layer{layer}norm", make_norm(norms[layer], after))
            if config.attention:
                setattr(self, f"model_layer{layer}att", _gate(2 * after))
        self._outer = tuple(layer for layer, _, _ in outer)
        self.model_out = self._last(2 * outer[-1][2])
        self.reset_parameters()

    def _last(self, channels: int) -> nn.Sequential:
        if self.config.head is Head.RGB:
            return nn.Sequential(*_up(channels, 3, bias=True), nn.Tanh())
        if self.config.stride == 1:
            return _up(channels, COEFFICIENTS, bias=True)
        return nn.Sequential(nn.ReLU(), nn.Conv2d(channels, COEFFICIENTS, 3, padding=1))

    def reset_parameters(self) -> None:
        """Draw convolutions with deviation 0.02; an affine head with 0.002, so that it starts near the
        identity.
        """
        for module in self.modules():
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                nn.init.normal_(module.weight, std=0.02)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
        if self.config.head is Head.AFFINE:
            nn.init.normal_(self.model_out[1].weight, std=0.002)  # type: ignore[arg-type]

    def forward(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        """Raw output B×3×H×W (−1…1 for an rgb head, unclamped for an affine one), before the background is
        put back.

        composite: B×3×H×W in −1…1. mask: B×1×H×W in 0…1, 1 = object. reference: B×1×H×W or None: where the
        look is taken from, by default all that is not object. H and W are multiples of the network's size for
        an rgb head; an affine one sees larger pictures shrunk to its size.
        """
        if self.config.head is Head.RGB:
            return self.predict(composite, mask, reference)
        seen = (None if t is None else self._shrunk(t) for t in (composite, mask, reference))
        return apply_affine(composite, self.predict(*seen))  # type: ignore[arg-type]

    def predict(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        """What the head predicts: a picture B×3×H×W, or coefficients B×12×H/stride×W/stride for
        `apply_affine`.

        The arguments are those of `forward`, H and W multiples of the network's size.
        """
        regions = Regions(mask, reference)
        x = composite if self.config.input_channels == 3 else torch.cat((composite, mask), dim=1)
        x0 = self.model_layer0(x)
        x1 = self.model_layer1norm(self.model_layer1(x0), regions)
        x2 = self.model_layer2norm(self.model_layer2(x1), regions)
        x3 = self.model_layer3norm(self.model_layer3(x2), regions)
        y: Tensor = self.unet_block(x3, regions)
        for layer, skip in zip(self._outer, (x2, x1, x0), strict=False):
            y = self._outward(layer, y, skip, regions)
        return self.model_out(y)  # type: ignore[no-any-return]

    def _outward(self, layer: int, features: Tensor, skip: Tensor, regions: Regions) -> Tensor:
        up, norm = getattr(self, f"model_layer{layer}"), getattr(self, f"model_layer{layer}norm")
        joined = torch.cat((_activated(skip), norm(up(features), regions)), dim=1)
        if not self.config.attention:
            return joined
        gate: nn.Module = getattr(self, f"model_layer{layer}att")
        return joined * gate(joined)  # type: ignore[no-any-return]

    def _shrunk(self, picture: Tensor) -> Tensor:
        size = self.config.size
        if max(picture.shape[-2:]) <= size:
            return picture
        return F.interpolate(picture, size=(size, size), mode="area")


def _middle_levels(size: int) -> int:
    """How many equal levels lie between the outer four halvings and the innermost one."""
    return size.bit_length() - 6


def apply_affine(picture: Tensor, coefficients: Tensor) -> Tensor:
    """`x + A·x + b` at each pixel of a B×3×H×W picture in −1…1.

    coefficients: B×12×h×w, interpolated to the picture's size; channel 4·j + k holds A[j, k] for k < 3 and
    b[j] for k = 3.
    """
    size = picture.shape[-2:]
    if coefficients.shape[-2:] != size:
        coefficients = F.interpolate(coefficients, size=size, mode="bilinear", align_corners=False)
    a = coefficients.reshape(picture.shape[0], 3, 4, *size)
    return picture + (a[:, :, :3] * picture.unsqueeze(1)).sum(dim=2) + a[:, :, 3]
