"""Files made by hypothesis: of sound structure, with unsound values in it, format by format."""

from __future__ import annotations

import copy
import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz_corpus import STATE, entries_of, zipped

Case = tuple[str, bytes]
"""The name of a file, which says how it is opened, and its bytes."""

_SMALL = st.integers(0, 300)
_EDGES = st.sampled_from([0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 60_000, 0x7FFF_FFFF, 0xFFFF_FFFF])
_U16 = _SMALL | _EDGES.map(lambda value: value & 0xFFFF)
_U32 = _SMALL | _EDGES
_BYTES = st.binary(max_size=300)
_TAGS = (254, 256, 257, 258, 259, 262, 273, 274, 277, 278, 279, 282, 284, 317, 320, 322, 323, 324, 325)
_MORE_TAGS = (330, 338, 339, 347, 513, 514, 530, 700, 34665, 34675, 34853, 50838)

_NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -1, 2**31, 2**63, 1e308, 5e-324])
_NAMES = st.sampled_from(["", "..", "../x.png", "/etc/passwd", "data/background.png", "a\0b", "x" * 70_000])
JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | st.text(max_size=8) | _NAMES,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def cases(files: Mapping[str, bytes]) -> st.SearchStrategy[Case]:
    """A file of any format."""
    return st.one_of(
        edited(files),
        st.tuples(st.just("made.png"), pngs()),
        st.tuples(st.just("made.tif"), tiffs()),
        st.tuples(st.just("made.jpg"), jpegs(files)),
        st.tuples(st.just("made.webp"), webps(files)),
        st.tuples(st.sampled_from(["plain.avif", "photo.avif", "turned.heic"]), st.data()).flatmap(
            lambda drawn: boxes(files, drawn[0])
        ),
        st.tuples(st.just("made.gif"), gifs()),
        st.tuples(st.just("made.bmp"), bmps()),
        st.tuples(st.just("made.ora"), projects(files)),
        texts(files),
        st.tuples(st.just("made.safetensors"), safetensors(files)),
        st.tuples(st.sampled_from(["made.pth", "made.pt"]), checkpoints(files)),
    )


@st.composite
def edited(draw: st.DrawFn, files: Mapping[str, bytes]) -> Case:
    """A file of the corpus with a few pieces replaced, left out or put in."""
    name = draw(st.sampled_from(sorted(files)))
    data = files[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)) | st.integers(0, min(len(data), 200)))
        stop = start + draw(st.integers(0, 8))
        data = data[:start] + draw(st.binary(max_size=8)) + data[stop:]
    return name, data


@st.composite
def pngs(draw: st.DrawFn) -> bytes:
    """Chunks with right checksums (ISO/IEC 15948)."""
    kinds = st.sampled_from([b"PLTE", b"tRNS", b"gAMA", b"iCCP", b"eXIf", b"acTL", b"fcTL", b"fdAT", b"zTXt"])
    body = _BYTES | _BYTES.map(zlib.compress) | _BYTES.map(lambda data: b"name\0\0" + zlib.compress(data))
    extra = draw(st.lists(st.tuples(kinds, body), max_size=4))
    depth, colour = draw(st.sampled_from([1, 2, 4, 8, 16, 3])), draw(st.integers(0, 7))
    header = struct.pack(">IIBBBBB", draw(_U32), draw(_U32), depth, colour, 0, 0, draw(st.integers(0, 2)))
    pixels = b"IDAT", zlib.compress(draw(_BYTES) * draw(st.integers(0, 200)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in [(b"IHDR", header), *extra, pixels, (b"IEND", b"")]
    )


@st.composite
def tiffs(draw: st.DrawFn) -> bytes:
    """A directory of tags (TIFF 6.0) before some bytes."""
    order = draw(st.sampled_from("<>"))
    entry = st.tuples(st.sampled_from(_TAGS + _MORE_TAGS), st.integers(0, 17), _U32, _U32)
    sound = [
        (256, 4, 1, draw(_SMALL)),
        (257, 4, 1, draw(_SMALL)),
        (259, 3, 1, draw(_U16) << 16 * (order == ">")),
    ]
    entries = [*sound, *draw(st.lists(entry, max_size=14))]
    packed = b"".join(struct.pack(f"{order}HHII", *each) for each in entries)
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    return (
        start
        + struct.pack(f"{order}H", len(entries))
        + packed
        + struct.pack(f"{order}I", draw(_U32))
        + draw(_BYTES)
    )


@st.composite
def jpegs(draw: st.DrawFn, files: Mapping[str, bytes]) -> bytes:
    """Segments of sound files in any order, some of them made up."""
    known = [part for name in ("photo.jpg", "progressive.jpg", "ink.jpg") for part in _segments(files[name])]
    made = st.tuples(st.integers(0xC0, 0xFE), _BYTES).map(
        lambda drawn: b"\xff%c" % drawn[0] + struct.pack(">H", len(drawn[1]) + 2) + drawn[1]
    )
    whole = _segments(files[draw(st.sampled_from(["photo.jpg", "progressive.jpg", "ink.jpg"]))])
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(whole)))
        whole[place : place + draw(st.integers(0, 1))] = [draw(st.sampled_from(known) | made)]
    return b"\xff\xd8" + b"".join(whole) + b"\xff\xd9"


