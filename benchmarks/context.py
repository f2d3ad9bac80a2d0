"""Does a network see more of an object if it is shown only the surroundings, not the whole picture?

`python -m benchmarks.context --data PHOTOS --weights FILE` applies the frozen validation edits to the photos
at the size they are stored in, harmonizes them through the program with context crops of several sizes, and
scores them there, by how much of the picture the object covers.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from unittest import mock

import torch
from torch import Tensor

from engine import harmonizer
from engine.default_weights import default_path
from training import contenders
from training.compare import compare
from training.frozen import StoredComposites
from training.scores import Scores

LEAST = (1.25, 1.5, 2.0, 3.0, 4.0, math.inf)
CLASSES = (0.0, 0.02, 0.05, 0.15, 1.0)
"""Bounds of the part of the picture that objects cover."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parse(arguments)
    composites = StoredComposites(options.data)
    program = contenders.of_program(options.weights, options.weights.stem, torch.device("cpu"))

    def scores(contender: contenders.Contender) -> Scores:
        return compare([contender], composites, unaltered=False).results[0].scores

    headings = [f"{low:.0%}-{high:.0%}" for low, high in pairwise(CLASSES)]
    sys.stdout.write(f"| context | {' | '.join(headings)} | all |\n{'|---' * (len(CLASSES) + 1)}|\n")
    before = scores(contenders.nothing())
    _row("unmodified, dB", before.foreground_psnr, before.ratio)
    for least in LEAST:
        with mock.patch.object(harmonizer, "CONTEXT", least):
            _row(f"{least:g}, gain", scores(program).gain, before.ratio)


def _row(name: str, figures: Tensor, covered: Tensor) -> None:
    cells = []
    for low, high in pairwise(CLASSES):
        chosen = (covered > low) & (covered <= high)
        cells.append(f"{figures[chosen].mean().item():.2f} ({int(chosen.sum())})")
    sys.stdout.write(f"| {name} | {' | '.join(cells)} | {figures.mean().item():.2f} |\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.context", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="photo folder or tar with the validation photos"
    )
    parser.add_argument(
        "--weights", type=Path, default=default_path(), help="weights file (default: the bundled one)"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
