"""What has to be known of a HEIC file before its decoder may see it."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

_FULL_BOX = 4
"""Bytes of version and flags at the start of some boxes."""
_TYPE_AT = {2: _FULL_BOX + 4, 3: _FULL_BOX + 6}
"""Where the type of an item begins inside `infe`, by its version (ISO/IEC 14496-12, 8.11.6.2)."""
_LONGEST = 1 << 16


def items_are_named(file: io.BufferedIOBase) -> bool:
    """Whether types and names of the items in a HEIC file are UTF-8, as they are in every sound one.

    pi-heif 1.4 makes Python texts of them unchecked, and takes the whole process with it where they are not.
    The file is left at its start.
    """
    try:
        for item in _items(file):
            item[_TYPE_AT.get(item[0], _FULL_BOX) :].decode()
    except (UnicodeDecodeError, IndexError):
        return False
    finally:
        file.seek(0)
    return True


def stored_size(file: io.BufferedIOBase) -> tuple[int, int]:
    """Width and height of the largest picture in a HEIC file before cropping; (0, 0) where there is none.

    What the decoder sets memory aside for: the size that is shown may be a small part of it (`clap`, ISO/IEC
    14496-12, 12.1.4). The file is left at its start.
    """
    sizes = [struct.unpack(">4xII", inside) for inside in _extents(file) if len(inside) == _FULL_BOX + 8]
    file.seek(0)
    return max(sizes, key=lambda size: size[0] * size[1], default=(0, 0))


def _extents(file: io.BufferedIOBase) -> Iterator[bytes]:
    """The inside of every `ispe` box: how large the pictures are (ISO/IEC 23008-12, 6.5.3)."""
    for meta in _boxes(file, b"meta", 0, file.seek(0, io.SEEK_END)):
        for properties in _boxes(file, b"iprp", meta[0] + _FULL_BOX, meta[1]):
            for container in _boxes(file, b"ipco", *properties):
                for start, _ in _boxes(file, b"ispe", *container):
                    file.seek(start)
                    yield file.read(_FULL_BOX + 8)


def _items(file: io.BufferedIOBase) -> Iterator[bytes]:
    """The inside of every `infe` box: what the file holds."""
    for meta in _boxes(file, b"meta", 0, file.seek(0, io.SEEK_END)):
        for items in _boxes(file, b"iinf", meta[0] + _FULL_BOX, meta[1]):
            file.seek(items[0])
            count_bytes = 2 if file.read(1) == b"\0" else 4
            for start, end in _boxes(file, b"infe", items[0] + _FULL_BOX + count_bytes, items[1]):
                file.seek(start)
                yield file.read(min(end - start, _LONGEST))


def _boxes(file: io.BufferedIOBase, kind: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the boxes of one kind begin and end inside, between two offsets (ISO/IEC 14496-12, 4.2)."""
    while start + 8 <= end:
        file.seek(start)
        size, found = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1 and start + 16 <= end:
            size, head = struct.unpack(">Q", file.read(8))[0], 16
        stop = end if size == 0 else start + size
        if stop < start + head or stop > end:
            return
        if found == kind:
            yield start + head, stop
        start = stop
