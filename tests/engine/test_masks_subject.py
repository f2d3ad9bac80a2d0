"""The automatic proposal, the smart box, and edges drawn to the picture's."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.masks.grabcut import Hint, Side, SmartBox, grabcut
from engine.masks.matting import snapped
from engine.masks.reduction import enlarged, reduced
from engine.masks.saliency import saliency
from engine.masks.subject import best_threshold, propose
from engine.masks.superpixels import Superpixels
from engine.placement import Box
from engine.types import MaskError

probabilities = st.integers(0, 99).map(lambda seed: np.random.default_rng(seed).random((12, 15), np.float32))


def scene(size: tuple[int, int] = (480, 360), seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A red ellipse on blue, both mottled, and its mask."""
    width, height = size
    mask = np.zeros((height, width), np.uint8)
    axes = round(width * 0.22), round(height * 0.26)
    cv2.ellipse(mask, (round(width * 0.55), round(height * 0.5)), axes, 25, 0, 360, 255, -1, cv2.LINE_AA)
    share = mask[..., None] / 255
    mottle = np.random.default_rng(seed).normal(0, 10, (height // 4 + 1, width // 4 + 1, 3))
    mottle = cv2.resize(mottle, (width, height))
    rgb = share * (190, 70, 40) + (1 - share) * (70, 120, 170) + mottle
    return np.clip(rgb, 0, 255).astype(np.uint8), mask


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float(((one > 127) & (other > 127)).sum() / ((one > 127) | (other > 127)).sum())


# ------------------------------------------------------------------ subject


def test_plain_subject_is_found_at_full_resolution() -> None:
    rgb, mask = scene((900, 700))
    proposal = propose(rgb)
    assert proposal.mask.shape == mask.shape
    assert overlap(proposal.mask, mask) > 0.95
    assert 0.3 < proposal.confidence <= 1


def test_same_picture_gives_the_same_proposal() -> None:
    rgb, _ = scene(seed=3)
    cv2.setRNGSeed(7)
    first = propose(rgb).mask
    cv2.setRNGSeed(8)
    assert np.array_equal(propose(rgb).mask, first)


def test_another_finder_is_followed() -> None:
    rgb, mask = scene()

    def finder(small: np.ndarray) -> np.ndarray:
        height, width = small.shape[:2]
        return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255

    proposal = propose(rgb, finder=finder)
    assert overlap(proposal.mask, mask) > 0.97
    assert proposal.confidence > 0.95


@given(
    width=st.integers(1, 90), height=st.integers(1, 90), colour=st.integers(0, 255), seed=st.integers(0, 9)
)
@settings(max_examples=25, deadline=None)
def test_picture_of_any_size_gets_a_proposal(width: int, height: int, colour: int, seed: int) -> None:
    for rgb in (
        np.full((height, width, 3), colour, np.uint8),
        np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8),
    ):
        proposal = propose(rgb)
        assert proposal.mask.shape == (height, width)
        assert 0 <= proposal.confidence <= 1


def test_too_narrow_picture_is_taken_whole() -> None:
    proposal = propose(np.zeros((4, 300, 3), np.uint8))
    assert proposal.confidence == 0
    assert (proposal.mask == 255).all()


@given(found=probabilities)
@settings(max_examples=30, deadline=None)
def test_no_other_threshold_promises_more(found: np.ndarray) -> None:
    threshold, promised = best_threshold(found)

    def expected(level: float) -> float:
        chosen = found >= level
        return float(found[chosen].sum() / (chosen.sum() + found[~chosen].sum()))

    assert expected(threshold) == pytest.approx(promised, rel=1e-4)
    assert max(expected(level) for level in found.ravel()) == pytest.approx(promised, rel=1e-4)


def test_certainty_promises_a_full_overlap() -> None:
    _, mask = scene()
    assert best_threshold((mask > 127).astype(np.float32)) == (1.0, 1.0)


def test_saliency_is_a_probability() -> None:
    rgb, mask = scene((200, 150))
    found = saliency(rgb)
    assert found.dtype == np.float32
    assert found.shape == mask.shape
    assert -0.05 <= found.min() <= found.max() <= 1.05
    assert found[mask == 255].mean() > 2 * found[mask == 0].mean()


# ------------------------------------------------------------------ superpixels


@given(
    width=st.integers(16, 80),
    height=st.integers(16, 80),
    count=st.integers(1, 100),
    flat=st.booleans(),
    seed=st.integers(0, 9),
)
@settings(max_examples=25, deadline=None)
def test_superpixels_cover_the_picture(width: int, height: int, count: int, flat: bool, seed: int) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    parts = Superpixels.of(np.zeros_like(rgb) if flat else rgb, count=count)
    assert parts.labels.shape == (height, width)
    assert parts.sizes.sum() == width * height
    assert (parts.sizes > 0).all()
    assert np.array_equal(parts.touching, parts.touching.T)
    assert not parts.touching.diagonal().any()


# ------------------------------------------------------------------ smart box


def test_object_in_the_box_is_found() -> None:
    rgb, mask = scene((700, 500))
    found = grabcut(rgb, Box(180, 80, 600, 430))
    assert overlap(found, mask) > 0.97
    outside = found.copy()
    outside[60:450, 160:620] = 0
    assert not outside.any()


def test_strokes_put_right_what_the_box_got_wrong() -> None:
    rgb, mask = scene((700, 500))
    hole = np.zeros_like(mask)
    cv2.circle(hole, (385, 250), 60, 255, -1)
    rgb[hole > 0] = (70, 160, 60)
    smart = SmartBox(rgb, Box(180, 80, 600, 430))
    smart.add(Hint(((370, 250), (400, 250)), Side.OBJECT))
    assert smart.mask()[hole > 0].mean() > 240
    smart.add(Hint(((360, 250), (410, 250)), Side.BACKGROUND, width=20))
    assert smart.mask()[hole > 0].mean() < 15


def test_stroke_counts_whatever_the_colours_say() -> None:
    rgb, _ = scene()
    smart = SmartBox(rgb, Box(120, 60, 420, 300))
    smart.add(Hint(((250, 180), (280, 180)), Side.BACKGROUND, width=20))
    assert smart.mask()[180, 265] == 0
    smart.add(Hint(((250, 180), (280, 180)), Side.OBJECT, width=30))
    assert smart.mask()[180, 265] == 255


def test_a_click_counts_as_a_stroke() -> None:
    rgb, _ = scene()
    smart = SmartBox(rgb, Box(120, 60, 420, 300))
    smart.add(Hint(((265, 180),), Side.BACKGROUND, width=20))
    assert smart.mask()[180, 265] == 0
    smart.add(Hint(((265, 180),), Side.OBJECT, width=20))
    assert smart.mask()[180, 265] == 255


def test_preview_is_the_mask_made_small() -> None:
    rgb, _ = scene((1600, 1200))
    smart = SmartBox(rgb, Box(400, 250, 1400, 1000))
    part = cv2.resize(smart.mask()[smart.area.slices], smart.preview().shape[::-1])
    assert max(smart.preview().shape) <= 320
    assert overlap(smart.preview(), part) > 0.97


@given(corners=st.lists(st.integers(-50, 520), min_size=4, max_size=4))
@settings(max_examples=15, deadline=None)
def test_any_box_gives_a_mask_or_a_sentence(corners: list[int]) -> None:
    rgb, mask = scene((240, 160))
    strokes = {"foreground": [[(1e7, -1e7), (3, 3)]], "background": [[], [(-5, 5)]]}
    try:
        found = grabcut(rgb, Box(*corners), **strokes)
    except MaskError:
        return
    assert found.shape == mask.shape


@pytest.mark.parametrize(
    ("box", "sentence"),
    [
        (Box(0, 0, 480, 360), "Draw the box around the object"),
        (Box(20, 20, 20, 60), "Draw the box around the object"),
        (Box(500, 0, 600, 50), "The box lies outside the picture"),
    ],
)
def test_box_without_a_background_is_refused(box: Box, sentence: str) -> None:
    with pytest.raises(MaskError, match=sentence):
        SmartBox(scene()[0], box)


# ------------------------------------------------------------------ full resolution


def test_rough_mask_is_drawn_to_the_edge() -> None:
    rgb, mask = scene((800, 600))
    rough = cv2.resize(reduced(mask, side=80), (800, 600))
    fine = snapped(rgb, rough, radius=15)
    assert np.abs(fine.astype(int) - mask).mean() < np.abs(rough.astype(int) - mask).mean() / 4


@given(seed=st.integers(0, 99), radius=st.integers(0, 6))
@settings(max_examples=20, deadline=None)
def test_snapping_stays_near_the_edge(seed: int, radius: int) -> None:
    rgb = np.random.default_rng(seed).integers(0, 256, (60, 80, 3), np.uint8)
    mask = np.zeros((60, 80), np.uint8)
    mask[20:40, seed % 40 : seed % 40 + 30] = 255
    changed = snapped(rgb, mask, radius=radius) != mask
    square = np.ones((4 * radius + 3,) * 2, np.uint8)
    assert not changed[cv2.dilate(mask, square) == cv2.erode(mask, square)].any()


def test_hair_stays_soft_where_the_picture_is() -> None:
    mask = np.zeros((200, 200), np.uint8)
    mask[100:] = 255
    for x in range(10, 200, 12):
        cv2.line(mask, (x, 100), (x + 4, 80), 255, 1, cv2.LINE_AA)
    share = mask[..., None] / 255
    rgb = (share * (60, 30, 20) + (1 - share) * (200, 210, 220)).astype(np.uint8)
    rough = np.zeros_like(mask)
    rough[95:] = 255
    fine = snapped(rgb, rough, radius=12)
    strand, between = (mask[84:94] > 200), (mask[84:94] == 0)
    assert fine[84:94][strand].mean() > 2 * fine[84:94][between].mean()


def test_mask_of_a_picture_that_was_not_reduced_keeps_its_size() -> None:
    rgb, mask = scene((120, 90))
    assert reduced(rgb, side=200).shape == rgb.shape
    assert enlarged(mask, rgb).shape == mask.shape
