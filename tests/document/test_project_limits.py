"""Whatever a document takes opens again from its project; what it cannot take is refused, nothing is lost."""

from __future__ import annotations

import contextlib
import os
from dataclasses import replace

import numpy as np
import pytest
from document_examples import BACKGROUND, disc, document_with_object, picture, state
from hypothesis import given, settings
from hypothesis import strategies as st
from project_examples import plain_scene, saved

from engine.images import Picture
from engine.placement import Placement
from engine.types import EngineError, PictureError
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.geometry import FARTHEST, MAX_SIDE, middle
from rainharmonize_gui.document.layer import Look, Trim, Variant
from rainharmonize_gui.document.limits import LONGEST_NAME, MOST_LAYERS, LimitError
from rainharmonize_gui.document.project import ProjectError, ProjectTooLargeError, load, save
from rainharmonize_gui.document.project.png import decode, encode
from rainharmonize_gui.document.recovery import LeftBehind, RecoveryStore
from rainharmonize_gui.document.scene import Scene

# Each limit by itself


def crowded(layers: int, *, name: str = "") -> Document:
    """A document of so many layers that share their pixels."""
    scene = plain_scene()
    copies = (replace(scene.layers[0], id=1 + index, name=f"{index}{name}") for index in range(layers))
    return Document(replace(scene, layers=tuple(copies)))


@pytest.mark.parametrize(
    "add",
    [
        lambda document: document.duplicate(1),
        lambda document: document.add_object(picture((30, 20)), name="Cat"),
        lambda document: document.add_region(disc(BACKGROUND), name="Sky"),
    ],
    ids=["duplicate", "object", "region"],
)
def test_one_layer_more_than_a_project_holds_is_a_sentence_and_no_step(add):
    document = crowded(MOST_LAYERS - 1)
    add(document)
    before = document.scene
    with pytest.raises(LimitError, match="There are 1000 objects and regions"):
        add(document)
    assert document.scene is before
    assert len(document.history.labels) == 1


def test_as_many_layers_as_there_can_be_with_the_longest_names_open_again(tmp_path):
    scene = crowded(MOST_LAYERS, name="\N{DOG FACE}" * (LONGEST_NAME - 3)).scene
    hidden = replace(scene, layers=tuple(replace(layer, visible=False) for layer in scene.layers))
    assert state(load(saved(tmp_path, hidden)).scene) == state(hidden)


def test_names_are_cut_where_they_are_given_and_stay_different():
    document, dog = document_with_object()
    long = "x" * 5_000_000
    document.rename(dog, long)
    copies = [document.duplicate(dog), document.add_object(picture((30, 20)), name=long)]
    copies.append(document.add_region(disc(BACKGROUND), name=long))
    names = {document.scene.layer(layer_id).name for layer_id in (dog, *copies)}
    assert {len(name) for name in names} == {LONGEST_NAME}
    assert len(names) == 4


def test_a_name_cut_at_the_same_place_is_no_step():
    document, dog = document_with_object()
    document.rename(dog, "x" * 2000)
    document.rename(dog, "x" * 3000)
    assert len(document.history.labels) == 1


def test_a_large_cut_out_of_which_little_shows_can_be_as_large_as_any(tmp_path):
    document = Document()
    document.open_background(picture(BACKGROUND))
    strip = document.add_object(Picture(np.full((2, 25_000, 3), 90, np.uint8)), name="Strip")
    mask = np.zeros((2, 25_000), np.uint8)
    mask[:, -2:] = 255
    document.set_mask(strip, mask)
    document.set_geometry(strip, width=MAX_SIDE)
    assert document.geometry(strip).width == pytest.approx(MAX_SIDE)
    assert state(load(saved(tmp_path, document.scene)).scene) == state(document.scene)


@pytest.mark.parametrize("far", [1e8, -1e12, 1e300])
def test_objects_go_no_farther_than_they_can_be_found(far):
    document, dog = document_with_object()
    document.move(dog, far, 3)
    document.nudge(dog, far, 3)
    copy = document.duplicate(dog, offset=(far, far))
    other = document.add_object(picture((30, 20)), name="Cat", center=(far, far))
    for layer_id in (dog, copy, other):
        layer = document.scene.layer(layer_id)
        assert np.abs(middle(layer.boxed, layer.box.size)).max() <= FARTHEST * (1 + 1e-9)


@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_a_placement_beyond_all_use_is_a_sentence(scale):
    document, dog = document_with_object()
    with pytest.raises(PictureError, match="Placed so"):
        document.place(dog, Placement.scaling(scale))
    assert document.history.labels == ()


@pytest.mark.parametrize("name", ["icc_profile", "exif"])
def test_a_profile_and_camera_data_of_any_length_come_back(tmp_path, name):
    long = os.urandom(1 << 16) * (65 << 4)
    document = Document()
    document.open_background(replace(picture(BACKGROUND), **{name: long}))
    loaded = load(saved(tmp_path, document.scene)).scene.background
    assert getattr(loaded.picture, name) == long


