"""One weights file made of others, from the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.nets.network import HarmonizationNetwork
from engine.weights import read_card, save_network
from training.ending import exit_code


def convert(
    make: Callable[[], HarmonizationNetwork], out: Path, *, facts: Callable[[], Mapping[str, str]]
) -> int:
    """Write the network that `make` gives, with these facts; the exit code, with a sentence on stderr where
    it is not 0.
    """
    return exit_code(lambda: save_network(make(), out, facts()))


def facts_of_parts(*paths: Path) -> dict[str, str]:
    """The facts of several weights files, each under the name of its file. Raises WeightsError."""
    return {f"{path.stem}, {name}": value for path in paths for name, value in read_card(path).facts.items()}
