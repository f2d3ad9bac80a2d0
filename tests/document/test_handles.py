from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.placement import Placement
from rainharmonize_gui.document.geometry import middle
from rainharmonize_gui.document.handles import CORNERS, Grip, Handle, cursor_angle, hit, positions

SIZE = (200, 100)
UNTURNED = Placement.translation(50.0, 80.0)
OPPOSITE = {
    Handle.TOP_LEFT: (200, 100),
    Handle.TOP_RIGHT: (0, 100),
    Handle.BOTTOM_RIGHT: (0, 0),
    Handle.BOTTOM_LEFT: (200, 0),
}

placements = st.builds(
    lambda center, sx, sy, angle, flip: Placement.of(
        SIZE, center=center, scale=(sx, sy), rotation_degrees=angle, flip_h=flip
    ),
    st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    st.floats(0.2, 5),
    st.floats(0.2, 5),
    st.floats(-180, 180),
    st.booleans(),
)
shifts = st.tuples(st.floats(-300, 300), st.floats(-300, 300))


def grip(handle: Handle, start: Placement = UNTURNED) -> Grip:
    return Grip(handle, positions(start, SIZE, zoom=1.0).get(handle, middle(start, SIZE)), start, SIZE)


def drag(handle: Handle, dx: float, dy: float, start: Placement = UNTURNED, **modifiers: bool) -> Placement:
    held = grip(handle, start)
    return held.dragged((held.point[0] + dx, held.point[1] + dy), **modifiers)


def test_a_move_follows_the_pointer():
    assert drag(Handle.MOVE, 7, -3) == Placement.translation(57, 77)


@pytest.mark.parametrize(("dx", "dy", "expected"), [(9, 4, (59, 80)), (4, 9, (50, 89))])
def test_a_move_with_shift_keeps_to_one_axis(dx, dy, expected):
    assert drag(Handle.MOVE, dx, dy, shift=True) == Placement.translation(*expected)


def test_a_corner_scales_evenly_and_the_opposite_one_stays():
    placement = drag(Handle.BOTTOM_RIGHT, 200, 100)
    assert placement.scale == pytest.approx((2, 2))
    np.testing.assert_allclose(placement.map((0, 0)), (50, 80))


def test_a_corner_with_shift_goes_where_the_pointer_goes():
    placement = drag(Handle.BOTTOM_RIGHT, 100, -50, shift=True)
    assert placement.scale == pytest.approx((1.5, 0.5))


def test_with_alt_the_middle_stays():
    placement = drag(Handle.BOTTOM_RIGHT, 100, 50, alt=True)
    assert placement.scale == pytest.approx((2, 2))
    assert middle(placement, SIZE) == pytest.approx(middle(UNTURNED, SIZE))


def test_an_edge_scales_one_axis_alone():
    assert drag(Handle.RIGHT, 100, 37).scale == pytest.approx((1.5, 1))
    assert drag(Handle.TOP, 37, -50).scale == pytest.approx((1, 1.5))


def test_dragging_an_edge_across_the_opposite_one_flips():
    placement = drag(Handle.RIGHT, -300, 0)
    assert placement.determinant < 0
    assert placement.scale == pytest.approx((0.5, 1))


def test_dragging_a_corner_across_one_side_flips_that_axis_alone():
    assert drag(Handle.BOTTOM_RIGHT, -400, 0).determinant < 0
    assert drag(Handle.BOTTOM_RIGHT, -400, -200).determinant > 0


def test_the_round_handle_turns_about_the_middle():
    held = grip(Handle.ROTATE)
    x, y = middle(UNTURNED, SIZE)
    placement = held.dragged((x + 500, y))
    assert placement.decompose(SIZE).rotation_degrees == pytest.approx(90)
    assert middle(placement, SIZE) == pytest.approx((x, y))


def test_turning_with_shift_stops_at_multiples_of_fifteen_degrees():
    start = Placement.of(SIZE, center=(0, 0), rotation_degrees=7)
    angle = drag(Handle.ROTATE, 31, 12, start=start, shift=True).decompose(SIZE).rotation_degrees
    assert angle / 15 == pytest.approx(round(angle / 15))


