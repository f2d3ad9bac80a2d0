"""Project files made to harm, or damaged by chance: one sentence each, little memory, nothing written."""

from __future__ import annotations

import contextlib
import json
import random
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from project_examples import (
    STATE,
    entries_of,
    plain_scene,
    png_claiming,
    png_of,
    rich_scene,
    saved,
    with_entries,
    with_state,
    write_archive,
)

from rainharmonize_gui.document.project import ProjectError, ProjectTooLargeError, load, save
from rainharmonize_gui.document.project.archive import open_archive

MEMORY = 30 << 20
"""Bytes that a refusal may take; every bomb is larger."""


def refusal(path) -> str:
    """The sentence; nothing else was created, and memory stayed small."""
    before = sorted(path.parent.iterdir()) if path.parent.exists() else None
    tracemalloc.start()
    try:
        with pytest.raises(ProjectError) as caught:
            load(path)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    assert before == (sorted(path.parent.iterdir()) if path.parent.exists() else None)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    assert len(sentence) < 600
    return sentence


def opens_or_says_why(path) -> None:
    with contextlib.suppress(ProjectError):
        load(path)


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


def test_a_reference_region_of_another_size(tmp_path):
    path = with_state(saved(tmp_path), lambda data: data.update(reference=data["layers"][0]["mask"]))
    assert "reference region" in refusal(path)


# project.json


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "\ud800".encode("utf-8", "surrogatepass"),
        "[" * 100_000,
        '{"version": NaN}',
        "1" * 5000,
    ],
)
def test_a_state_that_is_no_object(tmp_path, text):
    data = text if isinstance(text, bytes) else text.encode()
    assert STATE in refusal(with_entries(saved(tmp_path), state=data))


def test_a_state_of_no_version(tmp_path):
    refusal(with_state(saved(tmp_path), lambda data: data.pop("version")))


@pytest.mark.parametrize(
    "version", ["", "1", "x.y", "-1.0", "1.0.0.0", "1." + "9" * 100, "²." + "1", 1, None, []]
)
def test_a_version_that_is_none(tmp_path, version):
    assert "version" in refusal(with_state(saved(tmp_path), lambda data: data.update(version=version)))


