"""Composites of two sources in every step."""

from __future__ import annotations

from training.batch import Batch, Part, Source


class Mixture:
    """`share` of the composites of every step from `second`, the rest from `first`: a Source.

    They alternate as evenly as whole numbers allow, so that every process and every piece gets its share.
    """

    def __init__(self, first: Source, second: Source, *, share: float) -> None:
        if not 0 < share < 1:
            raise ValueError(f"the share of a mixture must be between 0 and 1, not {share}")
        self.first = first
        self.second = second
        self.share = share

    def batch(self, part: Part) -> Batch:
        """The composites of both, those of `first` before those of `second`."""
        parts = self.parts(part)
        sources = (self.first, self.second)
        return Batch.joined([s.batch(p) for s, p in zip(sources, parts, strict=True) if p.count])

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
