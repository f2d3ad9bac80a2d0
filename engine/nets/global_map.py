"""One colour transform for the whole object, regressed from how object and background differ.

Most of what harmonizing does is the same everywhere on the object. This small branch predicts that part from
feature statistics, and leaves to the decoder what varies from place to place.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.nets.regions import Regions, region_moments

HIDDEN = 256
COEFFICIENTS = 12


class GlobalMap(nn.Module):
    """Coefficients B×12×1×1 from mean and deviation of encoder features over the object and over its
    surroundings.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(4 * channels),
            nn.Linear(4 * channels, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
            nn.Linear(HIDDEN, COEFFICIENTS),
        )

    def reset_parameters(self) -> None:
        """Start at the identity."""
        last = self.layers[-1]
        assert isinstance(last, nn.Linear)
        nn.init.normal_(last.weight, std=0.002)
        nn.init.zeros_(last.bias)

    def forward(self, pyramid: list[Tensor], regions: Regions) -> Tensor:
        """pyramid: B×C×H×W features, `channels` in all."""
        statistics = [self._statistics(features.float(), regions) for features in pyramid]
        return self.layers(torch.cat(statistics, dim=1))[:, :, None, None]  # type: ignore[no-any-return]

    @staticmethod
    def _statistics(features: Tensor, regions: Regions) -> Tensor:
        weights = regions.at((features.shape[2], features.shape[3]))[:, [0, 2]]
        mean, std = region_moments(features, weights)
        return torch.cat((mean, std), dim=1).flatten(1)
