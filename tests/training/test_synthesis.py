"""Composites made from photographs."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from torch import Generator

from training.batch import Batch, Part
from training.colour_table import lattice, look_up
from training.data import PALETTE, PhotoBank, load_photos
from training.drawn_regions import drawn_regions
from training.edits import Edit, Recolouring
from training.errors import DataError
from training.objects import recoloured
from training.recolour import Draw
from training.synthesis import SynthesisConfig, Synthesizer

SMALL = SynthesisConfig(size=64)
LEVEL = 1 / 255


def _batch(bank: PhotoBank, *, count: int = 12, seed: int = 0, **settings: object) -> Batch:
    config = dataclasses.replace(SMALL, **settings)  # type: ignore[arg-type]
    return Synthesizer(bank, config).batch(Part.whole(count, seed=seed))


def _always(edit: Edit) -> tuple[float, ...]:
    return tuple(float(e is edit) for e in Edit)


def test_batch_has_the_shapes_and_ranges_it_promises(bank: PhotoBank) -> None:
    batch = _batch(bank, reference_region=1.0)
    assert batch.composite.shape == batch.real.shape == (12, 3, 64, 64)
    assert batch.reference is not None
    assert batch.mask.shape == batch.reference.shape == (12, 1, 64, 64)
    for tensor in (batch.composite, batch.real, batch.mask, batch.reference):
        assert tensor.min() >= 0
        assert tensor.max() <= 1


def test_words_for_a_synthesis_differ_where_any_of_its_numbers_does() -> None:
    others = [
        dataclasses.replace(SMALL, largest_change=0.29),
        dataclasses.replace(SMALL, edit_weights=(1.2, 1.0, 1.0, 1.0, 1.0, 2.1)),
        dataclasses.replace(SMALL, crop=0.4),
    ]
    assert len({each.described for each in (SMALL, *others)}) == 4
    assert dataclasses.replace(SMALL).described == SMALL.described


def test_same_seed_gives_the_same_batch_and_another_one_another(bank: PhotoBank) -> None:
    a, again, other = _batch(bank), _batch(bank), _batch(bank, seed=1)
    for name in ("composite", "real", "mask"):
        assert torch.equal(getattr(a, name), getattr(again, name))
        assert not torch.equal(getattr(a, name), getattr(other, name))


@pytest.mark.parametrize("most", [1, 5])
def test_step_in_pieces_has_the_composites_of_the_whole(bank: PhotoBank, most: int) -> None:
    synthesizer = Synthesizer(bank, dataclasses.replace(SMALL, reference_region=0.5))
    for seed in range(3):
        step = Part.whole(12, seed=seed)
        whole, pieces = synthesizer.batch(step), [synthesizer.batch(part) for part in step.split(most)]
        for name in ("composite", "real", "mask", "reference"):
            tensors = [getattr(piece, name) for piece in pieces]
            if getattr(whole, name) is None:
                assert tensors == [None] * len(pieces)
                continue
            apart = (torch.cat(tensors) - getattr(whole, name)).abs()
            # A colour on the verge between two levels may be rounded either way.
            assert apart.max() <= 1.01 * LEVEL
            assert apart.mean() < 1e-6


def test_composite_is_the_photo_outside_the_mask(bank: PhotoBank) -> None:
    batch = _batch(bank)
    outside = (batch.mask == 0).expand_as(batch.real)
    assert outside.any()
    assert (batch.composite - batch.real)[outside].abs().max() <= 0.5001 * LEVEL


def test_a_composite_knows_its_photo(bank: PhotoBank) -> None:
    batch = _batch(bank, crop=0.0, mirror=0.0, developed=0.0, foreign=0.0, graded=0.0)
    assert batch.photo is not None
    assert len(set(batch.photo.tolist())) > 1
    sized = torch.nn.functional.interpolate(bank.photos.float() / 255, size=(64, 64), mode="bilinear")
    apart = (batch.real.unsqueeze(1) - sized).abs().mean(dim=(2, 3, 4))
    assert torch.equal(apart.argmin(dim=1), batch.photo)


def test_photos_stay_known_where_all_of_them_are(bank: PhotoBank) -> None:
    first, second = _batch(bank, count=3), _batch(bank, count=2, seed=1).to(torch.device("cpu"))
    joined = Batch.joined([first, second])
    assert first.photo is not None
    assert second.photo is not None
    assert joined.photo is not None
    assert joined.photo.tolist() == first.photo.tolist() + second.photo.tolist()
    assert Batch.joined([first, dataclasses.replace(second, photo=None)]).photo is None


def test_composite_has_whole_levels_as_a_stored_picture(bank: PhotoBank) -> None:
    levels = _batch(bank).composite * 255
    assert (levels - levels.round()).abs().max() < 1e-3


@pytest.mark.parametrize("edit", [e for e in Edit if e is not Edit.NONE])
def test_every_edit_changes_the_object(bank: PhotoBank, edit: Edit) -> None:
    batch = _batch(bank, edit_weights=_always(edit), light=0.0)
    inside = (batch.mask == 1).expand_as(batch.real)
    assert (batch.composite - batch.real)[inside].abs().mean() > 3 * LEVEL


def test_no_edit_leaves_the_photo_as_it_is(bank: PhotoBank) -> None:
    batch = _batch(bank, edit_weights=_always(Edit.NONE), light=0.0, graded=0.0, foreign=0.0)
    assert (batch.composite - batch.real).abs().max() <= 0.51 * LEVEL


def test_an_object_in_a_graded_photo_is_as_it_was_and_should_follow(
    bank: PhotoBank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.synthesis._NATURAL", 1.0)
    plain = {"crop": 0.0, "developed": 0.0, "elsewhere": 0.0, "foreign": 0.0, "light": 0.0}
    as_it_was = _batch(bank, **plain, graded=0.0, edit_weights=_always(Edit.NONE))
    graded = _batch(bank, **plain, graded=1.0)
    inside, outside = ((graded.mask == side).expand_as(graded.real) for side in (1, 0))
    assert (graded.composite - as_it_was.composite)[inside].abs().max() < 0.1 * LEVEL
    assert (graded.composite - as_it_was.composite)[outside].abs().mean() > 10 * LEVEL
    assert (graded.composite - graded.real)[outside].abs().max() <= 0.51 * LEVEL
    assert (graded.composite - graded.real)[inside].abs().mean() > 10 * LEVEL


def test_some_objects_in_graded_photos_are_changed_themselves(bank: PhotoBank) -> None:
    plain = {"crop": 0.0, "developed": 0.0, "elsewhere": 0.0, "foreign": 0.0, "light": 0.0}
    as_it_was = _batch(bank, **plain, count=48, graded=0.0, edit_weights=_always(Edit.NONE))
    graded = _batch(bank, **plain, count=48, graded=1.0, edit_weights=_always(Edit.PHOTOGRAPHIC))
    change = ((graded.composite - as_it_was.composite).abs() * (graded.mask == 1)).amax(dim=(1, 2, 3))
    assert 0.4 < float((change < 0.1 * LEVEL).float().mean()) < 0.95


def test_no_foreign_object_is_right_as_it_is(bank: PhotoBank) -> None:
    plain = {"crop": 0.0, "developed": 0.0, "elsewhere": 0.0, "light": 0.0, "graded": 1e-9}
    for foreign, change in ((0.0, 0.0), (1.0, 10.0)):
        batch = _batch(
            bank,
            **plain,
            count=24,
            foreign=foreign,
            drawn=0.0,
            inverted=0.0,
            edit_weights=_always(Edit.NONE),
        )
        inside = (batch.mask == 1).expand_as(batch.real)
        assert (batch.composite - batch.real)[inside].abs().mean() >= change * LEVEL
        assert change or (batch.composite - batch.real).abs().max() < 0.51 * LEVEL


def test_light_changes_the_object_even_without_an_edit(bank: PhotoBank) -> None:
    batch = _batch(bank, edit_weights=_always(Edit.NONE), light=1.0)
    assert (batch.composite - batch.real).abs().max() > 10 * LEVEL


def test_mean_change_of_an_edit_stays_below_its_limit(bank: PhotoBank) -> None:
    limit = 0.05
    config = dataclasses.replace(SMALL, largest_change=limit, edit_weights=_always(Edit.PHOTOGRAPHIC))
    synthesizer = Synthesizer(bank, config)
    mask_number = torch.arange(5)
    edits = synthesizer.recolouring(bank.owner[mask_number], mask_number, Draw(Generator().manual_seed(0)))
    colours = bank.mask_palettes[:5].flatten(0, 1).T.float() / 255
    edited = look_up(colours, mask_number.repeat_interleave(PALETTE), edits.tables)
    change = (edited - colours).abs().reshape(3, 5, PALETTE).mean(dim=(0, 2))
    assert change.max() <= limit + LEVEL


def test_crops_leave_the_object_within_the_coverage_limits(photos: Path) -> None:
    bank = load_photos(photos, size=256)
    covered = (bank.masks > 127).float().mean(dim=(1, 2))
    low, high = covered.min().item() * 0.9, covered.max().item() * 1.5
    batch = _batch(
        bank, count=64, crop=1.0, coverage=(low, high), drawn=0.0, inverted=0.0, elsewhere=0.0, foreign=0.0
    )
    part = batch.mask.mean(dim=(1, 2, 3))
    assert part.min() > low - 0.03
    assert part.max() < high + 0.03


def test_crop_that_would_lose_the_object_is_not_taken(bank: PhotoBank) -> None:
    whole = _batch(bank, count=32, crop=0.0, drawn=0.0, inverted=0.0, edit_weights=_always(Edit.NONE))
    refused = _batch(
        bank,
        count=32,
        crop=1.0,
        coverage=(0.99, 1.0),
        drawn=0.0,
        inverted=0.0,
        edit_weights=_always(Edit.NONE),
    )
    assert torch.allclose(
        whole.mask.mean(dim=(1, 2, 3)).unique().sort().values[-1],
        refused.mask.mean(dim=(1, 2, 3)).unique().sort().values[-1],
        atol=0.01,
    )


def test_inverted_mask_takes_everything_but_the_object(bank: PhotoBank) -> None:
    straight = _batch(bank, inverted=0.0, crop=0.0, drawn=0.0, elsewhere=0.0, foreign=0.0)
    turned = _batch(bank, inverted=1.0, crop=0.0, drawn=0.0, elsewhere=0.0, foreign=0.0)
    assert torch.allclose(turned.mask, 1 - straight.mask)


def test_a_photo_that_is_developed_anew_stays_one_photo(bank: PhotoBank) -> None:
    plain, developed = (
        _batch(
            bank,
            count=16,
            crop=0.0,
            developed=often,
            graded=0.0,
            foreign=0.0,
            edit_weights=_always(Edit.NONE),
            light=0.0,
        )
        for often in (0.0, 1.0)
    )
    assert torch.equal(plain.mask, developed.mask)
    assert torch.allclose(developed.composite, developed.real, atol=0.003)  # inside and outside alike
    assert (developed.real - plain.real).abs().mean() > 0.01


def test_flip_moves_photo_and_mask_together(bank: PhotoBank) -> None:
    batch = _batch(
        bank,
        count=32,
        crop=0.0,
        drawn=0.0,
        inverted=0.0,
        developed=0.0,
        elsewhere=0.0,
        foreign=0.0,
        graded=0.0,
    )
    config = dataclasses.replace(SMALL, size=64)
    assert config.size == bank.photos.shape[-1]
    photos = bank.photos[bank.owner].float() / 255
    masks = bank.masks.float() / 255
    for real, mask in zip(batch.real, batch.mask[:, 0], strict=True):
        pairs = [(p, m) for p, m in zip(photos, masks, strict=True)]
        pairs += [(p.flip(-1), m.flip(-1)) for p, m in pairs]
        assert any(
            torch.allclose(real, p, atol=1e-4) and torch.allclose(mask, m, atol=1e-4) for p, m in pairs
        )


def test_recolouring_works_on_pictures_of_any_proportions() -> None:
    draw = Draw(Generator().manual_seed(0))
    real, mask = draw.uniform(1, 3, 12, 20), torch.zeros(1, 1, 12, 20)
    mask[..., 5:15] = 1
    edits = Recolouring(lattice(torch.device("cpu")).unsqueeze(0), torch.tensor([[1.0, 0.0]]))
    ratio = recoloured(real, mask, edits) / real
    assert ratio.shape == real.shape
    assert ratio[..., 5:8].mean() < 1 < ratio[..., 12:15].mean()


def test_drawn_regions_fill_four_to_thirty_five_percent() -> None:
    regions = drawn_regions(64, 64, Draw(Generator().manual_seed(0)))
    part = regions.mean(dim=(1, 2, 3))
    assert regions.shape == (64, 1, 64, 64)
    assert part.min() > 0.02
    assert part.max() < 0.38


def test_drawn_regions_are_used_as_often_as_asked(bank: PhotoBank) -> None:
    a, b = (_batch(bank, drawn=1.0, inverted=0.0, seed=s).mask for s in (0, 0))
    assert torch.equal(a, b)
    assert ((a > 0) & (a < 1)).any()
    assert a.mean(dim=(1, 2, 3)).max() < 0.38


def test_reference_region_lies_in_the_background(bank: PhotoBank) -> None:
    batch = _batch(bank, reference_region=1.0)
    assert batch.reference is not None
    assert (batch.reference * batch.mask <= 0.25 + 1e-6).all()  # both soft at a shared edge
    assert (batch.reference <= 1 - batch.mask + 1e-6).all()
    assert (batch.reference.mean(dim=(1, 2, 3)) >= 0.03).all()


def test_without_a_reference_region_there_is_none(bank: PhotoBank) -> None:
    assert _batch(bank, reference_region=0.0, elsewhere=0.0, foreign=0.0).reference is None


def test_photos_without_masks_need_drawn_regions(bank: PhotoBank) -> None:
    bare = dataclasses.replace(
        bank, masks=bank.masks[:0], owner=bank.owner[:0], mask_palettes=bank.mask_palettes[:0]
    )
    with pytest.raises(DataError, match="None of the photos has a mask"):
        Synthesizer(bare, SMALL)
    batch = _batch(bare, drawn=1.0)
    assert (batch.mask.mean(dim=(1, 2, 3)) > 0.02).all()
    assert (batch.composite != batch.real).any()


def test_edit_weights_must_name_every_edit() -> None:
    with pytest.raises(ValueError, match="edit_weights needs 6 numbers"):
        SynthesisConfig(edit_weights=(1.0,))


@pytest.mark.parametrize("reference_region", [0.0, 0.5, 1.0])
def test_parts_of_several_steps_made_together_are_as_one_by_one(
    bank: PhotoBank, reference_region: float
) -> None:
    synthesizer = Synthesizer(bank, dataclasses.replace(SMALL, reference_region=reference_region))
    parts = [Part(seed, first=seed % 2, count=3, of=5) for seed in range(6)]
    together = synthesizer.batches(parts)
    for part, batch in zip(parts, together, strict=True):
        alone = synthesizer.batch(part)
        assert (batch.reference is None) == (alone.reference is None)
        for name in ("composite", "real", "mask", "reference", "photo"):
            one, other = getattr(batch, name), getattr(alone, name)
            if one is not None:
                torch.testing.assert_close(one, other, atol=1.01 * LEVEL, rtol=0)
        assert float((batch.composite - alone.composite).abs().mean()) < 1e-3
    if reference_region == 0.5:
        assert len({batch.reference is None for batch in together}) == 2
