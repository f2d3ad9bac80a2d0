"""Autosaves, and what a window that died has left behind."""

from __future__ import annotations

import gc
import os
import shutil
import threading
import weakref
from dataclasses import replace
from pathlib import Path

from editor_examples import close, layer_count, write_background
from filelock import FileLock
from PySide6.QtWidgets import QMessageBox, QPushButton

from engine.types import Method
from rainharmonize_gui.document import recovery
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.project import Loaded, load, save
from rainharmonize_gui.document.recovery import LeftBehind, RecoveryError, RecoveryStore
from rainharmonize_gui.ui import autosave
from rainharmonize_gui.ui.window import MainWindow


def _autosaved(qtbot, window: MainWindow) -> None:
    """As if two minutes had passed."""
    window.editor.autosave._timer.timeout.emit()
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)


def _dies(window: MainWindow) -> LeftBehind:
    """As a kill: the lock goes, the files stay."""
    keeper = window.editor.autosave._keeper
    session, keeper._session = keeper._session, None
    session._lock.release()
    [left] = RecoveryStore().left_behind()
    return left


def _said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.messages._queue)


def _press(window: MainWindow, text: str) -> None:
    next(button for button in window.messages.findChildren(QPushButton) if button.text() == text).click()


def _idle(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.editor.writing.busy)
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)


def _saved(qtbot, window: MainWindow, path: Path) -> None:
    window.editor.projects._name_chosen(lambda: None, str(path))
    _idle(qtbot, window)


def _autosaves(own_folders: Path) -> list[Path]:
    return list(own_folders.rglob("autosave.ora"))


def test_the_interval_is_two_minutes(window: MainWindow) -> None:
    assert window.editor.autosave._timer.interval() == 120_000
    assert window.editor.autosave._timer.isActive()


def test_unsaved_work_is_autosaved_whole(qtbot, window: MainWindow, own_folders: Path) -> None:
    _autosaved(qtbot, window)
    [path] = _autosaves(own_folders)

    assert load(path).scene.layers[0].placement == window.editor.document.scene.layers[0].placement
    assert window.isWindowModified()


def test_without_a_change_nothing_is_written_again(qtbot, window: MainWindow, own_folders: Path) -> None:
    _autosaved(qtbot, window)
    [path] = _autosaves(own_folders)
    before = path.stat().st_ino, path.stat().st_mtime_ns
    _autosaved(qtbot, window)

    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_a_folder_of_autosaves_that_is_deleted_meanwhile_is_made_again(
    qtbot, window: MainWindow, own_folders: Path
) -> None:
    _autosaved(qtbot, window)
    shutil.rmtree(RecoveryStore().folder)
    _autosaved(qtbot, window)

    [path] = _autosaves(own_folders)
    assert load(path).scene.layers
    assert not RecoveryStore().left_behind()  # it is of a living window
    assert not _said(window)


def test_of_a_folder_that_was_deleted_meanwhile_no_lock_is_kept(qtbot, window: MainWindow) -> None:
    _autosaved(qtbot, window)
    before = window.editor.autosave._keeper.session()
    shutil.rmtree(RecoveryStore().folder)
    _autosaved(qtbot, window)

    assert not before._lock.is_locked


def test_while_a_file_is_written_the_autosave_waits_for_the_next_turn(
    qtbot, window: MainWindow, own_folders: Path
) -> None:
    go_on = threading.Event()
    task = window.editor.writing.start("", lambda *_: go_on.wait(20), done=bool, failed=bool)
    _autosaved(qtbot, window)
    assert not _autosaves(own_folders)

    go_on.set()
    _idle(qtbot, window)
    assert not task.token.cancelled
    _autosaved(qtbot, window)
    assert _autosaves(own_folders)


def test_a_photo_that_was_autosaved_and_closed_is_kept_in_memory_no_longer(
    qtbot, window: MainWindow, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: window.editor.live.frame is not None and window.editor.live.frame.exact)
    photo = weakref.ref(window.editor.document.scene.background.rgb)
    _autosaved(qtbot, window)
    _saved(qtbot, window, tmp_path / "a.ora")
    window.editor.close_document()
    write_background(tmp_path, name="small.png", size=(50, 40))
    window.open_files([tmp_path / "small.png"])
    qtbot.waitUntil(lambda: window.editor.has_background)

    def gone() -> bool:
        gc.collect()
        return photo() is None

    qtbot.waitUntil(gone, timeout=20_000)


def test_saving_makes_the_autosave_unnecessary(
    qtbot, window: MainWindow, tmp_path: Path, own_folders: Path
) -> None:
    _autosaved(qtbot, window)
    _saved(qtbot, window, tmp_path / "a.ora")

    assert not _autosaves(own_folders)


def test_a_window_closed_well_leaves_nothing_behind(qtbot, window: MainWindow) -> None:
    _autosaved(qtbot, window)
    close(window)

    assert not RecoveryStore().left_behind()


def test_what_a_dead_window_left_is_offered_and_brought_back(
    qtbot, window: MainWindow, own_folders: Path
) -> None:
    _autosaved(qtbot, window)
    left = _dies(window)
    placement = window.editor.document.scene.layers[0].placement
    window.editor.close_document()
    _idle(qtbot, window)

    assert autosave.left_behind() == (left,)
    window._preload.left_behind.emit([left])
    assert "Recover street.png" in window.messages.current.text
    _press(window, "Recover")
    qtbot.waitUntil(layer_count(window.editor, 1))

    assert window.editor.document.scene.layers[0].placement == placement
    assert window.isWindowModified()
    _idle(qtbot, window)
    assert len(_autosaves(own_folders)) == 1  # it stays until it is saved


