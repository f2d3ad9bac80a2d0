"""Everything undone, back to the empty window: what is asked and offered."""

from __future__ import annotations

from pathlib import Path

import pytest
from editor_examples import layer_count, write_background, write_cutout
from PySide6.QtWidgets import QMessageBox

from engine.types import Direction
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def work(qtbot, empty_window: MainWindow, tmp_path: Path) -> MainWindow:
    """With a photo and an object."""
    empty_window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(empty_window.editor, 1))
    return empty_window


def _said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.messages._queue)


def test_work_that_was_undone_to_the_beginning_can_be_had_again(qtbot, work: MainWindow) -> None:
    work.editor.document.jump_to(0)  # "Start" in the history
    assert not work.editor.has_background
    assert work.editor.unsaved
    work.editor.autosave.save_now()

    work.close()

    assert work.isVisible()
    assert work.editor.document.scene.layers  # to be seen while it is asked about
    [question] = [each for each in work.findChildren(QMessageBox) if each.isVisible()]
    question.button(QMessageBox.StandardButton.Cancel).click()
    work.editor.document.jump_to(0)
    assert "Everything is undone." in _said(work)
    work.messages._queue[0].offer.run()
    assert work.editor.document.scene.layers
    qtbot.waitUntil(lambda: "Everything is undone." not in _said(work))


def test_nothing_is_asked_where_what_was_undone_is_saved_or_a_photo_alone(
    qtbot, work: MainWindow, tmp_path: Path
) -> None:
    document = work.editor.document
    work.editor.projects._name_chosen(lambda: None, str(tmp_path / "a.ora"))
    qtbot.waitUntil(lambda: not work.editor.writing.busy)
    document.jump_to(0)
    assert not work.editor.unsaved
    document.jump_to(1)
    document.set_direction(Direction.BACKGROUND)
    document.jump_to(0)
    assert work.editor.unsaved

    work.editor.close_document()
    work.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: work.editor.has_background)
    document.undo()
    assert not work.editor.unsaved
    work.close()
    assert not work.isVisible()
