"""What has to be known of a PNG file before its decoder may see it."""

from __future__ import annotations

import struct
from typing import IO

_START = 8
_MOST_CHUNKS = 10_000
_LONGEST = 1 << 20


def exif_behind(file: IO[bytes]) -> bytes:
    """The EXIF that stands anywhere in a PNG file, b"" where there is none. The file is left where it was."""
    before = file.tell()
    try:
        file.seek(_START)
        for _ in range(_MOST_CHUNKS):
            head = file.read(8)
            if len(head) < 8:
                break
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                return file.read(min(length, _LONGEST))
            file.seek(length + 4, 1)
        return b""
    finally:
        file.seek(before)
