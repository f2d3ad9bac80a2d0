from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import pytest
from document_examples import BACKGROUND, OBJECT, disc, document_with_object, picture
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.compositing import composite as engine_composite
from engine.images import Picture
from engine.placement import Box, Placement
from engine.transfer import Frame
from engine.types import U8, Direction
from rainharmonize_gui.document import render
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.geometry import MAX_SIDE, MIN_SIDE
from rainharmonize_gui.document.jobs import request
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim
from rainharmonize_gui.document.trim import trimmed
from rainharmonize_gui.document.view import View, seen


@dataclass
class Darker:
    """A finding that halves the light where the mask is set."""

    frame: Frame

    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8:
        assert frame is not None
        self.asked = frame
        return np.where(mask[..., None] > 0, composite * (1 - 0.5 * strength), composite).astype(np.uint8)


def darker() -> Darker:
    return Darker(Frame.of_whole(*BACKGROUND))


def test_the_whole_picture_is_what_the_engine_composites():
    document, dog = document_with_object()
    layer = document.scene.layer(dog)
    expected, mask = engine_composite(document.scene.background.rgb, layer.rgba(), layer.placement)
    np.testing.assert_array_equal(render.composite(document.scene), expected)
    np.testing.assert_array_equal(render.objects_mask(document.scene), mask)


def test_hidden_and_transparent_objects_do_not_show():
    document, dog = document_with_object()
    document.set_visible(dog, visible=False)
    np.testing.assert_array_equal(render.composite(document.scene), document.scene.background.rgb)
    document.undo()
    document.set_opacity(dog, 0)
    np.testing.assert_array_equal(render.composite(document.scene), document.scene.background.rgb)
    assert not render.objects_mask(document.scene).any()


def test_layers_can_be_left_out():
    document, dog = document_with_object()
    cat = document.add_object(picture(OBJECT, seed=5), name="Cat", center=(70, 45))
    plain = document.scene.background.rgb
    np.testing.assert_array_equal(render.composite(document.scene, below=dog), plain)
    dog_alone = render.composite(document.scene, below=cat)
    cat_alone = render.composite(document.scene, without={dog})
    document.delete(cat)
    np.testing.assert_array_equal(dog_alone, render.composite(document.scene))
    document.undo()
    document.delete(dog)
    np.testing.assert_array_equal(cat_alone, render.composite(document.scene))


def test_harmonizing_changes_the_object_alone():
    document, _ = document_with_object()
    before = render.composite(document.scene)
    after = render.composite(document.scene, findings={1: darker()})
    outside = render.objects_mask(document.scene) == 0
    np.testing.assert_array_equal(after[outside], before[outside])
    assert after[~outside].mean() < 0.7 * before[~outside].mean()


def test_an_object_with_harmonizing_off_stays_as_it_is():
    document, dog = document_with_object()
    document.set_harmonize(dog, on=False)
    with_finding = render.composite(document.scene, findings={dog: darker()})
    np.testing.assert_array_equal(with_finding, render.composite(document.scene))


def test_strength_and_trim_act_without_a_new_finding():
    document, dog = document_with_object()
    finding = {dog: darker()}
    full = render.composite(document.scene, findings=finding)
    document.set_strength(dog, 0)
    np.testing.assert_array_equal(
        render.composite(document.scene, findings=finding), render.composite(document.scene)
    )
    document.set_strength(dog, 1)
    document.set_trim(dog, Trim(brightness=1))
    assert render.composite(document.scene, findings=finding).mean() > full.mean()


def test_the_background_can_follow_the_objects_instead():
    document, dog = document_with_object()
    before = render.composite(document.scene)
    document.set_direction(Direction.BACKGROUND)
    after = render.composite(document.scene, findings={None: darker(), dog: darker()})
    mask = render.objects_mask(document.scene)
    np.testing.assert_array_equal(after[mask == 255], before[mask == 255])
    assert after[mask == 0].mean() < 0.6 * before[mask == 0].mean()