WRONG = {
    "opacity": ["0.5", -0.1, 1.1, True, [], float("nan"), 10**400],
    "visible": [1, "yes", []],
    "id": [0, -1, 1.5, "1", True, 2**60],
    "name": [7, [], {}],
    "rgb": [None, 3, "../../etc/passwd", "nowhere.png"],
    "mask": [None, [], "stack.xml"],
    "placement": [
        None,
        [],
        [1, 0, 0, 0, 1],
        [0, 0, 0, 0, 0, 0],
        [1e308, 0, 0, 0, 1e308, 0],
        [1, 0, float("inf"), 0, 1, 0],
        [float("nan")] * 6,
        [1, 0, "0", 0, 1, 0],
        [1e5, 0, 0, 0, 1e5, 0],
        "identity",
    ],
    "look": [
        7,
        {"strength": 99},
        {"strength": float("-inf")},
        {"method": "magic"},
        {"weights": 7},
        {"trim": []},
        {"trim": {"warmth": 1e300}},
        {"harmonize": "no"},
    ],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_field_of_a_wrong_kind_or_size(tmp_path, name, value):
    refusal(with_state(saved(tmp_path), lambda data: data["layers"][0].update({name: value})))


def test_two_objects_of_one_id(tmp_path):
    path = with_state(saved(tmp_path), lambda data: data.update(layers=data["layers"] * 2))
    assert "same id" in refusal(path)


def test_objects_without_end(tmp_path):
    def multiply(data):
        data["layers"] = [{**data["layers"][0], "id": index + 1} for index in range(1001)]

    assert "more than" in refusal(with_state(saved(tmp_path), multiply))


@pytest.mark.parametrize("weights", ["//server/share/w.pth", "\\\\server\\share\\w.pth", "\\/server/w.pth"])
def test_weights_on_a_server_are_not_asked_for(tmp_path, weights):
    def point(data):
        data["layers"][0]["look"]["weights"] = weights

    loaded = load(with_state(saved(tmp_path), point))
    assert loaded.scene.layers[0].look.variant.weights is None
    assert "network" in loaded.notices[0]


@pytest.mark.parametrize("name", ["../../x.jpg", "/etc/passwd", "..\\x.jpg", "a\0b", "", ".."])
def test_the_name_of_the_photo_leads_nowhere_else(tmp_path, name):
    path = with_state(saved(tmp_path), lambda data: data["background"].update(file_name=name))
    assert load(path).scene.background.path is None


# stack.xml


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><image w="1" h="1"><stack>&c;</stack></image>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
<image w="1" h="1"><stack name="&f;"/></image>"""


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE, LAUGHS.replace(b"<!DOCTYPE", b"<!doctype")])
def test_a_document_type_is_refused(tmp_path, xml):
    path = write_archive(tmp_path / "a.ora", {"stack.xml": xml})
    assert "stack.xml" in refusal(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-7"])
def test_a_document_type_hidden_by_an_encoding_is_refused(tmp_path, encoding):
    text = OUTSIDE.decode()
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    path = write_archive(tmp_path / "a.ora", {"stack.xml": (declared + text).encode(encoding)})
    assert "stack.xml" in refusal(path)


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<image",
        b"<svg/>",
        b"<image w='1' h='1'/>",
        b"<image w='0' h='1'><stack/></image>",
        b"<image w='-5' h='1'><stack/></image>",
        b"<image w='1e99' h='1'><stack/></image>",
        b"<image w='nan' h='1'><stack/></image>",
        b"<image w='inf' h='1'><stack/></image>",
        b"<image w='x' h='1'><stack/></image>",
        b"<image h='1'><stack/></image>",
        b"<image w='1' h='1'><stack/></image>",
        b"<image w='1' h='1'><stack><layer x='99999999999' src='a.png'/></stack></image>",
        b"<image w='1' h='1'><stack><layer opacity='NaN' src='a.png'/></stack></image>",
        b"<image w='1' h='1'>" + b"<stack>" * 5000 + b"</stack>" * 5000 + b"</image>",
        b"<image w='1' h='1'>" + b"<stack>" * 50_000,
        b"<image w='1' h='1'><stack>" + b"<layer/>" * 5000 + b"</stack></image>",
    ],
)
def test_a_stack_that_is_none(tmp_path, xml):
    refusal(write_archive(tmp_path / "a.ora", {"stack.xml": xml}))


def test_a_canvas_of_absurd_size(tmp_path):
    xml = b"<image w='9999999' h='9999999'><stack><layer src='a.png'/></stack></image>"
    dot = png_of(np.zeros((1, 1, 4), np.uint8))
    assert "GB" in refusal(write_archive(tmp_path / "a.ora", {"stack.xml": xml, "a.png": dot}))


def test_layers_of_absurd_size(tmp_path):
    layers = b"".join(b"<layer src='%d.png'/>" % index for index in range(20))
    xml = b"<image w='9' h='9'><stack>" + layers + b"</stack></image>"
    bombs = {f"{index}.png": png_claiming(9000, 9000) for index in range(20)}
    assert "GB" in refusal(write_archive(tmp_path / "a.ora", {"stack.xml": xml, **bombs}))


# By chance


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_any_json_anywhere_in_the_state_opens_or_is_a_sentence(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    path = folder / "state.ora"
    if not path.exists():
        save(plain_scene(), path)
    entries = entries_of(path)
    state = json.loads(entries[STATE])
    place = data.draw(
        st.sampled_from([state, state["background"], state["layers"][0], state["layers"][0]["look"]])
    )
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    changed = write_archive(folder / "changed.ora", {**entries, STATE: json.dumps(state).encode()})
    opens_or_says_why(changed)


@settings(max_examples=60, deadline=None)
@given(xml=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_as_a_stack_are_a_sentence(tmp_path_factory, xml):
    path = write_archive(tmp_path_factory.getbasetemp() / "stack.ora", {"stack.xml": xml})
    with pytest.raises(ProjectError):
        load(path)


@pytest.mark.parametrize("seed", range(8))
def test_a_project_with_some_bytes_changed_opens_or_is_a_sentence(tmp_path, seed):
    chance = random.Random(seed)
    original = saved(tmp_path, rich_scene()).read_bytes()
    path = tmp_path / "mutant.ora"
    for _ in range(25):
        data = bytearray(original)
        for _ in range(chance.randint(1, 8)):
            # Most bytes are pixels under a checksum; the directory at the end is where it gets interesting.
            last = len(data) - 1
            place = (
                chance.randint(max(0, last - 1500), last)
                if chance.random() < 0.7
                else chance.randint(0, last)
            )
            data[place] = chance.randint(0, 255)
        path.write_bytes(data)
        opens_or_says_why(path)


def test_an_archive_is_closed_with_its_block(tmp_path):
    with open_archive(saved(tmp_path)) as archive:
        assert "stack.xml" in archive
    with pytest.raises(ValueError, match="closed"):
        archive.read("stack.xml", limit=1 << 20)
