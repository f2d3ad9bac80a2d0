"""Measure a weights file again: `python -m training.rescore WEIGHTS.safetensors --data PHOTOS`.

What a network does with its weights may change with the program; what its card says of its scores must
follow. All else that the card says stays, and so do the weights, bit for bit where they are float16.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.weights import read_card, read_network
from training.composites import edits_named
from training.ending import exit_code
from training.export import card_scores, check_name, write
from training.frozen import EDITS_FILE, FrozenComposites
from training.scores import of_network


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when done, 1 with one sentence on stderr where it cannot be; then nothing is written."""
    parser = argparse.ArgumentParser(
        prog="python -m training.rescore", description="Write the scores on the card of a weights file anew."
    )
    parser.add_argument("weights", type=Path, help="weights file, NAME.safetensors; NAME.md is its card")
    parser.add_argument(
        "--data", type=Path, required=True, help="photo folder or tar with the split's photos"
    )
    parser.add_argument("--edits", type=Path, default=EDITS_FILE, help="edits of the validation composites")
    options = parser.parse_args(arguments)
    return exit_code(lambda: rescore(options.weights, options.data, edits=options.edits))


def rescore(weights: Path, data: Path, *, edits: Path) -> None:
    """Measure, and write the file and its page anew; EngineError where nothing is written."""
    check_name(weights)
    network = read_network(weights)
    facts = dict(read_card(weights).facts)
    with edits_named(edits):
        composites = FrozenComposites(data, edits=edits)
    scores, pages = card_scores(of_network(network), composites)
    write(network, weights, facts | scores, pages)


if __name__ == "__main__":
    sys.exit(main())
