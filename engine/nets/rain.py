"""Region-aware normalisation: the layers that make the network look at the background.

RAIN: J. Ling et al., "Region-aware Adaptive Instance Normalization for Image Harmonization", CVPR 2021, eq.
3-6.
RN: T. Yu et al., "Region Normalization for Image Inpainting", AAAI 2020, with object and background as
regions.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.nets.regions import Regions, region_moments


class RegionNorm(nn.Module):
    """RN: object and background each normalised by their own statistics, then scaled and shifted."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.foreground_gamma = nn.Parameter(torch.zeros(channels))
        self.foreground_beta = nn.Parameter(torch.zeros(channels))
        self.background_gamma = nn.Parameter(torch.zeros(channels))
        self.background_beta = nn.Parameter(torch.zeros(channels))

    def forward(self, features: Tensor, regions: Regions) -> Tensor:
        """Normalise B×C×H×W features. Statistics are computed in float32 whatever the features are."""
        size, dtype = (features.shape[2], features.shape[3]), features.dtype
        exact = features.float()
        if dtype is torch.float16:  # it has no room for the constants of a region that is empty at this size
            features = exact
        scale, shift = (t.to(features.dtype)[..., None, None] for t in self._constants(exact, regions))
        # Each region is one multiply-add with its own constants, and the mask picks between them.
        as_object = torch.addcmul(shift[:, :, 0], features, scale[:, :, 0])
        as_background = torch.addcmul(shift[:, :, 1], features, scale[:, :, 1])
        return as_background.lerp_(as_object, regions.at(size)[:, :1].to(features.dtype)).to(dtype)

    def _constants(self, features: Tensor, regions: Regions) -> tuple[Tensor, Tensor]:
        """Multipliers and offsets, each B×C×2 (object, background)."""
        weights = regions.at((features.shape[2], features.shape[3]))
        if regions.look_is_background:
            weights = weights[:, :2]
        mean, std = region_moments(features, weights)
        target_mean, target_std = self._target(mean, std)
        gamma = torch.stack((self.foreground_gamma, self.background_gamma), dim=1)
        beta = torch.stack((self.foreground_beta, self.background_beta), dim=1)
        scale = target_std / std[..., :2]
        shift = target_mean - mean[..., :2] * scale
        return scale * (1 + gamma), shift * (1 + gamma) + beta

    def _target(self, mean: Tensor, std: Tensor) -> tuple[Tensor, Tensor]:
        """Statistics (mean, deviation; B×C×2) that object and background have after normalising."""
        return torch.zeros_like(mean[..., :2]), torch.ones_like(std[..., :2])


class RAIN(RegionNorm):
    """RAIN: the object's features take mean and deviation of the background's, the background's become
    standard.
    """

    def _target(self, mean: Tensor, std: Tensor) -> tuple[Tensor, Tensor]:
        zero, one = torch.zeros_like(mean[..., -1]), torch.ones_like(std[..., -1])
        return torch.stack((mean[..., -1], zero), dim=2), torch.stack((std[..., -1], one), dim=2)
