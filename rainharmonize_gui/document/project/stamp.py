"""Tells whether a file is still the one that was read or written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """Equal stamps, the same file. No matter of clocks: an earlier time is a change, too."""

    inode: int
    size: int
    modified: int

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> Stamp | None:
        """None where there is no file, or none that can be seen."""
        try:
            found = Path(path).stat()
        except (OSError, ValueError):
            return None
        return cls(found.st_ino, found.st_size, found.st_mtime_ns)
