"""Brush strokes: where they paint, how softly, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.masks.brush import Brush, Stroke, stamp
from engine.placement import Box
from engine.types import MaskError

SHAPE = (60, 80)
points = st.tuples(st.floats(-20, 100), st.floats(-20, 80))
brushes = st.builds(Brush, size=st.floats(0.5, 60), hardness=st.floats(0, 1), erase=st.booleans())
quick = settings(max_examples=50, deadline=None)


def painted(mask, brush, path, *, pressures=None, scale=(1.0, 1.0)):
    """The mask after a stroke, and where patches were written."""
    result, touched = mask.copy(), np.zeros(mask.shape, bool)
    stroke = Stroke(mask, brush, scale=scale)
    for point, pressure in zip(path, pressures or [1.0] * len(path), strict=True):
        patch = stroke.extend(point, pressure=pressure)
        if patch is not None:
            result[patch.box.slices] = patch.pixels
            touched[patch.box.slices] = True
    return result, touched


def clear():
    return np.zeros(SHAPE, np.uint8)


@quick
@given(brush=brushes, path=st.lists(points, min_size=1, max_size=4), seed=st.integers(0, 9))
def test_patches_lie_inside_the_mask_and_change_it_one_way_only(brush, path, seed):
    mask = np.random.default_rng(seed).integers(0, 256, SHAPE, np.uint8)
    kept = mask.copy()
    stroke = Stroke(mask, brush)
    result = mask.copy()
    for point in path:
        patch = stroke.extend(point)
        if patch is not None:
            assert patch.box == patch.box.clip((SHAPE[1], SHAPE[0]))
            assert patch.pixels.shape == (patch.box.height, patch.box.width)
            result[patch.box.slices] = patch.pixels
    assert np.array_equal(mask, kept)
    assert (result <= mask).all() if brush.erase else (result >= mask).all()


@quick
@given(brush=brushes, path=st.lists(points, min_size=1, max_size=4))
def test_nothing_farther_from_the_path_than_the_radius_changes(brush, path):
    result, _ = painted(clear(), Brush(brush.size, brush.hardness), path)
    ys, xs = np.nonzero(result)
    for x, y in zip(xs + 0.5, ys + 0.5, strict=True):
        reach = min(distance((x, y), a, b) for a, b in zip(path, path[1:] or path, strict=False))
        assert reach <= max(brush.size / 2, 0.5) + 1.5


@quick
@given(size=st.floats(6, 40), hardness=st.floats(0, 1), start=points, end=points)
def test_going_over_a_place_twice_changes_nothing(size, hardness, start, end):
    once, _ = painted(clear(), Brush(size, hardness), [start, end])
    twice, _ = painted(clear(), Brush(size, hardness), [start, end, end])
    assert np.array_equal(once, twice)


@quick
@given(size=st.floats(8, 40), start=points, end=points)
def test_a_hard_stroke_has_no_gaps(size, start, end):
    result, _ = painted(clear(), Brush(size, 1.0), [start, end])
    for part in np.linspace(0, 0.9, 12):
        x, y = (round(a + part * (b - a), 3) for a, b in zip(start, end, strict=True))
        if 0 <= x < SHAPE[1] and 0 <= y < SHAPE[0]:
            assert result[int(y), int(x)] == 255


@pytest.mark.parametrize("length", [0.2, 0.7, 1.3])
def test_a_slow_stroke_paints_what_a_quick_one_does(length):
    path = [(x, 30.0) for x in np.arange(15, 60, length)]
    quick_, _ = painted(clear(), Brush(20, 1.0), [path[0], path[-1]])
    slow, _ = painted(clear(), Brush(20, 1.0), path)
    assert np.abs(slow.astype(int) - quick_).sum() < 0.01 * quick_.sum()


def test_a_stroke_that_grows_light_has_no_gaps_where_it_is_thin():
    mask = np.zeros((120, 260), np.uint8)
    result, _ = painted(mask, Brush(100, 1.0), [(60.0, 60.5), (250.0, 60.5)], pressures=[1.0, 0.02])
    assert (result[60, 60:249] == 255).all()


def test_an_erasing_stroke_takes_back_what_a_painting_one_gave():
    path = [(20.0, 20.0), (60.0, 40.0)]
    mask, _ = painted(clear(), Brush(12, 1.0), path)
    assert mask.any()
    mask, _ = painted(mask, Brush(14, 1.0, erase=True), path)
    assert not mask.any()


def test_the_size_is_the_diameter():
    mask, _ = painted(np.zeros((101, 101), np.uint8), Brush(40, 1.0), [(50.5, 50.5)])
    assert (mask > 127).sum() == pytest.approx(np.pi * 20**2, rel=0.01)


def test_a_soft_brush_falls_off_smoothly_and_a_hard_one_at_once():
    soft, hard = (painted(np.zeros((101, 101), np.uint8), Brush(60, h), [(50.5, 50.5)])[0] for h in (0, 1))
    falls = [np.abs(np.diff(mask[50].astype(int))).max() for mask in (soft, hard)]
    assert falls[0] < 20
    assert falls[1] > 100
    assert soft[50, 50] >= 250


def test_pressure_makes_the_brush_smaller():
    path = [(40.0, 30.0)]
    full, light = (
        painted(clear(), Brush(40, 1.0), path, pressures=[pressure])[0].sum() for pressure in (1.0, 0.4)
    )
    assert light == pytest.approx(full * 0.4**2, rel=0.05)


def test_a_stretched_mask_gets_an_ellipse():
    mask, _ = painted(np.zeros((120, 120), np.uint8), Brush(40, 1.0), [(60.0, 60.0)], scale=(2.0, 0.5))
    ys, xs = np.nonzero(mask > 127)
    assert np.ptp(xs) + 1 == pytest.approx(20, abs=1)
    assert np.ptp(ys) + 1 == pytest.approx(80, abs=1)


NEAR, FAR = (-20.0, 100.0), (-3000.0, 3000.0)


@quick
@given(
    brush=st.builds(Brush, size=st.floats(30, 400), hardness=st.just(1.0)),
    path=st.lists(
        st.tuples(*[st.floats(*NEAR) | st.floats(*FAR)] * 2),
        min_size=2,
        max_size=4,
    ),
    pressures=st.lists(st.floats(0.5, 1), min_size=4, max_size=4),
    scale=st.tuples(st.floats(0.5, 3), st.floats(0.5, 3)),
)
def test_what_lies_beyond_the_mask_changes_nothing_inside(brush, path, pressures, scale):
    pressures = pressures[: len(path)]
    shown, _ = painted(clear(), brush, path, pressures=pressures, scale=scale)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stroke, "_near", lambda *_: (0.0, 1.0))
        every, _ = painted(clear(), brush, path, pressures=pressures, scale=scale)
    assert np.array_equal(shown, every)


@pytest.mark.parametrize("x", [-19.7, SHAPE[1] + 19.7])
def test_a_stroke_beside_the_mask_paints_what_it_just_reaches(x):
    result, _ = painted(clear(), Brush(40, 1.0), [(x, -500.0), (x, 500.0)])
    assert (result[:, 0 if x < 0 else -1] > 0).all()
    assert (result[20:40].T > 0).any(axis=1).sum() == 1


@pytest.mark.parametrize("far", [3e6, 1e12, 1e300, 1.7e308])
def test_a_point_however_far_is_reached_at_once(far):
    path = [(5.0, 30.0), (far, 30.0), (-far, -far), (5.0, 50.0)]
    result, _ = painted(clear(), Brush(4.0, 1.0), path)
    assert (result[29:31, 6:] == 255).all()
    assert not result[35:45, 6:].any()


def test_a_stroke_beside_the_mask_touches_nothing():
    assert Stroke(clear(), Brush(10)).extend((-50.0, -50.0)) is None


def test_only_the_new_part_of_a_stroke_is_patched():
    stroke = Stroke(np.zeros((200, 2000), np.uint8), Brush(20))
    stroke.extend((10.0, 100.0))
    stroke.extend((1900.0, 100.0))
    patch = stroke.extend((1920.0, 100.0))
    assert patch is not None
    assert patch.box == patch.box.intersect(Box(1880, 80, 1935, 120))


def test_stamps_are_symmetric_and_not_to_be_written_to():
    made = stamp((12.0, 7.0), 0.5)
    made = made[:-1, :-1]  # the last row and column are room for an offset
    assert np.array_equal(made, made[::-1, ::-1])
    assert not made.flags.writeable


@pytest.mark.parametrize(("size", "hardness"), [(0.0, 0.5), (-3.0, 0.5), (10.0, 1.5), (10.0, -0.1)])
def test_a_brush_that_makes_no_sense_is_refused(size, hardness):
    with pytest.raises(MaskError, match="brush"):
        Brush(size, hardness)


def distance(point, start, end) -> float:
    """From a point to a stretch of line."""
    a, b, p = (np.array(each) for each in (start, end, point))
    along = b - a
    length = along @ along
    part = np.clip((p - a) @ along / length, 0, 1) if length else 0.0
    return float(np.linalg.norm(p - a - part * along))


@pytest.mark.parametrize("radii", [(0.5, 0.5), (7.3, 4.0), (200.0, 151.5)])
@pytest.mark.parametrize("hardness", [0.0, 0.8, 1.0])
def test_a_stamp_that_is_mirrored_is_the_one_that_is_not(radii: tuple[float, float], hardness: float) -> None:
    no_offset_to_speak_of = (1e-12, 0.0)
    np.testing.assert_array_equal(
        stamp(radii, hardness), stamp(radii, hardness, offset=no_offset_to_speak_of)
    )
