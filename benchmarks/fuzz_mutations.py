"""A corpus of small files of every format, and ways to damage them that get past the first check."""

from __future__ import annotations

import io
import random
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, features

from engine.images import Picture, srgb_profile
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import save

_SIZE = (60, 40)
_PNG_START = 8
_INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x1000_0000, 60_000)
_WORDS = (
    *(b"NaN", b"Infinity", b"-1", b"0", b"1e308", b"1e-308", b"9" * 400, b"null", b"true", b"[]", b"{}"),
    *(b'""', b'"../../x"', b'"/etc/passwd"', b"100000", b"2147483648", b"-2147483649", b"0.5"),
)
_NUMBER = re.compile(rb"-?\d+(\.\d+)?")


def corpus() -> dict[str, bytes]:
    """Files by name; the ending says how they are opened."""
    rgb: U8 = np.random.default_rng(0).integers(0, 256, (_SIZE[1], _SIZE[0], 3), np.uint8)
    rgba = np.dstack((rgb, rgb[..., 0]))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    extras: dict[str, object] = {"icc_profile": srgb_profile(), "exif": exif.tobytes()}
    images: dict[str, tuple[U8, dict[str, object]]] = {
        "rgb.png": (rgb, extras),
        "rgba.png": (rgba, {}),
        "photo.jpg": (rgb, extras),
        "rgb.webp": (rgb, extras),
        "rgba.webp": (rgba, {"lossless": True}),
        "raw.tif": (rgb, {"icc_profile": srgb_profile()}),
        "lzw.tif": (rgba, {"compression": "tiff_lzw"}),
        "deflate.tif": (rgb, {"compression": "tiff_adobe_deflate"}),
        "jpeg.tif": (rgb, {"compression": "jpeg"}),
        "plain.bmp": (rgb, {}),
        "plain.gif": (rgb, {}),
        **({"plain.avif": (rgba, {})} if features.check("avif") else {}),
    }
    files = {name: _encoded(name, *image) for name, image in images.items()}
    files["deep.png"] = _encoded("deep.png", (rgb[..., 0].astype(np.uint16) * 257), {})
    files["interlaced.png"] = _encoded("palette.png", Image.fromarray(rgb).quantize(16), {})
    heic = Path(__file__).parents[1] / "tests" / "engine" / "data" / "turned.heic"
    if heic.exists():
        files["turned.heic"] = heic.read_bytes()
    files |= _projects(rgb, rgba)
    return files


def mutated(files: dict[str, bytes], name: str, chance: random.Random) -> bytes:
    """The file, changed once or a few times."""
    data = files[name]
    for _ in range(chance.choice((1, 1, 2, 4))):
        ways: list[Callable[[bytes, random.Random], bytes]] = [_bytes_changed, _number_put, _cut, _repeated]
        if data.startswith(b"\x89PNG"):
            ways = [_png_chunk_changed] * 4 + ways
        elif data.startswith(b"PK"):
            ways = [_entry_changed] * 8 + [_entry_renamed, *ways]
        data = chance.choice(ways)(data, chance)
        if chance.random() < 0.02:
            other = files[chance.choice(sorted(files))]
            data = data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]
    return data


def _encoded(name: str, pixels: object, how: dict[str, object]) -> bytes:
    image = pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)  # type: ignore[arg-type]
    buffer = io.BytesIO()
    image.save(buffer, Image.registered_extensions()[Path(name).suffix], **how)
    return buffer.getvalue()


def _projects(rgb: U8, rgba: U8) -> dict[str, bytes]:
    """A project of ours, and one as another program leaves it."""
    document = Document()
    document.open_background(Picture(rgb, icc_profile=srgb_profile()), path="/photo.jpg")
    first = document.add_object(Picture(rgb[:20, :30].copy(), rgba[:20, :30, 3].copy()), name="Ä <b>")
    document.rotate(first, 30)
    document.duplicate(first)
    document.set_reference(rgba[..., 3].copy())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ours.ora")
        save(document.scene, path)
        ours = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(ours)) as archive:
        kept = [name for name in archive.namelist() if not name.startswith("rainharmonize/")]
        foreign = {name: archive.read(name) for name in kept}
    return {"ours.ora": ours, "foreign.ora": _zipped(foreign)}


def _zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


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
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, EOFError, struct.error):
        return {}


def _entry_changed(data: bytes, chance: random.Random) -> bytes:
    """Damage inside an entry, its checksum made right again."""
    entries = _entries(data)
    if not entries:
        return data
    texts = [name for name in entries if name.endswith((".xml", ".json"))]
    name = chance.choice(texts if texts and chance.random() < 0.5 else sorted(entries))
    inside = entries[name]
    if name in texts and chance.random() < 0.8:
        entries[name] = _word_put(inside, chance)
    elif name.endswith(".png"):
        entries[name] = _png_chunk_changed(inside, chance)
    else:
        entries[name] = _bytes_changed(inside, chance)
    return _zipped(entries)


def _entry_renamed(data: bytes, chance: random.Random) -> bytes:
    entries = _entries(data)
    if not entries:
        return data
    name = chance.choice(sorted(entries))
    entries[chance.choice(("../x.png", "/x.png", "x" * 70_000, " ", "a\\..\\b"))[:60_000]] = entries.pop(name)
    return _zipped(entries)


def _word_put(text: bytes, chance: random.Random) -> bytes:
    """Another value for one of the numbers in a text."""
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return text
    found = chance.choice(numbers)
    return text[: found.start()] + chance.choice(_WORDS) + text[found.end() :]
