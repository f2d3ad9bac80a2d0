"""What others do to the file of the project that is open: other programs, and another window of ours."""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from editor_examples import close, layer_count, write_background, write_cutout
from PySide6.QtWidgets import QMessageBox, QPushButton

from rainharmonize_gui.document.project import Stamp, load, save
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.window import MainWindow

EXAMPLES = Path(__file__).parents[1] / "document" / "data"


@pytest.fixture
def open_window(qtbot) -> Iterator[Callable[[], MainWindow]]:
    windows: list[MainWindow] = []

    def opened() -> MainWindow:
        window = MainWindow(Settings())
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        windows.append(window)
        return window

    yield opened
    for window in windows:
        close(window)


@pytest.fixture
def project(qtbot, open_window, tmp_path: Path) -> tuple[MainWindow, Path]:
    """A window with a project, just saved."""
    window = open_window()
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    path = tmp_path / "projects" / "a.ora"
    path.parent.mkdir()
    window.editor.projects._name_chosen(lambda: None, str(path))
    qtbot.waitUntil(lambda: not window.isWindowModified())
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)
    window.messages.clear()
    return window, path


def _said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.messages._queue)


def _autosaved(qtbot, window: MainWindow) -> None:
    """As if two minutes had passed."""
    window.editor.autosave._timer.timeout.emit()
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)


def _changed_by_another_program(window: MainWindow, path: Path) -> None:
    """Its layer is called otherwise."""
    scene = window.editor.document.scene
    save(replace(scene, layers=(replace(scene.layers[0], name="Theirs"),)), path)


def _renamed_layers(path: Path) -> None:
    """As another program does it, in a file that stays its own."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries["stack.xml"] = re.sub(rb'(<layer[^>]*? name=)"[^"]*"', rb'\1"Theirs"', entries["stack.xml"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def _open_the_changed_file(window: MainWindow) -> None:
    buttons = window.messages.findChildren(QPushButton)
    next(button for button in buttons if button.text() == "Open the changed file").click()


def _asked(window: MainWindow) -> bool:
    return any(each.isVisible() for each in window.findChildren(QMessageBox))


def _cancel(window: MainWindow) -> None:
    [question] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    question.reject()


def test_a_file_that_is_removed_is_said_and_the_work_counts_as_unsaved(qtbot, project) -> None:
    window, path = project
    path.unlink()
    qtbot.waitUntil(lambda: "a.ora has been removed or renamed" in _said(window))
    assert window.isWindowModified()
    window.close()
    assert _asked(window)
    _cancel(window)

    window.actions_["file.save"].trigger()
    qtbot.waitUntil(path.is_file)
    qtbot.waitUntil(lambda: not window.isWindowModified())
    assert len(load(path).scene.layers) == 1


def test_a_file_that_is_renamed_is_said_too(qtbot, project) -> None:
    window, path = project
    path.rename(path.with_name("b.ora"))
    qtbot.waitUntil(lambda: "removed or renamed" in _said(window))


@pytest.mark.parametrize("way", ["replaced", "written into"])
def test_a_file_that_another_program_changes_is_said_and_can_be_opened(qtbot, project, way: str) -> None:
    window, path = project
    if way == "replaced":
        _changed_by_another_program(window, path)
    else:
        beside = path.with_name("theirs.ora")
        _changed_by_another_program(window, beside)
        path.write_bytes(beside.read_bytes())
    qtbot.waitUntil(lambda: "Another program has changed a.ora" in _said(window))
    assert window.editor.document.scene.layers[0].name != "Theirs"
    assert window.isWindowModified()  # what is shown here is nowhere else now

    _open_the_changed_file(window)
    qtbot.waitUntil(lambda: window.editor.document.scene.layers[0].name == "Theirs")
    assert not window.isWindowModified()


@pytest.fixture
def of_gimp(qtbot, open_window, tmp_path: Path) -> tuple[MainWindow, Path]:
    """A window with a file of GIMP's, just opened."""
    window, path = open_window(), tmp_path / "gimp.ora"
    shutil.copy(EXAMPLES / "gimp.ora", path)
    window.open_files([path])
    qtbot.waitUntil(lambda: len(window.editor.document.scene.layers) > 0)
    window.messages.clear()
    return window, path


def test_a_file_of_another_program_is_watched_as_well(qtbot, of_gimp) -> None:
    window, path = of_gimp
    before = [layer.name for layer in window.editor.document.scene.layers]
    _renamed_layers(path)
    qtbot.waitUntil(lambda: "Another program has changed gimp.ora" in _said(window))
    assert window.isWindowModified()
    assert [layer.name for layer in window.editor.document.scene.layers] == before

    _open_the_changed_file(window)
    qtbot.waitUntil(lambda: window.editor.document.scene.layers[0].name == "Theirs")
    assert window.editor.projects.path is None
    assert not window.isWindowModified()
    assert not _asked(window)


