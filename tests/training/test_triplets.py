"""iHarmony4 folders and triplets of one's own, and everything that can be wrong with their lists."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest
from training_triplets import TEST, TRAIN, write_iharmony4, write_sub_set

from training.errors import DataError
from training.own_triplets import read_csv, read_folder
from training.triplets import TripletList, read_iharmony4

NAMES = [name for names in TRAIN.values() for name in names]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_iharmony4(tmp_path / "iHarmony4")


def _names(found: TripletList) -> list[str]:
    return [t.composite.stem for t in found.triplets]


def test_a_composite_finds_its_mask_photo_and_sub_set(root: Path) -> None:
    found = read_iharmony4(root, "train")
    assert _names(found) == NAMES
    assert found.skipped == ()
    first, last = found.triplets[0], found.triplets[-1]
    assert first.mask == root / "HCOCO" / "masks" / "c1_5.png"
    assert first.real == root / "HCOCO" / "real_images" / "c1.jpg"
    assert (first.subset, first.photo) == ("HCOCO", "c1")
    assert (last.subset, last.photo) == ("Hday2night", "d90-1")
    assert found.photos == {"c1", "c2", "d90-1"}


def test_train_and_test_lists_are_kept_apart(root: Path) -> None:
    assert _names(read_iharmony4(root, "test")) == [name for names in TEST.values() for name in names]


def test_only_and_without_divide_by_photo(root: Path) -> None:
    found = read_iharmony4(root, "train")
    assert _names(found.only({"c1"})) == ["c1_5_1", "c1_5_2", "c1_6_1"]
    assert _names(found.without({"c1"})) == ["c2_7_1", "d90-1_1_1", "d90-1_1_2"]


@pytest.mark.parametrize(
    "line",
    [
        "{subset}/composite_images/{name}.jpg",
        "composite_images/{name}.jpg",
        "{subset}/{name}.jpg",
        "{name}.jpg",
        "{name}",
        "./{subset}/composite_images/{name}.jpg\r",
        "/data/iHarmony4/{subset}/composite_images/{name}.jpg",
        "{subset}\\composite_images\\{name}.jpg\n",
    ],
)
def test_lines_of_a_joint_list_have_many_forms(root: Path, line: str) -> None:
    for subset in TRAIN:
        (root / subset / f"{subset}_train.txt").unlink()
    lines = [line.format(subset=subset, name=name) for subset, names in TRAIN.items() for name in names]
    (root / "IHD_train.txt").write_text("\n".join(lines), encoding="utf-8-sig")
    found = read_iharmony4(root, "train")
    assert _names(found) == NAMES
    assert [t.subset for t in found.triplets] == [s for s, names in TRAIN.items() for _ in names]


def test_own_lists_may_lie_beside_the_sub_sets(root: Path) -> None:
    (root / "IHD_train.txt").unlink()
    for subset in TRAIN:
        shutil.move(root / subset / f"{subset}_train.txt", root)
    assert _names(read_iharmony4(root, "train")) == NAMES


def test_own_list_comes_before_the_joint_one_and_a_repeated_line_counts_once(root: Path) -> None:
    (root / "HCOCO" / "HCOCO_train.txt").write_text("c2_7_1.jpg\nc2_7_1.jpg\n")
    assert _names(read_iharmony4(root, "train")) == ["c2_7_1", *TRAIN["Hday2night"]]


@pytest.mark.parametrize("keep", ["own", "joint"])
def test_a_single_sub_set_can_be_given(root: Path, keep: str) -> None:
    (root / ("IHD_train.txt" if keep == "own" else "HCOCO/HCOCO_train.txt")).unlink()
    assert _names(read_iharmony4(root / "HCOCO", "train")) == list(TRAIN["HCOCO"])


def test_missing_files_are_skipped_and_each_listed_once(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    (root / "HCOCO" / "composite_images" / "c1_5_1.jpg").unlink()
    (root / "HCOCO" / "masks" / "c2_7.png").unlink()
    (root / "Hday2night" / "real_images" / "d90-1.jpg").unlink()
    with caplog.at_level(logging.WARNING):
        found = read_iharmony4(root, "train")
    assert _names(found) == ["c1_5_2", "c1_6_1"]
    assert found.skipped == (
        "HCOCO: composite c1_5_1 is missing.",
        "HCOCO: composite c2_7_1 lacks its mask c2_7.",
        "Hday2night: composite d90-1_1_1 lacks its real photo d90-1.",
        "Hday2night: composite d90-1_1_2 lacks its real photo d90-1.",
    )
    assert [r.getMessage().removeprefix("Skipped: ") for r in caplog.records] == list(found.skipped)


def test_a_sub_set_that_is_not_there_is_one_sentence_not_thousands(root: Path) -> None:
    shutil.rmtree(root / "Hday2night")
    found = read_iharmony4(root, "train")
    assert _names(found) == list(TRAIN["HCOCO"])
    assert found.skipped == (f"{root / 'IHD_train.txt'}: 2 composites, as there is no Hday2night.",)


def test_a_sub_set_that_no_list_names_is_said(root: Path) -> None:
    write_sub_set(root / "HFlickr", ["f1_1_1"])
    assert read_iharmony4(root, "train").skipped == ("HFlickr: no list names its composites for train.",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: it should name one composite a line"),
        (b"\xff\xfe\x00x", "is not text"),
        (b"c1_5_1.jpg\nc1.jpg\n", "line 2: 'c1.jpg' is no composite of the form x_y_z.jpg"),
        (b'{"file_name": "x"}\n', "is no composite of the form"),
    ],
)
def test_a_wrong_list_is_one_sentence(root: Path, content: bytes, sentence: str) -> None:
    (root / "HCOCO" / "HCOCO_train.txt").write_bytes(content)
    with pytest.raises(DataError, match=sentence) as caught:
        read_iharmony4(root, "train")
    assert "\n" not in str(caught.value)


def test_lists_that_are_missing_are_one_sentence(root: Path) -> None:
    for path in root.rglob("*_test.txt"):
        path.unlink()
    with pytest.raises(DataError, match=r"has neither IHD_test.txt nor a list like HCOCO/HCOCO_test.txt"):
        read_iharmony4(root, "test")


def test_a_list_of_another_data_set_is_one_sentence(root: Path) -> None:
    (root / "HCOCO" / "HCOCO_train.txt").write_text("x1_1_1.jpg\nx2_1_1.jpg\n")
    shutil.rmtree(root / "Hday2night")
    (root / "IHD_train.txt").unlink()
    with pytest.raises(DataError, match=r"no complete triplets in .* \(2 were skipped; HCOCO: composite x1"):
        read_iharmony4(root, "train")


def test_folders_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is no folder; give the one that holds HCOCO"):
        read_iharmony4(tmp_path / "nowhere", "train")
    with pytest.raises(DataError, match="holds none of HCOCO, HAdobe5k, HFlickr, Hday2night"):
        read_iharmony4(tmp_path, "train")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Three composites of two photos: one with its own mask, two that share mask and photo."""
    folder = tmp_path / "shots"
    for name in ("composites", "masks", "reals"):
        (folder / name).mkdir(parents=True)
    files = ("composites/a.jpg", "composites/b_1_x.png", "composites/b_1_y.png")
    files += ("masks/a.png", "masks/b_1.png", "reals/a.jpg", "reals/b.jpg")
    for file in files:
        (folder / file).write_bytes(b"x")
    return folder


