"""The viewport: zooming keeps the point, fitting shows all, nothing is ever lost from sight."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rainharmonize_gui.ui.viewport import KEPT, MAX_ZOOM, STEPS, Viewport

quick = settings(max_examples=100, deadline=None)
sides = st.integers(200, 4000)
sizes = st.tuples(sides, sides)
pictures = st.tuples(st.integers(1, 9000), st.integers(1, 9000))
zooms = st.floats(0.02, MAX_ZOOM)
parts = st.floats(0, 1)


@st.composite
def viewports(draw):
    """Somewhere over a picture, at any zoom."""
    made = Viewport(size=draw(sizes), picture=draw(pictures)).fitted()
    made = made.zoomed(draw(zooms))
    return made.panned(draw(st.floats(-3000, 3000)), draw(st.floats(-3000, 3000)))


@quick
@given(viewport=viewports(), zoom=zooms, u=parts, v=parts)
def test_zooming_keeps_the_point_under_the_cursor(viewport, zoom, u, v):
    box = viewport.visible
    at = box.left + u * box.width, box.top + v * box.height
    inside = all(KEPT <= c <= s - KEPT for c, s in zip(at, viewport.size, strict=True))
    if not inside:
        return
    point = viewport.to_picture(at)
    zoomed = viewport.zoomed(zoom, at=at)
    if not all(0 <= c <= s for c, s in zip(point, viewport.picture, strict=True)):
        return
    assert zoomed.to_screen(point) == pytest.approx(at, abs=1.0 + zoomed.zoom / viewport.zoom)


@quick
@given(zoom=st.floats(0.2, MAX_ZOOM), other=st.floats(0.2, MAX_ZOOM), u=parts, v=parts)
def test_zooming_in_and_out_again_leads_back(zoom, other, u, v):
    viewport = Viewport(size=(400, 300), picture=(9000, 9000), zoom=zoom).centred()
    at = 400 * u, 300 * v
    back = viewport.zoomed(other, at=at).zoomed(zoom, at=at)
    assert (back.x, back.y) == pytest.approx((viewport.x, viewport.y), abs=1e-6)


@quick
@given(viewport=viewports(), point=st.tuples(st.floats(-99, 9999), st.floats(-99, 9999)))
def test_mapping_to_the_screen_and_back_is_exact(viewport, point):
    assert viewport.to_picture(viewport.to_screen(point)) == pytest.approx(point, abs=1e-6)
    x, y = viewport.placement.map(point).tolist()
    assert (x, y) == pytest.approx(viewport.to_screen(point))


@quick
@given(size=sizes, picture=pictures, margin=st.integers(0, 60))
def test_a_fitted_picture_is_whole_in_the_middle_and_touches_the_margin(size, picture, margin):
    fitted = Viewport(size=size, picture=picture).fitted(margin=margin)
    width, height = (side * fitted.zoom for side in picture)
    assert width <= size[0] - 2 * margin + 1e-6
    assert height <= size[1] - 2 * margin + 1e-6
    touches = abs(width - (size[0] - 2 * margin)) < 1e-6 or abs(height - (size[1] - 2 * margin)) < 1e-6
    assert touches or fitted.zoom == MAX_ZOOM
    assert fitted.x + width / 2 == pytest.approx(size[0] / 2)


@quick
@given(viewport=viewports(), dx=st.floats(-1e5, 1e5), dy=st.floats(-1e5, 1e5))
def test_part_of_the_picture_stays_in_sight(viewport, dx, dy):
    box = viewport.panned(dx, dy).visible
    for shown, side in zip(box.size, viewport.picture, strict=True):
        assert shown > min(KEPT, side * viewport.zoom) - 2  # whole pixels, and a corner on one


def test_a_picture_thinner_than_a_pixel_cannot_be_pushed_out_of_sight():
    viewport = Viewport(size=(200, 200), picture=(1, 9000)).fitted()
    for far in (-1e5, 1e5):
        assert viewport.panned(far, 0).visible.width == 1


@quick
@given(viewport=viewports())
def test_the_view_covers_what_is_seen_at_no_more_than_the_pictures_own_size(viewport):
    view = viewport.view()
    if viewport.visible.empty:
        assert view is None
        return
    assert view.zoom == min(viewport.zoom, 1.0)
    left, top = viewport.to_screen((view.left, view.top))
    ratio = viewport.zoom / view.zoom
    box = viewport.visible
    assert left <= box.left + 1e-6
    assert top <= box.top + 1e-6
    # The last pixel may be cut where the picture ends within it.
    assert left + view.size[0] * ratio >= box.right - 1
    assert top + view.size[1] * ratio >= box.bottom - 1
    if viewport.zoom <= 1:
        assert view.size == box.size
        assert left == pytest.approx(box.left, abs=1e-6)


@quick
@given(viewport=viewports())
def test_steps_go_through_the_list_and_end_at_its_ends(viewport):
    up = viewport
    for _ in range(40):
        new = up.stepped(1)
        assert new.zoom > up.zoom or up.zoom == MAX_ZOOM
        assert new.zoom in STEPS
        up = new
    assert up.zoom == MAX_ZOOM
    for _ in range(40):
        up = up.stepped(-1)
    assert up.zoom == pytest.approx(up.min_zoom)


def test_a_picture_larger_than_the_pane_at_the_smallest_step_can_still_be_seen_whole():
    viewport = Viewport(size=(500, 400), picture=(8000, 6000))
    assert viewport.min_zoom < 0.125
    assert viewport.zoomed(0.001).zoom == viewport.min_zoom


def test_resizing_keeps_what_is_in_the_middle():
    viewport = Viewport(size=(500, 400), picture=(3000, 2000)).zoomed(1.0).panned(-700, -300)
    middle = viewport.to_picture((250, 200))
    assert viewport.resized((900, 700)).to_picture((450, 350)) == pytest.approx(middle)


def test_without_a_picture_there_is_no_view():
    assert Viewport(size=(500, 400)).view() is None
    assert Viewport(size=(500, 400)).fitted().empty
