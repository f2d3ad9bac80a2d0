"""Composites that a run is validated on and never trained on."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Protocol, Self

import torch
import torch.nn.functional as F
from torch import Tensor

from training.batch import Batch
from training.errors import DataError
from training.frozen import SIZE
from training.triplet_bank import Triplets

log = logging.getLogger(__name__)


class HeldOut(Protocol):
    """Composites of 256×256. ids: a name for each. subsets: what tables list each under, "" for nothing.

    together: how many may share a batch.
    """

    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def subsets(self) -> Sequence[str]: ...
    @property
    def together(self) -> int: ...

    def share(self, rank: int, count: int) -> HeldOut:
        """Every `count`th composite from number `rank` on: what one of `count` processes measures."""
        ...

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """Some of the composites, on the CPU."""
        ...

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """All composites in order, `size` at a time, on `device`."""
        ...


class HeldOutTriplets:
    """Prepared triplets, read when they are asked for, as `pasted` has them.

    Those whose object or background vanishes at 256×256 are left out, with a warning.
    """

    together = 8

    def __init__(self, triplets: Triplets) -> None:
        """Raises DataError where none is left."""
        self._triplets = triplets
        self._numbers = [number for number in range(len(triplets)) if self._is_usable(number)]
        if not self._numbers:
            raise DataError("There are no composites to measure on.")

    @property
    def ids(self) -> Sequence[str]:
        """As `HeldOut` says."""
        return [self._triplets.names[number] for number in self._numbers]

    @property
    def subsets(self) -> Sequence[str]:
        """As `HeldOut` says."""
        return [self._triplets.subsets[number] for number in self._numbers]

    def share(self, rank: int, count: int) -> Self:
        """As `HeldOut` says."""
        share = copy.copy(self)
        share._numbers = self._numbers[rank::count]
        return share

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """As `HeldOut` says."""
        rows = torch.stack([self._triplets.read(self._numbers[number]) for number in numbers])
        pictures = _at_size(rows)
        return pasted(pictures[:, 0:3], pictures[:, 3:6], pictures[:, 6:7])

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """As `HeldOut` says."""
        for start in range(0, len(self._numbers), size):
            yield self.chosen(range(start, min(start + size, len(self._numbers)))).to(device)

    def _is_usable(self, number: int) -> bool:
        reason = lacking(_at_size(self._triplets.mask(number)[None, None]))
        if reason is not None:
            log.warning("Skipped: %s: %s.", self._triplets.names[number], reason)
        return reason is None


class HeldOutTogether:
    """Several kinds of held-out composites, one after the other."""

    together = 8

    def __init__(self, *kinds: HeldOut) -> None:
        self._kinds = kinds

    @property
    def ids(self) -> Sequence[str]:
        """As `HeldOut` says."""
        return list(chain.from_iterable(kind.ids for kind in self._kinds))

    @property
    def subsets(self) -> Sequence[str]:
        """As `HeldOut` says."""
        return list(chain.from_iterable(kind.subsets for kind in self._kinds))

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


def pasted(composite: Tensor, real: Tensor, mask: Tensor) -> Batch:
    """What is measured of triplets (uint8 B×C×H×W): the object, cut at one half, on the photo's background.

    C ← M·C + (1−M)·R, as in the authors' evaluation of RainNet.
    """
    inside = (mask > 127).float()
    changed, photo = composite / 255, real / 255
    return Batch(photo + inside * (changed - photo), photo, inside)


def lacking(mask: Tensor) -> str | None:
    """Why nothing can be measured with a mask (uint8): no object, or no background."""
    inside = mask > 127
    if not inside.any():
        return "nothing of its object is left in the mask"
    return "its mask leaves no background" if inside.all() else None


def _at_size(pictures: Tensor) -> Tensor:
    """uint8 B×C×256×256, averaged where that makes them smaller."""
    if pictures.shape[-1] == SIZE:
        return pictures
    sized = F.interpolate(
        pictures.float(), (SIZE, SIZE), mode="bilinear", antialias=True, align_corners=False
    )
    return sized.round_().clamp_(0, 255).to(torch.uint8)
