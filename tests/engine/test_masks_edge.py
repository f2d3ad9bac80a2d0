"""Edges: what each setting does, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.masks import tiles
from engine.masks.bounds import bounding_box
from engine.masks.edge import EdgeSettings, refined
from engine.masks.fringe import REACH, decontaminated, surroundings
from engine.masks.tiles import grown
from engine.placement import Box
from engine.types import MaskError

quick = settings(max_examples=40, deadline=None)
edges = st.builds(
    EdgeSettings,
    smooth=st.floats(0, 6),
    shift=st.floats(-8, 8),
    feather=st.floats(0, 9),
    contrast=st.floats(0, 1),
)
seeds = st.integers(0, 99)


def blobs(seed: int, size: tuple[int, int] = (90, 70)) -> np.ndarray:
    """A few antialiased ellipses, somewhere, and some noise along their edges."""
    rng = np.random.default_rng(seed)
    mask = np.zeros(size[::-1], np.uint8)
    for _ in range(rng.integers(1, 5)):
        middle = rng.integers(0, size).tolist()
        axes = rng.integers(3, 30, 2).tolist()
        cv2.ellipse(mask, middle, axes, int(rng.integers(180)), 0, 360, 255, -1, cv2.LINE_AA)
    return mask


def disc(radius: float, side: int = 101) -> np.ndarray:
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    return np.rint(255 * np.clip(radius + 0.5 - np.hypot(rows, columns), 0, 1)).astype(np.uint8)


def area(mask: np.ndarray) -> float:
    return float(mask.sum() / 255)


@given(seed=seeds, remove_fringe=st.booleans())
@quick
def test_settings_at_zero_keep_the_mask(seed: int, remove_fringe: bool) -> None:
    mask = np.random.default_rng(seed).integers(0, 256, (40, 50), np.uint8)
    assert np.array_equal(refined(mask, EdgeSettings(remove_fringe=remove_fringe)), mask)


@given(seed=seeds, edge=edges)
@quick
def test_painted_mask_is_never_written_to(seed: int, edge: EdgeSettings) -> None:
    mask = blobs(seed)
    mask.setflags(write=False)
    result = refined(mask, edge)
    assert (result.shape, result.dtype) == (mask.shape, np.uint8)


@given(value=st.sampled_from([0, 255]), edge=edges)
@quick
def test_mask_without_an_edge_stays(value: int, edge: EdgeSettings) -> None:
    mask = np.full((50, 60), value, np.uint8)
    assert np.array_equal(refined(mask, edge), mask)


@given(seed=seeds, one=st.floats(-20, 20), other=st.floats(-20, 20))
@quick
def test_farther_outwards_is_more_everywhere(seed: int, one: float, other: float) -> None:
    mask = blobs(seed)
    less, more = (refined(mask, EdgeSettings(shift=shift)) for shift in sorted((one, other)))
    assert (less <= more).all()


@given(one=seeds, other=seeds, edge=edges)
@quick
def test_more_painted_never_makes_less(one: int, other: int, edge: EdgeSettings) -> None:
    small = blobs(one)
    large = np.maximum(small, blobs(other))
    # One level of rounding, which contrast multiplies.
    soft = replace(edge, contrast=0.0)
    assert (refined(small, soft).astype(int) <= refined(large, soft).astype(int) + 2).all()


@given(seed=seeds, shift=st.floats(-20, 20), smooth=st.floats(0, 5))
@quick
def test_growing_the_object_shrinks_the_background(seed: int, shift: float, smooth: float) -> None:
    mask = blobs(seed)
    inside = refined(mask, EdgeSettings(shift=shift, smooth=smooth))
    outside = refined(np.invert(mask), EdgeSettings(shift=-shift, smooth=smooth))
    assert np.abs(inside.astype(int) + outside - 255).max() <= 2


@pytest.mark.parametrize("shift", [-12.5, -3.0, -0.5, 0.25, 0.5, 1.0, 2.75, 10.0])
def test_shift_moves_the_edge_by_so_many_pixels(shift: float) -> None:
    grown = area(refined(disc(30), EdgeSettings(shift=shift)))
    assert np.sqrt(grown / np.pi) == pytest.approx(30 + shift, abs=0.06 * abs(shift) + 0.15)


@given(seed=seeds, edge=edges)
@quick
def test_nothing_changes_beyond_the_reach(seed: int, edge: EdgeSettings) -> None:
    edge = replace(edge, contrast=0.0)
    mask = blobs(seed)
    changed = (refined(mask, edge) != mask).astype(np.uint8)
    square = np.ones((3, 3), np.uint8)
    at_edges = (cv2.dilate(mask, square) != cv2.erode(mask, square)).astype(np.uint8)
    side = 2 * edge.reach + 1
    assert (changed <= cv2.dilate(at_edges, np.ones((side, side), np.uint8))).all()


@given(seed=seeds, shift=st.floats(-20, 20), feather=st.floats(0, 9))
@example(seed=0, shift=0.5, feather=0.0)
@example(seed=0, shift=-0.5, feather=0.0)
@example(seed=0, shift=0.0, feather=0.5)
@quick
def test_nothing_shows_farther_out_than_said(seed: int, shift: float, feather: float) -> None:
    mask = cv2.copyMakeBorder(blobs(seed), 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=0)
    edge = EdgeSettings(shift=shift, feather=feather)
    shown = bounding_box(refined(mask, edge))
    assert shown.empty or shown.intersect(grown(bounding_box(mask), edge.outwards)) == shown


@given(seed=seeds, edge=edges, left=st.integers(0, 60), top=st.integers(0, 40))
@quick
def test_a_part_is_the_same_part_of_the_whole(seed: int, edge: EdgeSettings, left: int, top: int) -> None:
    mask = blobs(seed)
    box = Box(left, top, left + 25, top + 30)
    assert np.array_equal(refined(mask, edge, box=box), refined(mask, edge)[box.slices])


@given(seed=seeds, edge=edges)
@settings(max_examples=15, deadline=None)
def test_tiles_do_not_show(seed: int, edge: EdgeSettings) -> None:
    mask = blobs(seed)
    whole = refined(mask, edge)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tiles, "SIDE", 17)
        assert np.array_equal(refined(mask, edge), whole)


@given(seed=seeds, edge=edges)
@quick
def test_mirrored_mask_has_the_mirrored_edge(seed: int, edge: EdgeSettings) -> None:
    mask = blobs(seed)
    mirrored = np.ascontiguousarray(mask[:, ::-1])
    assert np.abs(refined(mirrored, edge)[:, ::-1].astype(int) - refined(mask, edge)).max() <= 2


def test_feather_fades_just_so_far_to_either_side() -> None:
    mask = np.zeros((60, 100), np.uint8)
    mask[:, 50:] = 255
    row = refined(mask, EdgeSettings(feather=12))[30]
    assert (np.diff(row.astype(int)) >= 0).all()
    assert (row[:38] == 0).all()
    assert (row[62:] == 255).all()
    assert 0 < row[41] < row[49] < 128 <= row[50] < row[59] < 255


def test_object_goes_on_beyond_the_border_of_the_picture() -> None:
    mask = np.zeros((60, 100), np.uint8)
    mask[:, 50:] = 255
    for edge in (EdgeSettings(feather=15), EdgeSettings(shift=-10), EdgeSettings(smooth=8)):
        assert (refined(mask, edge)[:, -20:] == 255).all()


def test_smooth_takes_a_notch_and_a_bump_but_not_softness() -> None:
    straight = np.zeros((80, 80), np.uint8)
    straight[:40] = 255
    ragged = straight.copy()
    ragged[36:40, 20:23] = 0
    ragged[40:44, 50:53] = 255
    smooth = refined(ragged, EdgeSettings(smooth=6))
    assert np.array_equal(np.delete(smooth, [39, 40], axis=0), np.delete(straight, [39, 40], axis=0))
    ramp = np.tile(np.clip(np.arange(80) * 6, 0, 255).astype(np.uint8), (80, 1))
    assert np.array_equal(refined(ramp, EdgeSettings(smooth=6)), ramp)


@given(one=st.floats(0, 1), other=st.floats(0, 1))
@quick
def test_contrast_draws_levels_from_the_middle(one: float, other: float) -> None:
    levels = np.arange(256, dtype=np.uint8)[None]
    less, more = (refined(levels, EdgeSettings(contrast=contrast)) for contrast in sorted((one, other)))
    assert (np.diff(more.astype(int)) >= 0).all()
    assert (more[0, :128] <= less[0, :128]).all()
    assert (more[0, 128:] >= less[0, 128:]).all()


def test_full_contrast_makes_a_hard_edge() -> None:
    assert set(np.unique(refined(disc(20.3), EdgeSettings(contrast=1)))) == {0, 255}


def test_settings_scaled_for_a_preview_look_alike() -> None:
    edge = EdgeSettings(shift=6, feather=8)
    mask = disc(60, 201)
    preview = refined(cv2.resize(mask, (101, 101), interpolation=cv2.INTER_AREA), edge.scaled(0.5))
    full = cv2.resize(refined(mask, edge), (101, 101), interpolation=cv2.INTER_AREA)
    assert np.abs(preview.astype(int) - full).mean() < 2


@pytest.mark.parametrize(
    "wrong", [{"shift": 21}, {"smooth": -1}, {"feather": 51}, {"contrast": 1.5}, {"shift": float("nan")}]
)
def test_settings_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(MaskError, match=next(iter(wrong))):
        EdgeSettings(**wrong)


# ------------------------------------------------------------------ colour fringe


def mixed(mask: np.ndarray, front: np.ndarray, back: np.ndarray) -> np.ndarray:
    share = mask[..., None] / 255
    return np.rint(front * share + back * (1 - share)).astype(np.uint8)


def plain(colour: tuple[int, int, int]) -> np.ndarray:
    return np.full((160, 160, 3), colour, np.uint8)


@given(seed=seeds)
@settings(max_examples=10, deadline=None)
def test_solid_pixels_keep_their_colours(seed: int) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (70, 90, 3), np.uint8)
    mask = refined(blobs(seed), EdgeSettings(feather=5))
    solid = (mask == 0) | (mask == 255)
    assert np.array_equal(decontaminated(rgb, mask)[solid], rgb[solid])


@given(seed=seeds, left=st.integers(0, 150), top=st.integers(0, 100))
@settings(max_examples=20, deadline=None)
def test_part_of_the_clean_picture_is_the_same_part_of_the_whole(seed: int, left: int, top: int) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (170, 230, 3), np.uint8)
    mask = refined(blobs(seed, (230, 170)), EdgeSettings(feather=6))
    box = Box(left, top, left + 60, top + 50)
    whole, part = decontaminated(rgb, mask), decontaminated(rgb, mask, box=box)
    assert np.abs(part.astype(int) - whole[box.slices]).max() <= 1


def blocks(colours: np.ndarray, *, side: int) -> np.ndarray:
    """Large pixels, 260×200: what lies around differs much from one to the next."""
    return colours.repeat(side, axis=0).repeat(side, axis=1)[:200, :260]


@pytest.mark.parametrize("corner", [(0, 0), (80, 75), (101, 90), (150, 110)])
def test_part_of_the_clean_picture_can_be_made_of_its_surroundings_alone(corner: tuple[int, int]) -> None:
    random = np.random.default_rng(0)
    rgb = blocks(random.integers(0, 2, (12, 16, 3), np.uint8) * np.uint8(255), side=17)
    mask = blocks(random.integers(0, 2, (14, 18), np.uint8) * np.uint8(200) + np.uint8(20), side=15)
    box = Box(*corner, corner[0] + 60, corner[1] + 50)
    near = surroundings(box, (260, 200))
    inside = box.shifted(-near.left, -near.top)
    alone = decontaminated(rgb[near.slices], mask[near.slices], box=inside)
    assert near.width < 260
    assert np.abs(alone.astype(int) - decontaminated(rgb, mask, box=box)).max() <= 1


def test_colours_change_no_farther_from_a_stroke_than_said() -> None:
    rgb, mask = plain((90, 90, 90)), np.full((160, 160), 2, np.uint8)
    mask[:, 80] = 255  # so that the colours all around are taken from here
    other = rgb.copy()
    other[:, 80] = 255
    changed = (decontaminated(rgb, mask) != decontaminated(other, mask)).any((0, 2))
    columns = np.flatnonzero(changed)
    assert 80 - REACH <= columns[0] < 80 < columns[-1] <= 80 + REACH


def test_object_that_fills_its_edge_already_keeps_its_colour() -> None:
    rgb = plain((200, 50, 30))
    mask = refined(disc(40, 160), EdgeSettings(feather=8))
    assert np.abs(decontaminated(rgb, mask).astype(int) - rgb).max() <= 1


def test_background_colour_goes_from_soft_edges() -> None:
    front, back = plain((200, 50, 30)), plain((20, 90, 220))
    mask = refined(disc(40, 160), EdgeSettings(feather=10))
    seen = mixed(mask, front, back)
    soft = (mask > 12) & (mask < 255)
    before = np.abs(seen.astype(int) - front)[soft].mean()
    after = np.abs(decontaminated(seen, mask).astype(int) - front)[soft].mean()
    assert after < before / 3


def test_colours_come_from_the_inside_nearby() -> None:
    front = plain((200, 50, 30))
    front[:, 80:] = (40, 180, 60)
    mask = refined(disc(50, 160), EdgeSettings(feather=8))
    clean = decontaminated(mixed(mask, front, plain((20, 20, 20))), mask)
    soft = (mask > 60) & (mask < 255)
    left, right = soft.copy(), soft.copy()
    left[:, 60:] = False
    right[:, :100] = False
    assert clean[left][:, 0].mean() > 150 > clean[left][:, 1].mean()
    assert clean[right][:, 1].mean() > 135 > clean[right][:, 0].mean()
