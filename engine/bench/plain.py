"""The yardstick of the network: every layer as its paper writes it, in plain eager PyTorch."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from engine.nets.network import HarmonizationNetwork
from engine.nets.rain import RAIN
from engine.nets.regions import EPS, Regions


class PlainRAIN(nn.Module):
    """RAIN as J. Ling et al., CVPR 2021, eq. 3-6 have it: each region cut out, measured and normalised."""

    def __init__(self, layer: RAIN) -> None:
        super().__init__()
        self.foreground_gamma, self.foreground_beta = layer.foreground_gamma, layer.foreground_beta
        self.background_gamma, self.background_beta = layer.background_gamma, layer.background_beta

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        """As `RAIN.forward`: features B×C×H×W."""
        size = (features.shape[2], features.shape[3])
        foreground, background, look = regions.at(size).chunk(3, dim=1)
        mean, deviation = _statistics(features, foreground)
        back_mean, back_deviation = _statistics(features, background)
        look_mean, look_deviation = _statistics(features, look)
        objects = (features - mean) / deviation * look_deviation + look_mean
        objects = objects * (1 + _channels(self.foreground_gamma)) + _channels(self.foreground_beta)
        surroundings = (features - back_mean) / back_deviation
        surroundings = surroundings * (1 + _channels(self.background_gamma)) + _channels(self.background_beta)
        blended: Tensor = objects * foreground + surroundings * background
        return blended


def plain(network: HarmonizationNetwork) -> HarmonizationNetwork:
    """`network` with its RAIN layers written out, in evaluation mode; the weights are shared."""
    written = copy.deepcopy(network, {id(t): t for t in network.state_dict(keep_vars=True).values()})
    for parent in list(written.modules()):
        for name, child in list(parent.named_children()):
            if isinstance(child, RAIN):
                setattr(parent, name, PlainRAIN(child))
    return written.eval()


def _statistics(features: Tensor, region: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation B×C×1×1 over a region B×1×H×W, EPS in the count and under the root."""
    count = region.sum(dim=(2, 3), keepdim=True) + EPS
    mean = (features * region).sum(dim=(2, 3), keepdim=True) / count
    centred = features * region + (1 - region) * mean - mean
    variance = centred.square().sum(dim=(2, 3), keepdim=True) / count
    return mean, torch.sqrt(variance + EPS)


def _channels(parameter: Tensor) -> Tensor:
    return parameter[None, :, None, None]
