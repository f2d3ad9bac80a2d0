"""RainNet: a U-Net that recolours the object of a composite, with region-aware normalisation in its decoder.

Source: J. Ling et al., "Region-aware Adaptive Instance Normalization for Image Harmonization", CVPR 2021.
Parameter names are those of the authors' published checkpoint, so that it loads as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets.ensemble import TransformConfig, make_transform, nested_json
from engine.nets.network import (
    HarmonizationNetwork,
    Head,
    NetworkConfig,
    changed,
    composed,
    draw_convolutions,
)
from engine.nets.norms import Norm, make_norm
from engine.nets.regions import Regions

ENCODER_PLACES = 7
PLACES = 2 * ENCODER_PLACES
_ALL_CHANNELS = 7
RAIN_DECODER = (Norm.IN,) * 6 + (Norm.NONE,) + (Norm.RAIN,) * 7


@dataclass(frozen=True, slots=True)
class RainNetConfig(NetworkConfig):
    """Architecture of a RainNet.

    norms: the 14 switches, seven of the encoder from the second convolution to the innermost, then seven of
    the decoder from the innermost outwards. attention: gate the outermost skips. dropout: probability in the
    middle decoder blocks while training.

    size: halved down to one pixel; the paper's is 256. A smaller one has fewer of the three equal middle
    levels, and the switches of those it lacks mean nothing. before: of what changes the object
    as a whole before the U-Net sees it; that takes an affine head. input_channels: 7 to show the U-Net what
    came of that, the mask, and the composite as it came.
    """

    architecture: ClassVar[str] = "rainnet"
    title: ClassVar[str] = "RainNet"
    channels: ClassVar[tuple[int, ...]] = (3, 4, _ALL_CHANNELS)

    norms: Sequence[Norm] = RAIN_DECODER
    attention: bool = True
    dropout: float = 0.5
    before: TransformConfig | None = None

    def __post_init__(self) -> None:
        NetworkConfig.__post_init__(self)  # super() does not work in a dataclass with slots
        object.__setattr__(self, "norms", tuple(Norm(n) for n in self.norms))
        if len(self.norms) != PLACES:
            raise ValueError(f"norms needs {PLACES} switches, not {len(self.norms)}")
        if self.norms[ENCODER_PLACES - 1] not in (Norm.NONE, Norm.BN):
            raise ValueError("the innermost encoder features are 1×1: they have no deviation to normalise by")
        if not 0 <= self.dropout <= 1:
            raise ValueError(f"dropout must be in 0…1, not {self.dropout}")
        if self.before is not None and self.head is not Head.AFFINE:
            raise ValueError("a global transform before the U-Net takes an affine head")

    def to_json(self) -> dict[str, Any]:
        values = {**NetworkConfig.to_json(self), "norms": [str(n) for n in self.norms]}
        del values["before"]
        return values if self.before is None else {**values, "before": nested_json(self.before)}


def _down(before: int, after: int) -> nn.Sequential:
    return nn.Sequential(nn.LeakyReLU(0.2), nn.Conv2d(before, after, 4, 2, 1, bias=False))


def _up(before: int, after: int, *, bias: bool = False) -> nn.Sequential:
    return nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(before, after, 4, 2, 1, bias=bias))


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


class RainNet(HarmonizationNetwork):
    """See RainNetConfig. The look is taken from the reference region by the places that hold RAIN."""

    config: RainNetConfig

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
        for layer, before, after in ((11, 16 * n, 4 * n), (12, 8 * n, 2 * n), (13, 4 * n, n)):
            setattr(self, f"model_layer{layer}", _up(before, after))
            setattr(self, f"model_layer{layer}norm", make_norm(norms[layer], after))
            if config.attention:
                setattr(self, f"model_layer{layer}att", self._attention(2 * after))
        last = _up(2 * n, config.outputs, bias=True)
        self.model_out = last if config.head is Head.AFFINE else nn.Sequential(*last, *self._squashed())
        draw_convolutions(self, std=0.02, last=self.model_out[1])
        self.overall = None if config.before is None else make_transform(config.before)

    def _attention(self, channels: int) -> nn.Module:
        """What attends to features of `channels` beside an outer layer."""
        return nn.Sequential(nn.Conv2d(channels, channels, 1), nn.Sigmoid())

    def _squashed(self) -> tuple[nn.Module, ...]:
        """What keeps a picture within −1…1."""
        return (nn.Tanh(),)

    def predict(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        if self.overall is None:
            return self._unet(composite, composite, mask, reference)
        transform, strength = self.overall.judged(composite, mask, reference)
        return self.predict_after(transform, composite, mask, reference) * strength[:, :, None, None]

    def predict_after(
        self, transform: Tensor, composite: Tensor, mask: Tensor, reference: Tensor | None = None
    ) -> Tensor:
        """As `predict`, with a transform B×12 of all of the object that is known already."""
        so_far = changed(composite, transform, mask)
        return composed(self._unet(so_far, composite, mask, reference).to(transform.dtype), transform)

    def _unet(self, so_far: Tensor, composite: Tensor, mask: Tensor, reference: Tensor | None) -> Tensor:
        """so_far: what came of the composite before."""
        regions = Regions(mask, reference)
        seen = self._seen(so_far, mask)
        if self.config.input_channels == _ALL_CHANNELS:
            seen = torch.cat((seen, composite), dim=1)
        x0 = self.model_layer0(seen)
        x1 = self.model_layer1norm(self.model_layer1(x0), regions)
        x2 = self.model_layer2norm(self.model_layer2(x1), regions)
        x3 = self.model_layer3norm(self.model_layer3(x2), regions)
        y: Tensor = self.unet_block(x3, regions)
        for layer, skip in ((11, x2), (12, x1), (13, x0)):
            y = self._outward(layer, y, skip, regions)
        return self.model_out(y)  # type: ignore[no-any-return]

    def _outward(self, layer: int, features: Tensor, skip: Tensor, regions: Regions) -> Tensor:
        up, norm = getattr(self, f"model_layer{layer}"), getattr(self, f"model_layer{layer}norm")
        joined = torch.cat((_activated(skip), norm(up(features), regions)), dim=1)
        if not self.config.attention:
            return joined
        return self._attended(getattr(self, f"model_layer{layer}att"), joined, regions)

    def _attended(self, attention: nn.Module, features: Tensor, regions: Regions) -> Tensor:
        del regions
        return features * attention(features)  # type: ignore[no-any-return]


def _middle_levels(size: int) -> int:
    """How many equal levels lie between the outer four halvings and the innermost one."""
    return size.bit_length() - 6
