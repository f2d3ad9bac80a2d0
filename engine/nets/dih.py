"""DIH: an encoder and a decoder round one vector, with skips that are added.

Source: Y.-H. Tsai et al., "Deep Image Harmonization", CVPR 2017, without its branch for semantics. The layers
are those of the authors' published Caffe network for 512×512, less the innermost convolution on either side,
so that 256×256 fits: the version that W. Cong et al., "DoveNet", CVPR 2020, measured on iHarmony4 and later
papers compare with. Ours: batch norm learns its statistics (theirs were frozen).

With RAIN: J. Ling et al., CVPR 2021, put their layer into this network too, and do not say where. Here it
takes the place of batch norm in the decoder, as in their own network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets.network import SIZES, HarmonizationNetwork, NetworkConfig, draw_convolutions
from engine.nets.norms import Norm, make_norm
from engine.nets.regions import Regions

_WIDTHS = (1, 1, 2, 2, 4, 4)
"""Channels of the encoder's levels in units of `ngf`, outermost first; the decoder's are the same."""

_VECTOR = 8


@dataclass(frozen=True, slots=True)
class DihConfig(NetworkConfig):
    """Architecture of a DIH. encoder_norm, decoder_norm: what follows every convolution of that half."""

    architecture: ClassVar[str] = "dih"
    title: ClassVar[str] = "DIH"
    sizes: ClassVar[tuple[int, ...]] = SIZES[-1:]

    input_channels: int = 4
    encoder_norm: Norm = Norm.BN
    decoder_norm: Norm = Norm.BN

    def __post_init__(self) -> None:
        NetworkConfig.__post_init__(self)  # super() does not work in a dataclass with slots
        object.__setattr__(self, "encoder_norm", Norm(self.encoder_norm))
        object.__setattr__(self, "decoder_norm", Norm(self.decoder_norm))


class Level(nn.Module):
    """A convolution, its norm, and ELU."""

    def __init__(self, convolution: nn.Conv2d | nn.ConvTranspose2d, norm: Norm) -> None:
        super().__init__()
        self.convolution = convolution
        self.norm = make_norm(norm, convolution.out_channels)

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        return F.elu(self.norm(self.convolution(features), regions))


class DIH(HarmonizationNetwork):
    """See DihConfig. Its picture head is linear; a reference region sets the look where there is RAIN."""

    config: DihConfig

    def __init__(self, config: DihConfig | None = None) -> None:
        super().__init__()
        self.config = config = config or DihConfig()
        widths = [config.ngf * width for width in _WIDTHS]
        halves = zip((config.input_channels, *widths), widths, strict=False)
        self.encoder = nn.ModuleList(
            Level(nn.Conv2d(before, after, 4, 2, 1, bias=False), config.encoder_norm)
            for before, after in halves
        )
        vector = _VECTOR * config.ngf
        # A 4×4 convolution is the paper's fully connected layer at 256×256, and slides over larger pictures.
        self.vector = nn.Conv2d(widths[-1], vector, 4)
        innermost = Level(nn.ConvTranspose2d(vector, widths[-1], 4, bias=False), config.decoder_norm)
        doubles = zip(widths[::-1], widths[-2::-1], strict=False)
        self.decoder = nn.ModuleList(
            [
                innermost,
                *(
                    Level(nn.ConvTranspose2d(before, after, 4, 2, 1, bias=False), config.decoder_norm)
                    for before, after in doubles
                ),
            ]
        )
        self.last = nn.ConvTranspose2d(widths[0], config.outputs, 4, 2, 1)
        draw_convolutions(self, std=0.01, last=self.last)
        nn.init.normal_(self.vector.weight, std=0.005)

    def predict(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        regions = Regions(mask, reference)
        features, skips = self._seen(composite, mask), []
        for level in self.encoder:
            features = level(features, regions)
            skips.append(features)
        features = self.vector(features)
        for level in self.decoder:
            features = level(features, regions) + skips.pop()
        return self.last(features)  # type: ignore[no-any-return]
