"""The tables of an evaluation: our own figures, and those in the form of the tables of the RainNet paper.

Table 1 is by sub-set of iHarmony4, Table 2 by the part of the picture that the object covers, Table 3 by
network (J. Ling et al., CVPR 2021). Each figure is the mean over the pictures of its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.compare import Comparison, Result
from training.scores import CLEARLY, Scores
from training.triplets import SUBSETS

RATIOS = ((0.0, 0.05), (0.05, 0.15), (0.15, 0.30), (0.15, 1.0), (0.30, 1.0))
"""Classes of the part of the picture that the object covers; from the first number on, below the second."""


@dataclass(frozen=True, slots=True)
class Column:
    """heading: with an arrow to where it is better. figure: its name among the means."""

    heading: str
    figure: str
    form: str = "{:.2f}"


_PAPER = (
    Column("PSNR ↑", "psnr"),
    Column("MSE ↓", "mse"),
    Column("fMSE ↓", "foreground_mse"),
    Column("fL1 ↓", "foreground_l1"),
    Column("SSIM ↑", "ssim", "{:.4f}"),
    Column("fPSNR ↑", "foreground_psnr"),
)
_OURS = (
    Column("fPSNR ↑", "foreground_psnr"),
    Column("gain ↑", "gain", "{:+.2f}"),
    Column("fMSE ↓", "foreground_mse", "{:.0f}"),
    Column("fL1 ↓", "foreground_l1"),
    Column("MSE ↓", "mse", "{:.1f}"),
    Column("PSNR ↑", "psnr"),
    Column("SSIM ↑", "ssim", "{:.4f}"),
)
_RESTRAINT = (
    Column("worse", "worse", "{:.1%}"),
    Column(f"worse by over {CLEARLY:g} dB", "clearly_worse", "{:.1%}"),
    Column("mean fall, dB", "fall"),
    Column("unaltered photos: change of the object, levels", "unaltered"),
    Column("of the photo, levels", "unaltered_photo"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """words: the first `words` columns hold words, the others numbers."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    note: str = ""

    def markdown(self) -> str:
        """With the title as a heading of the second level."""
        rule = ["---"] * self.words + ["---:"] * (len(self.headings) - self.words)
        lines = [f"| {' | '.join(cells)} |" for cells in (self.headings, rule, *self.rows)]
        note = f"\n{self.note}\n" if self.note else ""
        return f"## {self.title}\n\n" + "\n".join(lines) + f"\n{note}"


def tables(comparison: Comparison) -> list[Table]:
    """All that there is something to say in."""
    found = [overall(comparison.results), restraint(comparison.results)]
    if any(comparison.subsets):
        found.append(by_subset(comparison))
    found.append(by_ratio(comparison))
    models = [result for result in comparison.results if result.contender.model]
    if models:
        found.append(_by_model(models))
    return found


def overall(results: Sequence[Result]) -> Table:
    """Means over all composites."""
    title = f"All {len(results[0].scores):,} composites"
    return _of_methods(title, results, _OURS, note="gain: fPSNR above the unmodified composite, dB.")


def restraint(results: Sequence[Result]) -> Table:
    """How often and how much a method does harm, and what it does to photos that need no change."""
    note = (
        "worse: the part of the composites whose fPSNR fell; mean fall: of those. unaltered photos: how much "
        "the object changes where the photo itself is harmonized, mean over its pixels and channels, then "
        "over those of the photo."
    )
    return _of_methods("Restraint", results, _RESTRAINT, note=note)


def by_subset(comparison: Comparison) -> Table:
    """Table 1 of the paper."""
    known = [name for name in SUBSETS if name in comparison.subsets]
    others = sorted(set(comparison.subsets) - set(known))
    groups = [
        (name, torch.tensor([subset == name for subset in comparison.subsets])) for name in (*known, *others)
    ]
    return _of_groups("Table 1. By sub-set", "sub-set", groups, comparison.results)


def by_ratio(comparison: Comparison) -> Table:
    """Table 2 of the paper."""
    ratio = comparison.results[0].scores.ratio
    groups = [
        (f"{low:.0%}–{high:.0%}", (ratio >= low) & ((ratio < high) | (high == 1))) for low, high in RATIOS
    ]
    return _of_groups("Table 2. By the part covered by the object", "object", groups, comparison.results)


def _by_model(results: Sequence[Result]) -> Table:
    """Table 3 of the paper: networks, each under the name of its weights file."""
    rows = [(r.contender.model, r.contender.name, *_cells(r.scores, _PAPER)) for r in results]
    headings = ("network", "weights", *(c.heading for c in _PAPER))
    return Table("Table 3. By network", headings, tuple(rows), words=2)


def _of_methods(title: str, results: Sequence[Result], columns: Sequence[Column], *, note: str) -> Table:
    rows = tuple((result.contender.name, *_cells(result.scores, columns)) for result in results)
    return Table(title, ("method", *(c.heading for c in columns)), rows, note=note)


def _of_groups(
    title: str, kind: str, groups: Iterable[tuple[str, Tensor]], results: Sequence[Result]
) -> Table:
    everything = torch.ones(len(results[0].scores), dtype=torch.bool)
    rows = [
        (f"{name} ({int(chosen.sum()):,})", r.contender.name, *_cells(r.scores.where(chosen), _PAPER))
        for name, chosen in (*groups, ("all", everything))
        if chosen.any()
        for r in results
    ]
    return Table(title, (kind, "method", *(c.heading for c in _PAPER)), tuple(rows), words=2)


def _cells(scores: Scores, columns: Sequence[Column]) -> list[str]:
    means = scores.means()
    return [c.form.format(means[c.figure]) if c.figure in means else "" for c in columns]
