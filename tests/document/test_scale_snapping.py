"""Snapping while scaling: the dragged side meets the line, the opposite side stays, proportions are kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.placement import Placement
from rainharmonize_gui.document.handles import CORNERS, SPOTS, Grip, Handle
from rainharmonize_gui.document.scale_snapping import snap_scaled
from rainharmonize_gui.document.snapping import lines

BACKGROUND, OBJECT = (400, 300), (80, 60)
START = Placement.translation(160, 120)


def scaled(handle, by, *, shift=False, alt=False, start=START, tolerance=8.0):
    """The placement and guides after a handle was dragged by (x, y)."""
    at = start.map([part * side for part, side in zip(SPOTS[handle], OBJECT, strict=True)]).tolist()
    grip = Grip(handle, tuple(at), start, OBJECT)
    dragged = grip.dragged((at[0] + by[0], at[1] + by[1]), shift=shift, alt=alt)
    placed, guides = snap_scaled(
        grip, dragged, BACKGROUND, tolerance=tolerance, freely=shift, about_middle=alt
    )
    return dragged, placed, guides


def test_a_side_is_drawn_to_a_line():
    _, placed, guides = scaled(Handle.RIGHT, (155, 0))
    assert placed.map((80, 60)).tolist() == pytest.approx([400, 180])
    assert [guide.position for guide in guides] == [400]


def test_a_corner_keeps_the_proportions():
    _, placed, guides = scaled(Handle.BOTTOM_RIGHT, (156, 117))
    assert placed.map((0, 0)).tolist() == pytest.approx([160, 120])
    assert placed.map((80, 60)).tolist() == pytest.approx([400, 300])
    assert len(guides) == 1


def test_a_corner_that_scales_freely_meets_a_line_each_way():
    _, placed, guides = scaled(Handle.BOTTOM_RIGHT, (28, 21), shift=True)
    assert placed.map((80, 60)).tolist() == pytest.approx([800 / 3, 200])
    assert len(guides) == 2


def test_what_is_turned_does_not_snap():
    turned = Placement.rotation(20).then(START)
    dragged, placed, guides = scaled(Handle.BOTTOM_RIGHT, (20, 15), start=turned, tolerance=1e3)
    assert placed == dragged
    assert not guides


@settings(max_examples=150, deadline=None)
@given(
    handle=st.sampled_from(sorted(SPOTS)),
    by=st.tuples(st.floats(-150, 150), st.floats(-110, 110)),
    shift=st.booleans(),
    alt=st.booleans(),
)
def test_what_snaps_meets_its_lines_and_keeps_its_anchor(handle, by, shift, alt):
    dragged, placed, guides = scaled(handle, by, shift=shift, alt=alt)
    spot = SPOTS[handle]
    anchor = (0.5, 0.5) if alt else (1 - spot[0], 1 - spot[1])
    fixed = anchor[0] * OBJECT[0], anchor[1] * OBJECT[1]
    assert placed.map(fixed).tolist() == pytest.approx(dragged.map(fixed).tolist(), abs=1e-6)
    hand = placed.map((spot[0] * OBJECT[0], spot[1] * OBJECT[1])).tolist()
    for guide in guides:
        axis = 0 if guide.orientation == "vertical" else 1
        assert hand[axis] == pytest.approx(guide.position, abs=1e-6)
        assert guide.position in lines(BACKGROUND[axis])
    if handle in CORNERS and not shift:
        assert abs(placed.row_x[0]) == pytest.approx(abs(placed.row_y[1]))
