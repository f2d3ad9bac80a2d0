"""Small files that would grow: refused by what their headers say, before memory or time is spent on them."""

import io
import re
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from picture_files import png, saved, smooth
from PIL import Image

from engine import images
from engine.images import PictureError
from engine.images.jpeg import MOST_SCANS, scans

TURNED = Path(__file__).parent / "data" / "turned.heic"

SIDE = 15_000
"""Over the limit in pixels (225 megapixels), within what every format can say."""


def said_of(data: bytes, **options: float) -> str:
    """The sentence, after little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(PictureError) as caught:
            images.read(data, **options)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()
    return str(caught.value)


def patched(form: str, place: Callable[[bytes], int], how: str, **options: object) -> bytes:
    """A small picture whose header claims SIDE × SIDE, width and height one after the other."""
    data = bytearray(saved(Image.fromarray(smooth()), form, **options))
    at = place(bytes(data))
    data[at : at + struct.calcsize(how)] = struct.pack(how, SIDE, SIDE)
    return bytes(data)


def tiff_of_that_size() -> bytes:
    """One entry of the directory for each side (TIFF 6.0): tag, type, count, value."""
    data = bytearray(saved(Image.fromarray(smooth()), "TIFF", compression="tiff_adobe_deflate"))
    directory = struct.unpack_from("<I", data, 4)[0] + 2
    for entry in range(directory, len(data) - 12, 12):
        if struct.unpack_from("<H", data, entry)[0] in (256, 257):
            struct.pack_into("<HII", data, entry + 2, 4, 1, SIDE)
    return bytes(data)


def webp_of_that_size(side: int = SIDE) -> bytes:
    """34 bytes for a whole picture of one colour (RFC 9649, 3.4)."""
    size = struct.pack("<I", (side - 1) | (side - 1) << 14)
    pixels = bytes.fromhex("07 1011fd0f 4444ff03")
    return b"RIFF\x1a\0\0\0WEBPVP8L\x0e\0\0\0/" + size + pixels


BOMBS = {
    "PNG": lambda: png(SIDE, SIDE),
    "JPEG": lambda: patched("JPEG", lambda data: data.index(b"\xff\xc0") + 5, ">HH"),
    "TIFF": tiff_of_that_size,
    "WEBP": webp_of_that_size,
    "GIF": lambda: patched("GIF", lambda _: 6, "<HH"),
    "BMP": lambda: patched("BMP", lambda _: 18, "<II"),
    "AVIF": lambda: patched("AVIF", lambda data: data.index(b"ispe") + 8, ">II"),
}


@pytest.mark.parametrize("form", BOMBS)
def test_a_small_file_of_a_huge_picture_is_refused_by_its_header(form: str) -> None:
    data = BOMBS[form]()
    assert len(data) < 5000
    assert f"{SIDE}×{SIDE} pixels" in said_of(data)


def test_a_small_heic_file_of_a_huge_picture_is_refused_though_little_of_it_is_shown() -> None:
    pytest.importorskip("pi_heif")
    data = TURNED.read_bytes()
    for at in [found.end() + 4 for found in re.finditer(b"ispe", data)]:
        data = data[:at] + struct.pack(">II", SIDE, SIDE) + data[at + 8 :]
    assert f"{SIDE}×{SIDE} pixels" in said_of(data)


@pytest.mark.parametrize("corner", [(0, 0), (90, 98)])
def test_a_gif_of_sixty_bytes_sets_no_gigabytes_aside(corner: tuple[int, int]) -> None:
    frame = struct.pack("<HHHHB", *corner, 0xFFFF, 0xFFFF, 0)
    dispose = b"!\xf9\x04\x0b\0\0\0\0"
    data = b"GIF89a\xff\xff\xff\xff\0\0\0" + dispose + b"," + frame + b"\x02\0;"
    assert "claims over 1500 megapixels, more than can be opened" in said_of(data)
    with pytest.raises(PictureError, match="claims over 1500 megapixels"):
        images.probe(data)


def test_formats_whose_decoders_take_twice_the_memory_have_half_the_limit() -> None:
    data = webp_of_that_size(11_000)
    assert "over the limit of 100 for pictures stored so" in said_of(data)
    assert images.probe(data).cost == 242
    assert images.probe(saved(Image.fromarray(smooth()), "PNG")).cost == 24 * 40 / 1e6


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_picture_with_a_text_or_profile_that_grows_takes_little_memory(kind: bytes) -> None:
    bomb = zlib.compress(bytes(60 << 20), 1)
    between = {b"zTXt": b"key\0\0", b"iTXt": b"key\0\1\0\0\0", b"iCCP": b"name\0\0"}[kind]
    plain = saved(Image.fromarray(smooth()), "PNG")
    body = kind + between + bomb
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    data = plain[:33] + chunk + plain[33:]
    tracemalloc.start()
    try:
        images.read(data)
    except PictureError as error:
        assert str(error).endswith(".")  # noqa: PT017  either is right
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20 << 20


# How often a JPEG goes over its pixels


def with_scans(count: int, *, progressive: bool) -> bytes:
    """A picture whose last scan is there as often as it takes."""
    data = saved(Image.fromarray(smooth()[..., 0]), "JPEG", progressive=progressive)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * (count - scans(io.BytesIO(data)) + 1) + data[-2:]


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_of_many_scans_is_refused_as_it_would_take_minutes(progressive: bool) -> None:
    assert "more than 40 times" in said_of(with_scans(MOST_SCANS + 1, progressive=progressive))


def test_a_jpeg_of_as_many_scans_as_may_be_is_read() -> None:
    assert images.read(with_scans(MOST_SCANS, progressive=True)).size == (40, 24)


@pytest.mark.parametrize(("options", "expected"), [({}, 1), ({"progressive": True, "subsampling": 0}, 10)])
def test_scans_are_counted_as_they_are_written(options: dict[str, object], expected: int) -> None:
    assert scans(io.BytesIO(saved(Image.fromarray(smooth()), "JPEG", **options))) == expected


def test_scans_of_thumbnails_and_of_what_follows_the_picture_do_not_count() -> None:
    plain = saved(Image.fromarray(smooth()), "JPEG", exif=b"Exif\0\0" + b"\xff\xda\0\2" * 50)
    assert scans(io.BytesIO(plain + b"\xff\xda\0\2" * 50)) == 1


def test_a_jpeg_of_several_scans_counts_twice() -> None:
    data = saved(Image.fromarray(smooth()), "JPEG", progressive=True)
    assert images.probe(data).cost == 2 * 24 * 40 / 1e6


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\xff\xd8\xff", b"\xff\xd8\xff\xda", b"\xff\xd8\xff\xda\0\0" * 9]
)
def test_counting_ends_whatever_the_file(data: bytes) -> None:
    assert scans(io.BytesIO(data)) < 10
