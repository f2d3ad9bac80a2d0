from __future__ import annotations

import numpy as np
import pytest
from document_examples import OBJECT, document_with_object
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.placement import Box, Placement
from rainharmonize_gui.document.geometry import (
    Extent,
    box_around,
    extent_of,
    geometry_of,
    middle,
    mirrored,
    scaled,
    turned,
    with_numbers,
)
from rainharmonize_gui.document.snapping import Guide, Orientation, Snap, snap

SIZE = (200, 100)
angles = st.floats(-179, 179)
lengths = st.floats(1, 2000)
positions = st.floats(-1000, 1000)
placements = st.builds(
    lambda center, sx, sy, angle, flip: Placement.of(
        SIZE, center=center, scale=(sx, sy), rotation_degrees=angle, flip_h=flip
    ),
    st.tuples(positions, positions),
    st.floats(0.2, 5),
    st.floats(0.2, 5),
    angles,
    st.booleans(),
)


@settings(max_examples=80, deadline=None)
@given(placements, positions, positions, lengths, lengths, angles)
def test_numbers_that_were_set_are_the_numbers_that_are_read(placement, x, y, width, height, angle):
    numbers = {"x": x, "y": y, "width": width, "height": height, "angle": angle}
    read = geometry_of(with_numbers(placement, SIZE, **numbers), SIZE)
    assert {name: getattr(read, name) for name in numbers} == pytest.approx(numbers, abs=1e-6)
    assert read.flipped == (placement.determinant < 0)


@settings(max_examples=60, deadline=None)
@given(placements, lengths, angles)
def test_sides_and_angle_leave_the_middle_where_it_is(placement, width, angle):
    changed = with_numbers(placement, SIZE, width=width, angle=angle)
    assert middle(changed, SIZE) == pytest.approx(middle(placement, SIZE), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(placements, lengths)
def test_sides_alone_leave_the_top_left_where_it_is(placement, width):
    old = geometry_of(placement, SIZE)
    new = geometry_of(with_numbers(placement, SIZE, width=width), SIZE)
    assert (new.x, new.y, new.height) == pytest.approx((old.x, old.y, old.height), abs=1e-6)
    assert (new.width, new.angle) == pytest.approx((width, old.angle), abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(placements, st.booleans())
def test_flipping_twice_changes_nothing(placement, vertically):
    twice = mirrored(mirrored(placement, SIZE, vertically=vertically), SIZE, vertically=vertically)
    np.testing.assert_allclose(twice.matrix, placement.matrix, atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(placements, angles)
def test_turning_back_changes_nothing(placement, angle):
    back = turned(turned(placement, SIZE, angle), SIZE, -angle)
    np.testing.assert_allclose(back.matrix, placement.matrix, atol=1e-8)


def test_a_side_of_zero_is_held_to_one_pixel():
    assert geometry_of(with_numbers(Placement(), SIZE, width=0), SIZE).width == pytest.approx(1)
    assert min(np.array(SIZE) * scaled(Placement(), SIZE, 1e-9).scale) == pytest.approx(1)


def test_a_turned_object_has_its_upright_box():
    quarter = Placement.of(SIZE, center=(0, 0), rotation_degrees=90)
    assert extent_of(quarter, SIZE) == pytest.approx(Extent(-50, -100, 50, 100))


def test_setting_one_number_of_a_layer_is_one_step_that_keeps_the_others():
    document, dog = document_with_object()
    before = document.geometry(dog)
    document.set_geometry(dog, width=60)
    geometry = document.geometry(dog)
    assert (geometry.width, geometry.height) == pytest.approx((60, OBJECT[1]))
    assert (geometry.x, geometry.y) == pytest.approx((before.x, before.y))
    document.set_geometry(dog, x=5)
    assert document.geometry(dog).x == pytest.approx(5)
    assert document.geometry(dog).y == pytest.approx(30)


def test_an_empty_box_adds_nothing_to_another():
    box = Box(3, 4, 5, 6)
    assert Box(0, 0, 0, 0).united(box) == box.united(Box(9, 9, 9, 12)) == box


def test_a_box_near_the_centre_snaps_to_it_with_a_guide():
    result = snap(Extent(90, 0.0, 107, 17), (200, 1000), tolerance=4)
    assert result.dx == pytest.approx(1.5)
    assert Guide(Orientation.VERTICAL, 100) in result.guides


def test_edges_and_thirds_draw_the_sides():
    result = snap(Extent(2, 303, 50, 351), (900, 900), tolerance=4)
    assert (result.dx, result.dy) == (-2, -3)
    assert result.guides == (Guide(Orientation.VERTICAL, 0), Guide(Orientation.HORIZONTAL, 300))


def test_nothing_snaps_outside_the_tolerance():
    assert snap(Extent(20, 20, 41, 41), (1000, 1000), tolerance=4) == Snap()


def test_the_nearest_line_wins():
    assert snap(Extent(-3, 50, 298, 90), (900, 900), tolerance=8).dx == pytest.approx(2)


@settings(max_examples=60, deadline=None)
@given(positions, positions, lengths, lengths, st.floats(0, 20))
def test_a_snap_never_goes_further_than_the_tolerance(x, y, width, height, tolerance):
    result = snap(Extent(x, y, x + width, y + height), (900, 600), tolerance=tolerance)
    assert max(abs(result.dx), abs(result.dy)) <= tolerance


def test_a_stroke_is_drawn_again_where_it_lies_on_the_background():
    placement = Placement.of(SIZE, center=(100, 50), scale=2)
    assert box_around(placement, Box(10, 10, 20, 30)) == Box(-81, -31, -59, 11)
