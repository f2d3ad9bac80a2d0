"""Put a trained global transform before a trained RainNet: `python -m training.join GLOBAL RAINNET OUT`.

Each learns alone at the speed and size that suits it; joined, the U-Net goes on from there to correct what
one transform for the whole object cannot. The trainer does the same with `--before GLOBAL --init RAINNET`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from engine.nets.ensemble import EnsembleNet
from engine.nets.global_net import GlobalNet
from engine.nets.network import HarmonizationNetwork
from engine.nets.rainnet import RainNet
from engine.nets.semantic_net import SemanticNet
from engine.types import EngineError
from engine.weights import read_network
from training.conversion import convert, facts_of_parts


class JoinError(EngineError):
    """Two networks do not go together."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Join two weights files; 1 with a sentence on stderr where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m training.join", description="Put a global transform before a RainNet."
    )
    parser.add_argument("first", type=Path, help="weights file of a global transform")
    parser.add_argument("then", type=Path, help="weights file of a RainNet with an affine head")
    parser.add_argument("out", type=Path, help="weights file to write")
    parser.add_argument("--share", type=float, default=1.0, help="part of what the second says that is taken")
    given = parser.parse_args(arguments)
    return convert(
        lambda: joined(read_network(given.first), read_network(given.then), share=given.share),
        given.out,
        facts=lambda: facts_of_parts(given.first, given.then),
    )


@torch.no_grad()
def joined(first: HarmonizationNetwork, then: HarmonizationNetwork, *, share: float = 1.0) -> RainNet:
    """A RainNet that computes `first` and then `then`; one that `then` may have had is replaced.

    share: part of the coefficients of `then` that is taken.

    Raises JoinError where these networks cannot be joined.
    """
    if not isinstance(first, GlobalNet | SemanticNet | EnsembleNet):
        raise JoinError(f"The first network must be a global transform, not {first.config.title}.")
    if type(then) is not RainNet:
        raise JoinError(f"The second network must be a RainNet, not {then.config.title}.")
    try:
        network = RainNet(replace(then.config, before=first.config))
    except ValueError as error:
        raise JoinError(f"The second network takes none before it: {error}.") from error
    assert network.overall is not None
    own = {name: weight for name, weight in then.state_dict().items() if not name.startswith("overall.")}
    network.load_state_dict(own, strict=False)
    network.overall.load_state_dict(first.state_dict())
    for parameter in network.model_out.parameters():
        parameter.mul_(share)
    return network


if __name__ == "__main__":
    sys.exit(main())
