"""What a step trains on, and which of it a process makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Batch:
    """composite, real: B×3×H×W in 0…1. mask: B×1×H×W in 0…1. reference: B×1×H×W, or None for all
    background. photo: B numbers, which photo each is of, where that is known.
    """

    composite: Tensor
    real: Tensor
    mask: Tensor
    reference: Tensor | None = None
    photo: Tensor | None = None

    @classmethod
    def joined(cls, batches: Sequence[Self]) -> Self:
        """All of them, one after the other."""
        reference = None
        if any(batch.reference is not None for batch in batches):
            reference = torch.cat([1 - b.mask if b.reference is None else b.reference for b in batches])
        return cls(
            torch.cat([batch.composite for batch in batches]),
            torch.cat([batch.real for batch in batches]),
            torch.cat([batch.mask for batch in batches]),
            reference,
            _joined([batch.photo for batch in batches]),
        )

    def __len__(self) -> int:
        return len(self.composite)

    @property
    def _tensors(self) -> tuple[Tensor | None, ...]:
        return self.composite, self.real, self.mask, self.reference, self.photo

    def split(self, counts: Sequence[int]) -> list[Self]:
        """In so many composites each."""
        pieces = [[None] * len(counts) if t is None else torch.split(t, list(counts)) for t in self._tensors]
        return [type(self)(*piece) for piece in zip(*pieces, strict=True)]

    def to(self, device: torch.device) -> Self:
        """The same batch on `device`."""
        moved = [None if tensor is None else tensor.to(device) for tensor in self._tensors]
        return type(self)(*moved)  # type: ignore[arg-type]


def _joined(photos: Sequence[Tensor | None]) -> Tensor | None:
    """None where not all are known."""
    known = [photo for photo in photos if photo is not None]
    return torch.cat(known) if len(known) == len(photos) else None


@dataclass(frozen=True, slots=True)
class Part:
    """The `count` composites from position `first` on, of the `of` that a step has over all processes.

    seed: of the step. seen: composites of the run before this step, so that seen + first … are the positions
    in the run as a whole.
    """

    seed: int
    first: int
    count: int
    of: int
    seen: int = 0

    @classmethod
    def whole(cls, count: int, *, seed: int = 0, seen: int = 0) -> Self:
        """All `count` composites of a step."""
        return cls(seed, first=0, count=count, of=count, seen=seen)

    def split(self, most: int) -> list[Part]:
        """This part in pieces of `most` composites; the last one may be smaller."""
        return [
            Part(self.seed, self.first + at, min(most, self.count - at), self.of, self.seen)
            for at in range(0, self.count, most)
        ]


class Source(Protocol):
    """Where composites come from.

    together: how many are best made at a time.
    """

    together: int = 1

    def batch(self, part: Part) -> Batch:
        """The composites of a part, on the training device.

        Each depends on the seed of the step and its own position alone: however a step is split among
        processes and pieces, it trains on the same composites.
        """
        ...

    def batches(self, parts: Sequence[Part]) -> list[Batch]:
        """Those of several parts, which may be of different steps."""
        return [self.batch(part) for part in parts]