@settings(max_examples=80, deadline=None)
@given(placements, st.sampled_from(list(Handle)), st.booleans(), st.booleans())
def test_a_press_without_a_move_changes_nothing(placement, handle, shift, alt):
    if handle is Handle.ROTATE:
        shift = False  # steps may turn at once
    moved = drag(handle, 0, 0, start=placement, shift=shift, alt=alt)
    np.testing.assert_allclose(moved.corners(SIZE), placement.corners(SIZE), atol=1e-6)


@settings(max_examples=80, deadline=None)
@given(placements, st.sampled_from(CORNERS), shifts, st.booleans())
def test_the_corner_opposite_to_the_dragged_one_stays(placement, corner, shift, free):
    moved = drag(corner, *shift, start=placement, shift=free)
    np.testing.assert_allclose(moved.map(OPPOSITE[corner]), placement.map(OPPOSITE[corner]), atol=1e-6)


@settings(max_examples=80, deadline=None)
@given(placements, st.sampled_from(CORNERS), shifts)
def test_corners_keep_the_ratio_and_no_drag_shears(placement, corner, shift):
    moved = drag(corner, *shift, start=placement)
    assert moved.scale[0] / moved.scale[1] == pytest.approx(placement.scale[0] / placement.scale[1])
    (a, b), (d, e) = moved.row_x[:2], moved.row_y[:2]
    assert abs(a * b + d * e) <= 1e-9 * math.hypot(a, d) * math.hypot(b, e) + 1e-12


@settings(max_examples=80, deadline=None)
@given(placements, st.sampled_from(list(Handle)), shifts, st.booleans(), st.booleans())
def test_no_drag_makes_an_object_vanish(placement, handle, shift, free, alt):
    moved = drag(handle, *shift, start=placement, shift=free, alt=alt)
    assert min(np.array(SIZE) * moved.scale) >= 1 - 1e-9


@settings(max_examples=80, deadline=None)
@given(placements, st.floats(0.05, 32))
def test_every_drawn_handle_is_hit_in_its_middle_unless_a_corner_covers_it(placement, zoom):
    places = positions(placement, SIZE, zoom=zoom)
    for place in places.values():
        held = hit(placement, SIZE, place, zoom=zoom)
        assert held is not None
        near = [other for other in places if math.dist(places[other], place) * zoom < 1e-6]
        assert held.handle in near


def test_handles_keep_their_size_on_screen():
    assert hit(UNTURNED, SIZE, (43, 80), zoom=1.0).handle is Handle.TOP_LEFT
    assert hit(UNTURNED, SIZE, (43, 80), zoom=2.0).handle is Handle.ROTATE
    assert hit(UNTURNED, SIZE, (43, 80), zoom=8.0) is None


def test_inside_is_for_moving_and_just_outside_a_corner_for_turning():
    assert hit(UNTURNED, SIZE, (150, 130), zoom=1.0).handle is Handle.MOVE
    assert hit(UNTURNED, SIZE, (36, 66), zoom=1.0).handle is Handle.ROTATE
    assert hit(UNTURNED, SIZE, (50 - 40, 80 - 40), zoom=1.0) is None
    assert hit(UNTURNED, SIZE, (100, 75), zoom=0.2) is not None


def test_a_tiny_object_can_still_be_moved():
    tiny = Placement.of(SIZE, center=(10, 10), scale=0.05)
    assert hit(tiny, SIZE, (10, 10), zoom=1.0).handle is Handle.MOVE
    assert Handle.TOP not in positions(tiny, SIZE, zoom=1.0)


def test_the_round_handle_stands_outside_the_top_edge():
    place = positions(UNTURNED, SIZE, zoom=2.0)[Handle.ROTATE]
    assert place == pytest.approx((150, 80 - 14))
    assert hit(UNTURNED, SIZE, place, zoom=2.0).handle is Handle.ROTATE


def test_arrows_turn_with_the_object():
    turned = Placement.of(SIZE, rotation_degrees=90)
    assert cursor_angle(UNTURNED, SIZE, Handle.RIGHT) == pytest.approx(0)
    assert cursor_angle(turned, SIZE, Handle.RIGHT) == pytest.approx(90)
