"""Where in a picture a mask is."""

from __future__ import annotations

import numpy as np

from engine.masks.bounds import VISIBLE, bounding_box
from engine.placement import Box


def test_bounding_box_of_an_empty_mask_is_empty() -> None:
    assert bounding_box(np.zeros((5, 7), np.uint8)).empty


def test_bounding_box_counts_the_faintest_pixel() -> None:
    mask = np.zeros((5, 7), np.uint8)
    mask[3, 2] = 1
    assert bounding_box(mask) == Box(2, 3, 3, 4)


def test_bounding_box_can_do_without_what_is_faint() -> None:
    mask = np.zeros((5, 7), np.uint8)
    mask[1, 1], mask[3, 2] = VISIBLE - 1, VISIBLE
    assert bounding_box(mask, least=VISIBLE) == Box(2, 3, 3, 4)
