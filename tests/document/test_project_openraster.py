"""The file as other programs see it: OpenRaster, its layers in place and harmonized."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from document_examples import BACKGROUND, document_with_object, picture, state
from PIL import Image
from project_examples import entries_of, plain_scene, rich_scene, saved

from engine.compositing import composite as put
from engine.placement import Placement
from engine.transfer import Frame
from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import load, save
from rainharmonize_gui.document.render import composite


class Brighter:
    """A finding that adds 40 to every channel."""

    frame = Frame.of_whole(*BACKGROUND)

    def apply(self, rgb, mask, *, strength=1.0, frame=None):
        lifted = np.clip(rgb.astype(int) + 40, 0, 255).astype(np.uint8)
        return np.where(mask[..., None] > 0, lifted, rgb)


def opened(path, name: str) -> Image.Image:
    return Image.open(io.BytesIO(entries_of(path)[name]))


def layer_elements(path) -> list[ET.Element]:
    return ET.fromstring(entries_of(path)["stack.xml"]).findall("stack/layer")


# As OpenRaster wants it


def test_the_mime_type_comes_first_and_plain(tmp_path):
    start = saved(tmp_path).read_bytes()[:54]
    assert start[30:54] == b"mimetypeimage/openraster"


def test_pictures_are_not_compressed_twice(tmp_path):
    with zipfile.ZipFile(saved(tmp_path)) as archive:
        pictures = [info for info in archive.infolist() if info.filename.endswith(".png")]
    assert {info.compress_type for info in pictures} == {zipfile.ZIP_STORED}


def test_layers_are_listed_from_the_top(tmp_path):
    assert [layer.get("name") for layer in layer_elements(saved(tmp_path))] == ["Dog", "Background"]


def test_a_layer_lies_where_it_shows(tmp_path):
    path = saved(tmp_path)
    dog = layer_elements(path)[0]
    assert (dog.get("x"), dog.get("y")) == ("10", "15")
    shown = np.asarray(opened(path, dog.get("src")))
    assert np.array_equal(shown, plain_scene().layers[0].rgba())


def test_a_turned_layer_is_stored_as_it_shows(tmp_path):
    document, layer_id = document_with_object()
    document.rotate(layer_id, 30)
    path = saved(tmp_path, document.scene)
    dog = layer_elements(path)[0]
    rgba = np.asarray(opened(path, dog.get("src")))
    background = document.scene.background.rgb
    placed, _ = put(background, rgba, Placement.translation(int(dog.get("x")), int(dog.get("y"))))
    assert np.abs(placed.astype(int) - composite(document.scene)).max() <= 1


def test_opacity_and_visibility_are_said(tmp_path):
    scene = plain_scene()
    hidden = replace(scene.layers[0], opacity=0.25, visible=False)
    dog = layer_elements(saved(tmp_path, replace(scene, layers=(hidden,))))[0]
    assert (dog.get("opacity"), dog.get("visibility")) == ("0.25", "hidden")


def test_the_merged_picture_is_what_shows(tmp_path):
    scene = replace(rich_scene(), direction=Direction.OBJECT)
    merged = np.asarray(opened(saved(tmp_path, scene), "mergedimage.png"))
    assert np.abs(merged.astype(int) - composite(scene)).max() <= 1


@pytest.mark.parametrize(
    ("size", "expected"), [((600, 300), (256, 128)), ((90, 700), (33, 256)), ((40, 30), (40, 30))]
)
def test_the_thumbnail_fits_256_pixels_and_is_never_enlarged(tmp_path, size, expected):
    document = Document()
    document.open_background(picture(size))
    assert opened(saved(tmp_path, document.scene), "Thumbnails/thumbnail.png").size == expected


@pytest.mark.parametrize("placement", [Placement.translation(5000, 0), Placement.scaling(1e3)])
def test_layers_far_away_or_huge_still_have_a_picture_of_sound_size(tmp_path, placement):
    scene = plain_scene()
    scene = replace(scene, layers=(replace(scene.layers[0], placement=placement),))
    width, height = opened(saved(tmp_path, scene), "data/layer0.png").size
    assert 1 <= width <= 2 * BACKGROUND[0]
    assert 1 <= height <= 2 * BACKGROUND[1]


def test_names_that_xml_cannot_hold_do_not_break_the_stack(tmp_path):
    names = [layer.get("name") for layer in layer_elements(saved(tmp_path, rich_scene()))]
    assert "Dog <&> 犬 \ufffd" in names


# Harmonized for other programs, original for us


def test_with_findings_other_programs_see_the_harmonized_object(tmp_path):
    scene = plain_scene()
    path = tmp_path / "h.ora"
    save(scene, path, findings={7: Brighter()})
    lifted = np.asarray(opened(path, "data/layer0.png"))[10, 15, :3]
    assert np.array_equal(lifted, np.clip(scene.layers[0].rgb[10, 15].astype(int) + 40, 0, 255))
    merged = np.asarray(opened(path, "mergedimage.png"))
    assert np.array_equal(merged, composite(scene, findings={7: Brighter()}))


def test_with_findings_the_originals_come_back_untouched(tmp_path):
    scene = rich_scene()
    save(scene, tmp_path / "h.ora", findings={None: Brighter()})
    assert state(load(tmp_path / "h.ora").scene) == state(scene)
    shown = np.asarray(opened(tmp_path / "h.ora", "data/background.png"))
    assert shown.astype(int).mean() > scene.background.rgb.mean() + 10
