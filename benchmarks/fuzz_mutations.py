"""Ways to damage files that get past the first check: checksums and directories are made right again."""

from __future__ import annotations

import random
import re
import struct
import zlib
from collections.abc import Callable

from benchmarks.fuzz_corpus import entries_of, zipped
from rainharmonize_gui.document.project.archive import ZIP_TROUBLE

_PNG_START = 8
_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1000_0000, 60_000)
_WORDS = (
    *(b"NaN", b"Infinity", b"-1", b"0", b"1e308", b"1e-308", b"9" * 400, b"null", b"true", b"[]", b"{}"),
    *(b'""', b'"../../x"', b'"/etc/passwd"', b"100000", b"2147483648", b"-2147483649", b"0.5"),
)
_NUMBER = re.compile(rb"-?\d+(\.\d+)?")


def mutated(files: dict[str, bytes], name: str, chance: random.Random) -> bytes:
    """The file, changed once or a few times."""
    data = files[name]
    for _ in range(chance.choice((1, 1, 2, 4))):
        ways: list[Callable[[bytes, random.Random], bytes]] = [_bytes_changed, _number_put, _cut, _repeated]
        if data.startswith(b"\x89PNG"):
            ways = [_png_chunk_changed] * 4 + ways
        elif data.startswith(b"PK"):
            ways = [_entry_changed] * 8 + [_entry_renamed, *ways]
        elif name.endswith((".json", ".xml", ".safetensors")):
            ways = [_word_put] * 4 + ways
        data = chance.choice(ways)(data, chance)
        if chance.random() < 0.02:
            other = files[chance.choice(sorted(files))]
            data = data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]
    return data


def _place(data: bytes, chance: random.Random) -> int:
    """Anywhere, but more often near an end, where headers and directories are."""
    if not data:
        return 0
    reach = min(len(data), chance.choice((64, 400, len(data))))
    offset = chance.randrange(reach)
    return offset if chance.random() < 0.6 else len(data) - 1 - offset


def _bytes_changed(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6) if data else 0):
        changed[_place(data, chance)] = chance.randrange(256)
    return bytes(changed)


def _number_put(data: bytes, chance: random.Random) -> bytes:
    number = struct.pack(chance.choice(("<I", ">I")), chance.choice(_INTERESTING))
    number = number[: chance.choice((2, 4))]
    place = _place(data, chance)
    return data[:place] + number + data[place + len(number) :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: _place(data, chance)]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start = _place(data, chance)
    piece = data[start : start + chance.randint(1, 200)]
    return data[:start] + piece * chance.randint(2, 40) + data[start:]


def _png_chunk_changed(data: bytes, chance: random.Random) -> bytes:
    """Damage inside a chunk, its checksum made right again."""
    chunks, place = [], _PNG_START
    while place + 12 <= len(data):
        length = struct.unpack_from(">I", data, place)[0]
        chunks.append((data[place + 4 : place + 8], data[place + 8 : place + 8 + length]))
        place += 12 + length
    if not chunks:
        return data
    index = chance.randrange(len(chunks))
    kind, inside = chunks[index]
    chunks[index] = kind, chance.choice((_bytes_changed, _number_put))(inside, chance)
    built = [
        struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))
        for kind, inside in chunks
    ]
    return data[:_PNG_START] + b"".join(built)


def _entries(data: bytes) -> dict[str, bytes]:
    """What is in a zip file; nothing where it has been damaged before."""
    try:
        return entries_of(data)
    except ZIP_TROUBLE:
        return {}


def _entry_changed(data: bytes, chance: random.Random) -> bytes:
    """Damage inside an entry, its checksum made right again."""
    entries = _entries(data)
    if not entries:
        return data
    texts = [name for name in entries if name.endswith((".xml", ".json", ".pkl"))]
    name = chance.choice(texts if texts and chance.random() < 0.5 else sorted(entries))
    inside = entries[name]
    if name.endswith((".xml", ".json")) and chance.random() < 0.8:
        entries[name] = _word_put(inside, chance)
    elif name.endswith(".png"):
        entries[name] = _png_chunk_changed(inside, chance)
    else:
        entries[name] = _bytes_changed(inside, chance)
    return zipped(entries)


def _entry_renamed(data: bytes, chance: random.Random) -> bytes:
    entries = _entries(data)
    if not entries:
        return data
    name = chance.choice(sorted(entries))
    entries[chance.choice(("../x.png", "/x.png", "x" * 70_000, " ", "a\\..\\b"))[:60_000]] = entries.pop(name)
    return zipped(entries)


def _word_put(text: bytes, chance: random.Random) -> bytes:
    """Another value for one of the numbers in a text."""
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return text
    found = chance.choice(numbers)
    return text[: found.start()] + chance.choice(_WORDS) + text[found.end() :]
