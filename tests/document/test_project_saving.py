"""A project is saved whole or not at all, and one that others changed is known."""

from __future__ import annotations

import os

import pytest
from project_examples import plain_scene, rich_scene, saved

from engine.files import FileError
from engine.progress import Aborted, CancelToken
from rainharmonize_gui.document.project import ProjectError, Stamp, load, save
from rainharmonize_gui.document.scene import Scene


def test_nothing_to_save_is_a_sentence(tmp_path):
    with pytest.raises(ProjectError, match="open a background first"):
        save(Scene(), tmp_path / "a.ora")


def test_a_cancelled_save_leaves_the_old_file(tmp_path):
    path = saved(tmp_path)
    old = path.read_bytes()
    token = CancelToken()

    def stop_halfway(fraction: float, label: str = "", /) -> None:
        if fraction > 0.3:
            token.cancel()

    with pytest.raises(Aborted):
        save(rich_scene(), path, progress=stop_halfway, cancel=token)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_progress_goes_up_to_one(tmp_path):
    seen: list[float] = []
    save(rich_scene(), tmp_path / "a.ora", progress=lambda fraction, label="", /: seen.append(fraction))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    load(tmp_path / "a.ora", progress=lambda fraction, label="", /: seen.append(fraction))
    assert seen[-1] == 1.0


def test_loading_can_be_cancelled(tmp_path):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        load(saved(tmp_path), cancel=token)


def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(tmp_path, monkeypatch):
    path = saved(tmp_path)
    old = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="no room is left"):
        save(rich_scene(), path)
    assert path.read_bytes() == old


def test_a_disk_that_fills_up_meanwhile_is_a_sentence_and_leaves_the_old_file_alone(tmp_path, full_disk):
    path = saved(tmp_path)
    old = path.read_bytes()
    with full_disk(len(old) // 2), pytest.raises(FileError, match="no room is left"):
        save(rich_scene(), path)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_folder_is_a_sentence(locked_folder):
    with pytest.raises(FileError, match="permission denied; choose another folder"):
        save(plain_scene(), locked_folder / "a.ora")


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(FileError, match="does not exist"):
        save(plain_scene(), tmp_path / "gone" / "a.ora")


# Changed by others


def test_the_stamp_tells_a_file_changed_by_another_program(tmp_path):
    path = tmp_path / "a.ora"
    stamp = save(plain_scene(), path)
    assert stamp is not None
    assert Stamp.of(path) == stamp == load(path).stamp
    save(rich_scene(), path)
    assert Stamp.of(path) != stamp


def test_the_stamp_tells_a_change_although_the_clock_was_set_back(tmp_path):
    path = saved(tmp_path)
    stamp = Stamp.of(path)
    os.utime(path, ns=(0, 0))
    assert Stamp.of(path) != stamp


def test_the_stamp_tells_a_file_removed(tmp_path):
    assert Stamp.of(tmp_path / "gone.ora") is None
