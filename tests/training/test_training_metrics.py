"""Metrics and the loss, against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from training.batch import Batch
from training.metrics import decibels, foreground_mse, foreground_psnr, mse, ssim
from training.objective import Objective


def _pictures(value: float) -> Tensor:
    return torch.full((1, 3, 8, 8), value)


def _left_half() -> Tensor:
    mask = torch.zeros(1, 1, 8, 8)
    mask[..., :4] = 1
    return mask


def test_foreground_mse_counts_the_object_only() -> None:
    output = _pictures(0.5)
    output[..., 4:] = 0.9
    assert foreground_mse(output, _pictures(0.4), _left_half()).item() == pytest.approx(0.01)


def test_foreground_psnr_of_a_tenth_is_twenty_decibels() -> None:
    assert foreground_psnr(_pictures(0.5), _pictures(0.4), _left_half()).item() == pytest.approx(20)


def test_perfect_match_has_finite_decibels() -> None:
    assert decibels(torch.zeros(1)).item() == pytest.approx(20 * math.log10(2550), abs=1e-3)


def test_empty_object_has_no_error() -> None:
    nothing = torch.zeros(1, 1, 8, 8)
    assert foreground_mse(_pictures(0.1), _pictures(0.9), nothing).item() == 0


def test_mse_counts_the_whole_picture() -> None:
    output = _pictures(0.4)
    output[..., 4:] = 0.6
    assert mse(output, _pictures(0.4)).item() == pytest.approx(0.02)


def test_ssim_of_equal_pictures_is_one() -> None:
    picture = torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(ssim(picture, picture), torch.ones(2))


def test_ssim_of_flat_pictures_compares_their_brightness() -> None:
    expected = (2 * 0.2 * 0.6 + 1e-4) / (0.2**2 + 0.6**2 + 1e-4)
    assert ssim(_pictures(0.2), _pictures(0.6)).item() == pytest.approx(expected)


def test_ssim_agrees_with_the_definition_on_one_window() -> None:
    rng = torch.Generator().manual_seed(1)
    x, y = torch.rand(2, 1, 1, 7, 7, generator=rng, dtype=torch.float64).unbind()
    mean_x, mean_y = x.mean(), y.mean()
    covariance = ((x - mean_x) * (y - mean_y)).sum() / 48
    top = (2 * mean_x * mean_y + 1e-4) * (2 * covariance + 9e-4)
    bottom = (mean_x**2 + mean_y**2 + 1e-4) * (x.var() + y.var() + 9e-4)
    assert ssim(x, y).item() == pytest.approx((top / bottom).item(), abs=1e-9)


def test_loss_is_absolute_error_over_the_object() -> None:
    objective = Objective(least_area=1, decibels=0)
    batch = Batch(_pictures(0.5), _pictures(0.4), _left_half())
    assert objective(_pictures(0.7), batch).item() == pytest.approx(0.3)


def test_loss_counts_small_objects_less() -> None:
    objective = Objective(least_area=64, decibels=0)
    batch = Batch(_pictures(0.5), _pictures(0.4), _left_half())
    assert objective(_pictures(0.7), batch).item() == pytest.approx(0.15)


def test_logarithm_in_the_loss_levels_off_at_its_floor() -> None:
    objective = Objective(least_area=1, decibels=1, floor=25.5)
    batch = Batch(_pictures(0.5), _pictures(0.4), _left_half())
    assert objective(_pictures(0.4), batch).item() == pytest.approx(math.log(0.01), abs=1e-5)
