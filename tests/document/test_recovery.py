from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from document_examples import state
from project_examples import plain_scene, rich_scene

from engine.files import FileError
from engine.folders import FOLDER_VARIABLE
from engine.progress import Aborted, CancelToken
from rainharmonize_gui.document.project import ProjectError, Stamp, save
from rainharmonize_gui.document.recovery import LeftBehind, RecoveryError, RecoveryStore, Session
from rainharmonize_gui.document.scene import Scene

ROOT = Path(__file__).parents[2]

DIES_AFTER_AUTOSAVING = """
import os, sys
sys.path.insert(0, "tests/document")
from project_examples import plain_scene
from rainharmonize_gui.document.recovery import RecoveryStore
session = RecoveryStore().begin()
session.autosave(plain_scene())
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def store(tmp_path) -> RecoveryStore:
    return RecoveryStore(tmp_path / "recovery")


def dead(session: Session) -> None:
    """End a session as a kill does: the lock goes, the files stay."""
    session._lock.release()


def left(store: RecoveryStore, scene: Scene | None = None, **about) -> LeftBehind:
    session = store.begin()
    session.autosave(scene or plain_scene(), **about)
    dead(session)
    return next(each for each in store.left_behind() if each.id == session.id)


# What the dead leave behind


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_the_autosave_of_a_killed_process_is_found_and_brought_back(tmp_path, monkeypatch):
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    subprocess.run([sys.executable, "-c", DIES_AFTER_AUTOSAVING], cwd=ROOT, check=False)
    (found,) = RecoveryStore().left_behind()
    loaded, _ = RecoveryStore().restore(found)
    assert state(loaded.scene) == state(plain_scene())


@pytest.mark.timeout(300)  # five seconds of processor time, but many waits for disk and processor
@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_killed_at_any_moment_every_file_is_the_old_or_the_new_one():
    counts = killed("--moments", "100")
    # Of each way some moments must be early, and some late, to have tried those between.
    ways = ("saving", "exporting", "autosaving")
    assert counts.keys() == {(way, outcome) for way in ways for outcome in ("old", "new")}


@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_window_killed_at_any_moment_leaves_the_old_or_the_new_file():
    counts = killed("--moments", "9", "--window")
    assert {outcome for _, outcome in counts} <= {"old", "new"}
    assert sum(counts.values()) == 9


def killed(*options: str) -> dict[tuple[str, str], int]:
    """How often each way to replace a file led to which outcome."""
    command = [sys.executable, "-m", "benchmarks.kills", *options]
    run = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, ""), run.stdout
    lines = [line.split() for line in run.stdout.splitlines()]
    return {(way, outcome): int(count) for way, outcome, count in lines}


def test_the_last_autosave_is_the_one_that_comes_back(store):
    session = store.begin()
    session.autosave(plain_scene())
    session.autosave(rich_scene())
    dead(session)
    (found,) = store.left_behind()
    loaded, _ = store.restore(found)
    assert state(loaded.scene) == state(rich_scene())


def test_it_is_said_which_project_it_belongs_to(store, tmp_path):
    found = left(store, project=tmp_path / "work.ora")
    assert found.project == tmp_path / "work.ora"


def test_it_is_known_how_the_project_was_then_whatever_the_clock_says(store, tmp_path):
    project = tmp_path / "work.ora"
    stamp = save(plain_scene(), project)
    found = left(store, project=project, stamp=stamp)
    assert found.stamp == Stamp.of(project)
    save(rich_scene(), project)
    os.utime(project, ns=(0, 0))
    assert found.stamp != Stamp.of(project)


def test_the_photo_is_known_by_its_full_path_again(store):
    loaded, _ = store.restore(left(store, rich_scene()))
    assert loaded.scene.background.path == "/somewhere/secret/photo.jpg"


def test_the_latest_comes_first_by_the_clock_of_then(store):
    ids = [left(store).id for _ in range(3)]
    for age, name in enumerate(ids):
        os.utime(store.folder / name / "autosave.ora", (1e9 - age, 1e9 - age))
    assert [each.id for each in store.left_behind()] == ids


def test_a_clock_set_back_hides_nothing(store):
    found = left(store)
    os.utime(store.folder / found.id / "autosave.ora", (2**33, 2**33))  # far in the future
    assert [each.id for each in store.left_behind()] == [found.id]


def test_what_is_brought_back_is_there_until_the_next_autosave(store):
    found = left(store)
    _, session = store.restore(found)
    dead(session)  # killed again, before it could autosave
    assert [each.id for each in store.left_behind()] == [found.id]


def test_what_is_brought_back_goes_on_in_its_own_session(store):
    _, session = store.restore(left(store))
    session.autosave(rich_scene())
    session.close()
    assert store.left_behind() == ()


def test_what_is_discarded_is_gone(store):
    store.discard(left(store))
    assert store.left_behind() == ()
    assert [each.name for each in store.folder.iterdir()] == ["lock"]


def test_a_damaged_autosave_is_a_sentence_and_stays(store):
    found = left(store)
    (store.folder / found.id / "autosave.ora").write_bytes(b"PK damaged")
    with pytest.raises(ProjectError, match="cannot be opened"):
        store.restore(found)
    assert [each.id for each in store.left_behind()] == [found.id]
    store.discard(found)
    assert store.left_behind() == ()


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "[" * 100_000),
        '{"project": 7, "background": [], "stamp": ["a"]}',
        '{"project": "a\\u0000b", "background": "a\\u0000b"}',
    ],
)
def test_a_damaged_description_costs_no_more_than_itself(store, text):
    found = left(store)
    (store.folder / found.id / "session.json").write_text(text)
    (again,) = store.left_behind()
    assert (again.project, again.stamp, again.background) == (None, None, None)
    store.restore(again)


def test_a_session_that_died_before_its_first_autosave_leaves_nothing(store):
    dead(store.begin())
    assert store.left_behind() == ()
    store.begin()
    assert len(list(store.folder.iterdir())) == 2  # the lock and the new session


def test_other_things_in_the_folder_are_left_alone(store, tmp_path):
    found = left(store)
    (store.folder / "notes").mkdir()
    (store.folder / "0123456789abcdef").symlink_to(tmp_path)
    assert [each.id for each in store.left_behind()] == [found.id]
    store.begin()
    assert (store.folder / "notes").is_dir()
    assert (store.folder / "0123456789abcdef").is_symlink()


def test_an_id_leads_to_no_other_folder(store, tmp_path):
    (tmp_path / "victim").mkdir()
    found = left(store)
    with pytest.raises(RecoveryError, match="gone"):
        store.discard(replace(found, id="../victim"))
    assert (tmp_path / "victim").is_dir()


# A session that ends as it should


def test_a_clean_end_leaves_nothing(store):
    session = store.begin()
    session.autosave(plain_scene())
    session.close()
    assert store.left_behind() == ()


def test_after_a_save_there_is_nothing_to_bring_back(store):
    session = store.begin()
    session.autosave(plain_scene())
    session.clear()
    dead(session)
    assert store.left_behind() == ()


def test_an_empty_scene_needs_no_autosave(store):
    session = store.begin()
    session.autosave(Scene())
    dead(session)
    assert store.left_behind() == ()


def test_an_autosave_that_comes_too_late_does_nothing(store):
    session = store.begin()
    session.close()
    session.autosave(plain_scene())
    session.close()
    assert store.left_behind() == ()


def test_a_cancelled_autosave_leaves_the_one_before(store):
    session = store.begin()
    session.autosave(plain_scene())
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        session.autosave(rich_scene(), cancel=token)
    dead(session)
    loaded, _ = store.restore(store.left_behind()[0])
    assert state(loaded.scene) == state(plain_scene())


def test_autosaves_are_for_their_owner_alone(store):
    session = store.begin()
    if os.name == "posix":
        assert store.folder.stat().st_mode & 0o077 == 0
        assert (store.folder / session.id).stat().st_mode & 0o077 == 0


# Two instances


def test_the_living_are_not_left_behind(store):
    session = store.begin()
    session.autosave(plain_scene())
    assert RecoveryStore(store.folder).left_behind() == ()


def test_two_instances_keep_their_own_autosaves(store):
    for scene in (plain_scene(), rich_scene()):
        left(store, scene)
    scenes = [store.restore(each)[0].scene for each in store.left_behind()]
    assert sorted(len(scene.layers) for scene in scenes) == [1, len(rich_scene().layers)]


def test_an_autosave_is_brought_back_by_one_instance_only(store):
    found = left(store)
    _, session = store.restore(found)
    other = RecoveryStore(store.folder)
    with pytest.raises(RecoveryError, match="another window has taken it"):
        other.restore(found)
    with pytest.raises(RecoveryError, match="another window has taken it"):
        other.discard(found)
    session.close()


def test_a_project_open_in_another_instance_is_known(store, tmp_path):
    here, there = store.begin(), store.begin()
    project = tmp_path / "work.ora"
    there.work_on(project)
    assert store.is_open_elsewhere(project, here=here)
    assert not store.is_open_elsewhere(project, here=there)
    assert not store.is_open_elsewhere(tmp_path / "other.ora", here=here)
    dead(there)
    assert not store.is_open_elsewhere(project, here=here)


def test_a_project_is_the_same_by_another_way_to_it(store, tmp_path):
    session = store.begin()
    session.work_on(tmp_path / "work.ora")
    (tmp_path / "link").symlink_to(tmp_path)
    assert store.is_open_elsewhere(tmp_path / "link" / "work.ora")


def test_what_is_worked_on_is_remembered_by_the_autosave(store, tmp_path):
    session = store.begin()
    session.work_on(tmp_path / "work.ora")
    about = json.loads((store.folder / session.id / "session.json").read_text())
    assert about["project"] == os.path.normcase(tmp_path / "work.ora")


# Where autosaves cannot be kept


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_it_is_a_sentence():
    with pytest.raises(RecoveryError, match="no home folder"):
        RecoveryStore()


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RecoveryError, match="Autosaves are off"):
        RecoveryStore(tmp_path / "file" / "recovery").begin()


def test_a_full_disk_is_a_sentence_and_leaves_the_autosave_before(store, monkeypatch):
    session = store.begin()
    session.autosave(plain_scene())

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(FileError, match="no room is left"):
            session.autosave(rich_scene())
    dead(session)
    loaded, _ = store.restore(store.left_behind()[0])
    assert state(loaded.scene) == state(plain_scene())


def test_a_folder_deleted_meanwhile_is_a_sentence(store):
    session = store.begin()
    shutil.rmtree(store.folder)
    with pytest.raises(FileError, match="does not exist"):
        session.autosave(plain_scene())
    session.close()
