"""Photos held out from training: chosen, read, and never on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from training_triplets import write_iharmony4

from training.errors import DataError
from training.hold_out import choose, main
from training.prepare import prepare
from training.split import check_split, read_ids


def test_photos_with_masks_are_chosen_and_the_same_each_time(
    photos: Path, archive: Path, tmp_path: Path
) -> None:
    prepare(photos, tmp_path / "prepared", size=32)
    chosen = choose(photos, 3, seed=1)
    assert len(chosen) == len(set(chosen)) == 3
    assert set(chosen) < {"a", "b", "c", "d"}
    assert chosen == choose(archive, 3, seed=1) == choose(tmp_path / "prepared", 3, seed=1)
    assert any(choose(photos, 3, seed=seed) != chosen for seed in range(2, 6))


def test_photos_of_triplets_are_chosen_not_composites(tmp_path: Path) -> None:
    assert set(choose(write_iharmony4(tmp_path), 2)) < {"c1", "c2", "d90-1"}


def test_command_writes_a_file_that_training_reads(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "held-out.txt"
    assert main([str(photos), str(file), "--photos", "2"]) == 0
    assert read_ids(file) == set(choose(photos, 2))
    assert main([str(photos), str(file), "--photos", "2"]) == 1
    assert "exists; delete it, or give another name" in capsys.readouterr().err


def test_more_than_there_are_is_one_sentence(photos: Path) -> None:
    with pytest.raises(DataError, match=r"has 4 photos with masks, so 4 cannot be held out"):
        choose(photos, 4)


def test_photo_on_both_sides_is_named() -> None:
    check_split({"a", "b"}, {"c"}, what="the test photos")
    with pytest.raises(
        DataError, match=r"^Photo b and 1 more is among the training photos and among the test"
    ):
        check_split({"a", "b", "c"}, {"c", "b"}, what="the test photos")