@st.composite
def webps(draw: st.DrawFn, files: Mapping[str, bytes]) -> bytes:
    """Chunks of sound files in any order (RFC 9649), some of them made up."""
    known = [chunk for name in ("rgb.webp", "rgba.webp", "moving.webp") for chunk in _riff(files[name])]
    kinds = st.sampled_from([b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"ALPH", b"ICCP", b"EXIF"])
    made = st.tuples(kinds, _BYTES)
    chunks = draw(st.lists(st.sampled_from(known) | made, min_size=1, max_size=6))
    inside = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", draw(st.just(len(inside) + 4) | _U32)) + b"WEBP" + inside


@st.composite
def boxes(draw: st.DrawFn, files: Mapping[str, bytes], name: str) -> Case:
    """A file in boxes (ISO/IEC 14496-12) with a few of their sizes, kinds or numbers changed."""
    data = bytearray(files[name])
    places = [at for at in range(4, len(data) - 4) if data[at : at + 4].isalpha()]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from(places)) + draw(st.sampled_from([-4, 0, 4, 8, 12]))
        data[at : at + 4] = draw(
            _U32.map(lambda value: struct.pack(">I", value)) | st.binary(min_size=4, max_size=4)
        )
    return name, bytes(data)


@st.composite
def gifs(draw: st.DrawFn) -> bytes:
    """Blocks (GIF89a) in any order."""
    size = struct.pack("<HH", draw(_U16), draw(_U16))
    blocks = [b"GIF89a" + size + bytes((draw(st.sampled_from([0, 0x80, 0x87])), 0, 0)) + draw(_BYTES)]
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            frame = struct.pack("<HHHHB", *(draw(_U16) for _ in range(4)), draw(st.integers(0, 255)))
            blocks.append(b"," + frame + bytes((draw(st.integers(0, 13)),)))
        else:
            blocks.append(b"!" + bytes((draw(st.sampled_from([0xF9, 0xFE, 0xFF, 0x01])),)))
        inside = draw(_BYTES.filter(lambda data: len(data) < 256))
        blocks.append(bytes((len(inside),)) + inside + b"\0")
    return b"".join(blocks) + b";"


@st.composite
def bmps(draw: st.DrawFn) -> bytes:
    """A header of any of the sizes there are, and some bytes."""
    length = draw(st.sampled_from([12, 40, 52, 56, 64, 108, 124]))
    sides = struct.pack("<II", draw(_U32), draw(_U32))
    fields = struct.pack(
        "<HHII", draw(_U16), draw(st.sampled_from([1, 4, 8, 16, 24, 32])), draw(_SMALL), draw(_U32)
    )
    header = (struct.pack("<I", length) + sides + fields + draw(st.binary(min_size=120, max_size=120)))[
        :length
    ]
    offset = draw(st.just(14 + length) | _U32)
    return b"BM" + struct.pack("<IHHI", draw(_U32), 0, 0, offset) + header + draw(_BYTES)


@st.composite
def projects(draw: st.DrawFn, files: Mapping[str, bytes]) -> bytes:
    """Entries of a sound project, some of them replaced, renamed or left out."""
    entries = entries_of(files[draw(st.sampled_from(["ours.ora", "foreign.ora"]))])
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(entries) or ["mimetype"]))
        match draw(st.sampled_from(["text", "picture", "name", "gone"])):
            case "text" if STATE in entries and draw(st.booleans()):
                entries[STATE] = draw(changed_json(files["project.json"]))
            case "text":
                entries["stack.xml"] = draw(stacks())
            case "picture":
                entries[name] = draw(pngs())
            case "name":
                entries[draw(_NAMES)[:60_000].replace("\0", "")] = entries.get(name, b"")
            case _:
                entries.pop(name, None)
    return zipped(entries)


