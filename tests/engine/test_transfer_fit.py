"""Fitting a colour change at low resolution and carrying it to full resolution."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from transfer_scenes import SIDE, ellipse, global_edit, psnr, small, texture, varying_edit

from engine.transfer import affine_field, agreement_db, apply, detect_blur, fit_affine, fit_grid
from engine.transfer.fit import _solved, fit_weights
from engine.types import EngineError

WIDTH, HEIGHT = 900, 700


@pytest.fixture(scope="module")
def scene():
    return texture(WIDTH, HEIGHT), ellipse(WIDTH, HEIGHT)


@pytest.mark.parametrize(("edit", "least"), [(global_edit, 44.0), (varying_edit, 40.0)])
def test_a_known_edit_is_recovered_at_full_resolution(scene, edit, least):
    composite, mask = scene
    model = fit_grid(small(composite), small(mask), edit(small(composite)))
    result = apply(model, composite, mask)
    assert psnr(result, edit(composite.astype(np.float32) / 255), mask == 255) > least


def test_an_unchanged_picture_gives_the_identity(scene):
    composite, mask = scene
    model = fit_grid(small(composite), small(mask), small(composite))
    assert np.array_equal(apply(model, composite, mask), composite)


def test_an_empty_mask_gives_the_identity(scene):
    composite, mask = scene
    before = small(composite)
    model = fit_grid(before, np.zeros((SIDE, SIDE), np.float32), global_edit(before))
    assert np.array_equal(apply(model, composite, mask), composite)


@pytest.mark.parametrize("side", [1, 3, 9])
def test_a_tiny_object_at_the_border_still_gets_its_colours(scene, side):
    composite, _ = scene
    before = small(composite)
    mask_lr = np.zeros((SIDE, SIDE), np.float32)
    mask_lr[:side, :side] = 1
    mask = cv2.resize(mask_lr, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST).astype(np.uint8) * 255
    goal = global_edit(composite.astype(np.float32) / 255)
    before_psnr = psnr(composite, goal, mask == 255)
    assert psnr(apply(fit_grid(before, mask_lr, global_edit(before)), composite, mask), goal, mask == 255) > (
        before_psnr + 4
    )


def test_the_frame_of_the_network_need_not_be_square(scene):
    composite, mask = scene
    before = cv2.resize(composite, (160, 96), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    mask_lr = cv2.resize(mask, (160, 96), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    result = apply(fit_grid(before, mask_lr, varying_edit(before)), composite, mask)
    assert psnr(result, varying_edit(composite.astype(np.float32) / 255), mask == 255) > 40


def test_the_softness_of_a_network_is_found_and_not_learned_as_colour(scene):
    composite, mask = scene
    before, mask_lr = small(composite), small(mask)
    soft = cv2.GaussianBlur(global_edit(before), (0, 0), 1.1)
    assert detect_blur(before, mask_lr, soft) == pytest.approx(1.1, abs=0.2)
    assert detect_blur(before, mask_lr, global_edit(before)) == 0
    goal = global_edit(composite.astype(np.float32) / 255)
    matched = apply(fit_grid(before, mask_lr, soft), composite, mask)
    unmatched = apply(fit_grid(before, mask_lr, soft, blur=0.0), composite, mask)
    assert psnr(matched, goal, mask == 255) > psnr(unmatched, goal, mask == 255) + 1


def test_agreement_is_high_for_a_change_of_colours_and_low_for_new_structure(scene):
    composite, mask = scene
    before, mask_lr = small(composite), small(mask)
    edited = varying_edit(before)
    assert agreement_db(fit_grid(before, mask_lr, edited), before, mask_lr, edited) > 40
    painted = np.random.default_rng(1).random(before.shape, dtype=np.float32)
    assert agreement_db(fit_grid(before, mask_lr, painted), before, mask_lr, painted) < 28


def test_softness_is_no_disagreement(scene):
    composite, mask = scene
    before, mask_lr = small(composite), small(mask)
    soft = cv2.GaussianBlur(global_edit(before), (0, 0), 1.1)
    assert agreement_db(fit_grid(before, mask_lr, soft), before, mask_lr, soft) > 40


def test_a_thin_object_counts_though_it_is_all_edge():
    thin, wide = np.zeros((SIDE, SIDE), np.float32), np.zeros((SIDE, SIDE), np.float32)
    thin[:, 60], wide[:, 20:100] = 1, 1
    assert fit_weights(thin)[thin > 0].mean() >= 0.29
    assert fit_weights(wide)[wide > 0].max() <= 1


def test_the_coefficients_of_an_affine_head_mean_what_the_network_means():
    rng = np.random.default_rng(0)
    matrix, shift = rng.uniform(-0.2, 0.2, (3, 3)), rng.uniform(-0.1, 0.1, 3)
    coefficients = np.concatenate([matrix, shift[:, None]], 1).reshape(12, 1, 1).astype(np.float32)
    composite = texture(64, 48)
    x = composite / 127.5 - 1
    goal = np.clip((x + x @ matrix.T + shift + 1) / 2, 0, 1).astype(np.float32)
    result = apply(affine_field(coefficients), composite, np.full((48, 64), 255, np.uint8))
    assert np.abs(result - goal * 255).max() <= 0.51


def test_an_affine_field_is_interpolated_between_network_pixels():
    coefficients = np.zeros((12, 1, 2), np.float32)
    coefficients[3, 0, 1] = 0.4  # red rises by 0.2 in 0…1
    result = apply(
        affine_field(coefficients), np.full((16, 400, 3), 100, np.uint8), np.full((16, 400), 255, np.uint8)
    )
    red = result[8, :, 0].astype(int)
    assert red[0] == 100
    assert red[-1] == 151
    assert red[200] == pytest.approx(125.5, abs=1)
    assert np.diff(red).min() >= 0
    assert np.diff(red).max() <= 1
    assert (result[..., 1:] == 100).all()


def test_an_affine_head_is_cleaned_of_what_changes_no_network_pixel(scene):
    composite, mask = scene
    before, mask_lr = small(composite), small(mask)
    rng = np.random.default_rng(4)
    matrix = rng.normal(0, 0.3, (SIDE, SIDE, 3, 3))
    shift = 0.1 - np.einsum("hwjk,hwk->hwj", matrix, 2 * before - 1)  # all it does is to add 0.05
    coefficients = np.concatenate([matrix, shift[..., None]], -1).reshape(SIDE, SIDE, 12)
    coefficients = np.ascontiguousarray(coefficients.transpose(2, 0, 1), np.float32)
    goal = np.clip(composite.astype(np.float32) / 255 + 0.05, 0, 1)
    cleaned = apply(fit_affine(before, mask_lr, coefficients), composite, mask)
    assert psnr(cleaned, goal, mask == 255) > 50
    looked_up = apply(affine_field(coefficients), composite, mask)
    assert psnr(cleaned, goal, mask == 255) > psnr(looked_up, goal, mask == 255) + 4


def test_an_affine_head_that_bleeds_at_the_edge_is_followed_from_the_core(scene):
    composite, mask = scene
    before, mask_lr = small(composite), small(mask)
    coefficients = np.zeros((12, SIDE, SIDE), np.float32)
    coefficients[3::4] = 0.2 * cv2.GaussianBlur(mask_lr, (0, 0), 2)
    goal = np.clip(composite.astype(np.float32) / 255 + 0.1, 0, 1)
    rim = (mask > 128) & (mask < 250)
    everywhere = np.full_like(mask, 255)
    followed = apply(fit_affine(before, mask_lr, coefficients), composite, everywhere)
    looked_up = apply(affine_field(coefficients), composite, everywhere)
    assert psnr(followed, goal, rim) > psnr(looked_up, goal, rim) + 4


def test_rows_that_share_coefficients_agree_with_those_that_do_not():
    coefficients = np.random.default_rng(2).uniform(-0.02, 0.02, (12, 16, 16)).astype(np.float32)
    model = affine_field(coefficients)
    composite = texture(600, 1601)
    mask = np.full(composite.shape[:2], 255, np.uint8)
    assert model._shared_rows(np.arange(16, dtype=np.float32) / 1601) == 16
    assert model._shared_rows(np.arange(24, dtype=np.float32) / 1601) == 8
    assert model._shared_rows(np.arange(15, dtype=np.float32) / 1601) == 1
    whole = apply(model, composite, mask)
    mask[:1] = 0  # tiles and blocks now begin elsewhere
    assert np.abs(apply(model, composite, mask)[1:].astype(int) - whole[1:]).max() <= 1


def test_coefficients_that_are_not_numbers_are_refused():
    coefficients = np.zeros((12, 4, 4), np.float32)
    coefficients[5, 2, 2] = np.nan
    with pytest.raises(EngineError, match="not numbers"):
        affine_field(coefficients)


def test_many_small_systems_are_solved_as_one_by_one():
    random = np.random.default_rng(3)
    roots = random.normal(size=(40, 3, 3)) * 10.0 ** random.uniform(-3, 3, (40, 1, 1))
    of, to = roots @ roots.swapaxes(1, 2) + 2.5e-3 * np.eye(3), random.normal(size=(40, 3, 3))
    found = _solved(np.moveaxis(of, 0, -1), np.moveaxis(to, 0, -1))
    np.testing.assert_allclose(np.moveaxis(found, -1, 0), np.linalg.solve(of, to), rtol=1e-7, atol=1e-9)
