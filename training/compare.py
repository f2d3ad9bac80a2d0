"""Measure several ways of harmonizing side by side: each composite is read once and given to all of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from tqdm import tqdm

from engine.types import EngineError
from training.ahead import ahead
from training.batch import Batch
from training.composites import Composites
from training.contenders import Contender
from training.errors import DataError
from training.journal import Journal, Rows
from training.scores import Scores, scored

log = logging.getLogger(__name__)

READERS = 2
"""Threads that read while others compute. At full size more would hold gigabytes of pictures."""


@dataclass(frozen=True, slots=True)
class Result:
    """A contender and its scores."""

    contender: Contender
    scores: Scores


@dataclass(frozen=True, slots=True)
class Comparison:
    """results: one a contender. numbers: the composites that were measured; ids, subsets: of each of them.

    skipped: a sentence for each composite that could not be used.
    """

    results: tuple[Result, ...]
    numbers: tuple[int, ...]
    ids: tuple[str, ...]
    subsets: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def compare(
    field: Sequence[Contender],
    composites: Composites,
    *,
    device: torch.device | None = None,
    unaltered: bool = True,
    journal: Journal | None = None,
) -> Comparison:
    """Scores of every contender, with a progress bar; `unaltered` as in `scored`.

    What `journal` holds is not measured again. Raises DataError where no composite can be used.
    """
    known: dict[int, Rows] = dict(journal.known) if journal is not None else {}
    measuring = _Measuring(field, composites, device or torch.device("cpu"), unaltered=unaltered)
    todo = [number for number in range(len(composites.ids)) if number not in known]
    groups = [todo[at : at + composites.together] for at in range(0, len(todo), composites.together)]
    with tqdm(total=len(composites.ids), initial=len(known), unit="picture", leave=False) as bar:
        for numbers, read in ahead(composites.chosen, groups, threads=READERS):
            for number, rows in measuring.rows(numbers, read):
                known[number] = rows
                if journal is not None:
                    journal.add(number, rows)
            bar.update(len(numbers))
    if not known:
        raise DataError(f"None of the {len(composites.ids)} composites can be used: {measuring.skipped[0]}")
    return _comparison(field, composites, known, measuring.skipped)


class _Measuring:
    def __init__(
        self, field: Sequence[Contender], composites: Composites, device: torch.device, *, unaltered: bool
    ) -> None:
        self.skipped: list[str] = []
        self._field = field
        self._composites = composites
        self._device = device
        self._unaltered = unaltered

    def rows(self, numbers: list[int], read: Callable[[], Batch]) -> list[tuple[int, Rows]]:
        """Figures of some composites, measured as one batch; where that fails, one by one."""
        try:
            batch = read().to(self._device)
            scores = [scored(c.method, batch, unaltered=self._unaltered).rows() for c in self._field]
        except EngineError as error:
            if len(numbers) > 1:
                alone = [[number] for number in numbers]
                return [row for one in alone for row in self.rows(one, partial(self._composites.chosen, one))]
            self.skipped.append(str(error))
            log.warning("Skipped: %s", error)
            return []
        return [(number, list(rows)) for number, *rows in zip(numbers, *scores, strict=True)]


def _comparison(
    field: Sequence[Contender], composites: Composites, known: dict[int, Rows], skipped: list[str]
) -> Comparison:
    numbers = sorted(known)
    results = (
        Result(contender, Scores.of_rows([known[number][place] for number in numbers]))
        for place, contender in enumerate(field)
    )
    return Comparison(
        results=tuple(results),
        numbers=tuple(numbers),
        ids=tuple(composites.ids[number] for number in numbers),
        subsets=tuple(composites.subsets[number] for number in numbers),
        skipped=tuple(skipped),
    )
