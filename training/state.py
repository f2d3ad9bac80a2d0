"""What a run consists of between two steps."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from engine.nets.network import HarmonizationNetwork

GENERATOR = "generator"
"""Name of the player that harmonizes: the one that is averaged, validated and exported."""


@dataclass(slots=True)
class Player:
    """A network and what trains it. learning_rate: the peak of its schedule."""

    network: nn.Module
    optimizer: Optimizer
    learning_rate: float


@dataclass(slots=True)
class State:
    """Everything a run consists of. Composites are drawn from (seed, step), so no generator state is needed.

    players: the networks that learn, by name; an adversary is a second one. average: the generator's averaged
    weights. step: optimiser steps taken. seen: composites trained on. best: highest validation foreground
    PSNR so far, dB. stale: validations since then. kept: of the validations whose weights are kept, the best
    one first, foreground PSNR and `seen`. rewinds: how often the run went back because the loss was no longer
    a number. losses: by name, summed over the `loss_steps` steps since the last row of the log. settings: how
    the run is trained, as text.
    """

    players: dict[str, Player]
    average: HarmonizationNetwork
    losses: dict[str, Tensor] = field(default_factory=dict)
    step: int = 0
    seen: int = 0
    best: float = float("-inf")
    stale: int = 0
    kept: list[tuple[float, int]] = field(default_factory=list)
    rewinds: int = 0
    loss_steps: int = 0
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def network(self) -> HarmonizationNetwork:
        """The generator's network."""
        network = self.players[GENERATOR].network
        assert isinstance(network, HarmonizationNetwork)
        return network

    def is_finite(self) -> bool:
        """Whether this state may be kept: all weights, and the losses since the last row, are numbers."""
        weights = [p for player in self.players.values() for p in player.network.parameters()]
        numbers = [*self.losses.values(), *weights]
        return bool(torch.stack([torch.isfinite(n).all() for n in numbers]).all())

    def count(self, losses: dict[str, Tensor], *, composites: int) -> None:
        """Note a step that was taken."""
        self.step += 1
        self.seen += composites
        self.loss_steps += 1
        for name, loss in losses.items():
            self.losses[name] = self.losses.get(name, 0.0) + loss

    def judge(self, figure: float, *, keep: int) -> bool:
        """Note a validation's foreground PSNR; whether it is the best so far. keep: how many are kept."""
        better = figure > self.best
        self.best = max(figure, self.best)
        self.stale = 0 if better else self.stale + 1
        self.kept = sorted([*self.kept, (figure, self.seen)], reverse=True)[:keep]
        return better

    def mean_losses(self) -> dict[str, float]:
        """The means since the last row of the log, which starts anew."""
        means = {name: total.item() / self.loss_steps for name, total in self.losses.items()}
        self.losses, self.loss_steps = {}, 0
        return means

    def follow(self, decay: float) -> None:
        """Move the averaged weights toward the generator's; faster at the start, while they are still far
        off.
        """
        follow(self.average, self.network, decay=min(decay, (1 + self.step) / (10 + self.step)))


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, *, decay: float) -> None:
    """Move averaged weights by 1 − decay toward those of the network; its buffers are taken as they are."""
    torch._foreach_lerp_(list(average.parameters()), list(network.parameters()), 1 - decay)
    for old, new in zip(average.buffers(), network.buffers(), strict=True):
        old.copy_(new)
