"""Objects placed as if pasted from elsewhere."""

from __future__ import annotations

import dataclasses

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from training.batch import Batch, Part
from training.data import PhotoBank
from training.elsewhere import Enlarged, enlarged, placed
from training.recolour import Draw
from training.synthesis import SynthesisConfig, Synthesizer

SIZE = 64
PLAIN = SynthesisConfig(
    size=SIZE,
    crop=0.0,
    mirror=0.0,
    drawn=0.0,
    inverted=0.0,
    foreign=0.0,
    graded=0.0,
    light=0.0,
    developed=0.0,
    reference_region=0.0,
)


def _draw() -> Draw:
    return Draw.of(Part.whole(8, seed=3), device=torch.device("cpu"))


def _scene(radius: float = 0.4) -> tuple[Tensor, Tensor]:
    """Red discs, a little to the left, on green."""
    axis = torch.linspace(-1, 1, SIZE)
    disc = ((axis + 0.2).square() + axis[:, None].square() < radius**2).float().expand(8, 1, SIZE, SIZE)
    return torch.cat((disc, 1 - disc, torch.zeros_like(disc)), dim=1), disc


def _batch(bank: PhotoBank, **settings: object) -> Batch:
    config = dataclasses.replace(PLAIN, **settings)  # type: ignore[arg-type]
    return Synthesizer(bank, config).batch(Part.whole(24, seed=1))


def _placed(photos: Tensor, mask: Tensor) -> Enlarged:
    return placed(photos, mask, _draw(), where=torch.ones(len(mask), dtype=torch.bool))


def test_an_object_becomes_larger_and_hides_what_it_was() -> None:
    photos, mask = _scene()
    at = _placed(photos, mask)
    assert at.rows.tolist() == list(range(8))
    grown = at.mask.sum(dim=(1, 2, 3)) / mask.sum(dim=(1, 2, 3))
    assert grown.min() > 1.15**2 - 0.05
    assert grown.max() < 1.6**2 + 0.05
    assert ((mask - at.mask).clamp_min(0).sum(dim=(1, 2, 3)) < 0.01 * mask.sum(dim=(1, 2, 3))).all()
    inside = at.mask > 0.99
    assert at.layer[:, :1][inside].min() > 0.75  # the object's own colours, not what was around it
    assert at.layer[:, 1:2][inside].max() < 0.25


def test_to_be_measured_on_they_all_grow_alike_about_their_centres() -> None:
    photos, mask = _scene()
    at = enlarged(photos, mask)
    assert torch.equal(at.mask, at.mask[:1].expand_as(mask))
    assert at.mask[0].sum() / mask[0].sum() == pytest.approx(1.3**2, abs=0.05)
    axis = torch.linspace(-1, 1, SIZE)
    assert (at.mask[0, 0].sum(dim=0) @ axis / at.mask[0].sum()).item() == pytest.approx(-0.2, abs=0.02)


def test_they_do_not_all_move_alike() -> None:
    at = _placed(*_scene())
    assert len({round(area, 1) for area in at.mask.sum(dim=(1, 2, 3)).tolist()}) == 8


def test_only_those_move_that_are_to() -> None:
    at = placed(*_scene(), _draw(), where=torch.arange(8) % 3 == 1)
    assert at.rows.tolist() == [1, 4, 7]
    assert len(at.layer) == len(at.mask) == 3


def test_what_has_no_room_stays() -> None:
    assert len(_placed(*_scene(radius=1.1)).rows) == 0


def test_an_object_that_would_not_hide_its_original_stays() -> None:
    photos, mask = _scene(radius=0.3)
    apart = torch.maximum(mask, mask.roll(30, dims=3))  # two discs: enlarged they move away from each other
    assert len(_placed(photos, apart).rows) == 0


def test_a_mask_becomes_no_softer() -> None:
    photos, mask = _scene()
    soft = F.avg_pool2d(F.pad(mask, (2,) * 4), 5, 1)  # a ramp of five pixels
    after = _placed(photos, soft).mask
    assert not torch.equal(after, soft)
    steepest = [m.diff(dim=3).abs().amax(dim=(1, 2, 3)) for m in (soft, after)]
    assert (steepest[1] > 0.9 * steepest[0]).all()


def test_a_photo_without_its_object_is_left_alone() -> None:
    photos, mask = _scene()
    assert len(_placed(photos, torch.zeros_like(mask)).rows) == 0


def test_the_answer_is_the_photo_with_the_object_at_its_new_place(bank: PhotoBank) -> None:
    nothing = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    batch, original = (_batch(bank, elsewhere=share, edit_weights=nothing) for share in (1.0, 0.0))
    torch.testing.assert_close(batch.composite, batch.real, atol=0.51 / 255, rtol=0)
    outside = (batch.mask == 0).expand_as(batch.real)
    assert torch.equal(batch.real[outside], original.real[outside])
    assert not torch.equal(batch.real, original.real)


def test_placed_or_not_depends_on_its_position_alone(bank: PhotoBank) -> None:
    synthesizer = Synthesizer(bank, dataclasses.replace(PLAIN, elsewhere=0.5))
    step = Part.whole(24, seed=1)
    whole, pieces = synthesizer.batch(step), [synthesizer.batch(part) for part in step.split(5)]
    in_place = _batch(bank, elsewhere=0.0)
    moved = (whole.mask != in_place.mask).flatten(1).any(dim=1)
    assert 0 < int(moved.sum()) < 24
    assert torch.equal(torch.cat([piece.mask for piece in pieces]), whole.mask)
    assert torch.equal(torch.cat([piece.real for piece in pieces]), whole.real)
