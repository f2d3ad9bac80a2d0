"""Pictures at screen size, taken from their halves."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from document_examples import BACKGROUND, document_with_object
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.images import Picture
from rainharmonize_gui.document.backdrops import Backdrops, Pyramid
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.document.view import View, seen

PHOTO = cv2.resize(
    np.random.default_rng(0).integers(0, 256, (4, 6, 3), np.uint8), (901, 611), interpolation=cv2.INTER_CUBIC
)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.1, 3), st.floats(0, 500), st.floats(0, 300))
def test_a_view_from_the_halves_is_that_from_the_picture(zoom, left, top):
    view = View(left, top, zoom, (40, 30))
    apart = np.abs(Pyramid(PHOTO).seen(view).astype(int) - seen(PHOTO, view))
    assert apart.max() <= 3


def test_at_full_size_it_is_the_picture():
    view = View.whole((901, 611))
    assert np.array_equal(Pyramid(PHOTO).seen(view), PHOTO)


def test_a_picture_of_a_single_row_has_no_halves():
    row = PHOTO[:1]
    assert Pyramid(row).seen(View(0, 0, 0.1, (30, 1))).shape == (1, 30, 3)


def test_another_background_is_seen_at_once():
    document, _ = document_with_object()
    backdrops, view = Backdrops(), View.whole(BACKGROUND)
    backdrops.background(document.scene, view)
    other = np.full((BACKGROUND[1], BACKGROUND[0], 3), 7, np.uint8)
    document.open_background(Picture(other))
    assert np.array_equal(backdrops.background(document.scene, view), other)


def test_the_same_view_is_computed_once():
    document, _ = document_with_object()
    backdrops, view = Backdrops(), View.whole(BACKGROUND, longest=30)
    assert backdrops.background(document.scene, view) is backdrops.background(document.scene, view)


def test_a_reference_region_is_seen_as_it_is_painted():
    document, _ = document_with_object()
    backdrops, view = Backdrops(), View.whole(BACKGROUND)
    assert backdrops.reference(document.scene, view) is None
    region = np.zeros(BACKGROUND[::-1], np.uint8)
    region[5:20] = 255
    document.set_reference(region)
    assert np.array_equal(backdrops.reference(document.scene, view), region)


def test_without_a_background_there_is_nothing_to_see():
    with pytest.raises(ValueError, match="no background"):
        Backdrops().background(Scene(), View.whole((10, 10)))
