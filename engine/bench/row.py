"""One line of the benchmark, and how time is taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured against what.

    ours: in `unit`. yardstick: measured in the same run, in the same unit, or None. limit: the most that ours
    may be, as a multiple of the yardstick where there is one; with `at_least`, the least.
    """

    label: str
    ours: float
    unit: str
    limit: float
    yardstick: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours as a multiple of the yardstick."""
        return None if self.yardstick is None else self.ours / self.yardstick

    @property
    def ok(self) -> bool:
        """Whether the limit is kept."""
        judged = self.ours if self.ratio is None else self.ratio
        return judged >= self.limit if self.at_least else judged <= self.limit


def fastest(
    *calls: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, ...]:
    """The shortest time of each call, in ms; they take turns, so that what disturbs one disturbs all."""
    for call in calls:
        call()
    times = [[_milliseconds(call, clock) for call in calls] for _ in range(runs)]
    return tuple(min(column) for column in zip(*times, strict=True))


def _milliseconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    call()
    return (clock() - start) * 1e3