@pytest.mark.parametrize("shape", [(1, 1_000_001, 3), (1_000_001, 1), (1, 1_000_001, 4)])
def test_a_picture_too_long_for_png_is_a_sentence(shape):
    with pytest.raises(ProjectError, match=r"1000001.* pixels is too large for a project"):
        encode(np.zeros(shape, np.uint8))


def test_the_longest_picture_is_written_and_read():
    pixels = np.arange(1_000_000, dtype=np.uint32).astype(np.uint8)[None]
    assert np.array_equal(decode(encode(pixels), channels=1, name="a.png"), pixels)


@pytest.mark.parametrize(
    "broken",
    [
        {"opacity": float("nan")},
        {"opacity": 2.0},
        {"placement": Placement.translation(1e13, 0)},
        {"id": 0},
        {"look": replace(plain_scene().layers[0].look, variant=Variant(weights="x" * (20 << 20)))},
    ],
    ids=["not a number", "out of range", "far out", "an id", "too much text"],
)
def test_what_would_not_open_again_is_refused_and_the_old_file_stays(tmp_path, broken):
    """A scene that no document makes."""
    path = saved(tmp_path)
    old = path.read_bytes()
    scene = plain_scene()
    with pytest.raises(ProjectError, match="cannot be saved, as it would not open again"):
        save(replace(scene, layers=(replace(scene.layers[0], **broken),)), path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


# Autosaves


def left_behind(store: RecoveryStore, scene: Scene) -> LeftBehind:
    session = store.begin()
    session.autosave(scene)
    session._lock.release()  # as a kill does
    return store.left_behind()[0]


def test_an_autosave_comes_back_however_much_memory_it_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(load.__kwdefaults__, "max_memory", 1000)
    store = RecoveryStore(tmp_path)
    found = left_behind(store, plain_scene())
    with pytest.raises(ProjectTooLargeError):
        load(tmp_path / found.id / "autosave.ora")
    assert state(store.restore(found)[0].scene) == state(plain_scene())


def test_an_autosave_brings_back_weights_on_the_network_that_its_owner_chose(tmp_path):
    store, look = RecoveryStore(tmp_path), Look(variant=Variant(weights="//server/share/own.safetensors"))
    loaded, _ = store.restore(left_behind(store, replace(plain_scene(), background_look=look)))
    assert loaded.scene.background_look == look
    assert loaded.notices == ()


# All of them together

anywhere = st.floats(-1e15, 1e15) | st.floats(allow_nan=False, allow_infinity=False)
lengths = st.floats(-1e9, 1e9) | st.floats(0, 1e-9)
drawn = st.floats(-MAX_SIDE, MAX_SIDE)  # as much as a pixel can be drawn out to
names = st.builds(lambda text, times: text * times, st.text(max_size=5), st.integers(1, 1500))

EDITS = st.one_of(
    st.tuples(st.just(Document.rename), names),
    st.tuples(st.just(Document.move), anywhere, anywhere),
    st.tuples(st.just(Document.nudge), anywhere, anywhere),
    st.tuples(st.just(Document.scale), st.floats(1e-12, 1e12)),
    st.tuples(st.just(Document.rotate), anywhere),
    st.tuples(st.just(Document.flip)),
    st.tuples(st.just(Document.duplicate)),
    st.tuples(st.just(Document.set_opacity), anywhere),
    st.tuples(st.just(Document.set_strength), anywhere),
    st.tuples(st.just(Document.set_trim), st.builds(Trim, anywhere, anywhere)),
    st.tuples(st.just("geometry"), st.sampled_from(["x", "y", "angle"]), anywhere),
    st.tuples(st.just("geometry"), st.sampled_from(["width", "height"]), lengths),
    st.tuples(st.just("place"), st.tuples(drawn, drawn, anywhere, drawn, drawn, anywhere)),
    st.tuples(st.just("show"), st.integers(0, 2999), st.integers(1, 3)),
    st.tuples(st.just("add"), names, anywhere, anywhere),
)


def perform(document: Document, edit: tuple[object, ...]) -> None:
    what, *values = edit
    layer = document.scene.layers[-1]
    if what == "geometry":
        document.set_geometry(layer.id, **{values[0]: values[1]})
    elif what == "place":
        document.place(layer.id, Placement(values[0][:3], values[0][3:]))
    elif what == "show":
        mask = np.zeros(layer.size[::-1], np.uint8)
        mask[:, values[0] : values[0] + values[1]] = 255
        document.set_mask(layer.id, mask)
    elif what == "add":
        strip = Picture(np.full((2, 3000, 3), 90, np.uint8))
        document.add_object(strip, name=values[0], center=(values[1], values[2]))
    else:
        what(document, layer.id, *values)


def opened_again(scene: Scene, folder) -> Scene:
    save(scene, folder / "any.ora")
    return load(folder / "any.ora").scene


@settings(max_examples=60, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=12))
def test_whatever_a_document_allows_opens_again(tmp_path_factory, edits):
    document, _ = document_with_object()
    for edit in edits:
        with contextlib.suppress(EngineError):  # refused, and so not in it
            perform(document, edit)
    assert state(opened_again(document.scene, tmp_path_factory.getbasetemp())) == state(document.scene)
