"""Harmonizers without weights: exactness, what each of them matches, and masks that leave them nothing to
learn.
"""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from transfer_scenes import ellipse, texture

from engine import color_match
from engine.transfer import Frame, apply
from engine.types import EngineError, MaskError, Method

METHODS = [color_match.reinhard, color_match.monge_kantorovich, color_match.histogram, color_match.poisson]
STATISTICAL = METHODS[:3]
SIZES = [(16, 16), (17, 333), (333, 17), (1000, 700)]


def pasted(width: int = 400, height: int = 300):
    """A texture whose object was tinted: composite, mask, and the picture before."""
    before, mask = texture(width, height), ellipse(width, height, feather=1)
    tinted = np.clip(before * np.array([0.7, 0.85, 1.1]) + np.array([5, 10, 40]), 0, 255)
    alpha = mask[..., None] / 255
    return np.rint(before * (1 - alpha) + tinted * alpha).astype(np.uint8), mask, before


def mean_error(result, goal, mask):
    return np.abs(result[mask == 255].mean(0) - goal[mask == 255].mean(0)).max()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pixels_outside_the_mask_are_untouched(method, width, height):
    composite, mask, _ = pasted(width, height)
    for strength in (0.5, 1.0, 1.5):
        result = method(composite, mask, strength=strength)
        assert result.shape == composite.shape
        assert result.dtype == np.uint8
        assert np.array_equal(result[mask == 0], composite[mask == 0])


@pytest.mark.parametrize("method", METHODS)
@given(data=st.data(), height=st.integers(2, 24), width=st.integers(2, 24))
@settings(max_examples=25, deadline=None)
def test_exactness_holds_for_any_picture_and_mask(method, data, height, width):
    composite = data.draw(hnp.arrays(np.uint8, (height, width, 3)))
    mask = data.draw(hnp.arrays(np.uint8, (height, width), elements=st.sampled_from([0, 1, 100, 255])))
    mask[0, 0] = 0
    assert np.array_equal(method(composite, mask)[mask == 0], composite[mask == 0])


@pytest.mark.parametrize("method", METHODS)
def test_strength_nought_returns_the_composite(method):
    composite, mask, _ = pasted()
    assert np.array_equal(method(composite, mask, strength=0), composite)


@pytest.mark.parametrize("method", METHODS)
def test_an_empty_mask_returns_the_composite(method):
    composite = texture(60, 40)
    assert np.array_equal(method(composite, np.zeros((40, 60), np.uint8)), composite)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("level", [255, 200])
def test_a_full_mask_is_refused_with_a_sentence(method, level):
    with pytest.raises(MaskError, match="covers the whole picture"):
        method(texture(60, 40), np.full((40, 60), level, np.uint8))


@pytest.mark.parametrize("method", METHODS)
def test_a_tinted_object_comes_back_towards_its_own_colours(method):
    composite, mask, before = pasted()
    result = method(composite, mask, strength=1.0)
    assert mean_error(result, before, mask) < 0.6 * mean_error(composite, before, mask)


@pytest.mark.parametrize("method", STATISTICAL)
def test_the_look_is_taken_from_the_reference_alone(method):
    composite, mask, _ = pasted()
    noise = np.random.default_rng(0).integers(-20, 20, (300, 60, 3))
    composite[:, :60] = noise + np.array([200, 40, 40])
    reference = np.zeros_like(mask)
    reference[:, :60] = 255
    result = method(composite, mask, strength=1.0, reference=reference)[mask == 255].mean(0)
    assert np.abs(result - composite[:, :60].mean((0, 1))).max() < 15


@pytest.mark.parametrize("method", STATISTICAL)
def test_a_reference_without_background_is_refused(method):
    composite, mask, _ = pasted()
    with pytest.raises(MaskError, match="reference"):
        method(composite, mask, reference=np.where(mask == 255, np.uint8(255), np.uint8(0)))


def test_poisson_cannot_use_a_reference():
    composite, mask, _ = pasted()
    with pytest.raises(MaskError, match="choose another variant"):
        color_match.poisson(composite, mask, reference=np.full_like(mask, 255))


def test_a_method_with_weights_is_refused():
    composite, mask, _ = pasted()
    with pytest.raises(EngineError, match="weights"):
        color_match.analyse(Method.RAINNET, composite, mask)


