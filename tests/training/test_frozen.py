"""Frozen validation composites: written once, the same ever after."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from training.data import load_photos
from training.elsewhere import Placing
from training.errors import DataError
from training.frozen import (
    EDITS_FILE,
    OWN_EDITS,
    SIZE,
    FrozenComposites,
    Recoloured,
    StoredComposites,
    StoredEdits,
    freeze,
)


@pytest.fixture(scope="module")
def edits(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edits") / "edits.npz"
    freeze(load_photos(photos, size=SIZE), path)
    return path


def test_frozen_composites_are_the_same_each_time_they_are_loaded(
    photos: Path, archive: Path, edits: Path
) -> None:
    a, b = FrozenComposites(photos, edits=edits), FrozenComposites(archive, edits=edits)
    assert a.ids == ("a", "b", "c", "d")
    assert len(a) == 4
    for name in ("composite", "real", "mask"):
        assert torch.equal(getattr(a, name), getattr(b, name))


def test_freezing_again_draws_the_same_edits(photos: Path, edits: Path, tmp_path: Path) -> None:
    freeze(load_photos(photos, size=SIZE), tmp_path / "again.npz")
    a, b = StoredEdits.read(edits), StoredEdits.read(tmp_path / "again.npz")
    assert torch.equal(a.recolouring.tables, b.recolouring.tables)
    assert torch.equal(a.mask_offset, b.mask_offset)


def test_composites_differ_from_the_photos_in_the_object_only(photos: Path, edits: Path) -> None:
    frozen = FrozenComposites(photos, edits=edits)
    change = (frozen.composite - frozen.real).abs()
    assert (change * (frozen.mask == 0)).max() < 1e-4
    assert ((change * frozen.mask).mean(dim=(1, 2, 3)) > 0).all()


def test_enlarged_objects_are_larger_and_the_rest_is_the_photo(photos: Path, edits: Path) -> None:
    in_place, pasted = (
        FrozenComposites(photos, edits=edits, placing=placing)
        for placing in (Placing.IN_PLACE, Placing.ENLARGED)
    )
    moved = pasted.mask.sum(dim=(1, 2, 3)) > 1.2 * in_place.mask.sum(dim=(1, 2, 3))
    assert moved.any()
    outside = (pasted.mask == 0).expand_as(pasted.real)
    assert torch.equal(pasted.real[outside], in_place.real[outside])
    assert (pasted.composite - pasted.real)[outside].abs().max() < 1e-4 + 0.5 / 255


def test_foreign_objects_are_the_same_in_front_of_another_photo(photos: Path, edits: Path) -> None:
    in_place, foreign = (
        FrozenComposites(photos, edits=edits, placing=placing)
        for placing in (Placing.IN_PLACE, Placing.FOREIGN)
    )
    rows = [in_place.ids.index(name) for name in foreign.ids]
    assert torch.equal(foreign.mask, in_place.mask[rows])
    inside, outside = ((foreign.mask == side).expand_as(foreign.real) for side in (1, 0))
    for name in ("composite", "real"):
        assert torch.equal(getattr(foreign, name)[inside], getattr(in_place, name)[rows][inside])
    assert torch.equal(foreign.composite[outside], foreign.real[outside])
    assert all((foreign.real - in_place.real[rows]).abs().mean(dim=(1, 2, 3)) > 0.05)


@pytest.mark.parametrize("placing", Placing)
def test_objects_stay_as_they_are_where_the_photo_around_them_is_recoloured(
    photos: Path, edits: Path, placing: Placing
) -> None:
    usual = FrozenComposites(photos, edits=edits, placing=placing)
    graded = FrozenComposites(photos, edits=edits, placing=placing, what=Recoloured.PHOTO)
    assert graded.ids == usual.ids
    assert torch.equal(graded.mask, usual.mask)
    inside, outside = ((graded.mask == side).expand_as(graded.real) for side in (1, 0))
    assert (graded.composite - usual.real)[inside].abs().max() < 1e-4
    assert (graded.composite - graded.real)[outside].abs().max() < 1e-4
    assert (graded.real - usual.real).abs().mean() > 0.02


@pytest.mark.parametrize("what", Recoloured)
def test_light_that_falls_off_is_of_recoloured_objects_alone(
    photos: Path, edits: Path, tmp_path: Path, what: Recoloured
) -> None:
    found = []
    with np.load(edits) as stored:
        for name, stops in (("dark", 0.0), ("lit", 1.0)):
            content = dict(stored) | {"light": np.full_like(stored["light"], stops)}
            np.savez(tmp_path / f"{name}.npz", **content)
            found.append(FrozenComposites(photos, edits=tmp_path / f"{name}.npz", what=what))
    dark, lit = found
    assert torch.equal(dark.composite, lit.composite) == (what is Recoloured.PHOTO)
    assert torch.equal(dark.real, lit.real)


@pytest.mark.parametrize("what", Recoloured)
def test_stored_foreign_objects_are_in_front_of_the_same_photo(
    photos: Path, edits: Path, what: Recoloured
) -> None:
    frozen = FrozenComposites(photos, edits=edits, placing=Placing.FOREIGN, what=what)
    stored = StoredComposites(photos, edits=edits, placing=Placing.FOREIGN, what=what)
    for number, name in enumerate(frozen.ids):
        full = stored.chosen([stored.ids.index(name)])
        small = F.interpolate(full.real, (SIZE, SIZE), mode="bilinear", antialias=True)
        assert (small - frozen.real[number]).abs().mean() < 0.03


@pytest.mark.parametrize("kind", [FrozenComposites, StoredComposites])
def test_one_photo_has_no_other(
    photos: Path, tmp_path: Path, kind: type[FrozenComposites | StoredComposites]
) -> None:
    freeze(load_photos(photos, size=SIZE, only=["a"]), tmp_path / "one.npz")
    with pytest.raises(DataError, match="There is one photo"):
        kind(photos, edits=tmp_path / "one.npz", placing=Placing.FOREIGN)


def test_batches_hold_every_composite_in_order(photos: Path, edits: Path) -> None:
    frozen = FrozenComposites(photos, edits=edits)
    batches = list(frozen.batches(3, torch.device("cpu")))
    assert [len(b.real) for b in batches] == [3, 1]
    assert torch.equal(torch.cat([b.composite for b in batches]), frozen.composite)


def test_photos_of_another_set_are_one_sentence(photos: Path, edits: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(photos, tmp_path / "photos"))
    (other / "images" / "a.png").unlink()
    with pytest.raises(DataError, match="lacks 1 photos of the split, the first is a"):
        FrozenComposites(other, edits=edits)


def test_missing_masks_are_one_sentence(photos: Path, edits: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(photos, tmp_path / "photos"))
    (other / "masks" / "b_0.png").unlink()
    with pytest.raises(DataError, match="not those the validation edits were made for"):
        FrozenComposites(other, edits=edits)


@pytest.mark.parametrize("content", [None, b"", b"not an archive"])
def test_unreadable_edits_are_one_sentence(photos: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "edits.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"The validation edits .* cannot be read"):
        FrozenComposites(photos, edits=path)


def test_split_of_ones_own_photos_is_frozen_in_the_run_folder(photos: Path, tmp_path: Path) -> None:
    first = FrozenComposites.of_split(photos, {"c", "d"}, tmp_path)
    assert first.ids == ("c", "d")
    assert (tmp_path / OWN_EDITS).exists()
    written = (tmp_path / OWN_EDITS).read_bytes()
    again = FrozenComposites.of_split(photos, {"c", "d"}, tmp_path)
    assert torch.equal(first.composite, again.composite)
    assert (tmp_path / OWN_EDITS).read_bytes() == written


def test_edits_frozen_for_another_split_are_refused(photos: Path, tmp_path: Path) -> None:
    FrozenComposites.of_split(photos, {"c", "d"}, tmp_path)
    with pytest.raises(DataError, match="made for another split"):
        FrozenComposites.of_split(photos, {"c"}, tmp_path)


def test_split_without_masks_is_one_sentence(photos: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="None of the 1 photos of the split has a mask"):
        FrozenComposites.of_split(photos, {"e"}, tmp_path)


def test_bundled_edits_are_whole() -> None:
    stored = StoredEdits.read(EDITS_FILE)
    assert len(stored.ids) == len(set(stored.ids)) == len(stored.mask_offset) == 160
    assert stored.recolouring.tables.shape == (160, 17**3, 3)
    assert np.isfinite(stored.recolouring.light.numpy()).all()
