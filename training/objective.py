"""What training minimises."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.nets.network import HarmonizationNetwork
from training.batch import Batch
from training.state import GENERATOR
from training.turns import Players, Turn

_LEVEL = 1 / 255


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss: mean absolute error over the object, with a small companion.

    least_part: objects that fill a smaller part of the picture count less, so that a few pixels of a tiny one
    do not rule a batch.
    decibels: weight of the logarithm of the squared error, which makes a decibel worth the same on every
    picture and so teaches restraint where little is wrong. floor: root mean square error in levels of 255
    below which that logarithm levels off; without it, pictures that need no change would drown all others.
    """

    least_part: float = 0.015
    decibels: float = 0.02
    floor: float = 6.0

    def __call__(self, output: Tensor, batch: Batch) -> Tensor:
        """output: B×3×H×W in 0…1."""
        error, area = output - batch.real, batch.mask.sum(dim=(1, 2, 3))
        absolute = _over_object(error.abs(), batch.mask) / (
            3 * area.clamp_min(self.least_part * batch.mask[0].numel())
        )
        squared = _over_object(error.square(), batch.mask) / (3 * area.clamp_min(1.0))
        return (absolute + self.decibels * (squared + (self.floor * _LEVEL) ** 2).log()).mean()


def _over_object(values: Tensor, mask: Tensor) -> Tensor:
    return (values * mask).sum(dim=(1, 2, 3))


def reconstruction(objective: Objective, *, bfloat16: bool) -> Turn:
    """The generator learns to give the real picture back."""

    def losses(players: Players, batch: Batch) -> tuple[Tensor, ...]:
        network = players[GENERATOR].network
        assert isinstance(network, HarmonizationNetwork)
        return (objective(harmonized(network, batch, bfloat16=bfloat16), batch),)

    return Turn(GENERATOR, ("loss",), losses)


def harmonized(network: HarmonizationNetwork, batch: Batch, *, bfloat16: bool) -> Tensor:
    """The network's picture (B×3×H×W, about 0…1)."""
    composite = batch.composite * 2 - 1
    with torch.autocast(composite.device.type, torch.bfloat16, enabled=bfloat16):
        prediction = network.predict(composite, batch.mask, batch.reference)
    return network.applied(composite, prediction.float()) / 2 + 0.5
