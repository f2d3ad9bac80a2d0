"""Metrics and the loss, against numbers worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity
from torch import Tensor

from engine.types import U8
from training import metrics
from training.batch import Batch
from training.metrics import decibels, foreground_l1, foreground_mse, foreground_psnr, mse, ssim
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
    assert torch.allclose(ssim(picture, picture), torch.ones(2, dtype=torch.float64))


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


def _noisy_pair(*, height: int) -> tuple[U8, U8]:
    rng = np.random.default_rng(height)
    real = rng.integers(0, 256, (height, 61, 3), np.uint8)
    output = np.clip(real + rng.normal(0, 25, real.shape), 0, 255).astype(np.uint8)
    return output, real


def _tensor(pixels: U8) -> Tensor:
    return torch.from_numpy(pixels).permute(2, 0, 1).unsqueeze(0)


@pytest.mark.parametrize(("height", "strip"), [(48, 512), (48, 16), (50, 16), (23, 16)])
def test_figures_of_whole_pictures_agree_with_scikit_image(
    height: int, strip: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "_STRIP", strip)
    output, real = _noisy_pair(height=height)
    a, b = _tensor(output), _tensor(real)
    assert mse(a, b).item() == pytest.approx(mean_squared_error(real, output), abs=1e-6)
    expected = peak_signal_noise_ratio(real, output)
    assert decibels(mse(a, b), peak=255).item() == pytest.approx(expected, abs=1e-6)
    expected = structural_similarity(real, output, channel_axis=2)
    assert ssim(a, b, peak=255).item() == pytest.approx(expected, abs=1e-6)
    assert ssim(a.double() / 255, b.double() / 255).item() == pytest.approx(expected, abs=1e-6)


def test_figures_of_the_object_agree_with_scikit_image_on_its_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "_STRIP", 16)
    output, real = _noisy_pair(height=40)
    inside = np.random.default_rng(0).random(real.shape[:2]) < 0.3
    mask = torch.from_numpy(inside)[None, None].double()
    a, b = _tensor(output), _tensor(real)
    expected = mean_squared_error(real[inside], output[inside])
    assert foreground_mse(a, b, mask).item() == pytest.approx(expected, abs=1e-6)
    expected = peak_signal_noise_ratio(real[inside], output[inside])
    assert foreground_psnr(a, b, mask, peak=255).item() == pytest.approx(expected, abs=1e-6)
    expected = np.abs(output[inside].astype(float) - real[inside]).mean()
    assert foreground_l1(a, b, mask).item() == pytest.approx(expected, abs=1e-6)


def test_loss_is_absolute_error_over_the_object() -> None:
    objective = Objective(least_part=0.0, decibels=0)
    batch = Batch(_pictures(0.5), _pictures(0.4), _left_half())
    assert objective(_pictures(0.7), batch).item() == pytest.approx(0.3)


def test_loss_counts_small_objects_less() -> None:
    objective = Objective(least_part=1, decibels=0)
    batch = Batch(_pictures(0.5), _pictures(0.4), _left_half())
    assert objective(_pictures(0.7), batch).item() == pytest.approx(0.15)


def test_logarithm_in_the_loss_levels_off_at_its_floor() -> None:
    objective = Objective(least_part=0.0, decibels=1, floor=25.5)
    batch = Batch(_pictures(0.5), _pictures(0.4), _left_half())
    assert objective(_pictures(0.4), batch).item() == pytest.approx(math.log(0.01), abs=1e-5)