@pytest.mark.parametrize("method", STATISTICAL)
def test_an_object_like_its_background_hardly_changes(method):
    rng = np.random.default_rng(0)
    composite = rng.normal(128, 30, (300, 300, 3)).clip(0, 255).astype(np.uint8)
    mask = ellipse(300, 300)
    change = np.abs(method(composite, mask, strength=1.0).astype(int) - composite)[mask == 255]
    assert change.mean() < 2


@pytest.mark.parametrize("method", [color_match.reinhard, color_match.monge_kantorovich])
@pytest.mark.parametrize(("inside", "outside", "least", "most"), [(2, 40, 1.8, 3.2), (24, 1, 0.3, 0.6)])
def test_contrast_is_never_torn_apart_or_flattened(method, inside, outside, least, most):
    noise = np.random.default_rng(0).normal(0, 1, (200, 200, 1))
    mask = np.where(ellipse(200, 200) > 127, np.uint8(255), np.uint8(0))
    composite = 128 + noise * np.where(mask > 0, inside, outside)[..., None]
    composite = np.rint(composite).clip(0, 255).astype(np.uint8).repeat(3, axis=2)
    before, after = (
        picture[mask == 255].astype(float).std()
        for picture in (composite, method(composite, mask, strength=1.0))
    )
    assert least < after / before < most


def test_poisson_leaves_an_object_that_already_fits():
    y, x = np.mgrid[0:200, 0:300]
    composite = np.stack([x * 0.5 + 40, y * 0.8 + 30, 200 - x * 0.4], -1).astype(np.uint8)
    mask = ellipse(300, 200)
    change = np.abs(color_match.poisson(composite, mask, strength=1.0).astype(int) - composite)
    assert change[mask == 255].mean() < 2
    assert change.max() <= 8


def test_poisson_removes_a_constant_offset():
    before, mask = texture(300, 200), np.zeros((200, 300), np.uint8)
    mask[60:140, 90:210] = 255
    composite = np.where(mask[..., None] > 0, np.clip(before.astype(int) + 30, 0, 255), before).astype(
        np.uint8
    )
    result = color_match.poisson(composite, mask, strength=1.0)
    assert mean_error(result, before, mask) < 8


def test_poisson_removes_an_offset_of_a_line_too_thin_to_have_a_core():
    composite, mask = np.full((60, 80, 3), 100, np.uint8), np.zeros((60, 80), np.uint8)
    mask[30, 10:70] = 255
    composite[mask > 0] += 30
    assert np.abs(color_match.poisson(composite, mask, strength=1.0).astype(int) - 100).max() <= 3


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "box",
    [np.s_[0:50, 0:80], np.s_[:, 0:70], np.s_[100:101, 20:90], np.s_[7:8, 9:10], np.s_[1:, 1:]],
    ids=["corner", "border to border", "line", "pixel", "nearly all"],
)
def test_awkward_masks_give_a_picture(method, box):
    composite, mask = texture(120, 110), np.zeros((110, 120), np.uint8)
    mask[box] = 255
    result = method(composite, mask, strength=1.0)
    assert np.array_equal(result[mask == 0], composite[mask == 0])


@pytest.mark.parametrize("method", METHODS)
def test_faint_masks_hardly_change_the_picture(method):
    composite, mask, _ = pasted()
    faint = mask // 64
    assert np.abs(method(composite, faint, strength=1.0).astype(int) - composite).max() <= 3


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("value", [0, 128, 255])
def test_flat_pictures_have_no_accidents(method, value):
    composite, mask = np.full((60, 60, 3), value, np.uint8), ellipse(60, 60)
    assert np.abs(method(composite, mask, strength=1.0).astype(int) - value).max() <= 1


@pytest.mark.parametrize("method", list(color_match.DEFAULT_STRENGTH))
def test_a_model_is_learned_once_and_applied_at_any_size(method):
    composite, mask, _ = pasted(800, 600)
    model = color_match.analyse(method, composite, mask)
    export = cv2.resize(apply(model, composite, mask), (200, 150), interpolation=cv2.INTER_AREA)
    preview = apply(
        model,
        cv2.resize(composite, (200, 150), interpolation=cv2.INTER_AREA),
        cv2.resize(mask, (200, 150), interpolation=cv2.INTER_AREA),
        frame=Frame.of_whole(800, 600).of_view(0, 0, 0.25),
    )
    assert np.abs(preview.astype(int) - export).mean() < 1