def test_a_file_that_is_changed_twice_is_opened_without_a_question_as_nothing_was_done_here(
    qtbot, of_gimp
) -> None:
    window, path = of_gimp
    os.utime(path, ns=(0, 0))
    qtbot.waitUntil(lambda: "has changed gimp.ora" in _said(window))
    window.messages.clear()
    _renamed_layers(path)
    qtbot.waitUntil(lambda: "has changed gimp.ora" in _said(window))

    _open_the_changed_file(window)
    assert not _asked(window)
    qtbot.waitUntil(lambda: window.editor.document.scene.layers[0].name == "Theirs")


def test_a_file_of_another_program_that_is_removed_is_said_and_no_more_is_promised(qtbot, of_gimp) -> None:
    window, path = of_gimp
    path.unlink()
    qtbot.waitUntil(lambda: "gimp.ora has been removed or renamed; this is how it was" in _said(window))
    assert window.isWindowModified()


def test_the_only_copy_of_a_file_that_was_removed_is_not_let_go_unasked(qtbot, project) -> None:
    window, path = project
    beside = path.with_name("theirs.ora")
    _changed_by_another_program(window, beside)
    path.unlink()
    qtbot.waitUntil(lambda: "has been removed" in _said(window))
    window.messages.clear()
    beside.replace(path)
    qtbot.waitUntil(lambda: "has changed a.ora" in _said(window))

    _open_the_changed_file(window)
    assert _asked(window)
    _cancel(window)


def test_what_was_done_meanwhile_is_asked_about_before_the_changed_file_is_opened(qtbot, project) -> None:
    window, path = project
    _changed_by_another_program(window, path)
    qtbot.waitUntil(lambda: "has changed a.ora" in _said(window))
    document = window.editor.document
    document.rename(document.scene.layers[0].id, "Ours")
    _open_the_changed_file(window)

    assert _asked(window)
    _cancel(window)
    assert document.scene.layers[0].name == "Ours"


@pytest.mark.parametrize("what", ["removed", "changed"])
def test_what_was_autosaved_and_then_saved_is_autosaved_again_once_it_is_nowhere_else(
    qtbot, open_window, tmp_path: Path, own_folders: Path, what: str
) -> None:
    window = open_window()
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    path = tmp_path / "a.ora"
    _autosaved(qtbot, window)
    window.editor.projects._name_chosen(lambda: None, str(path))  # and no edit in between
    qtbot.waitUntil(lambda: not window.isWindowModified())
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)
    assert not list(own_folders.rglob("autosave.ora"))

    if what == "removed":
        path.unlink()
    else:
        _changed_by_another_program(window, path)
    qtbot.waitUntil(window.isWindowModified)
    _autosaved(qtbot, window)

    [autosave] = own_folders.rglob("autosave.ora")
    assert load(autosave).scene.layers[0].name != "Theirs"


def test_the_same_change_is_told_once(qtbot, project) -> None:
    window, path = project
    _changed_by_another_program(window, path)
    qtbot.waitUntil(lambda: "has changed" in _said(window))
    window.messages.clear()
    watch = window.editor.projects._watch
    with qtbot.waitSignal(watch.noticed):
        (path.parent / "something else").touch()

    assert "has changed" not in _said(window)


def test_saving_here_is_no_change_by_others(qtbot, project) -> None:
    window, path = project
    watch = window.editor.projects._watch
    document = window.editor.document
    document.rename(document.scene.layers[0].id, "Ours")
    window.actions_["file.save"].trigger()
    qtbot.waitUntil(lambda: not window.isWindowModified())
    with qtbot.waitSignal(watch.noticed):
        (path.parent / "something else").touch()

    assert "Another program" not in _said(window)
    assert not window.isWindowModified()


def test_a_clock_set_back_hides_no_change(qtbot, project) -> None:
    window, path = project
    beside = path.with_name("theirs.ora")
    _changed_by_another_program(window, beside)
    os.utime(beside, ns=(0, 0))  # written, so it says, long before
    beside.replace(path)
    qtbot.waitUntil(lambda: "has changed a.ora" in _said(window))

    window.actions_["file.save"].trigger()
    assert _asked(window)
    _cancel(window)
    assert load(path).scene.layers[0].name == "Theirs"


def test_two_windows_on_one_project_know_of_each_other_and_none_overwrites_the_other(
    qtbot, open_window, project
) -> None:
    first, path = project
    second = open_window()
    second.open_files([path])
    qtbot.waitUntil(layer_count(second.editor, 1))
    qtbot.waitUntil(lambda: "open in another window" in _said(second))

    document = second.editor.document
    document.rename(document.scene.layers[0].id, "Second")
    second.actions_["file.save"].trigger()
    qtbot.waitUntil(lambda: not second.isWindowModified())
    qtbot.waitUntil(lambda: "has changed a.ora" in _said(first))

    first.actions_["file.save"].trigger()
    assert _asked(first)
    _cancel(first)
    assert load(path).scene.layers[0].name == "Second"


def test_a_project_that_is_closed_is_watched_no_more(qtbot, project) -> None:
    window, path = project
    window.editor.close_document()
    assert Stamp.of(path) is not None
    path.unlink()
    assert window.editor.projects._watch._watcher is None
    assert "removed" not in _said(window)
