"""How much of a transform is made."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from engine.nets import restraint
from engine.nets.network import apply_global


def scene() -> tuple[Tensor, Tensor]:
    """Two pictures in −1…1, and soft-edged objects."""
    numbers = torch.Generator().manual_seed(2)
    pictures = torch.rand(2, 3, 24, 24, generator=numbers) * 2 - 1
    masks = torch.zeros(2, 1, 24, 24)
    masks[:, :, 4:15, 6:20] = 1
    masks[:, :, 15:17, 6:20] = 0.4
    return pictures, masks


def shifts(*levels: float) -> Tensor:
    """What regressions say that make all of the object lighter, in levels; the same of two pictures."""
    said = torch.zeros(len(levels), 2, 12)
    said[:, :, 3::4] = torch.tensor(levels)[:, None, None] / 127.5
    return said


def strength(said: Tensor, pictures: Tensor, masks: Tensor) -> Tensor:
    """Where the mean of what is said is the transform, as after a single look."""
    return restraint.strength(said, said.mean(dim=0), pictures, masks)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((20.0, 22.0, 24.0), 1.0),
        ((-40.0, -40.0), 1.0),
        ((9.0,), 1.0),
        ((16.0, 4.0), 0.2),
        ((8.0, 20.0, 32.0), 0.2059),  # root mean square 9.8, of 20
        ((20.0, -20.0), 0.0),
        ((1.5, 1.5), 0.0),
        ((0.0, 0.0), 0.0),
        ((80.0, 80.0), 1.0),
        ((240.0, 80.0), 0.1),  # half of a fifth
    ],
)
def test_what_is_agreed_on_and_seen_is_done(said: tuple[float, ...], expected: float) -> None:
    found = strength(shifts(*said), *scene())
    torch.testing.assert_close(found, torch.full((2, 1), expected), atol=1e-4, rtol=0)


def test_no_object_is_changed_by_more_than_any_that_was_learned_from() -> None:
    """However little the first look had said."""
    said, transform = shifts(20, 22), shifts(20, 160).unbind()[1]
    transform[0] = said.mean(dim=0)[0]
    found = restraint.strength(said, transform, *scene())
    torch.testing.assert_close(found, torch.tensor([[1.0], [0.5]]))


def test_it_falls_smoothly() -> None:
    apart = [strength(shifts(20 + d, 20 - d), *scene())[0, 0].item() for d in (5.9, 7, 8, 9, 10.1)]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] == pytest.approx(1)
    assert apart[-1] == pytest.approx(0.2)
    assert apart[2] == pytest.approx(0.6, abs=0.01)
    small = [strength(shifts(level), *scene())[0, 0].item() for level in (1.9, 3, 4, 5, 6.1)]
    assert small == sorted(small)
    assert small[2] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("number", range(4))
def test_changes_are_measured_over_the_object(number: int) -> None:
    """Half of a change between two and six levels is made where its root mean square is four."""
    pictures, masks = scene()
    transform = torch.randn(1, 2, 12, generator=torch.Generator().manual_seed(number)) * 0.02
    change = apply_global(pictures, transform[0]) - pictures
    squares = (change.square().mean(dim=1, keepdim=True) * masks).sum(dim=(1, 2, 3))
    levels = (squares / masks.sum(dim=(1, 2, 3))).sqrt() * 127.5
    scaled = transform * (4 / levels)[None, :, None]
    torch.testing.assert_close(strength(scaled, pictures, masks), torch.full((2, 1), 0.5), atol=1e-4, rtol=0)


def test_each_picture_has_its_own() -> None:
    said = shifts(20, 22)
    said[1, 1] = -said[1, 1]
    found = strength(said, *scene())
    assert found[0] == 1
    assert found[1] < 0.5


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_masks_that_leave_nothing_or_all_have_one_as_well(level: float) -> None:
    pictures, masks = scene()
    found = strength(shifts(20, 22), pictures, torch.full_like(masks, level))
    assert torch.isfinite(found).all()
