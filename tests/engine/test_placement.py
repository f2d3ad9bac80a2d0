"""Placement: where a cut-out lies."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.placement import Box, Placement
from engine.types import PictureError

SIZE = (60, 40)

quick = settings(max_examples=60, deadline=None)
coordinates = st.floats(-500, 500)
scales = st.floats(0.05, 8)
placements = st.builds(
    lambda center, scale, degrees, flip_h, flip_v: Placement.of(
        SIZE, center=center, scale=scale, rotation_degrees=degrees, flip_h=flip_h, flip_v=flip_v
    ),
    st.tuples(coordinates, coordinates),
    st.tuples(scales, scales),
    st.floats(-720, 720),
    st.booleans(),
    st.booleans(),
)


def same(a: Placement, b: Placement, tolerance: float = 1e-6) -> bool:
    return bool(np.allclose(a.matrix, b.matrix, rtol=1e-9, atol=tolerance))


@quick
@given(placements)
def test_its_parts_make_it_again(placement: Placement) -> None:
    assert same(Placement.of(SIZE, **placement.decompose(SIZE)._asdict()), placement)


@quick
@given(placements)
def test_its_parts_are_in_their_ranges(placement: Placement) -> None:
    parts = placement.decompose(SIZE)
    assert min(parts.scale) > 0
    assert -180 < parts.rotation_degrees <= 180


@quick
@given(placements, coordinates, coordinates)
def test_the_inverse_brings_a_point_back(placement: Placement, x: float, y: float) -> None:
    assert np.allclose(placement.inverse().map(placement.map((x, y))), (x, y), atol=1e-5)


@quick
@given(placements, placements, coordinates, coordinates)
def test_then_is_one_map_after_the_other(first: Placement, second: Placement, x: float, y: float) -> None:
    assert np.allclose(first.then(second).map((x, y)), second.map(first.map((x, y))), atol=1e-5)


@quick
@given(placements)
def test_its_box_holds_its_corners_and_no_more(placement: Placement) -> None:
    box = placement.box(SIZE)
    corners = placement.corners(SIZE)
    low, high = corners.min(axis=0), corners.max(axis=0)
    assert np.all(low >= (box.left - 1e-6, box.top - 1e-6))
    assert np.all(high <= (box.right + 1e-6, box.bottom + 1e-6))
    assert np.all(low < (box.left + 1, box.top + 1))
    assert np.all(high > (box.right - 1, box.bottom - 1))


def test_by_default_it_changes_nothing() -> None:
    assert Placement() == Placement.of(SIZE) == Placement.translation(0, 0)
    assert np.array_equal(Placement().map([(1.5, 2.5)]), [(1.5, 2.5)])


def test_at_is_the_top_left_corner_after_scaling() -> None:
    assert Placement.of(SIZE, at=(10, 20), scale=0.5).corners(SIZE)[0].tolist() == [10, 20]
    assert Placement.of(SIZE, at=(10, 20), scale=0.5).box(SIZE) == Box(10, 20, 40, 40)


def test_a_positive_rotation_is_clockwise_on_the_screen() -> None:
    placement = Placement.of(SIZE, center=(0, 0), rotation_degrees=90)
    assert placement.map((60, 20)).tolist() == [0, 30]  # the middle of the right side now points down


def test_quarter_turns_are_exact() -> None:
    for degrees in (90, 180, 270, -90, 450):
        matrix = Placement.of(SIZE, center=(30, 30), rotation_degrees=degrees).matrix[:, :2]
        assert set(np.abs(matrix).ravel().tolist()) == {0.0, 1.0}


def test_a_horizontal_flip_swaps_left_and_right_about_the_middle() -> None:
    corners = Placement.of(SIZE, at=(5, 5), flip_h=True).corners(SIZE)
    assert corners.tolist() == [[65, 5], [5, 5], [5, 45], [65, 45]]


def test_a_vertical_flip_shows_as_a_horizontal_one_and_a_half_turn() -> None:
    parts = Placement.of(SIZE, flip_v=True).decompose(SIZE)
    assert parts.flip_h
    assert parts.rotation_degrees == 180


def test_flipping_twice_is_no_flip() -> None:
    mirror = Placement.scaling((-1, 1), about=(30, 20))
    assert mirror.then(mirror) == Placement()


def test_rotation_and_scaling_keep_the_point_they_are_about() -> None:
    for placement in (Placement.rotation(37, about=(12, 7)), Placement.scaling((2, 0.5), about=(12, 7))):
        assert np.allclose(placement.map((12, 7)), (12, 7))


def test_fit_scales_down_to_the_background_but_never_up() -> None:
    assert Placement.fit((400, 100), (200, 200)).scale == (0.5, 0.5)
    small = Placement.fit(SIZE, (200, 200))
    assert small.scale == (1, 1)
    assert small.map((30, 20)).tolist() == [100, 100]


def test_fit_puts_what_keeps_its_size_on_whole_pixels() -> None:
    odd = Placement.fit((7, 10), (200, 200), center=(50.2, 60.0))
    assert odd == Placement.translation(47, 55)


@quick
@given(st.tuples(coordinates, coordinates), st.integers(0, 3), st.booleans())
def test_what_keeps_its_size_moves_by_half_a_pixel_at_most(center, quarters: int, flip_h: bool) -> None:
    between = Placement.of(SIZE, center=center, rotation_degrees=90 * quarters, flip_h=flip_h)
    onto = between.on_whole_pixels()
    assert (onto.matrix[:, 2] % 1 == 0).all()
    assert (onto.matrix[:, :2] == between.matrix[:, :2]).all()
    assert np.abs(onto.matrix[:, 2] - between.matrix[:, 2]).max() <= 0.5


@quick
@given(st.floats(-180, 180), st.floats(0.1, 5), st.tuples(coordinates, coordinates))
def test_what_was_turned_and_scaled_there_and_back_keeps_its_size(angle, scale, about) -> None:
    there = Placement.rotation(angle, about=about).then(Placement.scaling(scale, about=about))
    back = Placement.scaling(1 / scale, about=about).then(Placement.rotation(-angle, about=about))
    onto = Placement.translation(3.6, 8.2).then(there).then(back).on_whole_pixels()
    assert onto == Placement.translation(4, 8)
    assert there.then(back).is_close(Placement())
    assert not Placement().is_close(Placement.translation(1e-6, 0))


@quick
@given(placements.filter(lambda it: it.scale != (1.0, 1.0)))
def test_what_is_scaled_or_turned_stays_where_it_is(placement: Placement) -> None:
    assert placement.on_whole_pixels() is placement
    turned = Placement.of(SIZE, center=(3.2, 4.7), rotation_degrees=45)
    assert turned.on_whole_pixels() is turned


def test_equal_placements_are_equal_and_hash_alike() -> None:
    one, other = Placement.of(SIZE, scale=2), Placement.from_matrix([[2, 0, 0], [0, 2, 0]])
    assert one == other
    assert len({one, other}) == 1
    assert one != Placement.of(SIZE, scale=2.001)


def test_its_box_is_clipped_to_the_background() -> None:
    assert Placement.of(SIZE, at=(-10, 30)).box(SIZE, within=(100, 50)) == Box(0, 30, 50, 50)
    assert Placement.of(SIZE, at=(500, 0)).box(SIZE, within=(100, 50)).empty


def test_a_placement_far_out_has_an_empty_box() -> None:
    assert Placement.of(SIZE, at=(1e30, -1e30), scale=1e4).box(SIZE, within=(100, 50)).empty


@pytest.mark.parametrize("noise", [0.0, 1e-9, -4e-8])
def test_a_whole_shift_is_known_in_spite_of_rounding_and_has_the_box_of_the_cut_out(noise: float) -> None:
    for placement in (
        Placement.translation(7 + noise, -12),
        Placement.translation(7, -12).then(Placement.scaling(1 + noise / 60, about=(7.0, -12.0))),
    ):
        assert placement.whole_shift(SIZE) == (7, -12)
        assert placement.box(SIZE) == Box(7, -12, 67, 28)


@pytest.mark.parametrize(
    "placement",
    [
        Placement.translation(7.01, 0),
        Placement.translation(7, 1e-6),
        Placement.scaling(1 + 1e-8),
        Placement.rotation(1e-6),
        Placement.of(SIZE, flip_h=True),
        Placement.of(SIZE, rotation_degrees=180),
    ],
)
def test_another_map_is_no_whole_shift(placement: Placement) -> None:
    assert placement.whole_shift(SIZE) is None


@pytest.mark.parametrize(
    ("scale", "advice"),
    [
        (0.0, "choose a larger scale"),
        ((1.0, 0.0), "choose a larger scale"),
        (1e6, "choose a smaller scale"),
        (math.nan, "finite numbers"),
        (math.inf, "finite numbers"),
    ],
)
def test_an_impossible_scale_is_a_picture_error(scale: float | tuple[float, float], advice: str) -> None:
    with pytest.raises(PictureError, match=advice):
        Placement.of(SIZE, scale=scale)


def test_a_matrix_of_another_shape_is_a_picture_error() -> None:
    with pytest.raises(PictureError, match="2×3"):
        Placement.from_matrix(np.eye(3))
