"""Archives and pictures made to harm, or damaged by chance: one sentence each, and nothing written."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from project_examples import (
    entries_of,
    png_claiming,
    png_of,
    rich_scene,
    saved,
    with_entries,
    with_state,
    write_archive,
)
from project_refusals import MEMORY, refusal

from rainharmonize_gui.document.project import ProjectError, ProjectTooLargeError, load, read_thumbnail
from rainharmonize_gui.document.project.archive import open_archive
from rainharmonize_gui.document.project.budget import Budget

# The container


def test_no_file(tmp_path):
    assert "does not exist" in refusal(tmp_path / "gone.ora")


def test_a_folder(tmp_path):
    assert "a folder" in refusal(tmp_path)


def test_a_name_no_system_has(tmp_path):
    with pytest.raises(ProjectError, match="cannot be opened"):
        load("a\0b.ora")


def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.ora"
    path.touch()
    assert "0 bytes" in refusal(path)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"not a zip at all", b"\x89PNG\r\n\x1a\n", b"PK\x05\x06" + bytes(18)]
)
def test_no_archive(tmp_path, data):
    path = tmp_path / "bad.ora"
    path.write_bytes(data)
    assert "cannot be opened" in refusal(path)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short(tmp_path, part):
    path = saved(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    assert "cannot be opened" in refusal(path)


@pytest.mark.parametrize(
    "name", ["../evil.png", "data/../../evil", "/etc/evil", "..\\evil", "C:/evil", "\\evil"]
)
def test_a_name_that_leads_outside(tmp_path, name):
    path = write_archive(tmp_path / "a.ora", {**entries_of(saved(tmp_path)), name: b"evil"})
    assert "leads out of it" in refusal(path)


def test_two_entries_of_one_name(tmp_path):
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("stack.xml", b"<image/>")
    assert "twice" in refusal(path)


def test_an_encrypted_entry(tmp_path):
    path = saved(tmp_path)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    path.write_bytes(data)
    assert "encrypted" in refusal(path)


def test_a_compression_that_openraster_does_not_use(tmp_path):
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("stack.xml", bytes(1000))
    assert "compressed in a way" in refusal(path)


def test_a_directory_of_millions_of_entries(tmp_path):
    path = tmp_path / "many.ora"
    entry = b"PK\x01\x02" + bytes(42)
    count = 150_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, 0, 0)
    path.write_bytes(entry * count + end)
    assert "directory is far too long" in refusal(path)


def test_a_checksum_that_is_wrong(tmp_path):
    path = saved(tmp_path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("data/background.png")
    data[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0xFF
    path.write_bytes(data)
    assert "CRC" in refusal(path)


def test_a_bomb_of_text(tmp_path):
    path = tmp_path / "bomb.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stack.xml", bytes(40 << 20))
    assert "more than" in refusal(path)


def deflated(path, entries):
    """The archive, small however much there is of nothing in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    assert path.stat().st_size < 1 << 20
    return path


@pytest.mark.parametrize("ours", [True, False], ids=["a project", "of another program"])
def test_a_bomb_in_the_place_of_a_small_picture(tmp_path, ours):
    entries = entries_of(saved(tmp_path))
    entries["data/background.png"] = png_claiming(120, 80)[:-12] + bytes(40 << 20)
    if not ours:
        entries = {name: data for name, data in entries.items() if not name.startswith("rainharmonize/")}
    assert "data/background.png claims" in refusal(deflated(tmp_path / "bomb.ora", entries))


@pytest.mark.parametrize("name", ["icc_profile", "exif"])
def test_a_bomb_in_the_place_of_a_profile_or_of_camera_data(tmp_path, name):
    path = with_state(saved(tmp_path), lambda data: data["background"].update({name: f"data/bomb.{name}"}))
    entries = {**entries_of(path), f"data/bomb.{name}": bytes(65 << 20)}
    bomb = deflated(tmp_path / "bomb.ora", entries)
    tracemalloc.start()
    try:
        with pytest.raises(ProjectTooLargeError, match="GB of memory"):
            load(bomb, max_memory=MEMORY)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


def test_an_entry_longer_than_it_claims_is_cut_where_it_claims(tmp_path):
    path = tmp_path / "liar.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stack.xml", bytes(40 << 20))
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 1000)
    path.write_bytes(data)
    refusal(path)


def test_a_missing_picture(tmp_path):
    assert "data/background.png is missing" in refusal(with_entries(saved(tmp_path), background=None))


