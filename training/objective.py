"""What training minimises."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import torch
from torch import Tensor

from engine.nets.network import HarmonizationNetwork
from engine.nets.rainnet import RainNet
from training.batch import Batch
from training.others import Others
from training.state import GENERATOR
from training.turns import Players, Turn

_LEVEL = 1 / 255


class Loss(StrEnum):
    """What is far from the real picture: error per pixel and channel.

    FOREGROUND_L1, FOREGROUND_MSE: absolute and squared error, mean over the object, of pictures in 0…1. L1:
    absolute error, mean over the whole picture, of pictures in −1…1: the paper's.
    """

    FOREGROUND_L1 = "foreground-l1"
    FOREGROUND_MSE = "foreground-mse"
    L1 = "l1"


@dataclass(frozen=True, slots=True)
class Objective:
    """What the generator minimises of the difference from the real picture: a loss, with a small companion.

    weight: of the loss. least_part: for the losses over the object, objects that fill a smaller part of the
    picture count less, so that a few pixels of a tiny one do not rule a batch.
    decibels: weight of the logarithm of the squared error, which makes a decibel worth the same on every
    picture and so teaches restraint where little is wrong. floor: root mean square error in levels of 255
    below which that logarithm levels off; without it, pictures that need no change would drown all others.
    """

    loss: Loss = Loss.FOREGROUND_L1
    weight: float = 1.0
    least_part: float = 0.015
    decibels: float = 0.02
    floor: float = 6.0

    def __call__(self, output: Tensor, batch: Batch) -> Tensor:
        """output: B×3×H×W in 0…1."""
        error, area = output - batch.real, batch.mask.sum(dim=(1, 2, 3))
        absolute = _over_object(error.abs(), batch.mask)
        squared = _over_object(error.square(), batch.mask)
        least = area.clamp_min(self.least_part * batch.mask[0].numel())
        match self.loss:
            case Loss.FOREGROUND_L1:
                loss = absolute / least
            case Loss.FOREGROUND_MSE:
                loss = squared / least
            case Loss.L1:
                loss = 2 * absolute / batch.mask[0].numel()  # outside the object, pasted pictures agree
        companion = (squared / area.clamp_min(1.0) + (self.floor * _LEVEL) ** 2).log()
        return (self.weight * loss + self.decibels * companion).mean()


def _over_object(values: Tensor, mask: Tensor) -> Tensor:
    """Sums over the object, of the mean over channels: B numbers."""
    return (values * mask).sum(dim=(1, 2, 3)) / 3


def reconstruction(objective: Objective, *, bfloat16: bool, others: Others | None = None) -> Turn:
    """The generator learns to give the real picture back. others: see `harmonized`."""

    def losses(players: Players, batch: Batch) -> tuple[Tensor, ...]:
        network = players[GENERATOR].network
        assert isinstance(network, HarmonizationNetwork)
        return (objective(harmonized(network, batch, bfloat16=bfloat16, others=others), batch),)

    return Turn(GENERATOR, ("loss",), losses)


def harmonized(
    network: HarmonizationNetwork, batch: Batch, *, bfloat16: bool, others: Others | None = None
) -> Tensor:
    """The network's picture (B×3×H×W, about 0…1). others: whose transforms come before the U-Net of a RainNet
    instead of its own.
    """
    composite = batch.composite * 2 - 1
    with torch.autocast(composite.device.type, torch.bfloat16, enabled=bfloat16):
        if others is None:
            prediction = network.predict(composite, batch.mask, batch.reference)
        else:
            assert isinstance(network, RainNet)
            prediction = network.predict_after(
                others.transform(batch), composite, batch.mask, batch.reference
            )
    return network.applied(composite, prediction.float()) / 2 + 0.5
