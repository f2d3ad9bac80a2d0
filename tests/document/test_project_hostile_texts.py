"""project.json and stack.xml made to harm, or damaged by chance: one sentence each, nothing written."""

from __future__ import annotations

import numpy as np
import pytest
from project_examples import (
    STATE,
    png_claiming,
    png_of,
    saved,
    with_entries,
    with_state,
    write_archive,
)
from project_refusals import refusal

from rainharmonize_gui.document.project import load

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
        [1e6, 0, 0, 0, 1e6, 0],
        [1e-6, 0, 0, 0, 1e-6, 0],
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
        {"other_strength": "1"},
        {"other_strength": 99},
        {"other_strength": float("nan")},
        {"trim": {"contrast": float("nan")}},
    ],
    "edge": [
        7,
        {"smooth": float("nan")},
        {"shift": float("nan")},
        {"feather": float("nan")},
        {"contrast": float("nan")},
        {"feather": -1},
        {"shift": 1e300},
        {"remove_fringe": 1},
    ],
    "region": [1, "yes", []],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
def test_a_field_of_a_wrong_kind_or_size(tmp_path, name, value):
    refusal(with_state(saved(tmp_path), lambda data: data["layers"][0].update({name: value})))


@pytest.mark.parametrize("look", WRONG["look"])
def test_a_look_of_the_background_of_a_wrong_kind_or_size(tmp_path, look):
    refusal(with_state(saved(tmp_path), lambda data: data["background"].update(look=look)))


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


# Names of any length


LONG = "x" * 70_000


def test_long_names_are_cut_and_sentences_stay_short(tmp_path):
    def lengthen(data):
        data["layers"][0]["name"] = LONG
        data[LONG] = 1

    loaded = load(with_state(saved(tmp_path), lengthen))
    assert len(loaded.scene.layers[0].name) == 1000
    assert len(loaded.notices[0]) < 600


def test_an_entry_of_a_long_name_that_is_missing_is_a_short_sentence(tmp_path):
    refusal(with_state(saved(tmp_path), lambda data: data["layers"][0].update(rgb=LONG)))


def test_of_many_layers_only_the_first_are_named(tmp_path):
    layers = "".join(f"<layer name='{LONG}{index}' src='gone.png'/>" for index in range(30))
    dot = png_of(np.zeros((1, 1, 3), np.uint8))
    xml = f"<image w='1' h='1'><stack>{layers}<layer name='{LONG}' src='a.png'/></stack></image>"
    path = write_archive(tmp_path / "a.ora", {"stack.xml": xml.encode(), "a.png": dot})
    assert len(load(path).notices[0]) < 700
