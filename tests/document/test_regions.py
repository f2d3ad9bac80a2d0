"""Regions: parts of the background that are harmonized in place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from document_examples import BACKGROUND, OBJECT, disc, document_with_object, picture, state
from project_examples import entries_of, saved, with_state

from engine.masks.edge import EdgeSettings
from engine.placement import Box, Placement
from engine.transfer import Frame
from engine.types import U8, Direction, MaskError
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import ExportChoice, Kind, pixels_of
from rainharmonize_gui.document.jobs import jobs, request
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.project import load
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.document.view import View


class Darker:
    """A finding that halves the light where the mask is set."""

    frame = Frame.of_whole(*BACKGROUND)

    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8:
        return np.where(mask[..., None] > 0, composite // 2, composite).astype(np.uint8)


def with_region() -> tuple[Document, int]:
    """A background with a soft round region of it; nothing to undo."""
    document = Document()
    document.open_background(picture(BACKGROUND, seed=1))
    region = document.add_region(disc(BACKGROUND), name="Sky")
    document.replace_scene(document.scene)
    return document, region


def background(document: Document) -> U8:
    assert document.scene.background is not None
    return document.scene.background.rgb


def test_a_region_is_the_backgrounds_own_pixels_in_place_below_every_object() -> None:
    document, dog = document_with_object()
    sky = document.add_region(disc(BACKGROUND), name="Region")
    other = document.add_region(disc(BACKGROUND), name="Region")
    region = document.scene.layer(sky)

    assert region.rgb is background(document)
    assert region.placement == Placement()
    assert [layer.id for layer in document.scene.layers] == [sky, other, dog]
    assert document.scene.layer(other).name == "Region 2"
    assert document.history.labels == (Label.REGION, Label.REGION)


def test_a_region_of_another_size_or_without_a_background_is_refused() -> None:
    with pytest.raises(MaskError):
        document_with_object()[0].add_region(disc(OBJECT), name="Sky")
    with pytest.raises(ValueError, match="background"):
        Document().add_region(disc(OBJECT), name="Sky")
    assert Document().blank_region is None


@pytest.mark.parametrize("edge", [EdgeSettings(), EdgeSettings(shift=2, feather=3, remove_fringe=True)])
@pytest.mark.parametrize("cached", [False, True])
def test_outside_the_region_the_result_is_the_background_exactly(edge: EdgeSettings, cached: bool) -> None:
    document, region = with_region()
    document.set_edge(region, edge)
    shown = composite(document.scene, findings={region: Darker()}, cutouts=Cutouts() if cached else None)
    mask = objects_mask(document.scene)
    full = mask == 255

    assert full.any()
    assert (mask == 0).any()
    np.testing.assert_array_equal(shown[mask == 0], background(document)[mask == 0])
    np.testing.assert_array_equal(shown[full], background(document)[full] // 2)


@pytest.mark.parametrize("view", [None, View.whole(BACKGROUND, longest=50), View(3.5, 2.25, 2.0, (90, 60))])
def test_what_is_not_harmonized_is_the_background_everywhere(view: View | None) -> None:
    document, region = with_region()
    plain = composite(Document(document.scene).scene, view)
    document.set_harmonize(region, on=False)
    np.testing.assert_array_equal(composite(document.scene, view, findings={region: Darker()}), plain)
    document.undo()
    document.set_visible(region, visible=False)
    np.testing.assert_array_equal(composite(document.scene, view, findings={region: Darker()}), plain)
    document.delete(region)
    np.testing.assert_array_equal(composite(document.scene, view), plain)


def test_a_region_stays_where_it_is() -> None:
    document, region = with_region()
    document.place(region, Placement.translation(5, 5))
    document.nudge(region, 1, 0)
    document.move(region, 1, 0)
    document.rotate(region, 30)
    document.scale(region, 2)
    document.flip(region)
    document.set_geometry(region, x=9, width=30)
    assert document.scene.layer(region).placement == Placement()
    assert document.history.labels == ()
    copy = document.duplicate(region)
    assert document.scene.layer(copy).placement == Placement()


def test_objects_and_regions_keep_to_their_own_order() -> None:
    document, dog = document_with_object()
    cat = document.add_object(picture(OBJECT), name="Cat")
    sky, sea = (document.add_region(disc(BACKGROUND), name=name) for name in ("Sky", "Sea"))

    def order() -> list[int]:
        return [layer.id for layer in document.scene.layers]

    document.reorder(cat, 0)
    assert order() == [sky, sea, cat, dog]
    document.reorder(sky, 99)
    assert order() == [sea, sky, cat, dog]
    document.reorder(sky, 0)
    assert order() == [sky, sea, cat, dog]


def test_regions_that_went_with_their_background_come_back_in_their_order() -> None:
    document, _ = document_with_object()
    for name in ("Sky", "Sea", "Sand"):
        document.add_region(disc(BACKGROUND), name=name)
    before = state(document.scene)
    document.open_background(picture((50, 40)))
    assert [layer.name for layer in document.scene.layers] == ["Dog"]
    document.undo()
    assert state(document.scene) == before


def test_a_region_shows_another_background_of_its_size_and_goes_with_one_of_another() -> None:
    document, region = with_region()
    other = document.add_region(disc(BACKGROUND), name="Sea")
    before, cutouts = state(document.scene), Cutouts()
    document.observe(cutouts.observe)
    findings = {region: Darker(), other: Darker()}
    composite(document.scene, findings=findings, cutouts=cutouts)
    document.open_background(picture(BACKGROUND, seed=9))
    assert document.scene.layer(region).rgb is background(document)
    shown = composite(document.scene, findings=findings, cutouts=cutouts)
    np.testing.assert_array_equal(shown, composite(document.scene, findings=findings))
    document.open_background(picture((60, 50)))
    assert not document.scene.has(region)
    assert not document.scene.has(other)
    document.undo()
    document.undo()
    assert state(document.scene) == before
    document.redo()
    document.redo()
    assert not document.scene.regions


def test_a_stroke_that_makes_a_region_is_one_step() -> None:
    document, _ = document_with_object()
    with document.begin(Label.REGION):
        region = document.add_region(np.zeros(BACKGROUND[::-1], np.uint8), name="Region")
        for left in (10, 20, 30):
            document.paint_mask(region, Box(left, 5, left + 9, 15), np.full((10, 9), 255, np.uint8))
    painted = state(document.scene)
    assert document.history.labels == (Label.REGION,)
    document.undo()
    assert not document.scene.has(region)
    document.redo()
    assert state(document.scene) == painted


def test_the_engine_is_asked_about_the_region_of_the_very_background() -> None:
    document, region = with_region()
    (job,) = jobs(document.scene)
    question = request(document.scene, job.target)
    np.testing.assert_array_equal(question.composite, background(document))
    np.testing.assert_array_equal(question.mask, disc(BACKGROUND))
    document.set_strength(region, 0.3)
    assert jobs(document.scene) == (job,)


def test_where_the_background_follows_the_region_stays() -> None:
    document, _ = with_region()
    document.set_direction(Direction.BACKGROUND)
    shown = composite(document.scene, findings={None: Darker()})
    inside, outside = (disc(BACKGROUND) == level for level in (255, 0))
    np.testing.assert_array_equal(shown[inside], background(document)[inside])
    np.testing.assert_array_equal(shown[outside], background(document)[outside] // 2)


def test_exports_show_the_region_and_leave_the_rest_alone() -> None:
    document, region = with_region()
    findings = {region: Darker()}
    shown = pixels_of(document.scene, ExportChoice(), findings=findings)
    outside = disc(BACKGROUND) == 0
    np.testing.assert_array_equal(shown[outside], background(document)[outside])
    assert shown[40, 60].tolist() == (background(document)[40, 60] // 2).tolist()
    pair = pixels_of(document.scene, ExportChoice(Kind.PAIR), findings=findings)
    np.testing.assert_array_equal(pair[:, : BACKGROUND[0]], background(document))
    mask = pixels_of(document.scene, ExportChoice(Kind.MASK), findings=findings)
    np.testing.assert_array_equal(mask, disc(BACKGROUND))
    cut_out = pixels_of(document.scene, ExportChoice(Kind.CUT_OUT), findings=findings, layer=region)
    np.testing.assert_array_equal(cut_out[..., 3], disc(BACKGROUND))
    half = pixels_of(document.scene, ExportChoice(scale=0.5), findings=findings)
    assert half[20, 30].mean() == pytest.approx(shown[40:42, 60:62].mean(), abs=2)


def test_an_empty_region_shows_nothing() -> None:
    document, region = with_region()
    document.clear_mask(region)
    for cutouts in (None, Cutouts()):
        shown = composite(document.scene, findings={region: Darker()}, cutouts=cutouts)
        np.testing.assert_array_equal(shown, background(document))


# In projects


def test_a_project_brings_a_region_back_and_keeps_the_photo_once(tmp_path: Path) -> None:
    document, region = with_region()
    path = saved(tmp_path, document.scene)
    loaded = load(path)
    assert state(loaded.scene) == state(document.scene)
    assert loaded.scene.layer(region).region
    assert loaded.scene.layer(region).rgb is loaded.scene.background.rgb
    pictures = [name for name in entries_of(path) if name.startswith("rainharmonize/pictures/")]
    assert len(pictures) == 1  # the mask


def test_a_region_that_is_not_the_background_is_an_object(tmp_path: Path) -> None:
    def moved(data) -> None:
        data["layers"][0]["placement"] = [1, 0, 5, 0, 1, 0]

    document, region = with_region()
    loaded = load(with_state(saved(tmp_path, document.scene), moved))
    assert not loaded.scene.layer(region).region
    loaded = load(with_state(saved(tmp_path), lambda data: data["layers"][0].update(region=True)))
    assert not loaded.scene.layers[0].region


def test_regions_come_back_below_objects_whatever_a_file_says(tmp_path: Path) -> None:
    document, region = with_region()
    dog = document.add_object(picture(OBJECT), name="Dog")
    loaded = load(with_state(saved(tmp_path, document.scene), lambda data: data["layers"].reverse()))
    assert [layer.id for layer in loaded.scene.layers] == [region, dog]
