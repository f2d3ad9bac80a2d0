"""`rainharmonize bench`: what must be fast, side by side with what it is measured against, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from engine.bench.row import Row
from engine.types import EngineError

__all__ = ["NAMES", "Row", "render", "run"]

_HEADINGS = ("", "ours", "yardstick", "ratio", "limit", "")


def _network() -> list[Row]:
    from engine.bench import network  # noqa: PLC0415  torch is loaded only for what is asked

    return network.rows()


def _full_resolution() -> list[Row]:
    from engine.bench import full_resolution  # noqa: PLC0415

    return full_resolution.rows()


_BENCHMARKS: dict[str, Callable[[], list[Row]]] = {"network": _network, "full-resolution": _full_resolution}
NAMES = tuple(_BENCHMARKS)


def run(names: Iterable[str] | None = None) -> list[Row]:
    """Measure the named benchmarks, by default all. Raises EngineError for a name that is not one."""
    wanted = NAMES if names is None else tuple(names)
    if unknown := [name for name in wanted if name not in NAMES]:
        raise EngineError(f"There is no benchmark “{unknown[0]}”; there are {', '.join(NAMES)}.")
    return [row for name in wanted for row in _BENCHMARKS[name]()]


def render(rows: Sequence[Row]) -> str:
    """The rows as an aligned table, one line each."""
    cells = [_HEADINGS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    compared = row.ratio is not None
    limit = f"{'≥' if row.at_least else '≤'} {row.limit:g}{'×' if compared else f' {row.unit}'}"
    return (
        row.label,
        _figure(row.ours, row.unit),
        _figure(row.yardstick, row.unit),
        "" if row.ratio is None else f"{row.ratio:.2f}×",
        limit,
        "ok" if row.ok else "TOO MUCH" if not row.at_least else "TOO LITTLE",
    )


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{value:.3g} {unit}" if value < 10 else f"{value:.0f} {unit}"