def test_a_finding_is_asked_for_the_place_of_the_object_in_the_view():
    document, dog = document_with_object()
    finding = darker()
    view = View(10, 20, 2.0, (200, 100))
    warped = render.layer_image(document.scene.layer(dog), view, finding=finding)
    expected = finding.frame.of_view(10 + warped.box.left / 2, 20 + warped.box.top / 2, 2.0)
    assert finding.asked == expected


def test_a_soft_edge_blends_the_recoloured_object_with_the_background():
    document, dog = document_with_object()
    layer = document.scene.layer(dog)
    dark = replace(layer, rgb=(layer.rgb * 0.5).astype(np.uint8))
    expected = render.composite(replace(document.scene, layers=(dark,)))
    after = render.composite(document.scene, findings={dog: darker()})
    assert np.abs(after.astype(int) - expected).max() <= 1


def test_without_a_background_there_is_nothing_to_draw_on():
    with pytest.raises(ValueError, match="background"):
        render.composite(Document().scene)


def test_a_view_of_whole_pixels_is_a_cut_of_the_picture():
    rgb = picture(BACKGROUND).rgb
    np.testing.assert_array_equal(seen(rgb, View.of_box(Box(10, 20, 50, 60))), rgb[20:60, 10:50])
    np.testing.assert_array_equal(seen(rgb, View.whole(BACKGROUND)), rgb)


def test_a_smaller_view_averages_areas():
    rgb = picture((128, 64)).rgb
    expected = cv2.resize(rgb, (32, 16), interpolation=cv2.INTER_AREA)
    shown = seen(rgb, View.whole((128, 64), longest=32))
    np.testing.assert_array_equal(shown, expected)


def test_a_view_never_enlarges_to_its_longest_side():
    assert View.whole((30, 20), longest=500).size == (30, 20)


@settings(max_examples=40, deadline=None)
@given(st.floats(-50, 150), st.floats(-50, 150), st.floats(0.05, 6), st.integers(1, 200), st.integers(1, 200))
def test_every_view_is_filled_from_the_picture(left, top, zoom, width, height):
    rgb = np.full((80, 120, 3), 90, np.uint8)
    shown = seen(rgb, View(left, top, zoom, (width, height)))
    assert shown.shape == (height, width, 3)
    assert (shown == 90).all()


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 4), st.floats(0, 60), st.floats(0, 40))
def test_a_view_shows_each_point_where_it_says(zoom, left, top):
    x, y = np.meshgrid(np.arange(120) * 2, np.arange(80) * 3)
    ramp = np.dstack((x, y, x)).astype(np.uint8)
    shown = seen(ramp, View(left, top, zoom, (40, 30))).astype(float)
    wanted_x = (left + (np.arange(40) + 0.5) / zoom - 0.5) * 2
    wanted_y = (top + (np.arange(30) + 0.5) / zoom - 0.5) * 3
    inside_x = (wanted_x > 4 + 2 / zoom) & (wanted_x < 234 - 2 / zoom)
    inside_y = (wanted_y > 6 + 3 / zoom) & (wanted_y < 230 - 3 / zoom)
    if inside_x.any() and inside_y.any():
        part = shown[np.ix_(inside_y, inside_x)]
        assert np.abs(part[..., 0] - wanted_x[inside_x]).max() <= 1.1
        assert np.abs(part[..., 1] - wanted_y[inside_y][:, None]).max() <= 1.1


@pytest.mark.parametrize("zoom", [1.0, 0.5, 0.3, 0.1])
def test_cached_cutouts_look_like_the_real_ones(zoom):
    smooth = cv2.GaussianBlur(picture((203, 151)).rgb, (0, 0), 9)
    document, _ = document_with_object()
    big = document.add_object(replace(picture((203, 151)), rgb=smooth), name="Big")
    document.rotate(big, 20)
    view = View.whole(BACKGROUND)
    view = View(0, 0, zoom, (round(120 * zoom), round(80 * zoom)))
    exact = render.composite(document.scene, view)
    cached = render.composite(document.scene, view, cutouts=Cutouts())
    assert np.abs(exact.astype(int) - cached).mean() < 2