@st.composite
def stacks(draw: st.DrawFn) -> bytes:
    """Layers and groups with any attributes."""
    value = st.sampled_from(
        ["0", "-1", "0.5", "nan", "inf", "1e99", "99999999999", "x", "data/background.png"]
    )
    names = st.sampled_from(["x", "y", "w", "h", "src", "name", "opacity", "visibility", "composite-op"])
    attributes = st.dictionaries(names, value, max_size=5).map(
        lambda drawn: "".join(f" {name}='{text}'" for name, text in drawn.items())
    )
    layer = attributes.map(lambda text: f"<layer{text}/>")
    tree = st.recursive(
        layer,
        lambda inner: st.tuples(attributes, st.lists(inner, max_size=4)).map(
            lambda drawn: f"<stack{drawn[0]}>{''.join(drawn[1])}</stack>"
        ),
        max_leaves=10,
    )
    start = draw(st.sampled_from(["", '<?xml version="1.0"?>', "<!DOCTYPE x [<!ENTITY a 'b'>]>"]))
    inside = "".join(draw(st.lists(tree, max_size=5)))
    return f"{start}<image w='60' h='40'{draw(attributes)}><stack>{inside}</stack></image>".encode()


def texts(files: Mapping[str, bytes]) -> st.SearchStrategy[Case]:
    """Settings, sessions and states with any JSON anywhere; stacks."""
    names = ["settings.json", "session.json", "project.json"]
    changed = [st.tuples(st.just(name), changed_json(files[name])) for name in names]
    return st.one_of(*changed, st.tuples(st.just("stack.xml"), stacks()))


@st.composite
def changed_json(draw: st.DrawFn, text: bytes) -> bytes:
    """JSON with one or two of its values replaced by anything, NaN and infinity too."""
    root = {"": json.loads(text)}
    for _ in range(draw(st.integers(1, 2))):
        holder, key = draw(st.sampled_from(list(_places(root))))
        holder[key] = draw(JSON)
    return json.dumps(copy.copy(root[""])).encode()


@st.composite
def safetensors(draw: st.DrawFn, files: Mapping[str, bytes]) -> bytes:
    """A header with anything in it, of a false length, before too few or too many numbers."""
    data = files["ours.safetensors"]
    (length,) = struct.unpack_from("<Q", data)
    header = draw(changed_json(data[8 : 8 + length])) if draw(st.booleans()) else data[8 : 8 + length]
    numbers = data[8 + length :]
    numbers = draw(st.sampled_from([numbers, numbers[:100], b"", numbers * 2]))
    return (
        struct.pack("<Q", draw(st.just(len(header)) | _U32 | st.sampled_from([2**40, 2**64 - 1])))
        + header
        + numbers
    )


@st.composite
def checkpoints(draw: st.DrawFn, files: Mapping[str, bytes]) -> bytes:
    """The entries of a checkpoint, the pickle among them changed."""
    entries = entries_of(files["new.pth"])
    name = next(each for each in entries if each.endswith("data.pkl"))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(entries[name])))
        piece = draw(st.binary(max_size=6))
        entries[name] = entries[name][:start] + piece + entries[name][start + draw(st.integers(0, 6)) :]
    return zipped(entries)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value, as what holds it and the key there."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _segments(jpeg: bytes) -> list[bytes]:
    """From SOI to EOI, each scan with its compressed data."""
    parts, place = [], 2
    while jpeg[place + 1] != 0xD9:
        stop = place + 2 + struct.unpack_from(">H", jpeg, place + 2)[0]
        if jpeg[place + 1] == 0xDA:
            while jpeg[stop] != 0xFF or jpeg[stop + 1] in {0, *range(0xD0, 0xD8)}:
                stop += 1
        parts.append(jpeg[place:stop])
        place = stop
    return parts


def _riff(webp: bytes) -> list[tuple[bytes, bytes]]:
    chunks, place = [], 12
    while place + 8 <= len(webp):
        kind, size = webp[place : place + 4], struct.unpack_from("<I", webp, place + 4)[0]
        chunks.append((kind, webp[place + 8 : place + 8 + size]))
        place += 8 + size + size % 2
    return chunks
