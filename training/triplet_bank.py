"""Composites that are there as pictures, from prepared folders of any size.

They are mapped from the disk, and what the next step needs is read while the device still works on this one.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Self

import torch
from torch import Generator, Tensor

from training.batch import Batch, Part, Source
from training.errors import DataError
from training.prepared import Shard, open_shards
from training.recolour import Draw
from training.view import ViewConfig, sample, view

_CHANNELS = slice(0, 3), slice(3, 6), slice(6, 7)
"""Of composite, real photo and mask in a row."""


@dataclass(frozen=True, slots=True)
class Triplets:
    """Some composites of prepared folders, in their order.

    shards: views of the files. places: C×4, shard and rows of composite, photo and mask in it. names, photos,
    subsets: of each composite.
    """

    shards: tuple[Shard, ...]
    places: Tensor
    names: tuple[str, ...]
    photos: tuple[str, ...]
    subsets: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """All of a folder. Raises DataError where it has none."""
        shards = tuple(open_shards(folder))
        places: list[list[int]] = []
        names: list[str] = []
        photos: list[str] = []
        subsets: list[str] = []
        for number, shard in enumerate(shards):
            owner = shard.owner.tolist()
            for row, mask in enumerate(shard.mask_of.tolist()):
                places.append([number, row, owner[mask], mask])
                photos.append(shard.names.photos[owner[mask]])
                subsets.append(shard.names.subsets[owner[mask]])
            names += shard.names.composites
        if not places:
            raise DataError(f"{folder} holds no composites.")
        return cls(shards, torch.tensor(places), tuple(names), tuple(photos), tuple(subsets))

    def only(self, photos: Collection[str]) -> Self:
        """The composites of these photos."""
        return self._where([photo in photos for photo in self.photos])

    def without(self, photos: Collection[str]) -> Self:
        """The composites of all other photos."""
        return self._where([photo not in photos for photo in self.photos])

    def _where(self, kept: list[bool]) -> Self:
        names, photos, subsets = (
            tuple(compress(values, kept)) for values in (self.names, self.photos, self.subsets)
        )
        return type(self)(self.shards, self.places[torch.tensor(kept)], names, photos, subsets)

    def __len__(self) -> int:
        return len(self.places)

    @property
    def size(self) -> int:
        """Height and width of the pictures."""
        return self.shards[0].photos.shape[-1]

    def read(self, number: int) -> Tensor:
        """uint8 7×S×S: composite, real photo and mask."""
        shard, composite, photo, mask = self.places[number].tolist()
        pixels = self.shards[shard]
        return torch.cat((pixels.composites[composite], pixels.photos[photo], pixels.masks[mask, None]))

    def mask(self, number: int) -> Tensor:
        """uint8 S×S."""
        shard, _, _, mask = self.places[number].tolist()
        pixels: Tensor = self.shards[shard].masks[mask]
        return pixels


class TripletBank(Source):
    """Makes batches of triplets on `device`, each composite once an epoch, in another order each time.

    Which composites a part gets follows from `seed` and its place in the run, how they are cropped and
    mirrored from the seed of the part. Raises DataError where there are no triplets.
    """

    def __init__(
        self,
        triplets: Triplets,
        device: torch.device,
        *,
        seed: int = 0,
        config: ViewConfig | None = None,
    ) -> None:
        if len(triplets) == 0:
            raise DataError("All composites are held out: none is left to train on.")
        self.triplets = triplets
        self.device = device
        self.config = config or ViewConfig()
        self.seed = seed
        self._orders: dict[int, list[int]] = {}
        self._reader = ThreadPoolExecutor(2, thread_name_prefix="triplets")
        self._coming: dict[int, Future[Tensor]] = {}

    def batch(self, part: Part) -> Batch:
        """The composites of a part; those of the same part of the next step are begun to be read."""
        first = part.seen + part.first
        now, then = (range(at, at + part.count) for at in (first, first + part.of))
        rows = self._rows(now)
        self._coming = {p: row for p, row in self._coming.items() if first <= p < then.stop}
        for position in then:
            if position not in self._coming:
                self._coming[position] = self._reader.submit(self.triplets.read, self.number(position))
        pinned = rows.is_pinned()
        return self._viewed(rows.to(self.device, non_blocking=pinned), Draw.of(part, device=self.device))

    def number(self, position: int) -> int:
        """The composite at a position of the run."""
        epoch, place = divmod(position, len(self.triplets))
        return self._order(epoch)[place]

    def _rows(self, positions: range) -> Tensor:
        """uint8 B×7×S×S, from what was read ahead where it was."""
        size, on_gpu = self.triplets.size, self.device.type == "cuda"
        rows = torch.empty(len(positions), 7, size, size, dtype=torch.uint8, pin_memory=on_gpu)
        for row, position in zip(rows, positions, strict=True):
            coming = self._coming.pop(position, None)
            row.copy_(self.triplets.read(self.number(position)) if coming is None else coming.result())
        return rows

    def _order(self, epoch: int) -> list[int]:
        if epoch not in self._orders:
            generator = Generator().manual_seed(self.seed * 1_000_003 + epoch)
            order = torch.randperm(len(self.triplets), generator=generator).tolist()
            self._orders = {e: o for e, o in self._orders.items() if e >= epoch - 1} | {epoch: order}
        return self._orders[epoch]

    def _viewed(self, rows: Tensor, draw: Draw) -> Batch:
        if self.config.plain and self.config.size == rows.shape[-1]:
            pictures = rows.float() / 255
        else:
            pictures = sample(rows, view(rows[:, 6], draw, self.config))
        return Batch(*(pictures[:, channels] for channels in _CHANNELS))
