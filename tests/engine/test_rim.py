"""How colours change across the rim of an object."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

import engine.nets.rim
from engine.nets.network import apply_global
from engine.nets.rim import BINS, OF_A_STEP, STATISTICS, STEPS, Rim

SIZE = 96

MOMENTS = 16
TRANSFORM = slice(MOMENTS + 3 * BINS, OF_A_STEP)


def rim(picture: Tensor, regions: Tensor) -> Tensor:
    return Rim(regions).of(picture)


def photo() -> Tensor:
    """A smooth photo in −0.8…0.8: nothing ends at the rim."""
    axis = torch.linspace(-1, 1, SIZE)
    down, across = axis[:, None].expand(SIZE, SIZE), axis.expand(SIZE, SIZE)
    waves = [(3 * across + down).sin(), (2 * down - across).cos(), (4 * across * down).sin()]
    return 0.8 * torch.stack(waves).unsqueeze(0)


def disc(radius: float = 0.6) -> Tensor:
    axis = torch.linspace(-1, 1, SIZE)
    return (axis[:, None].square() + axis.square() < radius**2).float()[None, None]


def regions(mask: Tensor) -> Tensor:
    return torch.cat((mask, 1 - mask), dim=1)


def recoloured(change: Tensor) -> Tensor:
    """The photo with its disc recoloured, 1×3×H×W."""
    return torch.lerp(photo(), apply_global(photo(), change), disc())


def of_width(found: Tensor, number: int) -> Tensor:
    return found[:, number * OF_A_STEP : (number + 1) * OF_A_STEP]


def test_of_an_object_recoloured_in_its_place_it_tells_how() -> None:
    gain, shift = torch.tensor([0.2, -0.1, 0.1]), torch.tensor([0.1, 0.0, -0.2])
    change = torch.zeros(1, 3, 4)
    change[0, range(3), range(3)], change[0, :, 3] = gain, shift
    narrow = of_width(rim(recoloured(change.flatten(1)), regions(disc())), 0)
    told = narrow[0, TRANSFORM].view(3, 4)
    back = 1 / (1 + gain) - 1
    torch.testing.assert_close(told.diagonal(), back, atol=0.05, rtol=0)
    torch.testing.assert_close(told[:, 3], -shift / (1 + gain), atol=0.05, rtol=0)


def test_of_an_object_as_it_was_it_tells_nothing() -> None:
    found = rim(photo(), regions(disc()))
    narrow, wide = of_width(found, 0)[0], of_width(found, len(STEPS) - 1)[0]
    assert narrow[:3].abs().max() < 0.02
    assert narrow[TRANSFORM].abs().max() < 0.05
    assert wide[3:6].min() > 2 * narrow[3:6].min()  # the photo goes on, and changes on its way


def test_the_amount_is_that_of_the_steps_and_the_histogram_adds_up() -> None:
    found = of_width(rim(photo(), regions(disc())), 0)[0]
    assert found[MOMENTS - 1] * 10 == pytest.approx(math.log1p(_edges(disc()) / 2), abs=1e-3)
    shares = found[MOMENTS : MOMENTS + 3 * BINS].view(3, BINS).square().sum(dim=1)
    torch.testing.assert_close(shares, torch.ones(3), atol=1e-3, rtol=0)


def _edges(mask: Tensor) -> float:
    """Pairs of neighbours of which one is in the object."""
    return (mask.diff(dim=3).abs().sum() + mask.diff(dim=2).abs().sum()).item()


def test_steps_end_only_where_they_may() -> None:
    picture, mask = recoloured(torch.full((1, 12), 0.1)), disc()
    left = 1 - mask
    left[..., SIZE // 2 :] = 0
    only = rim(picture, torch.cat((mask, left), dim=1))
    changed = picture.clone()
    changed[..., SIZE // 2 :] = torch.lerp(torch.ones(1), changed[..., SIZE // 2 :], mask[..., SIZE // 2 :])
    torch.testing.assert_close(rim(changed, torch.cat((mask, left), dim=1)), only)
    assert not torch.allclose(rim(changed, regions(mask)), rim(picture, regions(mask)))


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0])
def test_without_an_edge_there_is_nothing_to_tell(level: float) -> None:
    found = rim(photo(), regions(torch.full((1, 1, SIZE, SIZE), level))).view(len(STEPS), OF_A_STEP)
    assert torch.isfinite(found).all()
    assert not found[:, MOMENTS - 1 :].any()
    assert not found[:, :6].any()


@pytest.mark.parametrize("sides", [(1, 1), (2, 3), (4, 4), (4, 9), (6, 5)])
def test_pictures_smaller_than_a_step_have_none_as_wide(sides: tuple[int, int]) -> None:
    mask = torch.zeros(1, 1, *sides)
    mask[..., : sides[1] // 2] = 1
    assert torch.isfinite(rim(torch.zeros(1, 3, *sides), regions(mask))).all()


def test_up_and_down_count_as_left_and_right() -> None:
    picture, mask = recoloured(torch.full((1, 12), 0.1))[..., :64], disc()[..., :64]
    turned = rim(picture.transpose(2, 3), regions(mask.transpose(2, 3)))
    torch.testing.assert_close(turned, rim(picture, regions(mask)), atol=1e-4, rtol=1e-3)


def test_it_is_as_exact_where_the_rest_is_in_half_precision() -> None:
    picture = recoloured(torch.full((1, 12), 0.1))
    with torch.autocast("cpu", torch.bfloat16):
        half = rim(picture, regions(disc()))
    assert torch.equal(half, rim(picture, regions(disc())))


def test_each_picture_is_taken_by_itself() -> None:
    pictures = torch.cat((photo(), recoloured(torch.full((1, 12), 0.1)), photo().flip(1)))
    masks = torch.cat((disc(), disc(0.3), torch.zeros_like(disc())))
    together = rim(pictures, regions(masks))
    alone = [rim(p.unsqueeze(0), regions(m.unsqueeze(0))) for p, m in zip(pictures, masks, strict=True)]
    assert together.shape == (3, STATISTICS)
    torch.testing.assert_close(together, torch.cat(alone), atol=1e-5, rtol=1e-5)


def test_of_a_ragged_rim_a_part_stands_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = torch.Generator().manual_seed(4)
    pictures = torch.cat((recoloured(torch.full((1, 12), 0.1)), photo()))
    ragged = (torch.rand(disc().shape, generator=numbers) < 0.5).float()
    masks = torch.cat((ragged, disc()))
    whole = rim(pictures, regions(masks))
    monkeypatch.setattr(engine.nets.rim, "_ENOUGH", 1500)
    some = rim(pictures, regions(masks))
    torch.testing.assert_close(some[1], whole[1])  # it has few
    assert not torch.equal(some[0], whole[0])
    torch.testing.assert_close(some[0], whole[0], atol=0.15, rtol=0)
    amounts = whole[0, 15::76], some[0, 15::76]
    torch.testing.assert_close(*amounts, atol=0.01, rtol=0)
