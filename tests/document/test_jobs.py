from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from document_examples import BACKGROUND, OBJECT, disc, document_with_object, picture

from engine.placement import Box
from engine.transfer import Frame
from engine.types import U8, Direction, Method
from rainharmonize_gui.document import render
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.jobs import in_background, jobs, request
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim, Variant
from rainharmonize_gui.document.view import View


@dataclass(frozen=True)
class Black:
    frame: Frame = field(default_factory=lambda: Frame.of_whole(*BACKGROUND))

    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8:
        return np.where(mask[..., None] > 0, composite * max(0.0, 1 - strength), composite).astype(np.uint8)


@dataclass(frozen=True)
class Unchanged(Black):
    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8:
        return composite


def key(document: Document) -> object:
    return jobs(document.scene)[-1].key


def test_every_visible_object_that_is_to_be_harmonized_is_a_job_bottom_to_top():
    document, dog = document_with_object()
    hidden = document.duplicate(dog)
    off = document.duplicate(dog)
    cat = document.add_object(picture(OBJECT), name="Cat")
    outside = document.add_object(picture(OBJECT), name="Far", center=(900, 900))
    document.set_visible(hidden, visible=False)
    document.set_harmonize(off, on=False)
    assert [job.target for job in jobs(document.scene)] == [dog, cat]
    assert outside not in [job.target for job in jobs(document.scene)]


def test_an_empty_document_has_no_jobs():
    assert jobs(Document().scene) == ()


def test_where_the_background_follows_it_is_the_one_job():
    document, _ = document_with_object()
    document.set_direction(Direction.BACKGROUND)
    assert [job.target for job in jobs(document.scene)] == [None]
    document.set_harmonize(None, on=False)
    assert jobs(document.scene) == ()


@pytest.mark.parametrize(
    "edit",
    [
        lambda document, dog: document.move(dog, 1, 0),
        lambda document, dog: document.invert_mask(dog),
        lambda document, dog: document.set_opacity(dog, 0.5),
        lambda document, dog: document.set_variant(dog, Variant(Method.MKL)),
        lambda document, dog: document.set_variant(dog, Variant(weights="/weights/mine.safetensors")),
        lambda document, _: document.set_reference(disc(BACKGROUND)),
        lambda document, _: document.set_direction(Direction.BACKGROUND),
        lambda document, _: document.open_background(picture(BACKGROUND, seed=8)),
    ],
)
def test_what_the_engine_sees_changes_the_key_and_undo_brings_it_back(edit):
    document, dog = document_with_object()
    before = key(document)
    edit(document, dog)
    assert key(document) != before
    document.undo()
    assert key(document) == before


@pytest.mark.parametrize(
    "edit",
    [
        lambda document, dog: document.set_strength(dog, 0.4),
        lambda document, dog: document.set_trim(dog, Trim(warmth=0.4)),
        lambda document, dog: document.rename(dog, "Cat"),
        lambda document, _: document.add_object(picture(OBJECT), name="Above"),
    ],
)
def test_what_is_applied_afterwards_or_lies_above_leaves_the_key(edit):
    document, dog = document_with_object()
    before = jobs(document.scene)[0].key
    edit(document, dog)
    assert jobs(document.scene)[0].key == before


def test_a_change_below_changes_the_key_above():
    document, dog = document_with_object()
    document.add_object(picture(OBJECT), name="Cat")
    before = key(document)
    document.move(dog, 5, 0)
    assert key(document) != before


def test_a_brush_stroke_changes_the_key_with_every_patch():
    document, dog = document_with_object()
    keys = {key(document)}
    with document.begin(Label.PAINT_MASK):
        for x in range(4):
            document.paint_mask(dog, Box(x, 0, x + 1, 1), np.full((1, 1), 255, np.uint8))
            keys.add(key(document))
    assert len(keys) == 5


def test_the_engine_gets_the_picture_up_to_the_target_and_its_mask():
    document, dog = document_with_object()
    document.add_object(picture(OBJECT), name="Cat", center=(60, 40))
    document.set_reference(disc(BACKGROUND))
    document.set_opacity(dog, 0.5)
    wanted = request(document.scene, dog)
    assert document.scene.reference is not None
    np.testing.assert_array_equal(wanted.reference, document.scene.reference.pixels)
    np.testing.assert_array_equal(
        wanted.composite, render.composite(document.scene, below=document.scene.layers[1].id)
    )
    assert wanted.mask[40, 60] == pytest.approx(128, abs=1)
    assert (wanted.composite[wanted.mask == 0] == document.scene.background.rgb[wanted.mask == 0]).all()


def test_layers_below_are_shown_harmonized_in_full():
    document, dog = document_with_object()
    cat = document.add_object(picture(OBJECT, alpha=np.zeros(OBJECT[::-1], np.uint8)), name="Cat")
    document.set_strength(dog, 0.1)
    wanted = request(document.scene, cat, findings={dog: Black()})
    assert wanted.composite[40, 60].max() == 0


def test_layers_below_are_shown_without_their_trim():
    document, dog = document_with_object()
    cat = document.add_object(picture(OBJECT, alpha=np.zeros(OBJECT[::-1], np.uint8)), name="Cat")
    before = request(document.scene, cat, findings={dog: Unchanged()})
    document.set_trim(dog, Trim(brightness=0.5, warmth=0.5))
    trimmed = render.composite(document.scene, findings={dog: Unchanged()})
    assert not np.array_equal(trimmed, before.composite)
    after = request(document.scene, cat, findings={dog: Unchanged()})
    np.testing.assert_array_equal(after.composite, before.composite)


def test_where_the_background_follows_the_mask_is_that_of_all_objects():
    document, dog = document_with_object()
    document.duplicate(dog, offset=(-20, 0))
    document.set_direction(Direction.BACKGROUND)
    wanted = request(document.scene, None)
    np.testing.assert_array_equal(wanted.mask, render.objects_mask(document.scene))
    assert wanted.direction is Direction.BACKGROUND


def test_a_small_view_asks_the_same_at_a_smaller_size():
    document, dog = document_with_object()
    wanted = request(document.scene, dog, View.whole(BACKGROUND, longest=60))
    assert wanted.composite.shape == (40, 60, 3)
    assert wanted.mask[20, 30] == 255


def test_an_object_outside_has_an_empty_mask():
    document, dog = document_with_object()
    document.move(dog, 5000, 0)
    assert not request(document.scene, dog).mask.any()


def test_an_analysis_of_a_view_is_moved_to_background_pixels():
    from engine.analysis import Analysis

    view = View(20, 10, 0.5, (40, 30))
    found = in_background(Analysis(None, Frame.of_whole(40, 30)), view)
    assert found.frame.of_view(20, 10, 0.5) == Frame.of_whole(40, 30)
    assert found.frame.columns(20, 21)[0] == pytest.approx(0.5 / 80)


def test_what_the_engine_finds_in_a_small_view_harmonizes_the_full_picture():
    from engine import methods

    document, dog = document_with_object()
    document.set_variant(dog, Variant(Method.REINHARD))
    view = View.whole(BACKGROUND, longest=60)
    finding = in_background(methods.analyse(request(document.scene, dog, view)), view)
    before = render.composite(document.scene)
    after = render.composite(document.scene, findings={dog: finding})
    outside = render.objects_mask(document.scene) == 0
    np.testing.assert_array_equal(after[outside], before[outside])
    assert (after[~outside] != before[~outside]).any()
