"""Dropout that leaves out the same features of a picture however a step is split."""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn

from training.batch import Part


class PictureDropout(nn.Dropout):
    """Dropout whose mask each picture draws from a seed of its own. number: of this layer in its network."""

    def __init__(self, p: float, number: int) -> None:
        super().__init__(p)
        self.number = number
        self.seeds: list[int] = []

    def forward(self, features: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return features
        generator = Generator(features.device)
        masks = [
            torch.rand(picture.shape, generator=generator.manual_seed(seed), device=features.device) >= self.p
            for picture, seed in zip(features, self.seeds, strict=True)
        ]
        return features * torch.stack(masks) / (1 - self.p)


def by_picture(network: nn.Module) -> None:
    """Replace the dropout layers of a network; its weights and their names stay."""
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout) and not isinstance(child, PictureDropout):
                setattr(module, name, PictureDropout(child.p, len(_layers(network))))


def seed(network: nn.Module, part: Part) -> None:
    """Prepare the dropout layers for a forward pass over the pictures of a part."""
    for layer in _layers(network):
        # Python's hash of numbers is the same on every machine.
        layer.seeds = [
            hash((part.seed, part.first + at, layer.number)) & 0x7FFF_FFFF_FFFF_FFFF
            for at in range(part.count)
        ]


def _layers(network: nn.Module) -> list[PictureDropout]:
    return [module for module in network.modules() if isinstance(module, PictureDropout)]