def test_backgrounds_are_not_drawn_on():
    document, dog = document_with_object()
    document.duplicate(dog)
    own, kept = document.scene.background.rgb, picture(BACKGROUND, seed=5).rgb
    before = own.copy(), kept.copy()
    render.composite(document.scene)
    render.composite(document.scene, background=kept)
    request(document.scene, dog)
    request(document.scene, document.scene.layers[1].id)
    np.testing.assert_array_equal(own, before[0])
    np.testing.assert_array_equal(kept, before[1])


@pytest.mark.parametrize("scale", [0.45, 0.23, 0.12])
def test_a_small_object_in_the_preview_is_what_an_export_gives(monkeypatch, small, scale):
    monkeypatch.setattr("rainharmonize_gui.document.cutouts._SMALL", small)
    document, _ = document_with_object()
    big = document.add_object(picture((203, 151)), name="Big")
    document.place(big, Placement.of((203, 151), center=(60.3, 40.6), scale=scale, rotation_degrees=20))
    exact, cached = (render.composite(document.scene, cutouts=cutouts) for cutouts in (None, Cutouts()))
    np.testing.assert_array_equal(cached, exact)


def test_a_stroke_renews_the_cached_cutout_where_it_was_painted():
    document, _ = document_with_object()
    big = document.add_object(picture((203, 151)), name="Big")
    cutouts = Cutouts()
    document.observe(cutouts.observe)
    view = View.whole(BACKGROUND, longest=40)
    render.composite(document.scene, view, cutouts=cutouts)
    with document.begin(Label.ERASE_MASK):
        for left in (3, 31, 190):
            document.paint_mask(big, Box(left, 40, left + 13, 77), np.zeros((37, 13), np.uint8))
            shown = render.composite(document.scene, view, cutouts=cutouts)
            np.testing.assert_array_equal(shown, render.composite(document.scene, view, cutouts=Cutouts()))
    document.undo()
    shown = render.composite(document.scene, view, cutouts=cutouts)
    np.testing.assert_array_equal(shown, render.composite(document.scene, view, cutouts=Cutouts()))


@pytest.mark.parametrize("steps", [2, 3])
def test_a_jump_over_several_strokes_renews_the_cached_cutout_under_all_of_them(steps):
    document, dog = document_with_object()
    cutouts = Cutouts()
    document.observe(cutouts.observe)
    for left in (0, 8, 16):
        with document.begin(Label.ERASE_MASK):
            document.paint_mask(dog, Box(left, 4, left + 5, 9), np.zeros((5, 5), np.uint8))
    for index in (3 - steps, 3):
        render.composite(document.scene, cutouts=cutouts)
        document.jump_to(index)
        shown = render.composite(document.scene, cutouts=cutouts)
        np.testing.assert_array_equal(shown, render.composite(document.scene, cutouts=Cutouts()))


@pytest.mark.parametrize("scale", [1.0, 3.7])
@pytest.mark.parametrize("angle", [0, 20])
def test_a_view_inside_an_object_is_right_up_to_its_own_border(scale, angle):
    document, _ = document_with_object()
    big = document.add_object(picture((600, 400), seed=5), name="Big")
    document.place(big, Placement.of((600, 400), center=(60, 40), scale=scale, rotation_degrees=angle))
    for left in np.arange(50, 54, 0.7):
        view = View(left, left / 2, 1.0, (17, 11))
        whole, cached = (
            render.composite(document.scene, view, cutouts=each).astype(int) for each in (None, Cutouts())
        )
        assert np.abs(whole - cached).max() <= 1


@pytest.mark.parametrize("corner", [(-500, -500), (500, 500), (-500, 500)])
@pytest.mark.parametrize("zoom", [0.5, 1.0, 2.0])
def test_a_view_wholly_beside_the_picture_shows_its_corner_going_on(corner, zoom):
    pixels = picture((20, 10), seed=3).rgb
    shown = seen(pixels, View(float(corner[0]), float(corner[1]), zoom, (6, 4)))
    nearest = pixels[0 if corner[1] < 0 else -1, 0 if corner[0] < 0 else -1]
    assert shown.shape == (4, 6, 3)
    if zoom >= 1:
        assert (shown == nearest).all()


