from __future__ import annotations

import numpy as np
import pytest
from document_examples import BACKGROUND, OBJECT, disc, document_with_object, picture

from engine.compositing import warp
from engine.placement import Box, Placement
from engine.types import Direction, MaskError
from rainharmonize_gui.document import layer as layer_module
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.geometry import middle
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim, Variant
from rainharmonize_gui.document.scene import Change, ChangeKind


def changes_of(document: Document) -> list[Change]:
    seen: list[Change] = []
    document.observe(seen.append)
    return seen


def test_an_object_lands_centred_on_the_given_point_at_its_own_size():
    document, _ = document_with_object()
    cat = document.add_object(picture(OBJECT), name="Cat", center=(20, 30))
    layer = document.scene.layer(cat)
    assert layer.placement.decompose(layer.size).center == pytest.approx((20, 30))
    assert layer.placement.scale == (1, 1)


def test_an_object_larger_than_the_background_is_scaled_down_to_fit():
    document, _ = document_with_object()
    geometry = document.geometry(document.add_object(picture((480, 80)), name="Wide"))
    assert (geometry.width, geometry.height) == pytest.approx((120, 20))


def test_an_object_starts_with_its_alpha_as_mask_and_an_opaque_one_whole():
    document, dog = document_with_object()
    np.testing.assert_array_equal(document.scene.layer(dog).mask.pixels, disc(OBJECT))
    opaque = document.add_object(picture(OBJECT), name="Box")
    assert document.scene.layer(opaque).mask.pixels.min() == 255


def test_an_object_without_a_background_is_refused():
    with pytest.raises(ValueError, match="background"):
        Document().add_object(picture(OBJECT), name="Dog")


def test_a_duplicate_lies_right_above_and_shares_the_pixels():
    document, dog = document_with_object()
    top = document.add_object(picture(OBJECT), name="Cat")
    copy = document.duplicate(dog)
    assert [layer.id for layer in document.scene.layers] == [dog, copy, top]
    assert document.scene.layer(copy).rgb is document.scene.layer(dog).rgb
    assert document.scene.layer(copy).name == "Dog 2"
    copy_of_copy = document.duplicate(copy)
    assert document.scene.layer(copy_of_copy).name == "Dog 3"


def test_reorder_counts_from_the_bottom_and_stops_at_the_ends():
    document, dog = document_with_object()
    cat = document.add_object(picture(OBJECT), name="Cat")
    document.reorder(dog, 99)
    assert [layer.id for layer in document.scene.layers] == [cat, dog]
    document.reorder(dog, -1)
    assert [layer.id for layer in document.scene.layers] == [dog, cat]


def test_edits_that_change_nothing_leave_no_step():
    document, dog = document_with_object()
    document.rename(dog, "Dog")
    document.move(dog, 0, 0)
    document.set_opacity(dog, 1.0)
    document.set_strength(dog, 1.0)
    document.set_direction(Direction.OBJECT)
    document.reorder(dog, 0)
    document.reset_mask(dog)
    document.clear_reference()
    document.set_geometry(dog, x=document.geometry(dog).x)
    assert document.history.labels == ()


def test_values_are_held_to_their_range():
    document, dog = document_with_object()
    document.set_opacity(dog, 7)
    document.set_strength(dog, 7)
    document.set_trim(dog, Trim(brightness=7, warmth=-7))
    layer = document.scene.layer(dog)
    assert layer.opacity == 1
    assert layer.look.strength == 1.5
    assert layer.look.trim == Trim(brightness=1, warmth=-1)


def test_the_background_has_a_look_of_its_own():
    document, dog = document_with_object()
    document.set_strength(None, 0.3)
    document.set_variant(None, Variant(weights="/mine.safetensors"))
    assert document.scene.background_look.strength == 0.3
    assert document.scene.layer(dog).look.strength == 1


def test_an_unknown_object_raises_key_error():
    document, _ = document_with_object()
    with pytest.raises(KeyError):
        document.move(999, 1, 1)


