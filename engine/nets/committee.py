"""Regressions from what is known of a picture to the twelve numbers of a colour transform, and their mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from engine.nets.network import COEFFICIENTS


def regression(seen: int, units: int, *, dropout: float) -> nn.Sequential:
    """From numbers B×seen to coefficients B×12, at first the identity's. units: of the second layer, half of
    the first's.
    """
    return nn.Sequential(
        nn.LayerNorm(seen),
        *(nn.Linear(seen, 2 * units), nn.ReLU(), nn.Dropout(dropout)),
        *(nn.Linear(2 * units, units), nn.ReLU(), nn.Dropout(dropout)),
        zeroed(nn.Linear(units, COEFFICIENTS)),
    )


def zeroed(layer: nn.Linear) -> nn.Linear:
    """A layer that says 0 until it is trained."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return layer


class Committee(nn.Module):
    """The mean of what several regressions say: each learns by itself, and errs a little differently."""

    def __init__(self, members: Iterable[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, known: Tensor) -> Tensor:
        return self.each(known).mean(dim=0)

    def each(self, known: Tensor) -> Tensor:
        """What every member says, M×B×12."""
        return torch.stack([member(known) for member in self.members])

    def merged(self) -> MergedCommittee:
        """The same as one network, for inference."""
        return MergedCommittee(list(self.members))


class MergedCommittee(nn.Module):
    """What a Committee says, in less time for one picture: what its members do alike is done once.

    members: as `regression` makes them; their weights must not change any more.
    """

    def __init__(self, members: Sequence[nn.Module]) -> None:
        super().__init__()
        layers: Any = zip(*(member.children() for member in members), strict=True)
        norms, firsts, _, _, seconds, _, _, lasts = layers
        after_norm = list(zip(norms, firsts, strict=True))
        with torch.no_grad():
            self.first = torch.cat([linear.weight * norm.weight for norm, linear in after_norm])
            biases = [linear.bias + linear.weight @ norm.bias for norm, linear in after_norm]
            self.first_bias = torch.cat(biases)
            self.second = torch.stack([linear.weight.T for linear in seconds])
            self.second_bias = torch.stack([linear.bias for linear in seconds]).unsqueeze(1)
            self.last = torch.stack([linear.weight.T for linear in lasts])
            self.last_bias = torch.stack([linear.bias for linear in lasts]).unsqueeze(1)

    def forward(self, known: Tensor) -> Tensor:
        return self.each(known).mean(dim=0)

    def each(self, known: Tensor) -> Tensor:
        """What every member says, M×B×12."""
        standard = F.layer_norm(known, known.shape[1:])
        hidden = F.linear(standard, self.first, self.first_bias).relu_()
        each = hidden.view(len(known), len(self.second), -1).transpose(0, 1)
        further = torch.baddbmm(self.second_bias, each, self.second).relu_()
        return torch.baddbmm(self.last_bias, further, self.last)
