"""What part of a picture the network sees."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.context import LEAST_SIDE, context_box, resized
from engine.placement import Box
from engine.types import U8

INF = float("inf")


def mask_of(box: Box, size: tuple[int, int]) -> U8:
    mask = np.zeros(size[::-1], np.uint8)
    mask[box.slices] = 255
    return mask


@st.composite
def boxes(draw: st.DrawFn, size: tuple[int, int]) -> Box:
    left = draw(st.integers(0, size[0] - 1))
    top = draw(st.integers(0, size[1] - 1))
    return Box(left, top, draw(st.integers(left + 1, size[0])), draw(st.integers(top + 1, size[1])))


SIZES = st.tuples(st.integers(1, 400), st.integers(1, 400))
LEAST = st.sampled_from([1.0, 1.5, 3.0])
SEEN = st.sampled_from([16, 256])
"""Sides of a network's input."""


def inside(inner: Box, outer: Box) -> bool:
    return inner.intersect(outer) == inner


def test_infinite_context_is_the_whole_picture_with_or_without_a_reference() -> None:
    mask, reference = mask_of(Box(10, 10, 12, 12), (640, 480)), mask_of(Box(30, 30, 40, 40), (640, 480))
    assert context_box(mask, least=INF, size=256) == Box(0, 0, 640, 480)
    assert context_box(mask, reference=reference, least=INF, size=256) == Box(0, 0, 640, 480)


def test_small_object_is_shown_in_the_middle_of_its_surroundings() -> None:
    mask = mask_of(Box(300, 200, 340, 230), (640, 480))
    assert context_box(mask, least=4, size=256) == Box(240, 155, 400, 275)


def test_tiny_object_still_gets_surroundings() -> None:
    box = context_box(mask_of(Box(320, 240, 321, 241), (640, 480)), least=2, size=256)
    assert min(box.size) == LEAST_SIDE


@settings(max_examples=80, deadline=None)
@given(st.data(), SIZES, LEAST, SEEN)
def test_box_holds_object_and_reference_within_the_picture(
    data: st.DataObject, size: tuple[int, int], least: float, seen: int
) -> None:
    object_ = data.draw(boxes(size))
    region = data.draw(st.none() | boxes(size))
    reference = None if region is None else mask_of(region, size)
    box = context_box(mask_of(object_, size), reference=reference, least=least, size=seen)
    assert inside(box, Box(0, 0, *size))
    assert inside(object_, box)
    assert region is None or inside(region, box)


@settings(max_examples=50, deadline=None)
@given(st.data(), SIZES, LEAST, SEEN)
def test_box_keeps_the_aspect_of_the_picture(
    data: st.DataObject, size: tuple[int, int], least: float, seen: int
) -> None:
    box = context_box(mask_of(data.draw(boxes(size)), size), least=least, size=seen)
    rounded = 1 + min(size) / seen  # by a halved pixel of what the network sees, or less
    assert box.width / size[0] == pytest.approx(box.height / size[1], abs=rounded / min(size))


def test_box_much_larger_than_the_network_can_be_halved_evenly() -> None:
    box = context_box(mask_of(Box(300, 200, 601, 402), (1001, 801)), least=1.5, size=32)
    assert box == Box(224, 119, 676, 483)  # 452×361, over 11 times 32, is halved twice


def test_whole_picture_is_trimmed_to_be_halved_but_not_by_any_of_the_object() -> None:
    middle, all_but_a_row = mask_of(Box(100, 100, 900, 700), (1001, 803)), np.ones((803, 1001), np.uint8)
    all_but_a_row[0] = 0
    assert context_box(middle, least=INF, size=32) == Box(0, 0, 1000, 800)
    assert context_box(all_but_a_row, least=INF, size=32) == Box(0, 0, 1001, 803)


def test_halving_shows_the_network_what_averaging_at_once_does() -> None:
    noise = np.random.default_rng(2).integers(0, 256, (64 * 9, 64 * 14, 3), np.uint8)
    picture = cv2.GaussianBlur(noise, (0, 0), 4).astype(np.uint8)
    at_once = cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA)
    assert np.abs(resized(picture, 64).astype(int) - at_once).max() <= 2


@pytest.mark.parametrize("shape", [(16, 16), (256, 256), (1, 900), (900, 1), (100, 700), (1000, 1500)])
def test_resized_picture_keeps_its_mean_and_flat_areas(shape: tuple[int, int]) -> None:
    flat = np.full((*shape, 3), 77, np.uint8)
    small = resized(flat, 256)
    assert small.shape == (256, 256, 3)
    assert (small == 77).all()


def test_resizing_averages_where_it_shrinks() -> None:
    stripes = np.zeros((512, 512), np.uint8)
    stripes[:, ::2] = 200
    assert (resized(stripes, 256) == 100).all()


def test_resizing_to_the_same_size_changes_nothing() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8)
    assert (resized(picture, 256) == picture).all()
