"""Colours under clear pixels: what a stroke beyond a cut-out brings to light."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.masks.bleed import bled

quick = settings(max_examples=25, deadline=None)
RED, GREEN, BLACK = (200, 40, 30), (30, 180, 60), (0, 0, 0)


def cut_out(size: tuple[int, int], hidden: tuple[int, int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A disc, red on its left and green on its right half, with a soft edge; `hidden` under clear pixels."""
    width, height = size
    rows, columns = np.mgrid[:height, :width]
    distance = np.hypot(columns - width / 2, rows - height / 2)
    alpha = (np.clip(min(size) / 3 - distance, 0, 2) * 127.5).astype(np.uint8)
    rgb = np.where((columns < width / 2)[..., None], RED, GREEN).astype(np.uint8)
    rgb[alpha == 0] = hidden
    return rgb, alpha


@pytest.mark.parametrize("hidden", [BLACK, (255, 255, 255), (12, 200, 99)])
@pytest.mark.parametrize("size", [(90, 60), (1300, 31), (640, 901)])
def test_clear_pixels_take_the_colour_of_what_shows_nearby(
    size: tuple[int, int], hidden: tuple[int, int, int]
) -> None:
    rgb, alpha = cut_out(size, hidden)
    filled = bled(rgb, alpha)
    middle = size[1] // 2
    left, right = np.flatnonzero(alpha[middle])[[0, -1]]

    assert np.abs(filled[middle, left - 2].astype(int) - RED).max() < 40
    assert np.abs(filled[middle, right + 2].astype(int) - GREEN).max() < 40
    low, high = np.minimum(RED, GREEN) - 1, np.maximum(RED, GREEN) + 1
    assert ((filled >= low) & (filled <= high)).all()  # no black, no white, nothing invented


@given(seed=st.integers(0, 999), share=st.floats(0, 1))
@quick
def test_what_shows_stays_and_nothing_is_written_to(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    rgb = rng.integers(0, 256, (23, 37, 3), np.uint8)
    alpha = np.where(rng.random((23, 37)) < share, rng.integers(1, 256, (23, 37)), 0).astype(np.uint8)
    rgb[alpha == 0] = BLACK
    for array in (rgb, alpha):
        array.setflags(write=False)
    filled = bled(rgb, alpha)

    assert np.array_equal(filled[alpha > 0], rgb[alpha > 0])
    if alpha.any():
        shown = rgb[alpha > 0]
        assert (filled >= shown.min(0)).all()
        assert (filled <= shown.max(0)).all()


@pytest.mark.parametrize("shape", [(40_000, 3), (3, 40_000), (1, 5000)])
def test_a_long_and_narrow_picture_takes_no_more_than_its_own_size(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    resized = cv2.resize

    def noted(pixels: np.ndarray, *arguments: object, **options: object) -> np.ndarray:
        sizes.append(pixels.size)
        return resized(pixels, *arguments, **options)

    monkeypatch.setattr(cv2, "resize", noted)
    rgb, alpha = np.zeros((*shape, 3), np.uint8), np.zeros(shape, np.uint8)
    half = shape[0] // 2, shape[1] // 2
    rgb[half[0] :, half[1] :], alpha[half[0] :, half[1] :] = (200, 50, 50), 255
    filled = bled(rgb, alpha)

    assert (filled == (200, 50, 50)).all()
    assert sum(sizes) < 10 * rgb.size


def test_a_photograph_under_its_alpha_stays() -> None:
    rgb = np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)
    alpha = np.zeros((40, 50), np.uint8)
    alpha[10:20, 10:20] = 255

    assert bled(rgb, alpha) is rgb


def test_a_photograph_with_much_of_one_colour_stays() -> None:
    rgb, alpha = np.full((40, 50, 3), 120, np.uint8), np.zeros((40, 50), np.uint8)
    rgb[:14], rgb[26:] = 40, 200  # a third each, below the middle and above it
    alpha[10:20, 10:20] = 255

    assert bled(rgb, alpha) is rgb


@pytest.mark.parametrize("alpha", [0, 1, 255])
def test_where_all_or_nothing_shows_there_is_nothing_to_do(alpha: int) -> None:
    rgb = np.zeros((5, 7, 3), np.uint8)
    assert bled(rgb, np.full((5, 7), alpha, np.uint8)) is rgb


def test_stray_colours_at_the_rim_do_not_hide_that_the_rest_is_empty() -> None:
    rgb, alpha = cut_out((90, 60), BLACK)
    rgb[30, :10] = (9, 9, 200)  # such as a program leaves where it rounded alpha to nothing
    filled = bled(rgb, alpha)

    assert (filled[30, :10] == (9, 9, 200)).all()
    assert filled[5, 5].sum() > 100


def test_few_clear_pixels_of_a_large_picture_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.masks.bleed._SAMPLE", 1)  # every fifth pixel of these is looked at
    rgb, alpha = np.full((20, 20, 3), 90, np.uint8), np.full((20, 20), 255, np.uint8)
    rgb[1, 1:4], alpha[1, 1:4] = 0, 0
    assert np.array_equal(bled(rgb, alpha)[1, 1:4], np.full((3, 3), 90))
