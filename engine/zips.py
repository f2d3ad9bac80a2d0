"""Zip files from strangers: their directory is read only if it is of a sound size."""

from __future__ import annotations

import zipfile
from typing import IO, Any, cast

_LONGEST_READ = 4 << 20
"""zipfile reads a directory at once: a longer one would take minutes and gigabytes to go through."""


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive in an open file. Raises BadZipFile where it is none or its directory is far too long."""
    return zipfile.ZipFile(cast("IO[bytes]", _ShortReads(file)))


class _ShortReads:
    """A file that hands out no more than a few megabytes at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, length: int = -1) -> bytes:
        if length > _LONGEST_READ:
            raise zipfile.BadZipFile("its directory is far too long")
        return self._file.read(length if length >= 0 else _LONGEST_READ)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