def test_own_folder_pairs_by_name_or_its_beginning(own: Path) -> None:
    found = read_folder(own)
    assert _names(found) == ["a", "b_1_x", "b_1_y"]
    assert [t.mask.name for t in found.triplets] == ["a.png", "b_1.png", "b_1.png"]
    assert [t.photo for t in found.triplets] == ["a", "b", "b"]
    assert {t.subset for t in found.triplets} == {"shots"}


def test_own_folder_lists_what_is_missing(own: Path) -> None:
    (own / "masks" / "b_1.png").unlink()
    assert read_folder(own).skipped == (
        "shots: composite b_1_x lacks its mask b_1_x.",
        "shots: composite b_1_y lacks its mask b_1_y.",
    )
    shutil.rmtree(own / "masks")
    with pytest.raises(DataError, match="has no folder masks; triplets need composites, masks, reals"):
        read_folder(own)


def test_csv_with_and_without_a_first_row_of_names(own: Path) -> None:
    table = own / "list.csv"
    table.write_text("composites/a.jpg,masks/a.png,reals/a.jpg\n")
    assert read_csv(table).triplets[0].photo == "reals/a"
    table.write_text(
        "Real,Composite,Mask,Subset,Photo\n ./reals/b.jpg , composites/b_1_x.png,masks/b_1.png,shoes,b\n"
    )
    (found,) = read_csv(table).triplets
    assert (found.composite, found.real) == (own / "composites/b_1_x.png", own / "reals/b.jpg")
    assert (found.subset, found.photo) == ("shoes", "b")


def test_csv_lists_missing_files_with_their_line(own: Path) -> None:
    table = own / "list.csv"
    table.write_text(
        "composites/a.jpg,masks/a.png,reals/a.jpg\n\ncomposites/a.jpg,masks/no.png,reals/a.jpg\n"
    )
    found = read_csv(table)
    assert len(found.triplets) == 1
    assert found.skipped == (f"{table}, line 3: there is no {own / 'masks/no.png'}.",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"composites/a.jpg,masks/a.png\n", "line 1 has no real; a row is composite, mask, real"),
        (b"composite,mask,real\n,masks/a.png,reals/a.jpg\n", "line 2 has no composite"),
        (b"\xff\xfe\x00,", "is no CSV of composite, mask and real photo"),
        (b"", "no complete triplets"),
    ],
)
def test_a_wrong_csv_is_one_sentence(own: Path, content: bytes, sentence: str) -> None:
    table = own / "list.csv"
    table.write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        read_csv(table)
