"""`python -m training.bench`: how many composites a second one CPU core makes, on generated photos."""

from __future__ import annotations

import sys
import time

import numpy as np
import torch
from torch import Generator

from engine.bench import Row, render
from engine.bench.row import fastest
from training.batch import Part
from training.data import PALETTE, PhotoBank
from training.synthesis import Synthesizer

PHOTOS, SIZE, BATCH = 16, 288, 16
LEAST = 100.0
"""Composites a second at 256×256: a training step on a CPU takes several times as long as its composites."""


def run() -> list[Row]:
    """Composites a second at 256×256 on one thread."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        synthesizer = Synthesizer(generated_photos())
        (milliseconds,) = fastest(
            lambda: [synthesizer.batch(Part.whole(BATCH, seed=seed)) for seed in range(4)],
            clock=time.process_time,  # what else the machine does takes nothing from the one core
        )
    finally:
        torch.set_num_threads(threads)
    rate = 4 * BATCH / milliseconds * 1e3
    return [Row("composites at 256×256 on one core", rate, "/s", LEAST, at_least=True)]


def generated_photos() -> PhotoBank:
    """Smooth random photos, each with one object."""
    draw = np.random.default_rng(0)
    random = Generator().manual_seed(0)
    coarse = torch.rand(PHOTOS, 3, 9, 9, generator=random)
    photos = torch.nn.functional.interpolate(coarse, size=(SIZE, SIZE), mode="bicubic").clamp(0, 1)
    photos = (photos * 255).to(torch.uint8)
    masks = torch.zeros(PHOTOS, SIZE, SIZE, dtype=torch.uint8)
    masks[:, SIZE // 4 : SIZE * 3 // 4, SIZE // 4 : SIZE * 3 // 4] = 255
    colours = photos.flatten(2).transpose(1, 2)
    inside = masks[0].flatten().nonzero()[:, 0]
    anywhere = torch.from_numpy(draw.integers(0, SIZE * SIZE, PALETTE))
    within = inside[torch.from_numpy(draw.integers(0, len(inside), PALETTE))]
    return PhotoBank(
        photos=photos,
        masks=masks,
        owner=torch.arange(PHOTOS),
        photo_palettes=colours[:, anywhere],
        mask_palettes=colours[:, within],
        ids=tuple(f"generated-{i}" for i in range(PHOTOS)),
    )


if __name__ == "__main__":
    sys.stdout.write(render(run()) + "\n")
