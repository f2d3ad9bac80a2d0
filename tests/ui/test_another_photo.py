"""Another photo is opened under the objects: a picture of its own, which is not for the old one's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_examples import write_background
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton

from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.project import load
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def beach(tmp_path: Path) -> Path:
    return write_background(tmp_path, name="beach.png", size=(200, 200))


@pytest.fixture
def job(qtbot, window: MainWindow, tmp_path: Path) -> Path:
    """The project in the window, just saved."""
    path = tmp_path / "job1.ora"
    _save_as(qtbot, window, path)
    window.messages.clear()
    return path


def _save_as(qtbot, window: MainWindow, path: Path) -> None:
    window.editor.projects._name_chosen(lambda: None, str(path))
    qtbot.waitUntil(lambda: not window.editor.writing.busy)


def _open(qtbot, window: MainWindow, photo: Path) -> None:
    """By the recent files."""
    window.preferences.recent_requested.emit(photo)
    qtbot.waitUntil(lambda: window.editor.document.scene.size == (200, 200))


def _asked_for_a_name(window: MainWindow) -> bool:
    dialogs = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    for dialog in dialogs:
        dialog.close()
    return bool(dialogs)


def _buttons(window: MainWindow) -> dict[str, QPushButton]:
    shown = [each for each in window.messages.findChildren(QPushButton) if each.isVisible()]
    return {each.text(): each for each in shown}


def test_saving_another_photo_asks_for_a_name_and_the_file_stays_as_it_was(
    qtbot, window: MainWindow, job: Path, beach: Path
) -> None:
    before = job.read_bytes()
    _open(qtbot, window, beach)
    assert window.windowTitle() == "beach.png[*]"
    assert window.isWindowModified()

    window.actions_["file.save"].trigger()
    assert _asked_for_a_name(window)
    assert window.editor.projects.suggestion() == beach.with_suffix(".ora")
    assert not window.editor.writing.busy
    assert job.read_bytes() == before


def test_undo_brings_back_the_photo_and_its_file(qtbot, window: MainWindow, job: Path, beach: Path) -> None:
    _open(qtbot, window, beach)
    window.actions_["edit.undo"].trigger()
    assert window.windowTitle() == "job1.ora[*]"
    assert not window.isWindowModified()

    document = window.editor.document
    document.rename(document.scene.layers[0].id, "Ours")
    window.actions_["file.save"].trigger()
    assert not _asked_for_a_name(window)
    qtbot.waitUntil(lambda: not window.isWindowModified())
    assert load(job).scene.layers[0].name == "Ours"


def test_another_photo_saved_by_a_name_of_its_own_is_saved_there_from_then_on(
    qtbot, window: MainWindow, job: Path, beach: Path, tmp_path: Path
) -> None:
    _open(qtbot, window, beach)
    _save_as(qtbot, window, tmp_path / "job2.ora")
    assert window.windowTitle() == "job2.ora[*]"

    window.actions_["edit.undo"].trigger()
    assert window.windowTitle() == "street.png[*]"
    assert window.isWindowModified()


def test_a_save_during_which_another_photo_comes_is_of_the_photo_before(
    qtbot, window: MainWindow, beach: Path, tmp_path: Path
) -> None:
    window.editor.projects._name_chosen(lambda: None, str(tmp_path / "job1.ora"))
    window.editor.document.open_background(window.editor.document.scene.background.picture, path=str(beach))
    qtbot.waitUntil(lambda: not window.editor.writing.busy)

    assert window.editor.projects.path is None
    assert window.windowTitle() == "beach.png[*]"


def test_a_file_that_was_removed_meanwhile_is_said_when_its_photo_is_back(
    qtbot, window: MainWindow, job: Path, beach: Path
) -> None:
    _open(qtbot, window, beach)
    job.unlink()
    window.actions_["edit.undo"].trigger()
    qtbot.waitUntil(lambda: window.messages.current is not None)
    assert "job1.ora has been removed" in window.messages.current.text
    assert window.isWindowModified()


def test_the_project_without_objects_on_another_photo_is_work_too(
    qtbot, window: MainWindow, job: Path, beach: Path
) -> None:
    window.editor.document.delete(window.editor.document.scene.layers[0].id)
    _open(qtbot, window, beach)

    assert window.isWindowModified()
    assert window.messages.current is None


def test_it_is_said_that_the_objects_lie_on_another_photo_and_undone_by_a_button(
    qtbot, window: MainWindow, beach: Path
) -> None:
    _open(qtbot, window, beach)
    assert window.messages.current.text == "The objects are on beach.png now; saving asks for a new name."
    _buttons(window)["Undo"].click()

    assert window.editor.document.scene.size != (200, 200)
    assert window.messages.current is None


@pytest.mark.parametrize("what", ["edited", "undone", "saved"])
def test_the_button_takes_back_nothing_else(
    qtbot, window: MainWindow, beach: Path, tmp_path: Path, what: str
) -> None:
    _open(qtbot, window, beach)
    document = window.editor.document
    if what == "edited":
        document.rename(document.scene.layers[0].id, "Ours")
    elif what == "undone":
        window.actions_["edit.undo"].trigger()
    else:
        _save_as(qtbot, window, tmp_path / "job2.ora")

    assert "Undo" not in _buttons(window)


def test_a_photo_that_comes_during_a_drag_is_a_step_of_its_own(
    qtbot, window: MainWindow, beach: Path
) -> None:
    canvas, document = window.editor.canvas, window.editor.document
    middle = canvas.map_from_image((160, 120)).toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    for distance in (20, 40):
        QTest.mouseMove(canvas, middle + QPoint(distance, 0))
    assert document.interaction_under_way is not None
    _open(qtbot, window, beach)
    QTest.mouseMove(canvas, middle + QPoint(60, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(60, 0))

    assert document.history.labels[-2:] == (Label.MOVE, Label.OPEN)


def test_an_autosave_of_another_photo_belongs_to_no_project(
    qtbot, window: MainWindow, job: Path, beach: Path
) -> None:
    _open(qtbot, window, beach)
    autosave = window.editor.autosave
    qtbot.waitUntil(lambda: not autosave._tasks.busy)
    autosave.save_now()
    qtbot.waitUntil(lambda: not autosave._tasks.busy)
    session = autosave._keeper.session()

    assert session.has_autosave
    assert session._about["project"] is None
