"""Saves that take their time, and what is done meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from rainharmonize_gui.document.project import save
from rainharmonize_gui.ui import project_controller
from rainharmonize_gui.ui.window import MainWindow


def _save_as(window: MainWindow, path: Path) -> None:
    window.editor.projects._name_chosen(lambda: None, str(path))


def _move(window: MainWindow) -> None:
    document = window.editor.document
    document.set_geometry(document.scene.layers[0].id, x=7.0)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Saving waits for it; it is set, until it is cleared."""
    go_on = threading.Event()
    go_on.set()

    def waiting(*arguments: object, **options: object) -> object:
        assert go_on.wait(20)
        return save(*arguments, **options)

    monkeypatch.setattr(project_controller, "save", waiting)
    return go_on


def test_what_was_saved_before_is_unsaved_once_the_file_holds_something_else(
    qtbot, window: MainWindow, slow: threading.Event, tmp_path: Path
) -> None:
    _save_as(window, tmp_path / "a.ora")
    qtbot.waitUntil(lambda: not window.isWindowModified())
    _move(window)
    slow.clear()
    window.actions_["file.save"].trigger()
    window.editor.document.rename(window.editor.document.scene.layers[0].id, "Ours")
    slow.set()
    qtbot.waitUntil(lambda: not window.editor.writing.busy)
    window.actions_["edit.undo"].trigger()
    window.actions_["edit.undo"].trigger()

    assert window.isWindowModified()


def test_a_save_that_ends_late_says_nothing_of_the_document_after_it(
    qtbot, window: MainWindow, slow: threading.Event, tmp_path: Path
) -> None:
    other = tmp_path / "other.ora"
    save(window.editor.document.scene, other)
    slow.clear()
    _save_as(window, tmp_path / "late.ora")
    window.open_files([other])
    [question] = [each for each in window.findChildren(QMessageBox) if each.isVisible()]
    next(each for each in question.buttons() if "Don’t save" in each.text().replace("&", "")).click()
    qtbot.waitUntil(lambda: window.windowTitle() == "other.ora[*]")
    _move(window)
    slow.set()
    qtbot.waitUntil(lambda: not window.editor.writing.busy)

    assert (tmp_path / "late.ora").is_file()
    assert window.editor.projects.path == other
    assert window.windowTitle() == "other.ora[*]"
    assert window.isWindowModified()
