"""What `apply` promises whatever the model: exactness outside the mask, soft edges, frames, strength,
cancelling.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from transfer_scenes import ellipse, small, texture, varying_edit

from engine.progress import Aborted, CancelToken
from engine.transfer import Frame, affine_field, apply, fit_grid
from engine.types import F32, U8, EngineError, MaskError, PictureError

SIZES = [(16, 16), (17, 333), (333, 17), (1000, 700)]


@dataclass(frozen=True)
class Constant:
    """Every pixel becomes one colour."""

    value: float

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        return np.full_like(rgb, self.value)


def field(seed: int = 0, *, size: float = 0.1):
    return affine_field(np.random.default_rng(seed).uniform(-size, size, (12, 12, 12)).astype(np.float32))


def grid(composite: U8, mask: U8):
    before = small(composite, 64)
    return fit_grid(before, small(mask, 64), varying_edit(before))


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("strength", [0.3, 1.0, 1.5])
def test_pixels_outside_the_mask_are_untouched(width, height, strength):
    composite, mask = texture(width, height), ellipse(width, height, feather=1.5)
    for model in (field(), grid(composite, mask)):
        result = apply(model, composite, mask, strength=strength)
        assert np.array_equal(result[mask == 0], composite[mask == 0])
        assert not np.array_equal(result[mask > 128], composite[mask > 128])


@given(
    data=st.data(),
    height=st.integers(1, 40),
    width=st.integers(1, 40),
    strength=st.floats(0, 1.5),
)
@settings(max_examples=60, deadline=None)
def test_exactness_holds_for_any_picture_mask_and_strength(data, height, width, strength):
    composite = data.draw(hnp.arrays(np.uint8, (height, width, 3)))
    mask = data.draw(hnp.arrays(np.uint8, (height, width), elements=st.sampled_from([0, 0, 1, 128, 255])))
    result = apply(field(size=0.8), composite, mask, strength=strength)
    assert result.shape == composite.shape
    assert result.dtype == np.uint8
    assert np.array_equal(result[mask == 0], composite[mask == 0])


@given(
    composite=hnp.arrays(np.uint8, (20, 24, 3)),
    layer=hnp.arrays(np.uint8, (20, 24, 3)),
    mask=hnp.arrays(np.uint8, (20, 24)),
)
@settings(max_examples=30, deadline=None)
def test_exactness_holds_with_a_layer(composite, layer, mask):
    result = apply(field(size=0.8), composite, mask, layer=layer, strength=1.5)
    assert np.array_equal(result[mask == 0], composite[mask == 0])


def test_strength_nought_returns_the_composite():
    composite, mask = texture(200, 100), ellipse(200, 100)
    assert np.array_equal(apply(field(), composite, mask, strength=0), composite)


@pytest.mark.parametrize("strength", [-0.1, 1.6, float("nan")])
def test_a_strength_out_of_range_is_refused(strength):
    with pytest.raises(EngineError, match="strength must be between"):
        apply(field(), texture(20, 20), ellipse(20, 20), strength=strength)


def test_an_empty_mask_returns_the_composite():
    composite = texture(50, 40)
    assert np.array_equal(apply(field(), composite, np.zeros((40, 50), np.uint8)), composite)


@pytest.mark.parametrize(("strength", "expected"), [(0.5, 75), (1.0, 50), (1.5, 25)])
def test_strength_scales_the_change(strength, expected):
    composite = np.full((16, 16, 3), 100, np.uint8)
    result = apply(Constant(50 / 255), composite, np.full((16, 16), 255, np.uint8), strength=strength)
    assert (result == expected).all()


def test_exaggeration_saturates():
    composite, mask = np.full((16, 16, 3), 100, np.uint8), np.full((16, 16), 255, np.uint8)
    assert (apply(Constant(0.0), composite, mask, strength=1.5) == 0).all()
    assert (apply(Constant(1.0), composite, mask, strength=1.5) == 255).all()


def test_soft_masks_blend():
    composite = np.full((1, 256, 3), 100, np.uint8)
    mask = np.arange(256, dtype=np.uint8)[None]
    result = apply(Constant(200 / 255), composite, mask)
    assert np.abs(result[0, :, 0] - (100 + 100 * np.arange(256) / 255)).max() <= 0.51


def test_where_all_is_object_nothing_is_blended_and_nothing_looks_different():
    composite, mask = texture(90, 70), np.full((70, 90), 255, np.uint8)
    unblended = apply(field(), composite, mask).astype(int)
    mask[0, 0] = 0
    blended = apply(field(), composite, mask)
    assert np.abs(blended - unblended)[mask == 255].max() <= 1  # halves may be rounded either way
    assert (blended == unblended)[mask == 255].mean() > 0.999


def test_a_layer_is_recoloured_before_it_is_blended():
    rng = np.random.default_rng(3)
    background, layer = rng.integers(0, 256, (2, 60, 80, 3), dtype=np.uint8)
    mask = ellipse(80, 60, feather=6)
    alpha = mask[..., None] / 255

    def blend(over):
        return background * (1 - alpha) + over * alpha

    composite = np.rint(blend(layer)).astype(np.uint8)
    recoloured = apply(field(), layer, np.full_like(mask, 255))
    result = apply(field(), composite, mask, layer=layer)
    assert np.abs(result - blend(recoloured)).max() <= 1.51  # three roundings


def test_the_output_may_be_the_composite_itself():
    composite, mask = texture(300, 200), ellipse(300, 200)
    expected = apply(field(), composite, mask)
    own = np.empty_like(composite)
    assert apply(field(), composite, mask, out=own) is own
    assert np.array_equal(own, expected)
    assert apply(field(), composite, mask, out=composite) is composite
    assert np.array_equal(composite, expected)


def test_the_composite_is_not_changed():
    composite, mask = texture(300, 200), ellipse(300, 200)
    before = composite.copy()
    apply(field(), composite, mask)
    assert np.array_equal(composite, before)


@pytest.mark.parametrize("box", [(0, 0, 400, 300), (120, 90, 310, 260), (37, 11, 38, 290)])
def test_a_view_of_the_picture_shows_what_the_export_shows(box):
    composite, mask = texture(400, 300), ellipse(400, 300)
    left, top, right, bottom = box
    view = np.s_[top:bottom, left:right]
    frame = Frame.of_whole(400, 300)
    for model in (field(size=0.02), grid(composite, mask)):
        export = apply(model, composite, mask)
        preview = apply(
            model,
            np.ascontiguousarray(composite[view]),
            np.ascontiguousarray(mask[view]),
            frame=frame.of_view(left, top, 1.0),
        )
        assert np.abs(preview.astype(int) - export[view]).max() <= 1


def test_a_preview_at_screen_resolution_agrees_with_the_export():
    ramp = np.linspace(30, 220, 1200)
    composite = np.rint(
        np.stack([np.tile(ramp, (800, 1)), np.tile(ramp[::-1], (800, 1)), np.full((800, 1200), 90)], -1)
    )
    composite = cv2.GaussianBlur(composite, (0, 0), 3).astype(np.uint8)
    mask = ellipse(1200, 800, feather=8)
    model = grid(composite, mask)
    export = cv2.resize(apply(model, composite, mask), (300, 200), interpolation=cv2.INTER_AREA)
    preview = apply(
        model,
        cv2.resize(composite, (300, 200), interpolation=cv2.INTER_AREA),
        cv2.resize(mask, (300, 200), interpolation=cv2.INTER_AREA),
        frame=Frame.of_whole(1200, 800).of_view(0, 0, 0.25),
    )
    assert np.abs(preview.astype(int) - export).max() <= 1


def test_a_network_that_saw_a_crop_is_applied_where_it_looked():
    composite, mask = texture(400, 300), ellipse(400, 300)
    x0, y0, x1, y1 = 100, 50, 340, 260
    crop = np.ascontiguousarray(composite[y0:y1, x0:x1])
    crop_mask = np.ascontiguousarray(mask[y0:y1, x0:x1])
    model = grid(crop, crop_mask)
    inside = apply(model, crop, crop_mask)
    whole = apply(model, composite, mask, frame=Frame.of_crop(x0, y0, x1, y1))
    assert np.abs(whole[y0:y1, x0:x1].astype(int) - inside).max() <= 1


@given(
    x0=st.floats(-50, 50),
    width=st.floats(1, 500),
    left=st.floats(-100, 100),
    zoom=st.floats(0.05, 32),
    x=st.integers(0, 1000),
)
@settings(max_examples=50, deadline=None)
def test_a_view_maps_to_the_same_place_in_the_frame(x0, width, left, zoom, x):
    frame = Frame.of_crop(x0, 0, x0 + width, 10)
    view = frame.of_view(left, 0, zoom)
    seen = left + (x + 0.5) / zoom
    assert view.columns(x, x + 1)[0] == pytest.approx((seen - x0) / width, rel=1e-5, abs=1e-5)


def test_an_empty_crop_is_refused():
    with pytest.raises(ValueError, match="empty"):
        Frame.of_crop(5, 5, 5, 10)


def test_arrays_that_do_not_fit_are_refused():
    composite, mask = texture(40, 30), ellipse(40, 30)
    with pytest.raises(MaskError):
        apply(field(), composite, mask[:-1])
    with pytest.raises(PictureError):
        apply(field(), composite.astype(np.float32), mask)
    with pytest.raises(PictureError, match="layer"):
        apply(field(), composite, mask, layer=composite[:-1])
    with pytest.raises(PictureError, match="output"):
        apply(field(), composite, mask, out=composite[:-1])


def test_cancelling_raises_aborted():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        apply(field(), texture(900, 700), ellipse(900, 700), cancel=token)


def test_progress_rises_to_one_and_may_cancel_midway():
    composite, mask = texture(1500, 1200), np.full((1200, 1500), 255, np.uint8)
    token, seen = CancelToken(), []
    apply(field(), composite, mask, progress=lambda fraction, _label="": seen.append(fraction))
    assert seen == sorted(seen)
    assert seen[-1] == 1
    with pytest.raises(Aborted):
        apply(field(), composite, mask, cancel=token, progress=lambda *_: token.cancel())


def test_an_error_in_a_tile_reaches_the_caller():
    class Broken:
        def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
            raise RuntimeError("broken model")

    with pytest.raises(RuntimeError, match="broken model"):
        apply(Broken(), texture(1500, 1200), np.full((1200, 1500), 255, np.uint8))


def test_a_picture_wider_than_opencv_can_look_up_is_taken_in_pieces():
    composite = np.full((2, 40_000, 3), 90, np.uint8)
    mask = np.full((2, 40_000), 255, np.uint8)
    coefficients = np.zeros((12, 1, 1), np.float32)
    coefficients[3::4] = 0.2
    assert np.abs(apply(affine_field(coefficients), composite, mask) - 115.5).max() <= 0.5
