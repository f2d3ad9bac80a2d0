"""Objects in other photos of a like light."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from training.alike import alike, moments, nearest
from training.batch import Batch, Part
from training.data import PhotoBank
from training.recolour import Draw
from training.synthesis import SynthesisConfig, Synthesizer

NOTHING = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
PLAIN = SynthesisConfig(
    size=64,
    crop=0.0,
    mirror=0.0,
    drawn=0.0,
    inverted=0.0,
    elsewhere=0.0,
    graded=0.0,
    light=0.0,
    edit_weights=NOTHING,
)


def _draw() -> Draw:
    return Draw.of(Part.whole(6, seed=3), device=torch.device("cpu"))


def _batch(bank: PhotoBank, **settings: object) -> Batch:
    config = dataclasses.replace(PLAIN, **settings)  # type: ignore[arg-type]
    return Synthesizer(bank, config).batch(Part.whole(24, seed=1))


def _palettes() -> torch.Tensor:
    """Three dark and three bright photos, each a little darker than the next."""
    levels = torch.tensor([20, 26, 34, 200, 206, 214])
    return (levels[:, None, None] + torch.arange(32)[:, None]).expand(6, 32, 3).to(torch.uint8)


def test_the_most_alike_of_all_is_found() -> None:
    known = moments(_palettes())
    assert nearest(known).tolist() == [1, 0, 1, 4, 3, 4]
    # Of so few photos each is among the candidates.
    assert alike(torch.arange(6), known, _draw()).tolist() == [1, 0, 1, 4, 3, 4]


def test_contrast_counts_too() -> None:
    ramp = torch.linspace(-1, 1, 64)[:, None].expand(64, 3)
    palettes = torch.stack([128 + size * ramp for size in (10, 90, 14)]).to(torch.uint8)
    assert nearest(moments(palettes)).tolist() == [2, 2, 0]


def test_a_photo_that_is_alone_is_its_own() -> None:
    known = moments(_palettes()[:1])
    assert alike(torch.zeros(6, dtype=torch.long), known, _draw()).tolist() == [0] * 6


def test_the_answer_is_the_other_photo_with_the_object_as_it_was(bank: PhotoBank) -> None:
    in_place, foreign = (_batch(bank, foreign=share, developed=0.0) for share in (0.0, 1.0))
    torch.testing.assert_close(foreign.composite, foreign.real, atol=0.51 / 255, rtol=0)
    inside, outside = ((foreign.mask == side).expand_as(foreign.real) for side in (1, 0))
    assert torch.equal(foreign.real[inside], in_place.real[inside])
    assert in_place.photo is not None
    known = nearest(moments(bank.photo_palettes))
    others = bank.photos[known[in_place.photo]].float() / 255
    torch.testing.assert_close(foreign.real[outside], others[outside], atol=1e-4, rtol=0)


def test_object_and_other_photo_are_developed_alike(bank: PhotoBank) -> None:
    """Where each photo is its own other one, nothing can be seen of the pasting."""
    twins = dataclasses.replace(
        bank,
        photos=bank.photos.repeat(2, 1, 1, 1),
        photo_palettes=bank.photo_palettes.repeat(2, 1, 1),
        ids=bank.ids + tuple(f"{name} again" for name in bank.ids),
    )
    in_place, foreign = (_batch(twins, foreign=share, developed=1.0) for share in (0.0, 1.0))
    torch.testing.assert_close(foreign.real, in_place.real, atol=1e-4, rtol=0)
    assert not torch.equal(in_place.real, _batch(twins, foreign=1.0, developed=0.0).real)


def test_half_of_them_lose_their_rim(bank: PhotoBank) -> None:
    in_place, foreign = (_batch(bank, foreign=share) for share in (0.0, 1.0))
    assert (foreign.mask <= in_place.mask).all()
    smaller = (foreign.mask != in_place.mask).flatten(1).any(dim=1)
    assert 4 < int(smaller.sum()) < 20


def test_of_an_object_that_is_all_rim_nothing_is_cut_off(bank: PhotoBank) -> None:
    masks = torch.zeros_like(bank.masks)
    masks[:, :, 30:32] = 255
    thin = dataclasses.replace(bank, masks=masks)
    assert torch.equal(_batch(thin, foreign=1.0).mask, _batch(thin, foreign=0.0).mask)


def test_what_fills_the_picture_stays(bank: PhotoBank) -> None:
    full = dataclasses.replace(bank, masks=torch.full_like(bank.masks, 255))
    in_place, foreign = (_batch(full, foreign=share) for share in (0.0, 1.0))
    assert torch.equal(in_place.real, foreign.real)


def test_more_than_all_cannot_be_placed() -> None:
    with pytest.raises(ValueError, match="at most 1 together"):
        SynthesisConfig(elsewhere=0.7, foreign=0.4)
