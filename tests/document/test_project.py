from __future__ import annotations

import io
import os
import zipfile
from dataclasses import fields, replace
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from document_examples import BACKGROUND, disc, document_with_object, picture, state
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from project_examples import STATE, entries_of, plain_scene, rich_scene, saved, with_state

from engine.compositing import composite as put
from engine.files import FileError
from engine.placement import Placement
from engine.progress import Aborted, CancelToken
from engine.transfer import Frame
from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Layer, Look, Trim, Variant
from rainharmonize_gui.document.project import ProjectError, Stamp, load, save
from rainharmonize_gui.document.project.state import LayerState, State
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.document.scene import Scene


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


# What was saved comes back


def test_a_scene_comes_back_exactly(tmp_path):
    scene = rich_scene()
    loaded = load(saved(tmp_path, scene))
    assert state(loaded.scene) == state(scene)
    assert loaded.notices == ()
    assert loaded.ours


def test_what_an_export_wants_to_know_of_the_photo_comes_back(tmp_path):
    scene = rich_scene()
    picture = load(saved(tmp_path, scene)).scene.background.picture
    assert picture.icc_profile == scene.background.picture.icc_profile
    assert picture.exif == scene.background.picture.exif


def test_a_background_with_transparency_keeps_it(tmp_path):
    document = Document()
    document.open_background(picture(BACKGROUND, alpha=disc(BACKGROUND)))
    background = load(saved(tmp_path, document.scene)).scene.background
    assert np.array_equal(background.picture.alpha, disc(BACKGROUND))


def test_originals_with_alpha_can_be_reset_to_it(tmp_path):
    layer = load(saved(tmp_path)).scene.layers[0]
    assert np.array_equal(layer.alpha, disc((30, 20)))


def test_objects_that_share_pixels_share_them_again(tmp_path):
    scene = load(saved(tmp_path, rich_scene())).scene
    dog, copy = (layer for layer in scene.layers if layer.name.startswith("Dog"))
    sky = next(layer for layer in scene.layers if layer.name == "Sky")
    assert dog.rgb is copy.rgb
    assert dog.mask is copy.mask
    assert sky.rgb is scene.background.rgb


def test_every_array_is_written_once(tmp_path):
    names = entries_of(saved(tmp_path, rich_scene()))
    # two pictures, a soft alpha that is the mask too, two masks, the reference region
    assert sum(name.startswith("rainharmonize/pictures/") for name in names) == 6


def test_a_file_saved_twice_is_the_same_file(tmp_path):
    scene = rich_scene()
    first = saved(tmp_path, scene).read_bytes()
    assert saved(tmp_path, scene).read_bytes() == first


def test_a_new_field_of_a_scene_must_be_saved_too():
    """Whoever adds one adds it to the state as well, or says here why it need not be."""
    names = {each.name for each in fields(Scene)}
    assert names == {each.name for each in fields(State)} - {"unknown"}
    assert {each.name for each in fields(Layer)} == {each.name for each in fields(LayerState)}
    assert {each.name for each in fields(Look)} == {"harmonize", "variant", "strength", "trim"}
    assert {each.name for each in fields(Variant)} == {"method", "weights"}
    assert {each.name for each in fields(Trim)} == {"brightness", "contrast", "warmth", "saturation"}


numbers = st.floats(-5000, 5000, allow_nan=False)
text = st.text(max_size=20)  # control characters and lone surrogates included
looks = st.builds(
    Look,
    harmonize=st.booleans(),
    strength=st.floats(0, 1.5),
    trim=st.builds(Trim, *[st.floats(-1, 1)] * 4),
)


