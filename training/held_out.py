"""Composites that a run is validated on and never trained on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from training.batch import Batch
from training.frozen import SIZE
from training.triplet_bank import Triplets


class HeldOut(Protocol):
    """ids: a name for each composite."""

    @property
    def ids(self) -> Sequence[str]: ...

    def share(self, rank: int, count: int) -> HeldOut:
        """Every `count`th composite from number `rank` on: what one of `count` processes measures."""
        ...

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """Some of the composites, 256×256, on the CPU."""
        ...

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """All composites in order, `size` at a time, on `device`."""
        ...


class HeldOutTriplets:
    """Prepared triplets, read when they are asked for and brought to 256×256."""

    def __init__(self, triplets: Triplets, numbers: Sequence[int] | None = None) -> None:
        """numbers: those that count, by default all."""
        self._triplets = triplets
        self._numbers = range(len(triplets)) if numbers is None else numbers
        self.ids = tuple(triplets.names[number] for number in self._numbers)

    def share(self, rank: int, count: int) -> HeldOutTriplets:
        """As `HeldOut` says."""
        return HeldOutTriplets(self._triplets, self._numbers[rank::count])

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """As `HeldOut` says."""
        rows = torch.stack([self._triplets.read(self._numbers[number]) for number in numbers])
        pictures = _at_size(rows.float()) / 255
        return Batch(pictures[:, 0:3], pictures[:, 3:6], pictures[:, 6:7])

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """As `HeldOut` says."""
        for start in range(0, len(self.ids), size):
            yield self.chosen(range(start, min(start + size, len(self.ids)))).to(device)


class HeldOutTogether:
    """Several kinds of held-out composites, one after the other."""

    def __init__(self, *kinds: HeldOut) -> None:
        self._kinds = kinds
        self.ids = tuple(chain.from_iterable(kind.ids for kind in kinds))

    def share(self, rank: int, count: int) -> HeldOutTogether:
        """As `HeldOut` says, of each kind."""
        return HeldOutTogether(*(kind.share(rank, count) for kind in self._kinds))

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """As `HeldOut` says."""
        return Batch.joined([self._one(number) for number in numbers])

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """As `HeldOut` says; a batch is of one kind."""
        for kind in self._kinds:
            yield from kind.batches(size, device)

    def _one(self, number: int) -> Batch:
        for kind in self._kinds:
            if number < len(kind.ids):
                return kind.chosen([number])
            number -= len(kind.ids)
        raise IndexError(f"there are {len(self.ids)} composites")


def _at_size(pictures: Tensor) -> Tensor:
    """B×C×256×256 in whole levels, averaged where that makes them smaller."""
    if pictures.shape[-1] == SIZE:
        return pictures
    sized = F.interpolate(pictures, (SIZE, SIZE), mode="bilinear", antialias=True, align_corners=False)
    return sized.round_().clamp_(0, 255)
