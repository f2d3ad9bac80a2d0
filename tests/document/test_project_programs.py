"""Files that GIMP and Krita have written: layers are objects in place, and all looks as it did there."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from project_examples import blended_in_linear_light, entries_of

from engine.placement import Placement
from rainharmonize_gui.document.project import Loaded, load, read_thumbnail, save
from rainharmonize_gui.document.render import composite

DATA = Path(__file__).parent / "data"
PROGRAMS = ["gimp", "krita"]


@pytest.fixture(params=PROGRAMS)
def file(request: pytest.FixtureRequest) -> Path:
    return DATA / f"{request.param}.ora"


@pytest.fixture
def loaded(file: Path) -> Loaded:
    return load(file)


def test_every_layer_but_the_lowest_is_an_object_in_its_place(loaded: Loaded) -> None:
    assert [(layer.name, layer.placement, layer.visible) for layer in loaded.scene.layers] == [
        ("Hund <ä>", Placement.translation(12, 9), True),
        ("Hund 2", Placement.translation(30, 20), False),
        ("Hund 3", Placement.translation(-5, 25), True),
    ]
    assert [round(layer.opacity, 2) for layer in loaded.scene.layers] == [0.4, 1.0, 1.0]
    assert {layer.size for layer in loaded.scene.layers} == {(20, 10)}
    assert loaded.scene.size == (60, 40)


def test_objects_keep_their_soft_edges(loaded: Loaded) -> None:
    for layer in loaded.scene.layers:
        assert layer.alpha is not None
        assert np.array_equal(layer.alpha, layer.mask.pixels)
        assert {0, 255} < set(np.unique(layer.alpha).tolist())


def test_it_looks_as_it_did_there(loaded: Loaded, file: Path) -> None:
    with Image.open(io.BytesIO(entries_of(file)["mergedimage.png"])) as image:
        there = np.asarray(image.convert("RGB")).astype(int)
    ours = blended_in_linear_light(loaded.scene) if file.stem == "gimp" else composite(loaded.scene)
    assert np.abs(ours - there).max() <= 2


def test_it_is_known_as_the_file_of_another_program_and_what_is_lost_is_said(loaded: Loaded) -> None:
    assert not loaded.ours
    assert loaded.notices == ("Groups are not kept; their layers now lie one on the other.",)


def test_it_can_be_saved_as_ours_and_looks_the_same(loaded: Loaded, tmp_path: Path) -> None:
    save(loaded.scene, tmp_path / "ours.ora")
    assert np.array_equal(composite(load(tmp_path / "ours.ora").scene), composite(loaded.scene))


def test_its_thumbnail_is_found(file: Path) -> None:
    assert read_thumbnail(file).startswith(b"\x89PNG")