@settings(max_examples=25, deadline=None)
@given(
    name=text,
    angle=st.floats(-180, 180),
    center=st.tuples(numbers, numbers),
    scale=st.floats(0.01, 20),
    flip=st.booleans(),
    opacity=st.floats(0, 1),
    look=looks,
)
def test_any_object_comes_back_exactly(tmp_path_factory, name, angle, center, scale, flip, opacity, look):
    scene = plain_scene()
    placement = Placement.of((30, 20), center=center, scale=scale, rotation_degrees=angle, flip_h=flip)
    layer = replace(scene.layers[0], name=name, placement=placement, opacity=opacity, look=look)
    scene = replace(scene, layers=(layer,))
    path = tmp_path_factory.getbasetemp() / "any.ora"
    save(scene, path)
    assert state(load(path).scene) == state(scene)


# Where the photo was is not told


def test_the_folder_of_the_photo_stays_private(tmp_path):
    path = saved(tmp_path, rich_scene())
    assert b"secret" not in path.read_bytes()
    assert b"secret" not in entries_of(path)[STATE]


def test_the_photo_is_said_to_lie_beside_the_project(tmp_path):
    assert load(saved(tmp_path, rich_scene())).scene.background.path == str(tmp_path / "photo.jpg")


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


# Later versions


def test_a_newer_major_version_is_a_sentence(tmp_path):
    path = with_state(saved(tmp_path), lambda data: data.update(version="2.0"))
    with pytest.raises(ProjectError, match=r"newer version of RainHarmonize \(project format 2\.0\); update"):
        load(path)


def test_what_a_later_minor_version_adds_is_left_out_and_said(tmp_path):
    def add(data):
        data["version"] = "1.9"
        data["layers"][0]["hologram"] = True

    loaded = load(with_state(saved(tmp_path), add))
    assert state(loaded.scene) == state(plain_scene())
    assert "hologram" in loaded.notices[0]


def test_what_is_not_said_is_the_default(tmp_path):
    def strip(data):
        for name in ("opacity", "visible", "look", "alpha"):
            del data["layers"][0][name]
        for name in ("direction", "reference"):
            del data[name]

    layer = load(with_state(saved(tmp_path), strip)).scene.layers[0]
    assert (layer.opacity, layer.visible, layer.look, layer.alpha) == (1.0, True, Look(), None)


# Saving is whole or not at all


def test_nothing_to_save_is_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match="open a background first"):
        save(Scene(), tmp_path / "a.ora")


def test_a_cancelled_save_leaves_the_old_file(tmp_path):
    path = saved(tmp_path)
    old = path.read_bytes()
    token = CancelToken()

    def stop_halfway(fraction: float, label: str = "", /) -> None:
        if fraction > 0.3:
            token.cancel()

    with pytest.raises(Aborted):
        save(rich_scene(), path, progress=stop_halfway, cancel=token)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_progress_goes_up_to_one(tmp_path):
    seen: list[float] = []
    save(rich_scene(), tmp_path / "a.ora", progress=lambda fraction, label="", /: seen.append(fraction))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    load(tmp_path / "a.ora", progress=lambda fraction, label="", /: seen.append(fraction))
    assert seen[-1] == 1.0


def test_loading_can_be_cancelled(tmp_path):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        load(saved(tmp_path), cancel=token)


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(tmp_path, monkeypatch):
    path = saved(tmp_path)
    old = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="no room is left"):
        save(rich_scene(), path)
    assert path.read_bytes() == old


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        save(plain_scene(), tmp_path / "gone" / "a.ora")


# Changed by others


def test_the_stamp_tells_a_file_changed_by_another_program(tmp_path):
    path = tmp_path / "a.ora"
    stamp = save(plain_scene(), path)
    assert stamp is not None
    assert Stamp.of(path) == stamp == load(path).stamp
    save(rich_scene(), path)
    assert Stamp.of(path) != stamp


def test_the_stamp_tells_a_change_although_the_clock_was_set_back(tmp_path):
    path = saved(tmp_path)
    stamp = Stamp.of(path)
    os.utime(path, ns=(0, 0))
    assert Stamp.of(path) != stamp


def test_the_stamp_tells_a_file_removed(tmp_path):
    assert Stamp.of(tmp_path / "gone.ora") is None
