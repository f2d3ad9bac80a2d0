"""The frozen validation composites: which photo, which mask, how recoloured. The photos themselves are not kept here.

The edits are stored, not drawn again, so that scores stay comparable while the synthesis improves.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Generator, Tensor

from training.data import DataError, PhotoBank, load_photos
from training.recolour import Draw
from training.synthesis import Batch, Recolouring, SynthesisConfig, Synthesizer, recoloured

EDITS_FILE = Path(__file__).parent / "validation_edits.npz"
SIZE = 256


def freeze(bank: PhotoBank, path: Path, *, seed: int = 0) -> None:
    """Draw one composite for each photo of `bank` that has a mask and write the edits to `path`."""
    config = SynthesisConfig(edit_weights=(0.0, 1.0, 1.0, 1.0, 1.0, 2.0))
    draw = Draw(Generator().manual_seed(seed))
    first, number = torch.unique_consecutive(bank.owner, return_counts=True)
    offset = (draw.uniform(len(first)) * number).long()
    mask_number = number.cumsum(0) - number + offset
    edits = Synthesizer(bank, config).recolouring(bank.owner[mask_number], mask_number, draw)
    np.savez_compressed(
        path,
        ids=np.array([bank.ids[i] for i in first]),
        mask_offset=offset.numpy().astype(np.uint8),
        tables=(edits.tables * 255).round().to(torch.uint8).numpy(),
        light=edits.light.numpy().astype(np.float32),
    )


class FrozenComposites:
    """The validation composites, in memory, in a fixed order.

    pictures are 256×256, the whole photo stretched. `source` is a photo folder or tar that has every photo needed.
    """

    def __init__(self, source: Path, *, edits: Path = EDITS_FILE) -> None:
        try:
            with np.load(edits) as stored:
                ids, offset = [str(i) for i in stored["ids"]], torch.from_numpy(stored["mask_offset"]).long()
                tables = torch.from_numpy(stored["tables"]).float() / 255
                light = torch.from_numpy(stored["light"])
        except (OSError, KeyError, ValueError) as error:
            raise DataError(f"The validation edits {edits} cannot be read: {error}") from error
        bank = load_photos(source, size=SIZE, only=ids)
        owner, number = torch.unique_consecutive(bank.owner, return_counts=True)
        if [bank.ids[i] for i in owner] != ids or bool((offset >= number).any()):
            raise DataError(f"The photos or masks in {source} are not those the validation edits were made for.")
        mask_number = number.cumsum(0) - number + offset
        self.ids = tuple(ids)
        self.mask = bank.masks[mask_number].unsqueeze(1).float() / 255
        self.real = bank.photos[bank.owner[mask_number]].float() / 255
        # Sixteen at a time: the lookup's working memory is many times that of the pictures.
        rows = torch.arange(len(ids)).split(16)
        self.composite: Tensor = torch.cat(
            [recoloured(self.real[r], self.mask[r], Recolouring(tables[r], light[r])) for r in rows]
        )

    def __len__(self) -> int:
        return len(self.ids)

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """All composites in order, `size` at a time, on `device`."""
        for rows in torch.arange(len(self)).split(size):
            yield Batch(*(t[rows].to(device) for t in (self.composite, self.real, self.mask)))