def test_masks_invert_fill_clear_and_go_back_to_the_alpha():
    document, dog = document_with_object()
    alpha = disc(OBJECT)
    document.invert_mask(dog)
    np.testing.assert_array_equal(document.scene.layer(dog).mask.pixels, 255 - alpha)
    document.clear_mask(dog)
    assert not document.scene.layer(dog).mask.pixels.any()
    document.fill_mask(dog)
    assert document.scene.layer(dog).mask.pixels.min() == 255
    document.reset_mask(dog)
    np.testing.assert_array_equal(document.scene.layer(dog).mask.pixels, alpha)


def test_a_mask_of_another_size_is_refused():
    document, dog = document_with_object()
    with pytest.raises(MaskError):
        document.set_mask(dog, np.zeros((3, 3), np.uint8))


def test_an_empty_reference_region_is_none():
    document, _ = document_with_object()
    document.set_reference(disc(BACKGROUND))
    document.clear_mask(None)
    assert document.scene.reference is None


def test_the_reference_region_can_be_painted_from_nothing_and_taken_back():
    document, _ = document_with_object()
    with document.begin(Label.SET_REFERENCE):
        document.paint_mask(None, Box(10, 10, 20, 15), np.full((5, 10), 255, np.uint8))
    assert document.scene.reference is not None
    assert np.count_nonzero(document.scene.reference.pixels) == 50
    document.undo()
    assert document.scene.reference is None
    document.redo()
    assert document.scene.reference is not None


def test_a_reference_erased_by_a_stroke_is_none():
    document, _ = document_with_object()
    document.set_reference(disc(BACKGROUND))
    with document.begin(Label.ERASE_MASK):
        document.paint_mask(None, Box(0, 0, *BACKGROUND), np.zeros(BACKGROUND[::-1], np.uint8))
    assert document.scene.reference is None
    document.undo()
    assert document.scene.reference is not None


def test_a_patch_that_reaches_outside_the_mask_is_refused():
    document, dog = document_with_object()
    with document.begin(Label.PAINT_MASK), pytest.raises(ValueError, match="patch"):
        document.paint_mask(dog, Box(-1, 0, 3, 4), np.zeros((4, 4), np.uint8))


def test_the_original_is_never_written_to():
    document, dog = document_with_object()
    layer = document.scene.layer(dog)
    assert layer.alpha is not None
    before = layer.rgb.copy(), layer.alpha.copy()
    with document.begin(Label.PAINT_MASK):
        document.paint_mask(dog, Box(0, 0, 9, 9), np.full((9, 9), 77, np.uint8))
    document.invert_mask(dog)
    np.testing.assert_array_equal(layer.rgb, before[0])
    np.testing.assert_array_equal(layer.alpha, before[1])


def test_observers_hear_what_changed_and_where():
    document, dog = document_with_object()
    heard = changes_of(document)
    document.move(dog, 10, 0)
    assert heard == [Change(ChangeKind.PLACEMENT, dog, Box(45, 30, 85, 50))]


def test_observers_hear_where_a_mask_was_painted():
    document, dog = document_with_object()
    heard = changes_of(document)
    with document.begin(Label.PAINT_MASK):
        document.paint_mask(dog, Box(2, 3, 6, 5), np.full((2, 4), 9, np.uint8))
    document.undo()
    assert {change.kind for change in heard} == {ChangeKind.MASK}
    assert all(change.box == Box(2, 3, 6, 5) for change in heard[:1])
    assert heard[-1].target == dog


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda document, dog: document.set_visible(dog, visible=False), ChangeKind.APPEARANCE),
        (lambda document, dog: document.set_trim(dog, Trim(warmth=0.5)), ChangeKind.LOOK),
        (lambda document, _: document.set_direction(Direction.BACKGROUND), ChangeKind.DIRECTION),
        (lambda document, dog: document.delete(dog), ChangeKind.LAYERS),
        (lambda document, _: document.open_background(picture(BACKGROUND)), ChangeKind.BACKGROUND),
        (lambda document, _: document.fill_mask(None), ChangeKind.MASK),
    ],
)
def test_each_edit_tells_its_kind(edit, kind):
    document, dog = document_with_object()
    heard = changes_of(document)
    edit(document, dog)
    assert [change.kind for change in heard] == [kind]


