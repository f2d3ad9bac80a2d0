"""Hair and fur: transparency where colours tell object and background apart."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.masks import matte, tiles
from engine.masks.local_affine import LocalAffine
from engine.masks.matte import matted
from engine.types import MaskError


def brush_of_hair(
    colour: tuple[int, int, int], ground: tuple[int, int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """A block with thin strands on top, 400×320, and its true transparency, 0 … 255."""
    alpha = np.zeros((1280, 1600), np.uint8)
    alpha[640:, 320:1280] = 255
    random = np.random.default_rng(0)
    for x in range(330, 1270, 18):
        tip = x + int(random.normal(0, 25)), 640 - int(random.uniform(20, 70))
        cv2.line(alpha, (x, 650), tip, 255, 4, cv2.LINE_AA)
    alpha = cv2.resize(alpha, (400, 320), interpolation=cv2.INTER_AREA)
    share = alpha[..., None] / 255
    rgb = share * colour + (1 - share) * ground + random.normal(0, 3, (320, 400, 3))
    return np.clip(rgb, 0, 255).astype(np.uint8), alpha


def without_hair(alpha: np.ndarray) -> np.ndarray:
    rough = np.zeros_like(alpha)
    rough[152:, 80:320] = 255
    return rough


def squared_error(found: np.ndarray, alpha: np.ndarray) -> float:
    return float(((found.astype(float) - alpha) ** 2).mean())


def test_strands_are_found_in_a_mask_without_them() -> None:
    rgb, alpha = brush_of_hair((60, 35, 25), (170, 190, 210))
    rough = without_hair(alpha)
    assert squared_error(matted(rgb, rough), alpha) < squared_error(rough, alpha) / 4


def test_where_colours_are_alike_the_mask_stays() -> None:
    rgb, alpha = brush_of_hair((120, 110, 100), (121, 111, 101))
    rough = without_hair(alpha)
    assert np.array_equal(matted(rgb, rough), rough)


def test_a_right_mask_is_held_where_colours_tell_little(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    right = without_hair(np.zeros((320, 400), np.uint8))
    blotches = cv2.GaussianBlur(random.normal(0, 1, (320, 400, 3)), (0, 0), 4)
    rgb = 110 + random.normal(0, 3, (320, 400, 3)) + 3 * blotches / blotches.std()
    rgb[right > 0] += 14
    rgb = np.clip(rgb, 0, 255).astype(np.uint8)

    held = squared_error(matted(rgb, right), right)
    monkeypatch.setattr(matte, "_HELD", matte._FREE)
    assert 0 < held < 0.75 * squared_error(matted(rgb, right), right)


def test_far_from_the_edge_nothing_changes() -> None:
    rgb, alpha = brush_of_hair((60, 35, 25), (170, 190, 210))
    changed = matted(rgb, without_hair(alpha)) != without_hair(alpha)
    near = cv2.dilate(without_hair(alpha), np.ones((53, 53), np.uint8)) != cv2.erode(
        without_hair(alpha), np.ones((53, 53), np.uint8)
    )
    assert changed.any()
    assert not changed[~near].any()


def test_a_large_picture_gets_the_strands_of_a_small_one() -> None:
    rgb, alpha = brush_of_hair((60, 35, 25), (170, 190, 210))
    twice = tuple(cv2.resize(array, (1200, 960), interpolation=cv2.INTER_CUBIC) for array in (rgb, alpha))
    rough = cv2.resize(without_hair(alpha), (1200, 960))
    assert squared_error(matted(twice[0], rough), twice[1]) < squared_error(rough, twice[1]) / 4


def test_strands_are_found_in_a_tile_that_has_none_of_the_masks_edge() -> None:
    rgb, alpha = brush_of_hair((60, 35, 25), (170, 190, 210))
    rough = without_hair(alpha)
    rough[:166] = 0
    rgb, alpha, rough = (cv2.resize(array, (1200, 960))[215:] for array in (rgb, alpha, rough))
    found = matted(rgb, rough)
    alpha, rough, found = (array[: tiles.SIDE] for array in (alpha, rough, found))
    assert not rough.any()
    assert squared_error(found, alpha) < squared_error(rough, alpha) / 2


@given(width=st.integers(1, 90), height=st.integers(1, 90), seed=st.integers(0, 20))
@settings(max_examples=25, deadline=None)
def test_any_picture_and_mask_give_a_mask(width: int, height: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    rgb = random.integers(0, 256, (height, width, 3), np.uint8)
    mask = (
        random.integers(0, 256, (height, width), np.uint8)
        if seed % 3
        else np.full((height, width), 255, np.uint8)
    )
    found = matted(rgb, mask)
    assert found.shape == mask.shape
    assert found.dtype == np.uint8


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(MaskError):
        matted(np.zeros((20, 30, 3), np.uint8), np.zeros((30, 20), np.uint8))


def test_an_affine_function_of_the_colours_is_explained_by_them() -> None:
    guide = np.random.default_rng(1).random((40, 50, 3), np.float32)
    values = guide @ np.array([0.2, -0.5, 0.4], np.float32) + np.float32(0.3)
    assert np.abs(LocalAffine(guide, radius=3, epsilon=1e-7)(values) - values).max() < 1e-3


def test_grey_pictures_have_an_inverse_too() -> None:
    random = np.random.default_rng(2)
    grey = np.repeat(random.random((60, 80, 1), np.float32), 3, axis=2)
    found = LocalAffine(grey, radius=6, epsilon=1e-5)(grey[..., 0])
    assert np.abs(found - grey[..., 0]).max() < 0.01
