"""The discriminator sees what it should see, and no more."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.discriminator import Discriminator, PartialConv2d


def scene(size: int = 32) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    mask = torch.zeros(2, 1, size, size)
    mask[..., size // 4 : size * 5 // 8, size // 4 : size // 2] = 1
    return torch.rand(2, 3, size, size, generator=random) * 2 - 1, mask


def small(size: int = 32, ndf: int = 2) -> Discriminator:
    torch.manual_seed(0)
    return Discriminator(size=size, ndf=ndf).eval()


@torch.no_grad()
def test_partial_convolution_of_all_is_a_convolution() -> None:
    layer, (picture, _) = PartialConv2d(3, 5, 3, 2), scene()
    features, reached = layer(picture, torch.ones_like(picture[:, :1]))
    torch.testing.assert_close(features, F.conv2d(picture, layer.weight, layer.bias, stride=2))
    assert torch.equal(reached, torch.ones_like(reached))


@torch.no_grad()
def test_partial_convolution_makes_up_for_what_it_does_not_see() -> None:
    layer, (_, mask) = PartialConv2d(3, 5, 3, 2), scene()
    layer.weight.fill_(0.1)  # of a flat picture, any part of a window tells as much as all of it
    features, reached = layer(torch.full((2, 3, 32, 32), 0.7), mask)
    inside = features[reached.expand_as(features) == 1]
    expected = (2.7 * 0.7 + layer.bias).expand(2, 15, 15, 5).permute(0, 3, 1, 2)
    torch.testing.assert_close(inside, expected[reached.expand_as(features) == 1])
    assert not features[reached.expand_as(features) == 0].any()
    assert 0 < reached.mean() < 1


@torch.no_grad()
def test_partial_convolution_of_nothing_is_nothing() -> None:
    layer, (picture, mask) = PartialConv2d(3, 5, 3, 2), scene()
    features, reached = layer(picture, torch.zeros_like(mask))
    assert not features.any()
    assert not reached.any()


@torch.no_grad()
def test_object_and_background_are_represented_apart() -> None:
    judge, (picture, mask) = small(), scene()
    other = torch.randn_like(picture)
    foreground, background = judge.represented(picture, mask)
    new_object = judge.represented(torch.lerp(picture, other, mask), mask)
    new_background = judge.represented(torch.lerp(other, picture, mask), mask)
    torch.testing.assert_close(new_background[0], foreground)
    torch.testing.assert_close(new_object[1], background)
    assert not torch.allclose(new_background[1], background, atol=1e-3)
    assert not torch.allclose(new_object[0], foreground, atol=1e-3)


@torch.no_grad()
def test_whole_pictures_are_judged_without_their_masks() -> None:
    judge, (picture, mask) = small(), scene()
    with_mask, inverted = judge(picture, mask), judge(picture, 1 - mask)
    assert torch.equal(with_mask.whole, inverted.whole)
    torch.testing.assert_close(with_mask.match, inverted.match)  # the product of both does not mind


@pytest.mark.parametrize("size", [32, 64, 128, 256])
@torch.no_grad()
def test_every_size_of_network_has_a_discriminator(size: int) -> None:
    verdict = small(size)(*scene(size))
    assert verdict.whole.shape == verdict.match.shape == (2, 1, 1, 1)
    assert torch.isfinite(verdict.whole).all()
    assert torch.isfinite(verdict.match).all()


def test_convolutions_stretch_nothing_by_more_than_one() -> None:
    judge, (picture, mask) = small(ndf=8).train(), scene()
    for _ in range(30):
        judge(picture, mask)
    convolutions = [m for m in judge.modules() if isinstance(m, nn.Conv2d)]
    normalised = [m for m in convolutions if m not in (judge.judge_whole, judge.judge_match[-1])]
    assert len(normalised) == 2 * 4 + 2
    largest = [torch.linalg.matrix_norm(m.weight.flatten(1), 2).item() for m in normalised]
    assert largest == pytest.approx([1] * len(largest), abs=0.02)


def test_as_many_weights_as_the_authors_discriminator_has() -> None:
    widths = [3, 64, 128, 256, 512, 512, 512, 512]
    layers = sum(9 * a * b + b for a, b in pairwise(widths))
    heads = 2 * (512 + 1) + 2 * (512 * 512 + 512)
    assert sum(p.numel() for p in Discriminator().parameters()) == 2 * layers + heads


def test_state_comes_back() -> None:
    judge, (picture, mask) = small().train(), scene()
    judge(picture, mask)
    again = Discriminator(size=32, ndf=2)
    again.load_state_dict(judge.state_dict())
    first, second = judge.eval()(picture, mask), again.eval()(picture, mask)
    assert torch.equal(first.whole, second.whole)
    assert torch.equal(first.match, second.match)
