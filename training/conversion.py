"""One weights file made of others, from the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from engine.nets.network import HarmonizationNetwork
from engine.types import EngineError
from engine.weights import read_card, save_network


def convert(
    make: Callable[[], HarmonizationNetwork], out: Path, *, source: Path, note: Mapping[str, str]
) -> int:
    """Write the network that `make` gives, with the facts of `source` and a note; the exit code, 1 with a
    sentence on stderr where that cannot be.
    """
    try:
        save_network(make(), out, {**read_card(source).facts, **note})
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0