def test_an_observer_that_stopped_hears_nothing():
    document, dog = document_with_object()
    heard: list[Change] = []
    stop = document.observe(heard.append)
    stop()
    document.move(dog, 1, 1)
    assert heard == []


def test_a_click_finds_the_topmost_object_that_shows_there():
    document, dog = document_with_object()
    scene = document.scene
    hit = scene.layer_at((60, 40))
    assert hit is not None
    assert hit.id == dog
    assert scene.layer_at((45.5, 30.5)) is None, "the corner of the cut-out is clear"
    document.set_visible(dog, visible=False)
    assert document.scene.layer_at((60, 40)) is None


def test_objects_of_one_name_are_told_apart_by_a_number():
    document, _ = document_with_object()
    for _ in range(2):
        document.add_object(picture(OBJECT), name="Dog")
    assert [layer.name for layer in document.scene.layers] == ["Dog", "Dog 2", "Dog 3"]


def cut_out() -> tuple[Document, int]:
    """Of the object 8×6 pixels are left, away from its middle; scaled and turned."""
    document, dog = document_with_object()
    mask = np.zeros(OBJECT[::-1], np.uint8)
    mask[2:8, 3:11] = 255
    document.set_mask(dog, mask)
    document.scale(dog, 1.5)
    document.rotate(dog, 20)
    return document, dog


@pytest.mark.parametrize(
    "change",
    [
        lambda document, dog: document.scale(dog, 2),
        lambda document, dog: document.rotate(dog, 70),
        lambda document, dog: document.flip(dog),
        lambda document, dog: document.set_geometry(dog, width=30, angle=5),
    ],
    ids=["scaled", "turned", "flipped", "by numbers"],
)
def test_a_cut_out_keeps_its_middle(change):
    document, dog = cut_out()
    layer = document.scene.layer(dog)
    assert layer.box == Box(3, 2, 11, 8)
    before = middle(layer.boxed, layer.box.size)
    change(document, dog)
    layer = document.scene.layer(dog)
    assert middle(layer.boxed, layer.box.size) == pytest.approx(before)


def test_a_cut_out_that_does_not_move_keeps_its_placement_to_the_last_bit():
    document, dog = cut_out()
    for step in range(50):
        center = 3.1 * step, 2.7 * step
        document.place(dog, Placement.of(OBJECT, center=center, scale=1.37, rotation_degrees=7.3 * step))
        layer = document.scene.layer(dog)
        assert layer.unboxed(layer.boxed) == layer.placement


@pytest.mark.parametrize(
    "change",
    [
        lambda document, dog: document.place(dog, Placement.translation(10.4, 7.7)),
        lambda document, dog: document.nudge(dog, 0.6, 0.6),
        lambda document, dog: document.rotate(dog, 90),
        lambda document, dog: document.flip(dog),
        lambda document, dog: document.set_geometry(dog, x=3.4),
        lambda document, _: document.open_background(picture((251, 167))),
    ],
    ids=["dragged", "nudged", "turned", "flipped", "set", "another background"],
)
def test_an_object_that_keeps_its_size_keeps_every_pixel(change):
    document = Document()
    document.open_background(picture(BACKGROUND))
    dog = document.add_object(picture((13, 8)), name="Dog", center=(60, 40))
    change(document, dog)
    layer = document.scene.layer(dog)
    warped = warp(np.dstack((layer.rgb, np.full((8, 13), 255, np.uint8))), layer.placement, (500, 500))
    there = sorted(map(tuple, layer.rgb.reshape(-1, 3).tolist()))
    assert sorted(map(tuple, warped.rgba[..., :3].reshape(-1, 3).tolist())) == there


def test_the_box_of_a_mask_is_looked_for_once(monkeypatch):
    looked = []
    whole = layer_module.bounding_box
    monkeypatch.setattr(
        layer_module, "bounding_box", lambda *args, **how: (looked.append(1), whole(*args, **how))[1]
    )
    document, dog = document_with_object()
    looked.clear()
    for _ in range(3):
        document.geometry(dog)
    document.move(dog, 5, 5)
    document.geometry(dog)
    assert len(looked) == 0  # when it was placed
    document.set_mask(dog, disc(OBJECT) // 2)
    document.geometry(dog)
    document.geometry(dog)
    assert len(looked) == 1
