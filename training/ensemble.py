"""Take the mean of what trained global transforms say: `python -m training.ensemble OUT FIRST SECOND …`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.nets.ensemble import EnsembleConfig, EnsembleNet
from engine.nets.global_net import GlobalConfig
from engine.nets.network import HarmonizationNetwork
from engine.nets.semantic_net import SemanticConfig
from engine.types import EngineError
from engine.weights import read_network
from training.conversion import convert, facts_of_parts


class EnsembleError(EngineError):
    """Networks cannot be members of one ensemble."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make one weights file of several; 1 with a sentence on stderr where that cannot be."""
    parser = argparse.ArgumentParser(
        prog="python -m training.ensemble", description="Take the mean of what global transforms say."
    )
    parser.add_argument("out", type=Path, help="weights file to write")
    parser.add_argument("members", type=Path, nargs="+", help="weights files of transforms")
    parser.add_argument("--shares", type=float, nargs="+", default=(), help="how much each counts")
    given = parser.parse_args(arguments)
    return convert(
        lambda: together([read_network(path) for path in given.members], shares=given.shares),
        given.out,
        facts=lambda: facts_of_parts(*given.members),
    )


def together(networks: Sequence[HarmonizationNetwork], *, shares: Sequence[float] = ()) -> EnsembleNet:
    """Raises EnsembleError for networks that are not global or semantic transforms, for too many, and for
    shares that do not go with them.
    """
    configs = []
    for network in networks:
        if not isinstance(network.config, GlobalConfig | SemanticConfig):
            raise EnsembleError(f"Members must be global or semantic transforms, not {network.config.title}.")
        configs.append(network.config)
    try:
        ensemble = EnsembleNet(EnsembleConfig(members=tuple(configs), shares=tuple(shares)))
    except ValueError as error:
        raise EnsembleError(f"These cannot be an ensemble: {error}.") from error
    for member, network in zip(ensemble.members, networks, strict=True):
        member.load_state_dict(network.state_dict())
    return ensemble


if __name__ == "__main__":
    sys.exit(main())
