"""Whose turn it is to learn in a step, and from what; its gradient, in pieces that fit the memory."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine import device as devices
from training import dropout
from training.batch import Batch, Part, Source
from training.processes import Processes, SharedError
from training.state import Player

log = logging.getLogger(__name__)

Players = Mapping[str, Player]


class TooLargeError(SharedError):
    """Not even one composite fits into the memory."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One player's part of a step.

    terms: names of the losses, as the log has them. losses: gives their values for a batch, weighted, each
    the mean over its pictures; the player minimises their sum. The other players' weights are held meanwhile.
    """

    player: str
    terms: tuple[str, ...]
    losses: Callable[[Players, Batch], tuple[Tensor, ...]]


class Pieces:
    """The composites of a process, at most `most` at a time; made once for all turns of a step, and for as
    many steps at once as the source likes.
    """

    def __init__(
        self, source: Source, most: int, *, around: Callable[[Part], Sequence[Part]] = lambda part: (part,)
    ) -> None:
        """around: a part and those of other steps that are made with it."""
        self.source = source
        self.most = most
        self._around = around
        self._made: dict[Part, Batch] = {}

    def of(self, part: Part) -> Iterator[tuple[Part, Batch]]:
        """The pieces of a part, with the composites of each."""
        pieces = part.split(self.most)
        if any(piece not in self._made for piece in pieces):
            self._made = {}  # before there are more
            wanted = [piece for each in self._around(part) for piece in each.split(self.most)]
            self._made = dict(zip(wanted, self.source.batches(wanted), strict=True))
        for piece in pieces:
            yield piece, self._made[piece]

    def halve(self, device: torch.device) -> None:
        """Work in smaller pieces from here on. Raises TooLargeError where they are single composites."""
        if self.most == 1:
            raise TooLargeError(
                f"Not even one composite at a time fits into the memory of {devices.describe(device)}; "
                "choose a smaller --ngf, or another --device."
            )
        self.most = (self.most + 1) // 2
        self._around = lambda part: (part,)
        self._made = {}
        backend = getattr(torch, device.type)
        if hasattr(backend, "empty_cache"):
            backend.empty_cache()
        log.warning(
            "Out of memory: on with %d composites at a time, added up to the same steps; "
            "--micro-batch %d does so from the start.",
            self.most,
            self.most,
        )


def gradient(
    turn: Turn, players: Players, part: Part, *, pieces: Pieces, processes: Processes
) -> dict[str, Tensor]:
    """Leave the gradient of a whole step in the weights of the player whose turn it is; return its losses.

    part: this process's of the step. Where any process is out of memory all begin the turn anew, in pieces of
    half the size, with the buffers, such as running statistics, as they were.
    """
    for name, player in players.items():
        player.network.requires_grad_(requires_grad=name == turn.player)
    network = players[turn.player].network
    buffers = [buffer for player in players.values() for buffer in player.network.buffers()]
    before = [buffer.clone() for buffer in buffers]
    while True:
        network.zero_grad(set_to_none=True)
        losses = _accumulated(turn, players, part, pieces)
        if not processes.greatest(int(losses is None)):
            break
        for buffer, value in zip(buffers, before, strict=True):
            buffer.copy_(value)
        pieces.halve(processes.device)
    assert losses is not None
    # Running statistics of batch norms become the mean of those of the processes.
    running = [buffer.div_(processes.count) for buffer in _running_statistics(network)]
    slopes = [weight.grad for weight in network.parameters() if weight.grad is not None]
    processes.add_up([losses, *slopes, *running])
    return dict(zip(turn.terms, losses.unbind(), strict=True))


def _running_statistics(network: nn.Module) -> list[Tensor]:
    norms = (module for module in network.modules() if isinstance(module, nn.BatchNorm2d))
    return [buffer for norm in norms for buffer in norm.buffers() if buffer.is_floating_point()]


def _accumulated(turn: Turn, players: Players, part: Part, pieces: Pieces) -> Tensor | None:
    """Add the gradient of a part to the weights; its share of the losses, or None where memory ran out."""
    totals: list[Tensor] = []
    try:
        for piece, batch in pieces.of(part):
            for player in players.values():
                dropout.seed(player.network, piece)
            losses = torch.stack(turn.losses(players, batch)) * (piece.count / piece.of)
            losses.sum().backward()  # type: ignore[no-untyped-call]
            totals.append(losses.detach())
    except RuntimeError as error:
        if not devices.is_out_of_memory(error):
            raise
        return None
    return torch.stack(totals).sum(0)
