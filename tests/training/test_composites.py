"""Triplets as the paper measures them, and as they are stored."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PIL import Image
from training_photos import HEIGHT, WIDTH, write_picture
from training_triplets import write_iharmony4

from training.composites import TripletComposites, open_composites
from training.elsewhere import Placing
from training.errors import DataError
from training.frozen import EDITS_FILE, Recoloured
from training.prepare import prepare
from training.triplets import Triplet, read_iharmony4


@pytest.fixture
def triplets(tmp_path: Path) -> tuple[Triplet, ...]:
    return read_iharmony4(write_iharmony4(tmp_path / "iHarmony4"), "train").triplets


def test_pictures_are_stretched_bilinearly_and_masks_by_the_nearest_pixel(
    triplets: tuple[Triplet, ...],
) -> None:
    batch = TripletComposites(triplets, size=256).chosen([0, 4])
    assert batch.composite.shape == batch.real.shape == (2, 3, 256, 256)
    stored = TripletComposites(triplets, size=None).chosen([0])
    # Pillow enlarges as torch does, but in whole levels.
    expected = F.interpolate(stored.real, (256, 256), mode="bilinear", align_corners=False)
    assert torch.allclose(batch.real[:1], expected, atol=1.1 / 255)
    assert torch.equal(batch.mask[:1], F.interpolate(stored.mask, (256, 256), mode="nearest-exact"))
    assert set(batch.mask.unique().tolist()) == {0.0, 1.0}


def test_pictures_that_shrink_are_averaged(tmp_path: Path) -> None:
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, ::2] = 200
    mask = np.zeros((512, 512), np.uint8)
    mask[:, 100:200] = 255
    paths = [tmp_path / f"{name}.png" for name in ("composite", "mask", "real")]
    for path, pixels in zip(paths, (stripes, mask, stripes), strict=True):
        write_picture(path, pixels)
    batch = TripletComposites([Triplet(*paths, subset="mine", photo="real")], size=256).chosen([0])
    assert (batch.real[..., 4:-4] * 255).round().unique().tolist() == [100.0]


def test_background_of_a_composite_is_that_of_the_photo(triplets: tuple[Triplet, ...]) -> None:
    batch = TripletComposites(triplets, size=256).chosen([0])
    outside = (batch.mask == 0).expand_as(batch.real)
    assert torch.equal(batch.composite[outside], batch.real[outside])
    assert not torch.equal(batch.composite, batch.real)


def test_stored_size_is_that_of_the_files(triplets: tuple[Triplet, ...]) -> None:
    composites = TripletComposites(triplets, size=None)
    assert composites.together == 1
    assert composites.chosen([0]).real.shape == (1, 3, HEIGHT, WIDTH)


def test_unusable_triplets_are_one_sentence(triplets: tuple[Triplet, ...], tmp_path: Path) -> None:
    whole, none, small = (tmp_path / f"{name}.png" for name in ("whole", "none", "small"))
    write_picture(whole, np.full((HEIGHT, WIDTH), 255, np.uint8))
    write_picture(none, np.zeros((HEIGHT, WIDTH), np.uint8))
    write_picture(small, cv2.resize(cv2.imread(str(triplets[0].real)), (48, 36)))
    bad = [
        replace(triplets[0], mask=whole),
        replace(triplets[0], mask=none),
        replace(triplets[0], real=small),
    ]
    composites = TripletComposites(bad, size=None)
    for number, sentence in enumerate(("no background", "nothing of its object", "not of one size")):
        with pytest.raises(DataError, match=sentence):
            composites.chosen([number])
    assert len(TripletComposites(bad, size=256).chosen([2])) == 1  # of one size once both are stretched


def test_what_is_given_is_recognised(tmp_path: Path, photos: Path) -> None:
    root = write_iharmony4(tmp_path / "iHarmony4")
    table = tmp_path / "mine.csv"
    table.write_text(
        "iHarmony4/HCOCO/composite_images/c3_1_1.jpg,iHarmony4/HCOCO/masks/c3_1.png,"
        "iHarmony4/HCOCO/real_images/c3.jpg\n"
    )
    opened = [
        open_composites(source, full_size=False, split="test", edits=EDITS_FILE)
        for source in (root, root / "HCOCO", table)
    ]
    assert [(list(o.ids), list(o.subsets)) for o in opened] == [
        (["c3_1_1", "d91-1_1_1"], ["HCOCO", "Hday2night"]),
        (["c3_1_1"], ["HCOCO"]),
        (["c3_1_1"], ["mine"]),
    ]
    with pytest.raises(DataError, match="lacks 160 photos"):
        open_composites(photos, full_size=True, split="test", edits=EDITS_FILE)
    for source in (root, table):
        for otherwise in ({"placing": Placing.ENLARGED}, {"what": Recoloured.PHOTO}):
            with pytest.raises(DataError, match="holds composites"):
                open_composites(source, full_size=False, split="test", edits=EDITS_FILE, **otherwise)  # type: ignore[arg-type]


def test_published_pictures_are_read_without_their_profile_and_orientation(
    triplets: tuple[Triplet, ...],
) -> None:
    real = triplets[0].real
    with Image.open(real) as picture:
        exif = picture.getexif()
        exif[0x0112] = 6  # shown upright only when turned
        picture.save(real, quality=95, exif=exif)
    assert TripletComposites(triplets[:1], size=None).chosen([0]).real.shape == (1, 3, HEIGHT, WIDTH)
    own = [replace(triplets[0], subset="mine")]
    with pytest.raises(DataError, match=r"c1_5_1.jpg: it is 96×72, its photo 72×96"):
        TripletComposites(own, size=256).chosen([0])


def test_prepared_composites_are_those_of_the_files(tmp_path: Path) -> None:
    root = write_iharmony4(tmp_path / "iHarmony4")
    prepare(root, tmp_path / "prepared", size=256, split="test")
    files, prepared = (
        open_composites(source, full_size=False, split="test", edits=EDITS_FILE)
        for source in (root, tmp_path / "prepared")
    )
    assert list(prepared.ids) == list(files.ids)
    assert list(prepared.subsets) == list(files.subsets)
    a, b = files.chosen([0, 1]), prepared.chosen([0, 1])
    for name in ("composite", "real", "mask"):
        assert torch.equal(getattr(a, name), getattr(b, name))


def test_composites_prepared_otherwise_are_one_sentence(tmp_path: Path) -> None:
    prepare(write_iharmony4(tmp_path / "iHarmony4"), tmp_path / "prepared", size=32)
    for full_size, sentence in (
        (False, "was prepared at 32×32, and figures are to be of 256×256"),
        (True, "full size"),
    ):
        with pytest.raises(DataError, match=sentence):
            open_composites(tmp_path / "prepared", full_size=full_size, split="test", edits=EDITS_FILE)
