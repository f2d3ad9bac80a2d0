"""An opaque picture is cut out at once; the whole picture, or another way, is a click away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from editor_examples import close, layer_count, write_background, write_cutout
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.images import Picture
from engine.masks.subject import Proposal
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.project import save
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui import cut_out, mime
from rainharmonize_gui.ui.editor import Editor
from rainharmonize_gui.ui.window import MainWindow

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    window = MainWindow(Settings(auto_preview=False))
    window.resize(1200, 900)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: window.editor.has_background)
    yield window
    close(window)


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    """A red disc on grey, opaque."""
    rows, columns = np.ogrid[:120, :160]
    rgb = np.full((120, 160, 3), 120, np.uint8)
    rgb[(columns - 80) ** 2 + (rows - 60) ** 2 < 35**2] = (210, 40, 30)
    path = tmp_path / "ball.png"
    Image.fromarray(rgb).save(path)
    return path


def drop(qtbot, window: MainWindow, path: Path) -> Editor:
    """Bring an object in and wait until nothing is under way."""
    window.open_files([path])
    qtbot.waitUntil(layer_count(window.editor, 1))
    qtbot.waitUntil(lambda: not window.editor.canvas.mask_jobs.busy)
    return window.editor


def share(editor: Editor) -> float:
    """How much of the object shows."""
    return float((editor.selection.layer.mask.pixels > 127).mean())


def press(button) -> None:
    QTest.mouseClick(button, _LEFT)


def test_where_nothing_is_selected_the_subject_of_the_photo_becomes_a_region(qtbot, window, ball) -> None:
    window.editor.open_background([mime.LocalFile(ball)])
    qtbot.waitUntil(lambda: window.editor.document.scene.size == (160, 120))
    window.actions_["mask.propose"].trigger()
    qtbot.waitUntil(layer_count(window.editor, 1))
    region = window.editor.selection.layer

    assert region.region
    assert region.rgb is window.editor.document.scene.background.rgb
    assert region.mask.pixels[60, 80] == 255
    assert region.mask.pixels[5, 5] == 0
    assert window.editor.document.history.undo_label is Label.REGION


def unsure(_rgb) -> Proposal:
    mask = np.zeros((120, 160), np.uint8)
    mask[30:90, 40:120] = 255
    return Proposal(mask, 0.2)


def test_the_subject_of_an_opaque_picture_is_cut_out_at_once_as_one_step(qtbot, window, ball) -> None:
    editor = drop(qtbot, window, ball)

    assert share(editor) == pytest.approx(np.pi * 35**2 / (120 * 160), rel=0.1)
    assert editor.document.history.undo_label is Label.PROPOSE_MASK
    assert editor.cut_out.bar.isVisible()
    assert editor.cut_out.bar.text.text() == "Cut out: subject proposed"
    editor.document.undo()
    assert share(editor) == 1
    assert editor.cut_out.bar.whole.isChecked()


def test_the_whole_picture_is_one_click_away_and_back_again(qtbot, window, ball) -> None:
    editor = drop(qtbot, window, ball)
    bar = editor.cut_out.bar
    press(bar.whole)
    assert share(editor) == 1
    assert (bar.whole.isChecked(), bar.subject.isChecked()) == (True, False)
    press(bar.subject)
    assert share(editor) < 0.5
    assert (bar.whole.isChecked(), bar.subject.isChecked()) == (False, True)


def test_an_unsure_proposal_is_only_offered(qtbot, window, ball, monkeypatch) -> None:
    monkeypatch.setattr(cut_out, "propose", unsure)
    editor = drop(qtbot, window, ball)
    bar = editor.cut_out.bar

    assert share(editor) == 1
    assert editor.document.history.undo_label is Label.ADD
    assert bar.isVisible()
    press(bar.subject)
    assert share(editor) == 0.25


def test_asked_for_it_is_applied_however_unsure(qtbot, window, ball, monkeypatch) -> None:
    monkeypatch.setattr(cut_out, "propose", unsure)
    editor = drop(qtbot, window, ball)
    press(editor.cut_out.bar.close_button)
    window.actions_["mask.propose"].trigger()
    qtbot.waitUntil(lambda: not editor.canvas.mask_jobs.busy)

    assert share(editor) == 0.25


def test_the_menu_shows_the_whole_picture_too(qtbot, window, ball) -> None:
    editor = drop(qtbot, window, ball)
    window.actions_["mask.whole"].trigger()

    assert share(editor) == 1
    assert editor.cut_out.bar.whole.isChecked()


def test_a_picture_with_transparency_is_left_as_it_is(qtbot, window, tmp_path) -> None:
    editor = drop(qtbot, window, write_cutout(tmp_path))

    assert not editor.cut_out.bar.isVisible()
    assert editor.document.history.undo_label is Label.ADD


def test_the_bar_goes_with_its_object_and_when_it_is_cut_out_otherwise(qtbot, window, ball) -> None:
    editor = drop(qtbot, window, ball)
    bar, layer_id = editor.cut_out.bar, editor.selection.layer_id
    editor.selection.select(None)
    assert not bar.isVisible()
    editor.selection.select(layer_id)
    assert bar.isVisible()
    editor.document.invert_mask(layer_id)
    assert not bar.isVisible()
    editor.document.undo()
    assert bar.isVisible()
    editor.document.delete(layer_id)
    assert not bar.isVisible()


def test_smart_cut_out_takes_over_from_the_bar(qtbot, window, ball) -> None:
    editor = drop(qtbot, window, ball)
    press(editor.cut_out.bar.smart)

    assert editor.canvas.tool.id == "tool.smart"
    assert not editor.cut_out.bar.isVisible()


def test_where_nothing_stands_out_there_is_no_bar_and_asking_says_so(
    qtbot, window, ball, monkeypatch
) -> None:
    monkeypatch.setattr(cut_out, "propose", lambda rgb: Proposal(np.full(rgb.shape[:2], 255, np.uint8), 0.0))
    editor = drop(qtbot, window, ball)
    assert not editor.cut_out.bar.isVisible()
    window.messages.clear()
    window.actions_["mask.propose"].trigger()
    qtbot.waitUntil(lambda: window.messages.current is not None)

    assert window.messages.current.text == "No subject stands out in this picture."


def test_a_mask_begun_by_hand_is_not_replaced(qtbot, window, ball) -> None:
    editor = window.editor
    window.open_files([ball])
    qtbot.waitUntil(layer_count(editor, 1))
    editor.document.invert_mask(editor.selection.layer_id)
    qtbot.waitUntil(lambda: not editor.canvas.mask_jobs.busy)

    assert share(editor) == 0


def test_another_project_is_not_offered_the_subject_of_the_one_before(
    qtbot, window, ball, tmp_path: Path
) -> None:
    editor = drop(qtbot, window, ball)
    other = Document()
    other.open_background(Picture(np.full((200, 300, 3), 50, np.uint8)))
    layer_id = other.add_object(Picture(np.full((40, 50, 3), 99, np.uint8)), name="Other")
    save(other.scene, tmp_path / "other.ora")
    assert layer_id == editor.selection.layer_id
    editor.document.history.mark_clean()
    window.open_files([tmp_path / "other.ora"])
    qtbot.waitUntil(lambda: editor.document.scene.size == (300, 200))
    editor.selection.select(layer_id)
    window.actions_["mask.whole"].trigger()

    assert not editor.cut_out.bar.isVisible()
    editor.cut_out.use_subject()
    assert share(editor) == 1
