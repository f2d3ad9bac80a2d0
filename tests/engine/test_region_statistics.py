"""Statistics over regions."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.nets import region_statistics as statistics


def scene(size: int = 96) -> tuple[Tensor, Tensor]:
    """A composite 1×3×size×size in −1…1, and object and background, 1×2×size×size."""
    numbers = torch.Generator().manual_seed(3)
    axis = torch.linspace(-1, 1, size)
    disc = (axis[:, None].square() + axis.square() < 0.4).float()[None, None]
    return torch.rand(1, 3, size, size, generator=numbers) * 2 - 1, torch.cat((disc, 1 - disc), dim=1)


def painted(colours: tuple[float, float]) -> tuple[Tensor, Tensor]:
    """One grey (0…1) for the object and one for the background."""
    _, regions = scene()
    grey = regions[:, :1] * colours[0] + regions[:, 1:] * colours[1]
    return (grey * 2 - 1).expand(-1, 3, -1, -1), regions


def test_moments_are_those_of_the_regions() -> None:
    composite, regions = scene()
    moments = statistics.moments(composite, regions).reshape(2, 6)
    for region, found in zip(regions[0] > 0, moments, strict=True):
        pixels = composite[0, :, region]
        torch.testing.assert_close(found[:3], pixels.mean(dim=1), atol=1e-5, rtol=1e-4)
        torch.testing.assert_close(found[3:], pixels.std(dim=1, correction=0), atol=1e-4, rtol=1e-3)


def test_histograms_are_shares() -> None:
    composite, regions = scene()
    shares = statistics.colour_histograms(composite, regions).square().reshape(2, 6, 12)
    torch.testing.assert_close(shares[:, :4].sum(dim=2), torch.ones(2, 4))
    fine = statistics.luma_histogram(composite, regions).square().reshape(2, 32)
    torch.testing.assert_close(fine.sum(dim=1), torch.ones(2))


def test_a_luma_histogram_says_where_a_grey_is() -> None:
    shares = statistics.luma_histogram(*painted((0.0, 1.0))).reshape(2, 32)
    assert shares[0].argmax() == 0
    assert shares[1].argmax() == 31


def test_contrast_is_that_within_a_region() -> None:
    flat = statistics.contrasts(*painted((0.1, 0.9)))[:, :4]  # at full size; smaller, pixels are of both
    torch.testing.assert_close(flat, torch.full_like(flat, 1e-4).log())  # the edge between them is of neither
    composite, regions = scene()
    busy = torch.where(regions[:, :1] > 0, composite, 0.0)
    at_each_scale = statistics.contrasts(busy, regions).reshape(3, 2, 2)
    assert (at_each_scale[:, 0] > at_each_scale[:, 1] + 2).all()


def test_tones_tell_clipped_codes_and_saturation() -> None:
    dark, light = statistics.tones(*painted((0.0, 1.0))).reshape(2, 14)
    assert dark[:6].tolist() == pytest.approx([1, 1, 1, 0, 0, 0], abs=1e-4)
    assert light[:6].tolist() == pytest.approx([0, 0, 0, 1, 1, 1], abs=1e-4)
    red = torch.tensor([1.0, -1, -1])[None, :, None, None].expand(1, 3, 96, 96)
    assert statistics.tones(red, scene()[1]).reshape(2, 14)[:, 6].min() > 0.9
    assert dark[6] == 0


def test_surroundings_are_those_that_the_look_comes_from() -> None:
    composite, regions = painted((1.0, 0.0))
    composite = composite.clone()
    composite[..., :8] = 0.5  # more than eight pixels from the object
    mask, look = regions[:, :1], regions[:, 1:]
    close = statistics.near(mask)
    near = statistics.surroundings(composite, mask, look, close)[0, :3]
    torch.testing.assert_close(near, torch.full((3,), -1.0), atol=1e-3, rtol=0)
    only_left = torch.zeros_like(look)
    only_left[..., :8] = 1
    grid = statistics.surroundings(composite, mask, only_left, close)[0, 6:33].reshape(3, 3, 3)
    torch.testing.assert_close(grid[:, :, 0], torch.full((3, 3), 0.5), atol=1e-3, rtol=0)
    assert not grid[:, :, 1:].any()


def test_an_empty_region_gives_numbers() -> None:
    composite, _ = scene()
    nothing = torch.zeros(1, 2, 96, 96)
    found = [
        statistics.moments(composite, nothing),
        statistics.colour_histograms(composite, nothing),
        statistics.luma_histogram(composite, nothing),
        statistics.contrasts(composite, nothing),
        statistics.tones(composite, nothing),
        statistics.surroundings(composite, nothing[:, :1], nothing[:, 1:], statistics.near(nothing[:, :1])),
    ]
    assert torch.isfinite(torch.cat(found, dim=1)).all()
