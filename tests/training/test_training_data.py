"""Photographs read from folders and tars, and everything that can be wrong with them."""

from __future__ import annotations

import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from training_photos import WITH_MASKS, WITHOUT_MASKS

from training.data import PALETTE, PhotoBank, load_photos
from training.errors import DataError, LackingError
from training.prepare import prepare
from training.split import read_ids


def test_folder_and_tar_of_it_give_the_same_bank(photos: Path, archive: Path) -> None:
    a, b = load_photos(photos, size=32), load_photos(archive, size=32)
    assert a.ids == b.ids == WITH_MASKS + WITHOUT_MASKS
    for name in ("photos", "masks", "owner", "photo_palettes", "mask_palettes"):
        assert torch.equal(getattr(a, name), getattr(b, name))


def test_bank_has_the_shapes_it_promises(bank: PhotoBank) -> None:
    assert bank.photos.shape == (5, 3, 64, 64)
    assert bank.masks.shape == (5, 64, 64)
    assert bank.owner.tolist() == [0, 0, 1, 2, 3]
    assert bank.photo_palettes.shape == (5, PALETTE, 3)
    assert bank.mask_palettes.shape == (5, PALETTE, 3)
    assert bank.skipped == ()


def test_palette_of_a_mask_holds_colours_of_its_object_only(bank: PhotoBank) -> None:
    inside = bank.photos[1][:, bank.masks[2] > 127].T
    colours = {tuple(c) for c in inside.tolist()}
    assert {tuple(c) for c in bank.mask_palettes[2].tolist()} <= colours


def test_masks_stay_beside_their_photo_when_names_contain_underscores(photos: Path, tmp_path: Path) -> None:
    folder = _copy(photos, tmp_path)
    (folder / "images" / "e.png").rename(folder / "images" / "a_0.png")
    shutil.copy(folder / "masks" / "b_0.png", folder / "masks" / "a_0_0.png")
    bank = load_photos(folder, size=16)
    assert bank.ids[:2] == ("a", "a_0")
    assert bank.owner.tolist() == sorted(bank.owner.tolist())
    assert bank.owner.tolist().count(1) == 1


def test_sideways_photo_is_turned_upright(photos: Path, tmp_path: Path) -> None:
    from PIL import Image

    folder = _copy(photos, tmp_path)
    with Image.open(folder / "images" / "e.png") as picture:
        exif = picture.getexif()
        exif[0x0112] = 6  # turn by 90° to show
        picture.transpose(Image.Transpose.ROTATE_90).save(folder / "images" / "e.png", exif=exif)
    assert torch.equal(load_photos(folder, size=32).photos, load_photos(photos, size=32).photos)


def test_only_and_without_choose_photos_with_their_masks(photos: Path) -> None:
    assert load_photos(photos, size=16, only={"a", "e"}).ids == ("a", "e")
    rest = load_photos(photos, size=16, without={"a"})
    assert rest.ids == ("b", "c", "d", "e")
    assert rest.owner.tolist() == [0, 1, 2]


def test_corrupt_files_are_skipped_and_listed(photos: Path, tmp_path: Path) -> None:
    folder = _copy(photos, tmp_path)
    broken = folder / "images" / "b.png"
    broken.write_bytes(broken.read_bytes()[:200])
    (folder / "images" / "f.jpg").write_bytes(b"not a picture")
    bank = load_photos(folder, size=16)
    assert bank.ids == ("a", "c", "d", "e")
    assert len(bank.skipped) == 3  # and the mask of b
    assert any("b.png" in line for line in bank.skipped)
    assert any("f.jpg" in line for line in bank.skipped)


def test_mask_of_other_proportions_is_skipped_and_listed(photos: Path, tmp_path: Path) -> None:
    folder = _copy(photos, tmp_path)
    cv2.imwrite(str(folder / "masks" / "b_0.png"), np.full((50, 50), 255, np.uint8))
    bank = load_photos(folder, size=16)
    assert len(bank.masks) == 4
    assert "mask b_0: it is 50×50, its photo 96×72." in bank.skipped


def test_empty_mask_is_skipped_and_listed(photos: Path, tmp_path: Path) -> None:
    folder = _copy(photos, tmp_path)
    cv2.imwrite(str(folder / "masks" / "b_0.png"), np.zeros((72, 96), np.uint8))
    assert "mask b_0: nothing is marked in it." in load_photos(folder, size=16).skipped


def test_empty_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^No photos in .*: it should hold images/NAME.jpg"):
        load_photos(tmp_path, size=16)
    with pytest.raises(DataError, match=r"^No photos in .*: it should hold images/NAME.jpg"):
        load_photos(tmp_path, size=16, only={"a"})


def test_words_for_photos_differ_where_their_names_pixels_or_masks_do(bank: PhotoBank) -> None:
    photos, masks = bank.photos.clone(), bank.masks.clone()
    photos[1, 0, 2, 3] += 1
    masks[2, 5, 5] += 1
    owner = bank.owner.flip(0)
    names = (*bank.ids[:-1], "f")
    others = [
        replace(bank, photos=photos),
        replace(bank, masks=masks),
        replace(bank, owner=owner),
        replace(bank, ids=names),
    ]
    assert len({each.described for each in (bank, *others)}) == 5
    assert bank.described.startswith("5 photos with 5 masks (")
    assert replace(bank, photos=bank.photos.clone()).described == bank.described


def test_missing_source_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist: give a photo folder or a tar of one"):
        load_photos(tmp_path / "nowhere", size=16)


@pytest.mark.parametrize("content", [b"", b"not an archive at all" * 100])
def test_file_that_is_no_tar_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photos.tar"
    path.write_bytes(content)
    with pytest.raises(DataError, match="is not a readable tar archive"):
        load_photos(path, size=16)


def test_tar_that_was_cut_off_is_one_sentence(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "cut.tar"
    with tarfile.open(archive) as tar:
        last = max((m for m in tar if m.isfile()), key=lambda m: m.offset_data)
    path.write_bytes(archive.read_bytes()[: last.offset_data + last.size // 2])
    with pytest.raises(DataError, match="is not a readable tar archive: unexpected end of data"):
        load_photos(path, size=16)


def test_names_of_the_split_that_are_missing_are_one_sentence(photos: Path) -> None:
    with pytest.raises(DataError, match="lacks 2 photos of the split, the first is y"):
        load_photos(photos, size=16, only={"a", "y", "z"})
    with pytest.raises(LackingError, match="lacks 2 photos of the split, the first is y"):
        load_photos(photos, size=16, only={"y", "z"})


def test_prepared_photos_that_are_none_of_the_split_are_one_sentence(photos: Path, tmp_path: Path) -> None:
    prepare(photos, tmp_path / "prepared", size=16)
    with pytest.raises(LackingError, match="lacks 1 photos of the split, the first is y"):
        load_photos(tmp_path / "prepared", size=16, only={"y"})


def test_split_file_that_is_missing_empty_or_no_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_ids(tmp_path / "ids.txt")
    (tmp_path / "ids.txt").write_text("\n \n")
    with pytest.raises(DataError, match="is empty: it should name one photo a line"):
        read_ids(tmp_path / "ids.txt")
    (tmp_path / "ids.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="is not text"):
        read_ids(tmp_path / "ids.txt")


def _copy(photos: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(photos, tmp_path / "photos"))
