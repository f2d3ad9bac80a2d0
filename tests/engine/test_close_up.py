"""A close look at objects."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.nets.close_up import MARGIN, SMALLEST, close_up


def mask(rows: slice, columns: slice, size: int = 100) -> Tensor:
    inside = torch.zeros(1, 1, size, size)
    inside[..., rows, columns] = 1
    return inside


def places(size: int = 100) -> Tensor:
    """Every pixel says where its centre is: x, then y, parts of the picture."""
    axis = (torch.arange(size) + 0.5) / size
    return torch.stack((axis.expand(size, size), axis[:, None].expand(size, size))).unsqueeze(0)


def seen(inside: Tensor, size: int = 50) -> tuple[float, float, float, float]:
    """From where to where a close-up reaches, left, right, top and bottom."""
    x, y = close_up(places(), inside, size)[0]
    half = float(x[0, 1] - x[0, 0]) / 2
    return (
        float(x[0, 0]) - half,
        float(x[0, -1]) + half,
        float(y[0, 0]) - half,
        float(y[-1, 0]) + half,
    )


def test_the_object_is_in_the_middle_with_some_margin() -> None:
    half = 0.4 * MARGIN / 2
    wanted = (0.5 - half, 0.5 + half, 0.4 - half, 0.4 + half)
    assert seen(mask(slice(30, 50), slice(30, 70))) == pytest.approx(wanted, abs=0.01)


def test_it_does_not_reach_beyond_the_picture() -> None:
    side = 0.4 * MARGIN
    assert seen(mask(slice(0, 40), slice(70, 100))) == pytest.approx((1 - side, 1, 0, side), abs=0.01)


def test_a_tiny_object_is_not_blown_up() -> None:
    half = SMALLEST / 2
    wanted = (0.51 - half, 0.51 + half, 0.51 - half, 0.51 + half)
    assert seen(mask(slice(50, 52), slice(50, 52))) == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize("inside", [mask(slice(0, 0), slice(0, 0)), mask(slice(None), slice(5, 95))])
def test_without_an_object_and_for_a_large_one_it_is_all_of_the_picture(inside: Tensor) -> None:
    picture = torch.rand(1, 3, 100, 100, generator=torch.Generator().manual_seed(1))
    assert torch.equal(close_up(picture, inside, 100), picture)


def test_what_is_reduced_is_the_mean_of_what_it_covers() -> None:
    fine = (torch.arange(96) % 4 == 0).float().expand(1, 1, 96, 96)
    flat = close_up(fine, torch.zeros_like(fine), 24)
    inner = flat[..., 1:-1]  # at the border there is less to take the mean of
    torch.testing.assert_close(inner, torch.full_like(inner, 0.25), atol=0.01, rtol=0)


def test_a_faint_object_is_an_object() -> None:
    inside = mask(slice(30, 50), slice(30, 70))
    assert seen(inside * 0.2) == seen(inside)


def test_each_picture_of_a_batch_has_its_own() -> None:
    insides = torch.cat((mask(slice(10, 40), slice(10, 40)), mask(slice(60, 90), slice(20, 80))))
    pictures = torch.rand(2, 3, 100, 100, generator=torch.Generator().manual_seed(1))
    both = close_up(pictures, insides, 40)
    for number in range(2):
        one = slice(number, number + 1)
        torch.testing.assert_close(both[one], close_up(pictures[one], insides[one], 40))


def test_any_shape_of_picture_will_do() -> None:
    assert close_up(torch.rand(1, 5, 30, 70), torch.zeros(1, 1, 30, 70), 16).shape == (1, 5, 16, 16)
