"""What a long evaluation has worked out so far, in a file, so that an interrupted one can go on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self

from engine.files import FileError, write_atomic

Rows = list[list[float]]
"""The figures of one composite, a row each method."""


class Journal:
    """A line each composite, written as soon as it is measured.

    identity: what is measured, and with what. A journal of anything else is begun afresh. A line that a kill
    left unfinished is measured again. Raises FileError where the file cannot be written.
    """

    def __init__(self, path: Path, identity: Sequence[str]) -> None:
        self._path = path
        kept = _kept(path, list(identity))
        self.known: dict[int, Rows] = dict(kept)
        start = "".join(f"{json.dumps(line)}\n" for line in (list(identity), *kept))
        write_atomic(path, lambda stream: stream.write(start.encode()))
        self._stream: IO[str] = path.open("a", encoding="utf-8")

    def add(self, number: int, rows: Rows) -> None:
        """Keep the figures of a composite."""
        self.known[number] = rows
        try:
            self._stream.write(f"{json.dumps((number, rows))}\n")
            self._stream.flush()
        except OSError as error:
            raise FileError(f"{self._path} cannot be written: {error.strerror}.") from error

    def remove(self) -> None:
        """The evaluation is done, and its results are written elsewhere."""
        self._close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._close()

    def _close(self) -> None:
        with contextlib.suppress(OSError):  # a line that could not be written is tried once more
            self._stream.close()


def _kept(path: Path, identity: list[str]) -> list[tuple[int, Rows]]:
    """The composites of an earlier journal of the same evaluation."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        if json.loads(lines[0]) != identity:
            return []
    except (OSError, ValueError, IndexError):
        return []
    kept: list[tuple[int, Rows]] = []
    for line in lines[1:]:
        try:
            number, rows = json.loads(line)
        except (ValueError, TypeError):
            break
        kept.append((number, rows))
    return kept