@pytest.mark.parametrize("data", [None, bytes(40 << 20)])
def test_a_thumbnail_that_is_missing_or_a_bomb_is_a_sentence(tmp_path, data):
    path = tmp_path / "a.ora"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stack.xml", b"<image/>")
        if data is not None:
            archive.writestr("Thumbnails/thumbnail.png", data)
    tracemalloc.start()
    try:
        with pytest.raises(ProjectError, match="has no thumbnail"):
            read_thumbnail(path)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("part", [0.1, 0.9])
def test_the_thumbnail_of_a_file_cut_short_is_a_sentence(tmp_path, part):
    path = saved(tmp_path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(ProjectError, match="has no thumbnail"):
        read_thumbnail(path)


# Pictures


@pytest.mark.parametrize("size", [(60_000, 60_000), (2**31 - 1, 2**31 - 1), (2**31 - 1, 1)])
def test_a_picture_that_claims_an_absurd_size(tmp_path, size):
    path = with_entries(saved(tmp_path), background=png_claiming(*size))
    with pytest.raises(ProjectTooLargeError, match="GB of memory"):
        load(path)
    refusal(path)


def test_many_pictures_of_a_fair_size_count_together(tmp_path):
    path = saved(tmp_path, rich_scene())
    entries = entries_of(path)
    entries.update(
        {
            name: png_claiming(12_000, 12_000)
            for name in entries
            if name.startswith(("rainharmonize/pictures", "data/back"))
        }
    )
    with pytest.raises(ProjectTooLargeError):
        load(write_archive(path, entries))


def test_what_pictures_become_adds_up_and_of_their_files_the_largest_counts(tmp_path):
    budget = Budget()
    budget.add(10, kept=3, working=4, file=100)
    budget.add(20, kept=1, working=4, file=7)
    budget.check(tmp_path, 10 * 3 + 20 + (10 * 4 + 100))
    with pytest.raises(ProjectTooLargeError):
        budget.check(tmp_path, 10 * 3 + 20 + (10 * 4 + 100) - 1)


def test_memory_can_be_allowed(tmp_path):
    path = saved(tmp_path)
    with pytest.raises(ProjectTooLargeError):
        load(path, max_memory=1000)
    load(path, max_memory=None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        png_claiming(120, 80),
        png_claiming(120, 80, data=bytes(10)),
        png_claiming(120, 80, colour_type=0, data=bytes(80 * 121)),
        png_claiming(0, 0),
        png_claiming(120, 80, colour_type=5),
        png_of(np.zeros((80, 120, 4), np.uint8)),
        png_of(np.zeros((80, 120, 3), np.uint8))[:-40],
    ],
)
def test_a_background_that_is_not_the_picture_it_should_be(tmp_path, data):
    assert "data/background.png" in refusal(with_entries(saved(tmp_path), background=data))


def test_a_mask_of_another_size_than_its_picture(tmp_path):
    def swap(data):
        data["layers"][0]["mask"] = data["layers"][0]["alpha"] = "data/small.png"

    path = with_state(saved(tmp_path), swap)
    entries = {**entries_of(path), "data/small.png": png_of(np.zeros((3, 3), np.uint8))}
    assert "3×3" in refusal(write_archive(path, entries))


def test_an_original_s_transparency_of_another_size_than_its_picture(tmp_path):
    path = with_state(saved(tmp_path), lambda data: data["layers"][0].update(alpha="data/small.png"))
    entries = {**entries_of(path), "data/small.png": png_of(np.zeros((5, 5), np.uint8))}
    assert "5×5" in refusal(write_archive(path, entries))


@pytest.mark.parametrize("kind", ["mask", "alpha", "reference"])
@pytest.mark.parametrize("channels", [1, 3])
def test_one_entry_as_picture_and_as_mask(tmp_path, kind, channels):
    def give_both(data):
        place = data if kind == "reference" else data["layers"][0]
        place[kind] = data["layers"][0]["rgb"] = "data/both.png"

    path = with_state(saved(tmp_path), give_both)
    shape = (80, 120, 3)[: 2 + (channels == 3)]
    both = {"data/both.png": png_of(np.zeros(shape, np.uint8))}
    assert "both as a picture and as a mask" in refusal(write_archive(path, {**entries_of(path), **both}))


def test_a_reference_region_of_another_size(tmp_path):
    path = with_state(saved(tmp_path), lambda data: data.update(reference=data["layers"][0]["mask"]))
    assert "reference region" in refusal(path)


def test_an_archive_is_closed_with_its_block(tmp_path):
    with open_archive(saved(tmp_path)) as archive:
        assert "stack.xml" in archive
    with pytest.raises(ValueError, match="closed"):
        archive.read("stack.xml", limit=1 << 20)
