"""The journal of a long evaluation."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine.files import FileError
from training.journal import Journal


def _filled(path: Path) -> Path:
    with Journal(path, ["data", "a"]) as journal:
        journal.add(3, [[0.1, math.nan], [2.0, -1.5]])
        journal.add(1, [[1 / 3, 0.0], [4.0, 5.0]])
    return path


def test_figures_come_back_exactly(tmp_path: Path) -> None:
    with Journal(_filled(tmp_path / "part"), ["data", "a"]) as journal:
        assert list(journal.known) == [3, 1]
        assert journal.known[1] == [[1 / 3, 0.0], [4.0, 5.0]]
        assert math.isnan(journal.known[3][0][1])


def test_a_journal_of_something_else_is_begun_afresh(tmp_path: Path) -> None:
    with Journal(_filled(tmp_path / "part"), ["data", "b"]) as journal:
        assert journal.known == {}
    with Journal(tmp_path / "part", ["data", "a"]) as journal:
        assert journal.known == {}


def test_a_line_that_was_cut_off_is_dropped_and_the_next_is_whole(tmp_path: Path) -> None:
    path = _filled(tmp_path / "part")
    path.write_bytes(path.read_bytes()[:-7])
    with Journal(path, ["data", "a"]) as journal:
        assert list(journal.known) == [3]
        journal.add(2, [[7.0, 8.0]])
    with Journal(path, ["data", "a"]) as journal:
        assert list(journal.known) == [3, 2]


def test_a_file_that_is_no_journal_is_begun_afresh(tmp_path: Path) -> None:
    for number, content in enumerate((b"", b"\xff\xfe\x00", b"{}\n", b"no\n[1, 2]\n")):
        path = tmp_path / f"{number}"
        path.write_bytes(content)
        with Journal(path, ["a"]) as journal:
            assert journal.known == {}


@pytest.mark.parametrize("done", [False, True])
def test_a_line_that_finds_no_room_is_one_sentence(tmp_path: Path, *, done: bool) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("only Linux has a disk that is always full")
    with Journal(tmp_path / "part", ["a"]) as journal:
        journal._stream.close()
        journal._stream = full.open("w", encoding="utf-8")
        with pytest.raises(FileError, match=r"part cannot be written: No space left on device\."):
            journal.add(3, [[0.5]])
        if done:
            journal.remove()


def test_nothing_is_left_when_it_is_done(tmp_path: Path) -> None:
    with Journal(tmp_path / "part", ["a"]) as journal:
        journal.remove()
    assert list(tmp_path.iterdir()) == []
