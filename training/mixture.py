"""Composites of two sources in every step."""

from __future__ import annotations

from collections.abc import Sequence

from training.batch import Batch, Part, Source


class Mixture(Source):
    """`share` of the composites of every step from `second`, the rest from `first`.

    They alternate as evenly as whole numbers allow, so that every process and every piece gets its share.
    """

    def __init__(self, first: Source, second: Source, *, share: float) -> None:
        if not 0 < share < 1:
            raise ValueError(f"the share of a mixture must be between 0 and 1, not {share}")
        self.first = first
        self.second = second
        self.share = share
        self.together = first.together

    def batch(self, part: Part) -> Batch:
        """The composites of both, those of `first` before those of `second`."""
        (batch,) = self.batches((part,))
        return batch

    def batches(self, parts: Sequence[Part]) -> list[Batch]:
        """Those of several parts."""
        found: list[list[Batch]] = [[] for _ in parts]
        both = [self.parts(part) for part in parts]
        for which, source in enumerate((self.first, self.second)):
            shares = {number: pair[which] for number, pair in enumerate(both) if pair[which].count}
            if shares:
                for number, batch in zip(shares, source.batches(list(shares.values())), strict=True):
                    found[number].append(batch)
        return [Batch.joined(batches) for batches in found]

    def parts(self, part: Part) -> tuple[Part, Part]:
        """What each source gives to a part."""
        begin, first, after, end = (
            self._seconds(part.seen + n) for n in (0, part.first, part.first + part.count, part.of)
        )
        second = Part(part.seed, first - begin, after - first, end - begin, seen=begin)
        rest = Part(
            part.seed,
            part.first - second.first,
            part.count - second.count,
            part.of - second.of,
            seen=part.seen - begin,
        )
        return rest, second

    def _seconds(self, position: int) -> int:
        """How many of the first `position` composites of the run are from the second source."""
        return int(position * self.share)
