"""What training minimises."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from training.batch import Batch
from training.metrics import foreground_mse

_LEVEL = 1 / 255


@dataclass(frozen=True, slots=True)
class Objective:
    """The loss: mean absolute error over the object, with a small companion.

    least_area: objects of fewer pixels count less, so that a few pixels of a tiny one do not rule a batch.
    decibels: weight of the logarithm of the squared error, which makes a decibel worth the same on every
    picture and so teaches restraint where little is wrong. floor: root mean square error in levels of 255
    below which that logarithm levels off; without it, pictures that need no change would drown all others.
    """

    least_area: float = 1000.0
    decibels: float = 0.02
    floor: float = 6.0

    def __call__(self, output: Tensor, batch: Batch) -> Tensor:
        """output: B×3×H×W in 0…1."""
        area = batch.mask.sum(dim=(1, 2, 3)).clamp_min(self.least_area)
        absolute = ((output - batch.real).abs() * batch.mask).sum(dim=(1, 2, 3)) / (3 * area)
        squared = foreground_mse(output, batch.real, batch.mask)
        return (absolute + self.decibels * (squared + (self.floor * _LEVEL) ** 2).log()).mean()
