"""What has to be known of a JPEG file before its decoder may see it."""

from __future__ import annotations

import re
import struct
from typing import IO

MOST_SCANS = 40
"""Cameras and programs write 1 to about 12. Each one goes over the whole picture, in a few bytes of file: a
thousand of them keep a processor busy for minutes."""

_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])")
"""ITU-T T.81, B.1.1.2: what is no stuffed byte, no restart and no fill; all but SOI and EOI have a length."""
_SOI, _SOS, _EOI = b"\xd8", b"\xda", b"\xd9"


def scans(file: IO[bytes]) -> int:
    """How often the first picture in a JPEG file goes over its pixels. The file is left where it was."""
    before = file.tell()
    file.seek(0)
    data = file.read()
    file.seek(before)
    count, place = 0, 2  # after SOI
    while found := _MARKER.search(data, place):
        kind, place = found[1], found.end()
        if kind in (_SOI, _EOI) or place + 2 > len(data):
            break
        count += kind == _SOS
        place += max(2, *struct.unpack_from(">H", data, place))
    return count