@pytest.mark.parametrize("side", [MIN_SIDE, MAX_SIDE])
@pytest.mark.parametrize("cut_out", [(2000, 1500), (1, 1)])
@pytest.mark.parametrize("zoom", [0.01, 32.0])
def test_an_object_of_any_size_that_it_may_have_is_drawn_at_any_zoom(side, cut_out, zoom):
    document, _ = document_with_object()
    rgb = np.full((*cut_out[::-1], 3), 190, np.uint8)
    document.set_geometry(document.add_object(Picture(rgb), name="Cat"), width=side, height=side)
    view = View(-5.0, -5.0, zoom, (40, 30))
    shown, cached = (
        render.composite(document.scene, view, cutouts=cutouts).astype(int) for cutouts in (None, Cutouts())
    )
    assert np.abs(shown - cached).max() <= 1


def test_a_neutral_trim_hands_back_the_very_picture():
    rgb = picture(BACKGROUND).rgb
    assert trimmed(rgb, Trim()) is rgb


def test_each_trim_does_what_its_name_says():
    grey = np.full((4, 4, 3), 100, np.uint8)
    assert trimmed(grey, Trim(brightness=0.5)).mean() > 100 > trimmed(grey, Trim(brightness=-0.5)).mean()
    assert trimmed(grey, Trim(contrast=0.5)).mean() < 100 < trimmed(grey, Trim(contrast=-0.5)).mean()
    warm = trimmed(grey, Trim(warmth=1))[0, 0].astype(int)
    assert warm[0] > 100 > warm[2]
    red = np.full((4, 4, 3), (200, 90, 80), np.uint8)
    assert np.ptp(trimmed(red, Trim(saturation=-1))[0, 0]) <= 1
    assert np.ptp(trimmed(red, Trim(saturation=0.5))[0, 0]) > 120


def test_warmth_tones_what_has_lost_its_saturation():
    red = np.full((4, 4, 3), (200, 90, 80), np.uint8)
    toned = trimmed(red, Trim(saturation=-1, warmth=0.5))[0, 0].astype(int)
    assert toned[0] > toned[1] > toned[2]


def test_warmth_keeps_the_luma_of_greys():
    grey = np.full((4, 4, 3), 120, np.uint8)
    luma = trimmed(grey, Trim(warmth=0.8))[0, 0] @ (0.299, 0.587, 0.114)
    assert luma == pytest.approx(120, abs=1)


def test_brightness_keeps_black_and_white():
    ends = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    np.testing.assert_array_equal(trimmed(ends, Trim(brightness=0.7)), ends)


def test_a_soft_object_mask_joins_overlapping_objects():
    document, dog = document_with_object()
    document.set_opacity(dog, 0.5)
    document.duplicate(dog, offset=(0, 0))
    mask = render.objects_mask(document.scene)
    assert mask[40, 60] == pytest.approx(255 * 0.75, abs=2)
    assert disc(OBJECT).max() == 255


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 90), st.integers(0, 50), st.floats(-180, 180), st.floats(0.3, 3))
def test_part_of_a_view_shows_what_the_whole_view_shows_there(left, top, angle, scale):
    document, dog = document_with_object()
    document.rotate(dog, angle)
    document.scale(dog, scale)
    whole = View.whole(BACKGROUND)
    box = Box(left, top, left + 30, top + 30)
    for cutouts in (None, Cutouts()):
        shown = render.composite(document.scene, whole, cutouts=cutouts)[box.slices]
        part = render.composite(document.scene, whole.part(box), cutouts=cutouts)
        difference = np.abs(shown.astype(int) - part)
        assert difference.mean() < 10  # noise from another corner, up to 6; a pixel off: 79
