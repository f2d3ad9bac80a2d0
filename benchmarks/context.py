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
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np
import torch
from tqdm import tqdm

from engine import Harmonizer, harmonizer
from engine.types import U8
from training.data import pictures
from training.frozen import EDITS_FILE, Edits
from training.metrics import foreground_psnr
from training.synthesis import Recolouring, recoloured

LEAST = (1.25, 1.5, 2.0, 3.0, 4.0, math.inf)
CLASSES = (0.0, 0.02, 0.05, 0.15, 1.0)
"""Bounds of the part of the picture that objects cover."""


@dataclass(frozen=True, slots=True)
class Composite:
    """composite, real: H×W×3. mask: H×W."""

    composite: U8
    real: U8
    mask: U8


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    options = _parse(arguments)
    composites = stored_size_composites(options.data)
    covered = np.array([c.mask.mean() / 255 for c in composites])
    before = np.array([_psnr(c.composite, c) for c in composites])
    predictor = Harmonizer.load(options.weights, device="cpu", precision="float32")
    headings = [f"{low:.0%}-{high:.0%}" for low, high in pairwise(CLASSES)]
    sys.stdout.write(f"| context | {' | '.join(headings)} | all |\n{'|---' * (len(CLASSES) + 1)}|\n")
    _row("unmodified, dB", before, covered)
    for least in LEAST:
        with mock.patch.object(harmonizer, "CONTEXT", least):
            after = [
                _psnr(predictor.harmonize(c.composite, c.mask).image, c)
                for c in tqdm(composites, leave=False)
            ]
        _row(f"{least:g}, gain", np.array(after) - before, covered)


def stored_size_composites(source: Path) -> list[Composite]:
    """The frozen validation composites at the size the photos have in `source`."""
    edits = Edits.read(EDITS_FILE)
    photos: dict[str, U8] = {}
    masks: dict[str, U8] = {}
    for is_photo, name, pixels in pictures(source, only=set(edits.ids), skipped=[]):
        (photos if is_photo else masks)[name] = pixels
    composites = []
    for i, (photo, offset) in enumerate(zip(edits.ids, edits.mask_offset.tolist(), strict=True)):
        mask = masks[sorted(name for name in masks if name.rpartition("_")[0] == photo)[offset]]
        real = torch.from_numpy(photos[photo].transpose(2, 0, 1).copy()).unsqueeze(0) / 255
        one = Recolouring(edits.recolouring.tables[i : i + 1], edits.recolouring.light[i : i + 1])
        changed = recoloured(real, torch.from_numpy(mask)[None, None] / 255, one)
        pixels = (changed[0] * 255).round().permute(1, 2, 0).numpy().astype(np.uint8)
        composites.append(Composite(np.ascontiguousarray(pixels), photos[photo], mask))
    return composites


def _psnr(picture: U8, c: Composite) -> float:
    output, real = (
        torch.from_numpy(p.transpose(2, 0, 1).copy()).unsqueeze(0) / 255 for p in (picture, c.real)
    )
    return foreground_psnr(output, real, torch.from_numpy(c.mask)[None, None] / 255).item()


def _row(name: str, figures: np.ndarray, covered: np.ndarray) -> None:
    cells = []
    for low, high in pairwise(CLASSES):
        chosen = (covered > low) & (covered <= high)
        cells.append(f"{figures[chosen].mean():.2f} ({chosen.sum()})")
    sys.stdout.write(f"| {name} | {' | '.join(cells)} | {figures.mean():.2f} |\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.context", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="photo folder or tar with the validation photos"
    )
    parser.add_argument("--weights", type=Path, help="weights file (default: the bundled one)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
