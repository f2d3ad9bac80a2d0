"""Networks that give the whole object one colour transform."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from engine.nets.network import HarmonizationNetwork, Head, NetworkConfig


@dataclass(frozen=True, slots=True)
class GlobalTransformConfig(NetworkConfig):
    """Base of their architectures: an affine head, and shown their mask."""

    head: Head = Head.AFFINE
    input_channels: int = 4

    def __post_init__(self) -> None:
        NetworkConfig.__post_init__(self)  # super() does not work in a dataclass with slots
        if self.head is not Head.AFFINE:
            raise ValueError("a transform of the whole object has an affine head")
        if self.input_channels != 4:
            raise ValueError("a transform of the whole object is shown its mask: it has 4 input channels")


class GlobalTransform(HarmonizationNetwork):
    """Base of the networks whose coefficients are the same at every pixel."""

    def predict(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        transform, strength = self.judged(composite, mask, reference)
        return (transform * strength)[:, :, None, None].expand(-1, -1, *composite.shape[-2:])

    def transform(self, composite: Tensor, mask: Tensor, reference: Tensor | None = None) -> Tensor:
        """Coefficients B×12 as `apply_affine` has them. Arguments: see `predict`; pictures of any size."""
        raise NotImplementedError

    def judged(
        self, composite: Tensor, mask: Tensor, reference: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """The `transform`, and what part of it is to be made, B×1 in 0…1."""
        return self.transform(composite, mask, reference), composite.new_ones(len(composite), 1)


def shrunk(pictures: Tensor, size: int) -> Tensor:
    """Pictures B×C×H×W as B×C×size×size, float32: each pixel the mean of those it covers, at least in part.

    The same as `adaptive_avg_pool2d`, which MPS lacks for sizes that are no multiples, by two matrices.
    """
    height, width = pictures.shape[-2:]
    if (height, width) == (size, size):
        return pictures.float()
    rows, columns = (_means(length, size).to(pictures.device) for length in (height, width))
    with torch.autocast(pictures.device.type, enabled=False):
        return rows @ pictures.float() @ columns.T


@cache
def _means(before: int, after: int) -> Tensor:
    """after×before: the row of each new pixel holds equal weights that add up to one."""
    matrix = torch.zeros(after, before)
    for row in range(after):
        covered = slice(row * before // after, -(-(row + 1) * before // after))
        matrix[row, covered] = 1 / (covered.stop - covered.start)
    return matrix
