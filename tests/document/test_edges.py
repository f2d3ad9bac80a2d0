"""The edge settings of objects: beside the mask, in what shows, in undo and in projects."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from document_examples import Clock, state
from hypothesis import given, settings
from hypothesis import strategies as st
from project_examples import saved, with_state

from engine.compositing import composite as put
from engine.images import Picture
from engine.masks.bounds import VISIBLE, bounding_box
from engine.masks.edge import EdgeSettings, refined
from engine.masks.fringe import decontaminated
from engine.masks.tiles import grown
from engine.placement import Box, Placement
from engine.types import U8
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import ExportChoice, Kind, pixels_of
from rainharmonize_gui.document.jobs import jobs
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.project import ProjectError, load
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.document.view import View

SIDE = 416
EDGE = EdgeSettings(smooth=2, shift=3.5, feather=5, contrast=0.4, remove_fringe=True)
edges = st.builds(
    EdgeSettings,
    smooth=st.floats(0, 5),
    shift=st.floats(-9, 9),
    feather=st.floats(0, 12),
    contrast=st.floats(0, 1),
    remove_fringe=st.booleans(),
)


def ball() -> Picture:
    """A red disc with a ragged edge, photographed on blue, cut out with some of the blue."""
    rows, columns = np.mgrid[:SIDE, :SIDE] - SIDE / 2
    radius = 150 + 6 * np.sin(np.arctan2(rows, columns) * 40)
    alpha = (255 * np.clip(radius - np.hypot(rows, columns), 0, 4) / 4).astype(np.uint8)
    share = alpha[..., None] / 255
    return Picture((share * (200, 50, 40) + (1 - share) * (30, 60, 190)).astype(np.uint8), alpha)


def with_ball(**limits: object) -> tuple[Document, int]:
    """A grey background of 832×544 with the ball in its middle; nothing to undo."""
    document = Document(**limits)
    document.open_background(Picture(np.full((544, 832, 3), 120, np.uint8)))
    layer_id = document.add_object(ball(), name="Ball")
    document.place(layer_id, Placement.translation(208, 64))
    document.replace_scene(document.scene)
    return document, layer_id


def difference(one: U8, other: U8) -> np.ndarray:
    return np.abs(one.astype(int) - other)


def test_what_shows_is_what_the_engine_makes_of_mask_and_edge() -> None:
    document, layer_id = with_ball()
    document.set_edge(layer_id, EDGE)
    layer, background = document.scene.layer(layer_id), document.scene.background
    mask = refined(layer.mask.pixels, EDGE)
    rgba = np.dstack((decontaminated(layer.rgb, mask), mask))
    expected, alpha = put(background.rgb, rgba, layer.placement)

    np.testing.assert_array_equal(composite(document.scene), expected)
    np.testing.assert_array_equal(objects_mask(document.scene), alpha)
    exported = pixels_of(document.scene, ExportChoice(Kind.CUT_OUT), findings={}, layer=layer_id)
    box = grown(bounding_box(layer.mask.pixels), EDGE.outwards)
    np.testing.assert_array_equal(exported, rgba[box.slices])
    assert exported[..., 3].sum() == alpha.sum()  # nothing that shows is cut off


def test_the_painted_mask_and_the_original_stay() -> None:
    document, layer_id = with_ball()
    before = document.scene.layer(layer_id)
    document.set_edge(layer_id, EDGE)
    layer = document.scene.layer(layer_id)

    assert layer.mask is before.mask
    assert layer.rgb is before.rgb
    document.set_edge(layer_id, EdgeSettings())
    np.testing.assert_array_equal(document.scene.layer(layer_id).rgba(), before.rgba())


def test_a_run_of_changes_is_one_step_and_a_pause_begins_another() -> None:
    clock = Clock()
    document, layer_id = with_ball(clock=clock)
    for shift in (1, 2, 3):
        document.set_edge(layer_id, EdgeSettings(shift=shift))
    clock.now += 10
    document.set_edge(layer_id, EdgeSettings(shift=3, feather=2))
    assert document.history.labels == (Label.EDGE_SHIFT, Label.EDGE_FEATHER)
    document.undo()
    assert document.scene.layer(layer_id).edge == EdgeSettings(shift=3)
    document.undo()
    assert document.scene.layer(layer_id).edge == EdgeSettings()


def test_a_pull_is_one_step_and_can_be_taken_back_while_it_lasts() -> None:
    document, layer_id = with_ball()
    with document.begin(Label.EDGE):
        for feather in range(10):
            document.set_edge(layer_id, EdgeSettings(feather=feather))
    assert document.history.labels == (Label.EDGE,)
    pull = document.begin(Label.EDGE)
    document.set_edge(layer_id, EdgeSettings(feather=40))
    pull.cancel()
    assert document.scene.layer(layer_id).edge == EdgeSettings(feather=9)


def test_the_colour_fringe_is_a_step_of_its_own_name() -> None:
    document, layer_id = with_ball()
    document.set_remove_fringe(layer_id, on=True)
    document.set_remove_fringe(layer_id, on=False)
    assert document.history.labels == (Label.FRINGE_OFF, Label.FRINGE_ON)


def test_an_edge_moved_outwards_can_be_clicked() -> None:
    document, layer_id = with_ball()
    beside = 416, 272 + 160
    assert document.scene.layer_at(beside) is None
    document.set_edge(layer_id, EdgeSettings(shift=15))
    assert document.scene.layer_at(beside).id == layer_id


def test_what_can_hardly_be_seen_cannot_be_clicked() -> None:
    document, layer_id = with_ball()
    middle = 416.5, 272.5
    for alpha, found in ((VISIBLE - 1, False), (VISIBLE, True)):
        document.set_mask(layer_id, np.full((SIDE, SIDE), alpha, np.uint8))
        assert (document.scene.layer_at(middle) is not None) is found


def test_another_edge_is_another_question_to_the_engine() -> None:
    document, layer_id = with_ball()
    (before,) = jobs(document.scene)
    document.set_edge(layer_id, EdgeSettings(shift=1))
    (after,) = jobs(document.scene)
    assert before.key != after.key


@pytest.mark.parametrize("longest", [416, 208, 104])
@pytest.mark.parametrize(
    "edge", [EdgeSettings(), EDGE, EdgeSettings(shift=-8), EdgeSettings(feather=20), EdgeSettings(contrast=1)]
)
def test_the_preview_agrees_with_the_full_picture(longest: int, edge: EdgeSettings) -> None:
    document, layer_id = with_ball()
    document.set_edge(layer_id, edge)
    view = View.whole(document.scene.size, longest=longest)
    full = composite(document.scene)
    reduced = cv2.resize(full, view.size, interpolation=cv2.INTER_AREA)
    off = difference(composite(document.scene, view, cutouts=Cutouts()), reduced)

    assert off.mean() < 1
    assert np.percentile(off, 99) < 6


@settings(max_examples=8, deadline=None)
@given(st.lists(st.one_of(edges, st.integers(0, 370)), min_size=1, max_size=5), st.sampled_from([832, 300]))
def test_cached_cutouts_follow_edges_and_strokes(changes: list[EdgeSettings | int], longest: int) -> None:
    document, layer_id = with_ball()
    cutouts = Cutouts()
    document.observe(cutouts.observe)
    view = View.whole(document.scene.size, longest=longest)
    composite(document.scene, view, cutouts=cutouts)
    for change in changes:
        if isinstance(change, EdgeSettings):
            document.set_edge(layer_id, change)
        else:
            with document.begin(Label.PAINT_MASK):
                box = Box(change, change, change + 40, change + 25)
                document.paint_mask(layer_id, box, np.full((25, 40), 255, np.uint8))
        if isinstance(change, EdgeSettings) or change % 2:  # the others are seen together with the next
            shown = composite(document.scene, view, cutouts=cutouts)
            assert difference(shown, composite(document.scene, view, cutouts=Cutouts())).max() <= 2


@pytest.mark.parametrize("feathers", [(50, 1), (1, 50)])
def test_all_that_an_edge_reached_before_or_reaches_now_is_renewed(feathers: tuple[int, int]) -> None:
    document, layer_id = with_ball()
    mask = np.full((SIDE, SIDE), 255, np.uint8)
    mask[:, 276:] = 0  # the tiles left of column 256 are near it for a wide feather alone
    document.set_mask(layer_id, mask)
    cutouts = Cutouts()
    document.observe(cutouts.observe)
    for feather in feathers:
        document.set_edge(layer_id, EdgeSettings(feather=feather))
        shown = composite(document.scene, cutouts=cutouts)
    np.testing.assert_array_equal(shown, composite(document.scene, cutouts=Cutouts()))


def test_a_stroke_renews_the_colours_it_takes_the_fringe_from() -> None:
    document, layer_id = with_ball()
    document.set_mask(layer_id, np.random.default_rng(0).integers(30, 50, (SIDE, SIDE), np.uint8))
    document.set_edge(layer_id, EdgeSettings(remove_fringe=True))
    cutouts = Cutouts()
    document.observe(cutouts.observe)
    composite(document.scene, cutouts=cutouts)
    with document.begin(Label.PAINT_MASK):
        document.paint_mask(layer_id, Box(51, 150, 91, 260), np.full((110, 40), 255, np.uint8))
    shown = composite(document.scene, cutouts=cutouts)
    assert difference(shown, composite(document.scene, cutouts=Cutouts())).max() <= 1


def test_contrast_concerns_plateaus_too() -> None:
    document, layer_id = with_ball()
    document.set_mask(layer_id, np.full((SIDE, SIDE), 180, np.uint8))
    cutouts = Cutouts()
    composite(document.scene, cutouts=cutouts)
    document.set_edge(layer_id, EdgeSettings(contrast=1))
    shown = composite(document.scene, cutouts=cutouts)
    np.testing.assert_array_equal(shown, composite(document.scene, cutouts=Cutouts()))


# In projects


def test_a_project_brings_the_edge_back(tmp_path: Path) -> None:
    document, layer_id = with_ball()
    document.set_edge(layer_id, EDGE)
    loaded = load(saved(tmp_path, document.scene))
    assert state(loaded.scene) == state(document.scene)
    assert loaded.scene.layers[0].edge == EDGE
    assert not loaded.notices


def test_a_project_without_edges_has_plain_ones(tmp_path: Path) -> None:
    def older(data) -> None:
        data["version"] = "1.0"
        for layer in data["layers"]:
            del layer["edge"]

    loaded = load(with_state(saved(tmp_path), older))
    assert loaded.scene.layers[0].edge == EdgeSettings()
    assert not loaded.notices


def test_what_a_newer_version_does_to_edges_is_left_out_and_said(tmp_path: Path) -> None:
    def newer(data) -> None:
        data["version"] = "1.9"
        data["layers"][0]["edge"] |= {"shift": 2.5, "halo": 3}

    loaded = load(with_state(saved(tmp_path), newer))
    assert loaded.scene.layers[0].edge == EdgeSettings(shift=2.5)
    assert "does not know" in loaded.notices[0]


@pytest.mark.parametrize(
    "edge", [{"shift": 1e9}, {"feather": -1}, {"contrast": "much"}, {"remove_fringe": 1}, [], "soft"]
)
def test_an_edge_that_makes_no_sense_is_said(tmp_path: Path, edge: object) -> None:
    path = with_state(saved(tmp_path), lambda data: data["layers"][0].update(edge=edge))
    with pytest.raises(ProjectError, match="edge"):
        load(path)


def test_duplicates_take_the_edge_along() -> None:
    document, layer_id = with_ball()
    document.set_edge(layer_id, EDGE)
    copy = document.duplicate(layer_id)
    assert document.scene.layer(copy).edge == EDGE
