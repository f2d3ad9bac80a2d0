"""How much memory a project will need, known from the headers of its pictures before any is decoded."""

from __future__ import annotations

from pathlib import Path

from . import png
from .archive import Archive
from .errors import ProjectTooLargeError

MAX_MEMORY = 1_750_000_000
"""Bytes that opening a project may need unless the caller asks for more."""


class Budget:
    """Pictures are decoded in turn: what they become adds up, working memory is the largest one's."""

    def __init__(self) -> None:
        self._kept = 0
        self._working = 0

    def add(self, pixels: int, *, kept: int, working: int, file: int = 0) -> None:
        """kept, working: bytes a pixel. file: bytes of the file, in memory meanwhile."""
        self._kept += pixels * kept
        self._working = max(self._working, pixels * working + file)

    def check(self, path: Path, limit: int | None) -> None:
        """Raise ProjectTooLargeError where more is needed than the limit; None = no limit."""
        needed = self._kept + self._working
        if limit is not None and needed > limit:
            raise ProjectTooLargeError(
                f"Opening {path} needs {needed / 1e9:.1f} GB of memory, more than the {limit / 1e9:.1f} GB "
                "allowed at first; close other programs if you open it all the same."
            )


def header_of(archive: Archive, name: str) -> png.Header | None:
    """The header of a picture in the archive; None where it is no PNG. Raises Damage where it is missing."""
    return png.header(archive.start(name, png.HEADER_BYTES))
