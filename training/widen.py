"""Make a trained network twice as wide without changing what it computes: `python -m training.widen IN OUT`.

A narrow network sees several times as many composites in the same time; widened, it goes on from there with
the capacity of a wide one (T. Chen, I. Goodfellow, J. Shlens, "Net2Net: Accelerating Learning via Knowledge
Transfer", ICLR 2016, section 2.4).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Generator, Tensor, nn

from engine.nets import registry
from engine.nets.network import HarmonizationNetwork
from engine.types import EngineError
from engine.weights import read_card, read_network
from training.conversion import convert


class WidenError(EngineError):
    """A network has no twice as wide counterpart."""


DIFFERENCE = 0.25
"""Deviation, in parts of a layer's own, by which the two copies of a channel are made to differ."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Widen a weights file; 1 with a sentence on stderr where it cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m training.widen", description="Double a network's width.")
    parser.add_argument("weights", type=Path, help="weights file to start from")
    parser.add_argument("out", type=Path, help="weights file to write")
    given = parser.parse_args(arguments)
    return convert(
        lambda: widened(read_network(given.weights), Generator().manual_seed(0)),
        given.out,
        facts=lambda: {**read_card(given.weights).facts, "widened from": given.weights.name},
    )


@torch.no_grad()
def widened(network: HarmonizationNetwork, generator: Generator) -> HarmonizationNetwork:
    """A network of twice the `ngf` with the same output; its channels come in pairs that will learn apart.

    The two copies of a channel are read with weights w/2 + d and w/2 − d, d drawn from `generator`: the sum
    stays, the gradients differ. Raises WidenError where the width cannot be doubled.
    """
    try:
        wide = registry.build(replace(network.config, ngf=2 * network.config.ngf))
    except ValueError as error:
        raise WidenError(f"This network cannot be made twice as wide: {error}.") from error
    reads = {f"{name}.weight": _input_axis(module) for name, module in network.named_modules()}
    targets = wide.state_dict()
    for name, narrow in network.state_dict().items():
        targets[name].copy_(_doubled(narrow, targets[name].shape, reads.get(name), generator))
    return wide


def _input_axis(module: nn.Module) -> int | None:
    """The axis of a weight that runs over the channels it reads."""
    match module:
        case nn.ConvTranspose2d():
            return 0
        case nn.Conv2d():
            return 1
        case _:
            return None


def _doubled(narrow: Tensor, shape: torch.Size, reads: int | None, generator: Generator) -> Tensor:
    """`narrow` with every axis that is twice as long in `shape` repeated channel by channel."""
    wide = narrow
    for axis, (before, after) in enumerate(zip(narrow.shape, shape, strict=True)):
        if after not in (before, 2 * before):
            raise WidenError("This network cannot be made twice as wide: its layers would not all double.")
        if after != before:
            wide = wide.repeat_interleave(2, dim=axis)
    if reads is None or shape[reads] == narrow.shape[reads]:
        return wide
    halves = wide / 2
    pairs = halves.index_select(reads, torch.arange(0, shape[reads], 2))
    apart = torch.randn(pairs.shape, generator=generator) * (DIFFERENCE * halves.std())
    signed = torch.stack((apart, -apart), dim=reads + 1).flatten(reads, reads + 1)
    return halves + signed


if __name__ == "__main__":
    sys.exit(main())
