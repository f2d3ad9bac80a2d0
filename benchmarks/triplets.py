"""How many triplets a second one core delivers: prepared ones, beside decoding JPEG and PNG of the same size.

    python -m benchmarks.triplets

The pictures are generated. Time is that of the processor, so what else the machine does takes nothing away.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch

from training.batch import Part
from training.own_triplets import FOLDERS
from training.prepare import prepare
from training.triplet_bank import TripletBank, Triplets
from training.triplet_pictures import read_object, read_picture
from training.view import ViewConfig

SIZE, COUNT, BATCH = 256, 256, 16
PLAIN = ViewConfig(size=SIZE, crop=0, mirror=0)


def main() -> None:
    """Print a line each way."""
    logging.disable(logging.INFO)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as place:
        files, folder = Path(place) / "files", Path(place) / "prepared"
        generate(files)
        prepare(files, folder, size=SIZE)
        triplets = Triplets.of(folder)
        _row("decoded from JPEG and PNG", lambda: _each(lambda number: _decoded(files, number)))
        _row("prepared, read", lambda: _each(triplets.read))
        for name, config in (("as they are", PLAIN), ("cropped and mirrored", ViewConfig(size=SIZE))):
            bank = TripletBank(triplets, torch.device("cpu"), config=config)
            _row(f"prepared, as batches of floats, {name}", lambda bank=bank: _batches(bank))


def generate(root: Path) -> None:
    """Smooth photos with some grain, each with a disc that is brighter in the composite."""
    rng = np.random.default_rng(0)
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
    for number in range(COUNT):
        coarse = rng.uniform(0, 255, (9, 9, 3)).astype(np.float32)
        smooth = cv2.resize(coarse, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC)
        photo = (smooth + rng.normal(0, 4, smooth.shape)).clip(0, 255).astype(np.uint8)
        mask = np.zeros((SIZE, SIZE), np.uint8)
        cv2.circle(mask, (SIZE // 2, SIZE // 2), SIZE // 4, 255, -1)
        composite = np.where(mask[..., None] > 0, cv2.add(photo, (30, 30, 30, 0)), photo)
        for folder, suffix, pixels in zip(
            FOLDERS, ("jpg", "png", "jpg"), (composite, mask, photo), strict=True
        ):
            cv2.imwrite(str(root / folder / f"{number}.{suffix}"), pixels, [cv2.IMWRITE_JPEG_QUALITY, 95])


def _decoded(root: Path, number: int) -> None:
    for folder in (FOLDERS[0], FOLDERS[2]):
        read_picture(root / folder / f"{number}.jpg", published=True, size=SIZE)
    read_object(root / FOLDERS[1] / f"{number}.png", published=True, size=SIZE)


def _each(action: Callable[[int], object]) -> None:
    for number in range(COUNT):
        action(number)


def _batches(bank: TripletBank) -> None:
    for seen in range(0, COUNT, BATCH):
        bank.batch(Part.whole(BATCH, seed=seen, seen=seen))


def _row(name: str, action: Callable[[], object]) -> None:
    action()  # once more for what only the first time costs
    start = time.process_time()
    action()
    sys.stdout.write(f"{name:50} {COUNT / (time.process_time() - start):8.0f} /s\n")


if __name__ == "__main__":
    main()
