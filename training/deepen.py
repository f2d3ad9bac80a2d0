"""Give a trained global transform more layers without changing what it computes: `python -m training.deepen`.

A shallow one learns fast; deepened by residual blocks that add nothing at first, it goes on from there (as
Net2DeeperNet in T. Chen, I. Goodfellow, J. Shlens, "Net2Net", ICLR 2016, section 2.5).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from engine.nets.global_net import GlobalNet
from engine.nets.network import HarmonizationNetwork
from engine.types import EngineError
from engine.weights import read_card, read_network
from training.conversion import convert


class DeepenError(EngineError):
    """A network cannot be deepened so."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Deepen a weights file; 1 with a sentence on stderr where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m training.deepen", description="Give a global transform residual blocks."
    )
    parser.add_argument("weights", type=Path, help="weights file to start from")
    parser.add_argument("out", type=Path, help="weights file to write")
    parser.add_argument("--blocks", type=int, default=1, help="residual blocks in each inner level, in all")
    given = parser.parse_args(arguments)
    torch.manual_seed(0)
    return convert(
        lambda: deepened(read_network(given.weights), given.blocks),
        given.out,
        facts=lambda: {**read_card(given.weights).facts, "deepened from": given.weights.name},
    )


def deepened(network: HarmonizationNetwork, blocks: int) -> GlobalNet:
    """A network of that many blocks with the same output. Raises DeepenError where that cannot be."""
    if not isinstance(network, GlobalNet):
        raise DeepenError(f"Only a global transform can be deepened, not {network.config.title}.")
    if blocks <= network.config.blocks:
        raise DeepenError(f"It has {network.config.blocks} blocks already; ask for more than that.")
    try:
        deep = GlobalNet(replace(network.config, blocks=blocks))
    except ValueError as error:
        raise DeepenError(f"It cannot be deepened: {error}.") from error
    deep.load_state_dict(network.state_dict(), strict=False)
    return deep


if __name__ == "__main__":
    sys.exit(main())
