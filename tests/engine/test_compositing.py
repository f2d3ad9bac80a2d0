"""Warping a cut-out into its box, and blending it."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.compositing import Box, Placement, WarpedLayer, blend, composite, warp
from engine.types import U8, PictureError

SIZE = (60, 40)
BACKGROUND = (160, 120)

quick = settings(max_examples=40, deadline=None)
centers = st.tuples(st.floats(-40, 200), st.floats(-40, 160))
placements = st.builds(
    lambda center, sx, sy, degrees, flip: Placement.of(
        SIZE, center=center, scale=(sx, sy), rotation_degrees=degrees, flip_h=flip
    ),
    centers,
    st.floats(0.05, 4),
    st.floats(0.05, 4),
    st.floats(-180, 180),
    st.booleans(),
)


@pytest.fixture(scope="module")
def background() -> U8:
    return np.random.default_rng(1).integers(0, 256, (120, 160, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def cutout() -> U8:
    return np.random.default_rng(2).integers(1, 256, (40, 60, 4), dtype=np.uint8)


def filled(color: tuple[int, int, int], alpha: int = 255) -> U8:
    return np.full((40, 60, 4), (*color, alpha), np.uint8)


# --- exactness


@quick
@given(st.integers(-70, 170), st.integers(-50, 130))
def test_a_shift_by_whole_pixels_is_bit_exact(x: int, y: int) -> None:
    cutout = np.random.default_rng(3).integers(0, 256, (40, 60, 4), dtype=np.uint8)
    layer = warp(cutout, Placement.of(SIZE, at=(x, y)), BACKGROUND)
    whole = np.zeros((120 + 200, 160 + 200, 4), np.uint8)
    whole[100 + y : 140 + y, 100 + x : 160 + x] = cutout
    assert np.array_equal(layer.rgba, whole[100:220, 100:260][layer.box.slices])


@pytest.mark.parametrize(
    ("placement", "expected"),
    [
        (Placement.of(SIZE, at=(10, 10), flip_h=True), lambda rgba: rgba[:, ::-1]),
        (Placement.of(SIZE, at=(10, 10), flip_v=True), lambda rgba: rgba[::-1]),
        (Placement.of(SIZE, center=(50, 50), rotation_degrees=90), lambda rgba: np.rot90(rgba, -1)),
        (Placement.of(SIZE, center=(50, 50), rotation_degrees=180), lambda rgba: rgba[::-1, ::-1]),
    ],
    ids=["flip_h", "flip_v", "quarter turn", "half turn"],
)
def test_flips_and_quarter_turns_are_bit_exact(cutout: U8, placement: Placement, expected) -> None:
    assert np.array_equal(warp(cutout, placement, BACKGROUND).rgba, expected(cutout))


def test_half_a_pixel_is_the_mean_of_two(cutout: U8) -> None:
    opaque = cutout.copy()
    opaque[..., 3] = 255
    layer = warp(opaque, Placement.of(SIZE, at=(10.5, 10)), BACKGROUND)
    mean = (opaque[:, :-1, :3].astype(float) + opaque[:, 1:, :3]) / 2
    assert np.abs(layer.rgba[:, 1:-1, :3] - mean).max() <= 0.5
    assert layer.box == Box(10, 10, 71, 50)
    assert set(layer.rgba[:, [0, -1], 3].ravel().tolist()) <= {127, 128}  # half of the first and last pixel


@quick
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_ramp_moves_by_the_fraction_of_a_pixel(dx: float, dy: float) -> None:
    ramp = filled((0, 0, 0))
    ramp[..., 0], ramp[..., 1] = np.arange(60) * 4, (np.arange(40) * 6)[:, None]
    layer = warp(ramp, Placement.of(SIZE, at=(10 + dx, 10 + dy)), BACKGROUND)
    red, green, *_ = layer.rgba[30 - layer.box.top, 30 - layer.box.left]
    assert abs(red - (20 - dx) * 4) <= 0.51
    assert abs(green - (20 - dy) * 6) <= 0.51


@pytest.mark.parametrize("error", [1e-9, 1e-8, 5e-8, 1e-7, 5e-7, 1e-6])
def test_rounding_errors_of_a_position_change_nothing(cutout: U8, error: float) -> None:
    for x, y in ((10 - error, 10 + error), (10 + error, 10 - error)):
        layer = warp(cutout, Placement.of(SIZE, at=(x, y)), BACKGROUND)
        top, left = 10 - layer.box.top, 10 - layer.box.left
        assert np.array_equal(layer.rgba[top : top + 40, left : left + 60], cutout)


def test_clipping_to_the_background_changes_no_pixel(cutout: U8) -> None:
    for scale in (0.4, 1.0, 2.3):
        arguments = {"scale": scale, "rotation_degrees": 20}
        inside = warp(cutout, Placement.of(SIZE, center=(100, 100), **arguments), (300, 300))
        clipped = warp(cutout, Placement.of(SIZE, center=(0, 0), **arguments), (300, 300))
        corner = inside.rgba[100 - inside.box.top :, 100 - inside.box.left :]
        assert np.abs(clipped.rgba.astype(int) - corner).max() <= 1


# --- colours and edges


@quick
@given(placements)
def test_a_plain_colour_stays_that_colour_and_hidden_colours_never_show(placement: Placement) -> None:
    cutout = filled((250, 250, 250), alpha=0)
    cutout[10:30, 15:45] = (40, 90, 200, 255)
    rgba = warp(cutout, placement, BACKGROUND).rgba
    seen = rgba[rgba[..., 3] > 8][:, :3].astype(int)
    assert np.abs(seen - (40, 90, 200)).max(initial=0) <= 1


@quick
@given(st.floats(0.03, 1), st.floats(0.03, 1), st.floats(-180, 180))
@example(0.03125, 0.0625, 129.0)  # two pixels by two and a half: what rounds most
def test_the_area_seen_is_the_area_placed(sx: float, sy: float, degrees: float) -> None:
    placement = Placement.of(SIZE, center=(80.3, 60.7), scale=(sx, sy), rotation_degrees=degrees)
    area = warp(filled((9, 9, 9)), placement, BACKGROUND).rgba[..., 3].sum() / 255
    assert area == pytest.approx(60 * sx * 40 * sy, rel=0.08, abs=0.7)


@quick
@given(st.floats(0.1, 0.9), st.floats(-180, 180))
def test_shrinking_keeps_the_mean_colour(scale: float, degrees: float) -> None:
    noise = np.random.default_rng(4).integers(0, 256, (40, 60, 4), dtype=np.uint8)
    noise[..., 3] = 255
    placement = Placement.of(SIZE, center=(80, 60), scale=scale, rotation_degrees=degrees)
    rgba = warp(noise, placement, BACKGROUND).rgba.astype(float)
    mean = (rgba[..., :3] * rgba[..., 3:]).sum(axis=(0, 1)) / rgba[..., 3].sum()
    spread = 74 / np.sqrt(2400)  # of a mean over all the pixels: the border weighs a little differently
    assert np.abs(mean - noise[..., :3].mean(axis=(0, 1))).max() < 4 * spread


def test_shrinking_a_checkerboard_gives_grey_and_no_moire() -> None:
    cutout = filled((255, 255, 255))
    cutout[(np.indices((40, 60)).sum(axis=0) % 2) == 0, :3] = 0
    placement = Placement.of(SIZE, center=(80, 60), scale=0.23, rotation_degrees=17)
    rgba = warp(cutout, placement, BACKGROUND).rgba
    grey = rgba[rgba[..., 3] == 255][:, 0].astype(int)
    assert grey.size
    assert np.abs(grey - 127).max() < 20


def test_a_rotated_edge_is_anti_aliased() -> None:
    placement = Placement.of(SIZE, center=(80, 60), rotation_degrees=30)
    alpha = warp(filled((9, 9, 9)), placement, BACKGROUND).rgba[..., 3]
    assert np.unique(alpha).size > 50


def test_an_enlarged_edge_stays_one_pixel_wide() -> None:
    alpha = warp(filled((9, 9, 9)), Placement.of(SIZE, at=(8.25, 8), scale=2), BACKGROUND).rgba[..., 3]
    assert alpha[20, :2].tolist() == [191, 255]
    assert alpha[20, -2:].tolist() == [255, 64]


def test_an_object_smaller_than_a_pixel_is_faint() -> None:
    layer = warp(filled((9, 9, 9)), Placement.of(SIZE, center=(80.5, 60.5), scale=1 / 120), BACKGROUND)
    assert layer.box.size == (1, 1)
    assert layer.rgba[0, 0, 3] == round(255 * 0.5 / 3)


# --- the box


@quick
@given(placements)
def test_the_layer_fills_its_box_inside_the_background(placement: Placement) -> None:
    layer = warp(filled((9, 9, 9)), placement, BACKGROUND)
    assert layer.rgba.shape == (layer.box.height, layer.box.width, 4)
    assert layer.box == layer.box.clip(BACKGROUND)


def test_wholly_outside_is_an_empty_layer(background: U8, cutout: U8) -> None:
    placement = Placement.of(SIZE, at=(1000, -500))
    assert warp(cutout, placement, BACKGROUND).rgba.shape == (0, 0, 4)
    result, mask = composite(background, cutout, placement)
    assert np.array_equal(result, background)
    assert not mask.any()


def test_a_side_of_more_than_32767_pixels_is_fine() -> None:
    wide = np.full((2, 40_000, 4), 255, np.uint8)
    layer = warp(wide, Placement.of((40_000, 2), at=(0.5, 0)), (40_010, 2))
    assert layer.box.width == 40_001
    assert layer.rgba[:, 1:-1].min() == 255


# --- blending


@quick
@given(placements, st.floats(0, 1))
def test_outside_the_alpha_the_background_is_byte_identical(placement: Placement, opacity: float) -> None:
    background = np.random.default_rng(5).integers(0, 256, (120, 160, 3), dtype=np.uint8)
    cutout = np.random.default_rng(6).integers(0, 256, (40, 60, 4), dtype=np.uint8)
    layer = warp(cutout, placement, BACKGROUND)
    result = blend(background, layer, opacity=opacity)
    outside = layer.mask(BACKGROUND) == 0
    assert np.array_equal(result[outside], background[outside])


def test_blending_rounds_to_the_nearest_for_every_colour_and_alpha() -> None:
    over, alpha = np.meshgrid(np.arange(256), np.arange(256))
    rgba = np.dstack([over, over, over, alpha]).astype(np.uint8)
    for level in (0, 1, 77, 255):
        below = np.full((256, 256, 3), level, np.uint8)
        result = blend(below, WarpedLayer(rgba, Box(0, 0, 256, 256)))
        exact = (over * alpha + level * (255 - alpha)) / 255
        assert np.array_equal(result[..., 0], np.rint(exact))


def test_an_opaque_layer_replaces_and_the_background_is_not_written_to(background: U8) -> None:
    before = background.copy()
    result, mask = composite(background, filled((1, 2, 3)), Placement.of(SIZE, at=(20, 30)))
    assert np.array_equal(background, before)
    assert np.all(result[30:70, 20:80] == (1, 2, 3))
    assert np.array_equal(mask == 255, np.any(result != background, axis=2))


def test_opacity_multiplies_the_alpha(background: U8) -> None:
    layer = warp(filled((200, 200, 200)), Placement.of(SIZE, at=(20, 30)), BACKGROUND)
    assert np.array_equal(blend(background, layer, opacity=0), background)
    half = blend(background, layer, opacity=0.5)[30:70, 20:80].astype(float)
    assert np.abs(half - (background[30:70, 20:80] + 200.0) / 2).max() <= 1


def test_the_mask_is_the_warped_alpha(background: U8, cutout: U8) -> None:
    placement = Placement.of(SIZE, center=(10, 110), rotation_degrees=33, scale=1.4)
    layer = warp(cutout, placement, BACKGROUND)
    mask = composite(background, cutout, placement)[1]
    assert mask.shape == (120, 160)
    assert np.array_equal(mask[layer.box.slices], layer.rgba[..., 3])
    assert mask.sum() == layer.rgba[..., 3].sum()


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 3), (0, 4, 4)])
def test_an_array_that_is_no_cutout_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PictureError, match="cut-out"):
        warp(np.zeros(shape, np.uint8), Placement(), BACKGROUND)


def test_a_background_that_is_no_picture_is_refused(cutout: U8) -> None:
    with pytest.raises(PictureError, match="background"):
        composite(np.zeros((10, 10), np.uint8), cutout, Placement())


def test_in_place_it_is_the_same_picture_without_a_copy() -> None:
    background = np.full((20, 30, 3), 90, np.uint8)
    layer = warp(np.full((5, 6, 4), 128, np.uint8), Placement.translation(4, 3), (30, 20))
    new = blend(background, layer, opacity=0.7)
    assert (background == 90).all()
    assert blend(background, layer, opacity=0.7, in_place=True) is background
    np.testing.assert_array_equal(background, new)
