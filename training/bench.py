"""`python -m training.bench`: what composites cost, by themselves and as a part of training steps; on photos
that are generated.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Generator

from engine.bench import Row, render
from engine.bench.row import fastest
from training import players, train
from training.batch import Batch, Part, Source
from training.config import TrainConfig
from training.data import PALETTE, PhotoBank
from training.memory import keep_freed
from training.objective import Objective, reconstruction
from training.processes import Processes
from training.synthesis import Synthesizer
from training.turns import Pieces

_AS_JSON = "--json"

PHOTOS, SIZE, BATCH = 16, 288, 16
LEAST = 150.0
"""Composites a second at 256×256: a training step on a CPU takes several times as long as its composites."""

STEP = 8
STEP_NGF = 64
STEP_RUNS = 3
MOST_OF_STEP = 1.15
"""What a step may take of the time of the same step on composites that are there."""


def run() -> list[Row]:
    """Composites a second, and a step with its composites against one without, on one thread.

    In a process of its own, as training is: after other benchmarks in one process composites take a twentieth
    longer. Processor time: what else the machine does takes nothing from the one core.
    """
    command = [sys.executable, "-m", "training.bench", _AS_JSON]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return [Row(**row) for row in json.loads(done.stdout)]


def _measured() -> list[Row]:
    keep_freed()
    torch.set_num_threads(1)
    return [_composites(), _step()]


def _composites() -> Row:
    synthesizer = Synthesizer(generated_photos())
    (milliseconds,) = fastest(
        lambda: [synthesizer.batch(Part.whole(BATCH, seed=seed)) for seed in range(4)],
        clock=time.process_time,
    )
    rate = 4 * BATCH / milliseconds * 1e3
    return Row("composites at 256×256 on one core", rate, "/s", LEAST, at_least=True)


def _step() -> Row:
    config = TrainConfig(data=Path("generated"), run=Path("unused"), batch=STEP, ngf=STEP_NGF, device="cpu")
    alone = Processes(torch.device("cpu"))
    synthesizer = Synthesizer(generated_photos())
    turns = (reconstruction(Objective(), bfloat16=config.bfloat16),)
    pieces = Pieces(synthesizer, STEP)
    whole = train.Run(config, players.initial_state(config, alone.device), turns, pieces, None, alone)
    ready = replace(whole, pieces=Pieces(_Ready(synthesizer.batch(Part.whole(STEP))), STEP))
    ours, yardstick = fastest(
        lambda: train.step(whole), lambda: train.step(ready), runs=STEP_RUNS, clock=time.process_time
    )
    label = f"training step, ngf {STEP_NGF}, batch {STEP}, with synthesis / without"
    return Row(label, ours, "ms", MOST_OF_STEP, yardstick=yardstick)


@dataclass(frozen=True, slots=True)
class _Ready(Source):
    """The same composites for every step."""

    composites: Batch

    def batch(self, part: Part) -> Batch:
        assert part.count == len(self.composites)
        return self.composites


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
    rows = _measured()
    as_json = sys.argv[1:] == [_AS_JSON]
    sys.stdout.write(f"{json.dumps([asdict(row) for row in rows]) if as_json else render(rows)}\n")
