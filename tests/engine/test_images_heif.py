from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from engine.images import PictureError, read
from engine.images.heif import items_are_named, stored_size

TURNED = Path(__file__).parent / "data" / "turned.heic"


def test_a_sound_file_has_items_with_names_and_a_size():
    file = io.BytesIO(TURNED.read_bytes())
    assert items_are_named(file)
    assert file.tell() == 0
    assert stored_size(file) == (64, 64)
    assert file.tell() == 0


@pytest.mark.parametrize("damage", [b"\xffxif", b"E\x80if", b"Exi\xd2"])
def test_an_item_type_that_is_no_text_is_a_sentence_and_not_a_crash(damage):
    pytest.importorskip("pi_heif")
    data = TURNED.read_bytes()
    assert data.count(b"Exif\0\0\0\0\x0epitm") == 1
    with pytest.raises(PictureError, match="no proper names"):
        read(data.replace(b"Exif\0\0\0\0\x0epitm", damage + b"\0\0\0\0\x0epitm"))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ftyp",
        struct.pack(">I4s", 0, b"meta"),
        struct.pack(">I4s", 4, b"meta"),
        struct.pack(">I4sQ", 1, b"meta", 3),
        struct.pack(">I4sQ", 1, b"meta", 2**63),
        struct.pack(">I4s", 2**32 - 1, b"meta"),
    ],
)
def test_boxes_of_impossible_sizes_end_the_search(data):
    assert items_are_named(io.BytesIO(data))
    assert stored_size(io.BytesIO(data)) == (0, 0)