def test_what_is_brought_back_takes_the_place_of_an_autosave_of_its_own(qtbot, window: MainWindow) -> None:
    _autosaved(qtbot, window)
    left = _dies(window)
    own = window.editor.autosave._keeper.session()
    window.editor.document.history.mark_clean()
    window.editor.autosave.recover(left)
    qtbot.waitUntil(lambda: window.editor.autosave._keeper.session() is not own)

    assert own.is_gone
    assert not own._lock.is_locked


def test_weights_on_a_network_drive_are_brought_back(qtbot, window: MainWindow) -> None:
    document = window.editor.document
    variant = Variant(Method.RAINNET, "//server/share/own.safetensors")
    document.set_variant(document.scene.layers[0].id, variant)
    _autosaved(qtbot, window)
    left = _dies(window)
    window.editor.close_document()
    window.editor.autosave.recover(left)
    qtbot.waitUntil(layer_count(window.editor, 1))

    assert document.scene.layers[0].look.variant == variant


def test_what_is_not_as_it_was_is_said_when_it_is_brought_back(
    qtbot, window: MainWindow, monkeypatch
) -> None:
    _autosaved(qtbot, window)
    left = _dies(window)
    real = recovery.load

    def loaded(*arguments: object, **options: object) -> Loaded:
        return replace(real(*arguments, **options), notices=("Something is new.",))

    monkeypatch.setattr(recovery, "load", loaded)
    window.editor.document.history.mark_clean()
    window.editor.autosave.recover(left)
    qtbot.waitUntil(lambda: "Something is new." in _said(window))


def test_a_recovered_project_is_saved_to_its_file(qtbot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    _saved(qtbot, window, path)
    window.editor.document.set_geometry(window.editor.document.scene.layers[0].id, x=11.0)
    _autosaved(qtbot, window)
    left = _dies(window)
    window.editor.close_document()
    window.editor.autosave.recover(left)
    qtbot.waitUntil(layer_count(window.editor, 1))
    assert window.windowTitle() == "a.ora[*]"

    window.actions_["file.save"].trigger()
    qtbot.waitUntil(lambda: not window.isWindowModified())
    assert load(path).scene.layers[0].placement == window.editor.document.scene.layers[0].placement


def test_a_project_that_others_changed_since_the_autosave_is_not_replaced_unasked_whatever_the_clock_says(
    qtbot, window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "a.ora"
    _saved(qtbot, window, path)
    window.editor.document.set_geometry(window.editor.document.scene.layers[0].id, x=11.0)
    _autosaved(qtbot, window)
    left = _dies(window)
    save(window.editor.document.scene, path)
    os.utime(path, ns=(0, 0))  # long before the autosave, so it says
    window.editor.close_document()
    window.editor.autosave.recover(left)
    qtbot.waitUntil(layer_count(window.editor, 1))
    window.actions_["file.save"].trigger()

    [question] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    assert "Another program has changed a.ora" in question.text()
    question.reject()


def test_an_autosave_from_the_future_is_offered_with_its_date(qtbot, window: MainWindow) -> None:
    _autosaved(qtbot, window)
    left = _dies(window)
    moment = 2**32  # in 2106: the clock has been set back since
    os.utime(RecoveryStore().folder / left.id / "autosave.ora", (moment, moment))
    [found] = autosave.left_behind()

    assert "06" in autosave.offer_text(found)
    window._preload.left_behind.emit([found])
    assert "Recover street.png" in window.messages.current.text


def test_discarding_deletes_it_for_good(qtbot, window: MainWindow) -> None:
    _autosaved(qtbot, window)
    left = _dies(window)
    window._preload.left_behind.emit([left])
    _press(window, "Discard")
    qtbot.waitUntil(lambda: not RecoveryStore().left_behind())


def test_an_autosave_that_another_window_has_taken_is_a_sentence(qtbot, window: MainWindow) -> None:
    _autosaved(qtbot, window)
    left = _dies(window)
    scene = window.editor.document.scene
    loaded, session = RecoveryStore().restore(left)
    assert loaded.scene.layers
    window.editor.document.history.mark_clean()
    window.editor.autosave.recover(left)
    qtbot.waitUntil(lambda: "another window has taken it" in _said(window))

    assert window.editor.document.scene is scene
    session.close()


def test_a_project_open_in_another_window_is_a_sentence(qtbot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    save(window.editor.document.scene, path)
    other = RecoveryStore().begin()
    other.work_on(path)
    window.editor.document.history.mark_clean()
    window.open_files([path])
    qtbot.waitUntil(lambda: "open in another window" in _said(window))
    other.close()


def test_no_home_folder_is_said_once(qtbot, window: MainWindow, monkeypatch) -> None:
    def nowhere() -> Path:
        raise RecoveryError("There is no home folder: autosaves are off; save often.")

    monkeypatch.setattr("rainharmonize_gui.document.recovery.recovery_folder", nowhere)
    _autosaved(qtbot, window)
    assert "autosaves are off" in _said(window)
    window.messages.clear()
    _autosaved(qtbot, window)

    assert "autosaves are off" not in _said(window)


def test_autosaves_that_cannot_be_looked_for_are_said_and_looked_for_again(
    qtbot, window: MainWindow, monkeypatch
) -> None:
    window._preload._idle.stop()  # on a slow machine it comes in between
    _autosaved(qtbot, window)
    _dies(window)
    window.editor.close_document()
    _idle(qtbot, window)
    monkeypatch.setattr(recovery, "_PATIENCE", 0.01)
    with FileLock(RecoveryStore().folder / "lock", thread_local=False):
        window._preload._idle.timeout.emit()  # as half a second after the start
        qtbot.waitUntil(lambda: "keeps the autosaves in" in _said(window))
    assert "Recover street.png" not in _said(window)

    _press(window, "Try again")
    qtbot.waitUntil(lambda: "Recover street.png" in _said(window))
