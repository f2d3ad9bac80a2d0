"""Projects, as a person saves, opens and closes them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from editor_examples import layer_count, write_background, write_cutout
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from rainharmonize_gui.document.project import Loaded, load
from rainharmonize_gui.ui import editor_keys, project_controller
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


@pytest.fixture
def work(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """With a photo and an object."""
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    return window


def _save(qtbot, window: MainWindow, path: Path) -> None:
    """Ctrl+Shift+S, a name, Return; then until it is written."""
    window.actions_["file.save_as"].trigger()
    _name_in_dialog(window, path)
    qtbot.waitUntil(lambda: not window.editor.writing.busy)


def _name_in_dialog(window: MainWindow, path: Path) -> None:
    [dialog] = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    dialog.fileSelected.emit(str(path))
    dialog.close()


def _press(window: MainWindow, text: str) -> None:
    """A button of the question that is open."""
    [question] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    next(button for button in question.buttons() if button.text().replace("&", "") == text).click()


def _asked(window: MainWindow) -> bool:
    return any(each.isVisible() for each in window.findChildren(QMessageBox))


def _said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.messages._queue)


def _move(window: MainWindow) -> None:
    document = window.editor.document
    document.set_geometry(document.scene.layers[0].id, x=7.0)


def _slow(monkeypatch: pytest.MonkeyPatch, name: str) -> threading.Event:
    """Saving or loading waits for this event."""
    go_on = threading.Event()
    real: Callable[..., object] = getattr(project_controller, name)

    def waiting(*arguments: object, **options: object) -> object:
        assert go_on.wait(20)
        return real(*arguments, **options)

    monkeypatch.setattr(project_controller, name, waiting)
    return go_on


def test_what_is_saved_opens_as_it_was(qtbot, work: MainWindow, tmp_path: Path) -> None:
    _move(work)
    path = tmp_path / "holiday.ora"
    _save(qtbot, work, path)
    saved = work.editor.document.scene
    assert not work.isWindowModified()
    assert work.windowTitle() == "holiday.ora[*]"
    assert work.settings.recent[0] == str(path)

    work.actions_["file.close"].trigger()
    assert work.pages.currentWidget() is work.welcome
    work.welcome.recent_requested.emit(path)
    qtbot.waitUntil(layer_count(work.editor, 1))

    scene = work.editor.document.scene
    assert scene is not saved
    assert scene.layers[0].placement == saved.layers[0].placement
    assert np.array_equal(scene.layers[0].mask.pixels, saved.layers[0].mask.pixels)
    assert np.array_equal(scene.background.rgb, saved.background.rgb)
    assert work.windowTitle() == "holiday.ora[*]"
    assert not work.isWindowModified()


def test_other_programs_see_the_picture_harmonized(qtbot, work: MainWindow, tmp_path: Path) -> None:
    scene = work.editor.document.scene
    qtbot.waitUntil(lambda: bool(work.editor.live.at_hand(scene)), timeout=30_000)
    _save(qtbot, work, tmp_path / "a.ora")
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.ora") as archive, archive.open("data/layer0.png") as file:
        shown = np.asarray(Image.open(file).convert("RGBA"))
    inside = shown[..., 3] == 255
    assert not np.array_equal(shown[..., :3][inside], scene.layers[0].rgb[inside])


def test_saving_again_asks_nothing_and_clears_the_star(qtbot, work: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    _move(work)
    assert work.isWindowModified()
    work.actions_["file.save"].trigger()
    qtbot.waitUntil(lambda: not work.isWindowModified())

    assert load(path).scene.layers[0].placement == work.editor.document.scene.layers[0].placement


def test_the_name_suggested_is_the_backgrounds_beside_it(work: MainWindow, tmp_path: Path) -> None:
    assert work.editor.projects.suggestion() == tmp_path / "street.ora"


def test_an_export_saves_no_project(work: MainWindow, tmp_path: Path) -> None:
    work.editor.output.exported.emit(tmp_path / "street.png")

    assert work.isWindowModified()


def test_a_change_made_while_it_is_saved_is_still_unsaved(
    qtbot, work: MainWindow, tmp_path: Path, monkeypatch
) -> None:
    go_on = _slow(monkeypatch, "save")
    work.actions_["file.save_as"].trigger()
    _name_in_dialog(work, tmp_path / "a.ora")
    _move(work)
    go_on.set()
    qtbot.waitUntil(lambda: work.editor.projects.path is not None)

    assert work.isWindowModified()


# Closing


def test_closing_saves_first_where_asked_to(qtbot, work: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    work.close()
    _press(work, "Save")
    _name_in_dialog(work, path)
    qtbot.waitUntil(lambda: not work.isVisible())

    assert len(load(path).scene.layers) == 1


def test_closing_without_saving_writes_nothing(work: MainWindow, tmp_path: Path) -> None:
    work.close()
    _press(work, "Don’t save")

    assert not work.isVisible()
    assert not list(tmp_path.rglob("*.ora"))


def test_a_closing_that_was_cancelled_changes_nothing(work: MainWindow) -> None:
    work.close()
    _press(work, "Cancel")

    assert work.isVisible()
    assert work.isWindowModified()


def test_what_is_changed_while_the_closing_window_saves_is_asked_about_again(
    qtbot, work: MainWindow, tmp_path: Path, monkeypatch
) -> None:
    go_on = _slow(monkeypatch, "save")
    work.close()
    _press(work, "Save")
    _name_in_dialog(work, tmp_path / "a.ora")
    qtbot.waitUntil(lambda: not _asked(work))
    _move(work)
    go_on.set()
    qtbot.waitUntil(lambda: _asked(work))

    assert work.isVisible()


def test_a_saved_project_closes_without_a_question(qtbot, work: MainWindow, tmp_path: Path) -> None:
    _save(qtbot, work, tmp_path / "a.ora")
    work.close()

    assert not work.isVisible()


# Opening


def test_a_dropped_project_takes_the_place_of_what_is_open_after_a_question(
    qtbot, work: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    _move(work)
    work.open_files([path])
    assert _asked(work)
    _press(work, "Don’t save")
    qtbot.waitUntil(lambda: not work.isWindowModified())

    assert work.editor.document.scene.layers[0].placement == load(path).scene.layers[0].placement
    assert work.editor.document.history.undo_label is None


def test_pictures_that_come_with_a_project_are_objects_on_it(qtbot, work: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    work.open_files([path, write_cutout(tmp_path, name="second.png")])
    qtbot.waitUntil(layer_count(work.editor, 2))

    assert work.editor.document.scene.layers[1].name == "second"
    assert work.isWindowModified()


def test_a_broken_project_is_named_and_what_is_open_stays(qtbot, work: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ora"
    broken.write_bytes(b"PK\x03\x04 nothing")
    scene = work.editor.document.scene
    work.open_files([broken])
    _press(work, "Don’t save")
    qtbot.waitUntil(lambda: "broken.ora" in _said(work))

    assert work.editor.document.scene is scene
    assert work.isWindowModified()


def test_what_is_done_while_a_project_is_read_is_asked_about(
    qtbot, work: MainWindow, tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    go_on = _slow(monkeypatch, "load")
    work.open_files([path])
    _move(work)
    go_on.set()
    qtbot.waitUntil(lambda: _asked(work))
    _press(work, "Cancel")

    assert work.isWindowModified()


def test_the_file_of_another_program_is_not_replaced_unasked(
    qtbot, work: MainWindow, tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "krita.ora"
    _save(qtbot, work, path)
    real = project_controller.load

    def foreign(*arguments: object, **options: object) -> Loaded:
        loaded = real(*arguments, **options)
        return Loaded(loaded.scene, ("Groups were merged.",), ours=False, stamp=loaded.stamp)

    monkeypatch.setattr(project_controller, "load", foreign)
    work.open_files([path])
    qtbot.waitUntil(lambda: "Groups were merged." in _said(work))

    assert work.editor.projects.path is None
    assert work.windowTitle() == "krita.ora[*]"
    assert work.editor.projects.suggestion() == tmp_path / "krita-harmonized.ora"


# What goes wrong


def test_a_file_changed_by_another_program_is_asked_about(qtbot, work: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    path.write_bytes(b"of another program")
    _move(work)
    work.actions_["file.save"].trigger()
    assert _asked(work)
    assert path.read_bytes() == b"of another program"

    _press(work, "Replace")
    qtbot.waitUntil(lambda: not work.isWindowModified())
    assert len(load(path).scene.layers) == 1


def test_a_file_that_was_removed_is_written_again(qtbot, work: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    path.unlink()
    _move(work)
    work.actions_["file.save"].trigger()
    qtbot.waitUntil(path.is_file)


def test_a_folder_that_is_gone_is_a_sentence_with_another_name_offered(
    qtbot, work: MainWindow, tmp_path: Path
) -> None:
    _save(qtbot, work, tmp_path / "gone" / "a.ora")

    assert "does not exist" in _said(work)
    assert work.messages.current.offer.text == "Save as…"
    assert work.isWindowModified()


def test_a_save_that_was_cancelled_leaves_the_old_file(
    qtbot, work: MainWindow, tmp_path: Path, monkeypatch
) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, work, path)
    old = path.read_bytes()
    _move(work)
    go_on = _slow(monkeypatch, "save")
    work.actions_["file.save"].trigger()
    assert editor_keys.pressed(work.editor, Qt.Key.Key_Escape)
    go_on.set()
    qtbot.waitUntil(lambda: "cancelled" in _said(work))

    assert path.read_bytes() == old
    assert work.isWindowModified()
