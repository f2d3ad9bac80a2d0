"""What was saved comes back, whatever it was, and later versions may add to it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from document_examples import BACKGROUND, disc, picture, state
from hypothesis import given, settings
from hypothesis import strategies as st
from project_examples import STATE, entries_of, plain_scene, rich_scene, saved, with_state

from engine.images import Picture
from engine.placement import Placement
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.geometry import MAX_SIDE, MIN_SIDE
from rainharmonize_gui.document.layer import Layer, Look, Trim, Variant
from rainharmonize_gui.document.project import ProjectError, load, save
from rainharmonize_gui.document.project.state import LayerState, State
from rainharmonize_gui.document.scene import Scene

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
    assert {each.name for each in fields(Look)} == {
        "harmonize",
        "variant",
        "strength",
        "trim",
        "other_strength",
    }
    assert {each.name for each in fields(Variant)} == {"method", "weights"}
    assert {each.name for each in fields(Trim)} == {"brightness", "contrast", "warmth", "saturation"}


numbers = st.floats(-5000, 5000, allow_nan=False)


text = st.text(max_size=20)  # control characters and lone surrogates included


looks = st.builds(
    Look,
    harmonize=st.booleans(),
    strength=st.floats(0, 1.5),
    other_strength=st.none() | st.floats(0, 1.5),
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


@pytest.mark.parametrize(("cut_out", "side"), [((2000, 1500), MIN_SIDE), ((1, 1), MAX_SIDE)])
def test_the_smallest_and_the_largest_object_that_numbers_give_come_back(tmp_path, cut_out, side):
    document = Document()
    document.open_background(picture(BACKGROUND))
    flat = Picture(np.full((*cut_out[::-1], 3), 90, np.uint8))
    document.set_geometry(document.add_object(flat, name="Dog"), width=side, height=side)
    assert state(load(saved(tmp_path, document.scene)).scene) == state(document.scene)


def test_the_folder_of_the_photo_stays_private(tmp_path):
    path = saved(tmp_path, rich_scene())
    assert b"secret" not in path.read_bytes()
    assert b"secret" not in entries_of(path)[STATE]


def test_the_photo_is_said_to_lie_beside_the_project(tmp_path):
    assert load(saved(tmp_path, rich_scene())).scene.background.path == str(tmp_path / "photo.jpg")


# Later versions


def test_a_newer_major_version_is_a_sentence(tmp_path):
    path = with_state(saved(tmp_path), lambda data: data.update(version="2.0"))
    with pytest.raises(ProjectError, match=r"newer version of RainHarmonize \(project format 2\.0\); update"):
        load(path)


def test_what_a_later_minor_version_adds_is_left_out_and_said(tmp_path, caplog):
    caplog.set_level("INFO")

    def add(data):
        data["version"] = "1.9"
        data["layers"][0]["hologram"] = True

    loaded = load(with_state(saved(tmp_path), add))
    assert state(loaded.scene) == state(plain_scene())
    assert "does not know" in loaded.notices[0]
    assert "hologram" in caplog.text


def test_what_is_not_said_is_the_default(tmp_path):
    def strip(data):
        for name in ("opacity", "visible", "look", "alpha"):
            del data["layers"][0][name]
        for name in ("direction", "reference"):
            del data[name]

    layer = load(with_state(saved(tmp_path), strip)).scene.layers[0]
    assert (layer.opacity, layer.visible, layer.look, layer.alpha) == (1.0, True, Look(), None)
