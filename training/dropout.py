"""Dropout that leaves out the same features of a picture however a step is split."""

from __future__ import annotations

import torch
from torch import Generator, Tensor, nn

from training.batch import Part


class ByPicture(nn.Module):
    """A layer whose random numbers each picture draws from a seed of its own. number: of this layer in its
    network.
    """

    def __init__(self, number: int = 0) -> None:
        super().__init__()
        self.number = number
        self.seeds: list[int] = []

    def uniform(self, pictures: Tensor, *shape: int) -> Tensor:
        """Numbers B×shape in 0…1, for B pictures on their device."""
        generator = Generator(pictures.device)
        drawn = [
            torch.rand(shape, generator=generator.manual_seed(seed), device=pictures.device)
            for _, seed in zip(pictures, self.seeds, strict=True)
        ]
        return torch.stack(drawn)


class PictureDropout(ByPicture):
    """Dropout with masks by picture."""

    def __init__(self, p: float, number: int) -> None:
        super().__init__(number)
        self.p = p

    def forward(self, features: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return features
        return features * (self.uniform(features, *features.shape[1:]) >= self.p) / (1 - self.p)


def by_picture(network: nn.Module) -> None:
    """Replace the dropout layers of a network; its weights and their names stay."""
    for module in list(network.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout):
                setattr(module, name, PictureDropout(child.p, len(_layers(network))))


def seed(network: nn.Module, part: Part) -> None:
    """Prepare the layers that draw for a forward pass over the pictures of a part."""
    for layer in _layers(network):
        # Python's hash of numbers is the same on every machine.
        layer.seeds = [
            hash((part.seed, part.first + at, layer.number)) & 0x7FFF_FFFF_FFFF_FFFF
            for at in range(part.count)
        ]


def _layers(network: nn.Module) -> list[ByPicture]:
    return [module for module in network.modules() if isinstance(module, ByPicture)]
