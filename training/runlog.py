"""The CSV log of a run: one row a checkpoint, and after a resume no row twice."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self

from engine.files import write_atomic
from engine.types import EngineError

FILE = "log.csv"
COLUMNS = (
    "step",
    "images",
    "learning_rate",
    "images_per_second",
    "foreground_psnr",
    "gain",
    "foreground_mse",
    "worse",
)


class LogError(EngineError):
    """The log cannot be written."""


class RunLog:
    """Appends rows to the log in `folder`, each flushed so that a kill loses none.

    Opening it drops the rows after step `after`: they are of steps that will be taken again. losses: names of
    their columns.
    """

    def __init__(self, folder: Path, *, after: int, losses: Sequence[str] = ("loss",)) -> None:
        self._path = path = folder / FILE
        columns = (*COLUMNS[:2], *losses, *COLUMNS[2:])
        kept = [row for row in _rows(path) if _step(row) is not None and (_step(row) or 0) <= after]
        start = io.StringIO(newline="")
        writer = csv.DictWriter(start, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(kept)
        write_atomic(path, lambda stream: stream.write(start.getvalue().encode()))
        self._stream: IO[str] = path.open("a", newline="", encoding="utf-8")
        self._writer = csv.DictWriter(self._stream, columns, restval="", extrasaction="ignore")

    def write(self, **row: float) -> None:
        """Add a row; columns that are not named stay empty. Raises LogError where it cannot be written."""
        try:
            self._writer.writerow(
                {name: f"{value:.6g}" if isinstance(value, float) else value for name, value in row.items()}
            )
            self._stream.flush()
        except OSError as error:
            raise LogError(
                f"{self._path} cannot be written: {error.strerror}; the last checkpoint is whole."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        with contextlib.suppress(OSError):  # a row that could not be written is tried once more
            self._stream.close()


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8", errors="replace") as stream:
        return list(csv.DictReader(stream))


def _step(row: dict[str, str]) -> int | None:
    """None for a row that a power cut left unfinished."""
    text = row.get("step") or ""
    return int(text) if text.isdecimal() else None
