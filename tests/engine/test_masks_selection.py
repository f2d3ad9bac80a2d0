"""Wand, lasso, scissors, and how selections join masks."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engine.masks.scissors import Scissors, outline
from engine.masks.selection import Combine, combine, difference, polygon, wand
from engine.types import MaskError

quick = settings(max_examples=40, deadline=None)
SIZE = (40, 30)
masks = st.integers(0, 99).map(lambda seed: np.random.default_rng(seed).integers(0, 256, (30, 40), np.uint8))
corners = st.lists(st.tuples(st.floats(-15, 55), st.floats(-15, 45)), min_size=3, max_size=8)
tolerances = st.integers(0, 255)


def noise(seed: int) -> np.ndarray:
    small = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), np.uint8)
    return cv2.resize(small, SIZE, interpolation=cv2.INTER_LINEAR)


# ------------------------------------------------------------------ joining


@given(mask=masks, selection=masks, how=st.sampled_from(Combine))
@quick
def test_joining_twice_is_joining_once(mask: np.ndarray, selection: np.ndarray, how: Combine) -> None:
    once = combine(mask, selection, how)
    assert np.array_equal(combine(once, selection, how), once)


@given(mask=masks, selection=masks)
@quick
def test_adding_grows_subtracting_and_intersecting_shrink(mask: np.ndarray, selection: np.ndarray) -> None:
    assert (combine(mask, selection, Combine.ADD) >= mask).all()
    assert (combine(mask, selection, Combine.SUBTRACT) <= mask).all()
    assert (combine(mask, selection, Combine.INTERSECT) <= mask).all()


@given(mask=masks, how=st.sampled_from([Combine.ADD, Combine.SUBTRACT]))
@quick
def test_empty_selection_changes_nothing(mask: np.ndarray, how: Combine) -> None:
    assert np.array_equal(combine(mask, np.zeros_like(mask), how), mask)


def test_selection_of_another_size_is_refused() -> None:
    with pytest.raises(MaskError, match="selection is 3×2"):
        combine(np.zeros((5, 5), np.uint8), np.zeros((2, 3), np.uint8), Combine.ADD)


@given(before=masks, box=st.tuples(*[st.integers(0, 25)] * 4))
@quick
def test_patch_makes_one_mask_of_the_other(before: np.ndarray, box: tuple[int, int, int, int]) -> None:
    after = before.copy()
    after[box[0] : box[0] + box[1], box[2] : box[2] + box[3]] = 7
    patch = difference(before, after)
    if patch is None:
        assert np.array_equal(before, after)
    else:
        result = before.copy()
        result[patch.box.slices] = patch.pixels
        assert np.array_equal(result, after)
        assert patch.box.width <= box[3]
        assert patch.box.height <= box[1]


# ------------------------------------------------------------------ wand


@given(seed=st.integers(0, 99), x=st.floats(0, 39.9), y=st.floats(0, 29.9), tolerance=tolerances)
@quick
def test_wand_takes_connected_pixels_of_the_colour_and_only_those(
    seed: int, x: float, y: float, tolerance: int
) -> None:
    rgb = noise(seed)
    everywhere = wand(rgb, (x, y), tolerance=tolerance, contiguous=False)
    off = np.abs(rgb.astype(int) - rgb[int(y), int(x)]).max(2)
    assert np.array_equal(everywhere == 255, off <= tolerance)
    _, labels = cv2.connectedComponents((off <= tolerance).astype(np.uint8), connectivity=4)
    here = wand(rgb, (x, y), tolerance=tolerance)
    assert np.array_equal(here == 255, labels == labels[int(y), int(x)])


@given(seed=st.integers(0, 99), tolerance=tolerances, contiguous=st.booleans())
@quick
def test_wand_is_soft_only_beside_the_selection(seed: int, tolerance: int, contiguous: bool) -> None:
    mask = wand(noise(seed), (20, 15), tolerance=tolerance, contiguous=contiguous)
    beside = cv2.dilate((mask == 255).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert not mask[~beside].any()


@given(seed=st.integers(0, 99), one=tolerances, other=tolerances)
@quick
def test_more_tolerance_selects_more(seed: int, one: int, other: int) -> None:
    less, more = (wand(noise(seed), (20, 15), tolerance=tolerance) for tolerance in sorted((one, other)))
    assert ((less == 255) <= (more == 255)).all()


def test_wand_covers_a_mixed_pixel_by_its_share() -> None:
    rgb = np.full((9, 9, 3), 20, np.uint8)
    rgb[:, 4] = 100  # 0.4 of the way from 20 to 220
    rgb[:, 5:] = 220
    assert wand(rgb, (1, 4))[4].tolist() == [255, 255, 255, 255, 153, 0, 0, 0, 0]


def test_wand_leaves_the_picture_alone() -> None:
    rgb = noise(3)
    rgb.setflags(write=False)
    wand(rgb, (3, 3), tolerance=80)


@pytest.mark.parametrize("point", [(-0.1, 3), (40, 3), (3, 30)])
def test_wand_outside_the_picture_is_refused(point: tuple[float, float]) -> None:
    with pytest.raises(MaskError, match="outside the picture"):
        wand(noise(0), point)


# ------------------------------------------------------------------ lasso


def shoelace(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


@given(
    middle=st.tuples(st.floats(14, 26), st.floats(14, 16)),
    radii=st.tuples(st.floats(0.5, 13), st.floats(0.5, 13)),
    count=st.integers(3, 60),
    turn=st.floats(0, 7),
)
@quick
def test_covered_area_is_that_of_the_polygon(
    middle: tuple[float, float], radii: tuple[float, float], count: int, turn: float
) -> None:
    angles = turn + np.arange(count) * 2 * np.pi / count
    points = np.stack([middle[0] + radii[0] * np.cos(angles), middle[1] + radii[1] * np.sin(angles)], axis=1)
    covered = polygon(points, SIZE).sum() / 255
    assert covered == pytest.approx(shoelace(points), abs=0.5 / 255 * 4 * sum(radii) + 0.02)


def test_pixels_are_covered_by_their_share() -> None:
    mask = polygon([(1.5, 1), (3, 1), (3, 2.25), (1.5, 2.25)], (4, 4))
    assert mask.tolist() == [[0] * 4, [0, 128, 255, 0], [0, 32, 64, 0], [0] * 4]


@given(points=corners)
@quick
def test_whole_pixels_lie_where_opencv_says(points: list[tuple[float, float]]) -> None:
    """Each pixel that lies wholly inside a convex outline is covered, each wholly outside is not."""
    found = cv2.convexHull(np.array(points, np.float32))
    assume(found is not None)
    hull = found[:, 0]
    mask = polygon(hull, SIZE)
    for y in range(0, SIZE[1], 3):
        for x in range(0, SIZE[0], 3):
            to_edge = cv2.pointPolygonTest(hull, (x + 0.5, y + 0.5), measureDist=True)
            if abs(to_edge) > 0.75:
                assert mask[y, x] == (255 if to_edge > 0 else 0)


@given(points=corners, turned=st.integers(0, 7))
@quick
def test_neither_the_first_corner_nor_the_sense_matters(
    points: list[tuple[float, float]], turned: int
) -> None:
    mask = polygon(points, SIZE)
    around = points[turned % len(points) :] + points[: turned % len(points)]
    for other in (around, points[::-1]):
        assert np.abs(polygon(other, SIZE).astype(int) - mask).max() <= 1


@given(points=corners)
@quick
def test_what_lies_outside_the_picture_is_cut_off(points: list[tuple[float, float]]) -> None:
    moved = [(x + 20, y + 20) for x, y in points]
    large = polygon(moved, (80, 70))
    assert np.abs(polygon(points, SIZE).astype(int) - large[20:50, 20:60]).max() <= 1


def test_far_points_cost_no_time() -> None:
    mask = polygon([(-1e9, -1e9), (1e9, -1e9), (1e9, 1e9), (-1e9, 1e9)], SIZE)
    assert (mask == 255).all()


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (9, 9)]])
def test_outline_without_an_inside_is_empty(points: list[tuple[float, float]]) -> None:
    assert not polygon(points, SIZE).any()


def test_points_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(MaskError, match="finite"):
        polygon([(0, 0), (1, float("inf")), (2, 2)], SIZE)


# ------------------------------------------------------------------ scissors


@pytest.fixture(scope="module")
def ellipse() -> tuple[np.ndarray, np.ndarray]:
    """A picture of one, larger than what is followed, and its mask."""
    mask = np.zeros((900, 1200), np.uint8)
    cv2.ellipse(mask, (600, 450), (300, 220), 0, 0, 360, 255, -1, cv2.LINE_AA)
    share = mask[..., None] / 255
    return (share * (200, 80, 40) + (1 - share) * (60, 120, 180)).astype(np.uint8), mask


def test_path_follows_the_edge(ellipse: tuple[np.ndarray, np.ndarray]) -> None:
    scissors = Scissors(ellipse[0])
    scissors.start((300, 450))
    path = scissors.path((900, 450))
    assert path[0].tolist() == [300, 450]
    assert path[-1].tolist() == [900, 450]
    off = np.hypot((path[:, 0] - 600) / 300, (path[:, 1] - 450) / 220) - 1
    assert np.abs(off).max() < 0.02


def test_closed_outline_holds_the_object(ellipse: tuple[np.ndarray, np.ndarray]) -> None:
    rgb, mask = ellipse
    found = polygon(outline(rgb, [(300, 450), (600, 230), (900, 450), (600, 670)]), (1200, 900))
    assert np.abs(found.astype(int) - mask).mean() < 1.5


@given(
    seed=st.integers(0, 99),
    begin=st.tuples(st.floats(-10, 60), st.floats(-10, 50)),
    end=st.tuples(st.floats(-10, 60), st.floats(-10, 50)),
)
@example(0, (0.0, 0.0), (0.0, 1.75))
@quick
def test_a_path_leads_from_point_to_point_without_a_leap_and_stays_inside(
    seed: int, begin: tuple[float, float], end: tuple[float, float]
) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (40, 50, 3), np.uint8)
    scissors = Scissors(rgb)
    scissors.start(begin)
    path = scissors.path(end)

    assert path[0] == pytest.approx(np.clip(begin, 0, (50, 40)))
    assert path[-1] == pytest.approx(np.clip(end, 0, (50, 40)))
    # From one centre of a pixel to the next, or from a centre to any point of a neighbour; the ends of a path
    # of one step lie anywhere in two neighbours.
    assert np.abs(np.diff(path, axis=0)).max() <= (2 if len(path) == 2 else 1.5)
    assert (path >= 0).all()
    assert (path <= (50, 40)).all()


def test_points_outside_are_moved_to_the_border(ellipse: tuple[np.ndarray, np.ndarray]) -> None:
    scissors = Scissors(ellipse[0])
    scissors.start((-20, 10))
    assert scissors.path((5000, 5000))[[0, -1]].tolist() == [[0, 10], [1200, 900]]


def test_path_to_the_start_itself_has_two_ends(ellipse: tuple[np.ndarray, np.ndarray]) -> None:
    scissors = Scissors(ellipse[0])
    scissors.start((30, 30))
    assert scissors.path((30, 30)).tolist() == [[30, 30], [30, 30]]


def test_path_without_a_start_is_refused() -> None:
    with pytest.raises(MaskError, match="begin"):
        Scissors(noise(0)).path((3, 3))


def test_outline_of_one_point_is_refused() -> None:
    with pytest.raises(MaskError, match="two points"):
        outline(noise(0), [(3, 3)])
