"""From an empty window to a picture and a project, with mouse and keys, through the program's own `main`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from editor_examples import pixels, write_background, write_cutout
from PySide6.QtCore import QDeadlineTimer, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from engine.folders import FOLDER_VARIABLE
from rainharmonize_gui import app
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.ui.compare import Side
from rainharmonize_gui.ui.window import MainWindow

pytestmark = pytest.mark.e2e

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "config"))
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tmp_path / "none.safetensors"))
    return tmp_path


def _run(monkeypatch: pytest.MonkeyPatch, journey: Callable[[MainWindow], None], *arguments: str) -> None:
    """`main`, with a person in place of the event loop."""

    def drive(*_: object) -> int:
        [window] = [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, MainWindow) and each.isVisible()
        ]
        assert QTest.qWaitForWindowExposed(window)
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        journey(window)
        return 0

    monkeypatch.setattr(QApplication, "exec", drive)
    assert app.main(["--style-theme", "light", "--language", "en", *arguments]) == 0


def _until(condition: Callable[[], bool], what: str) -> None:
    deadline = QDeadlineTimer(20_000)
    while not condition():
        assert not deadline.hasExpired(), f"waited in vain: {what}"
        QTest.qWait(20)


def _drop(widget: QWidget, path: Path, at: QPoint) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy = Qt.DropAction.CopyAction
    QApplication.sendEvent(widget, QDragEnterEvent(at, copy, data, _LEFT, _NONE))
    QApplication.sendEvent(widget, QDropEvent(QPointF(at), copy, data, _LEFT, _NONE))


def _drag(widget: QWidget, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(widget, _LEFT, _NONE, start)
    for step in range(1, 9):
        QTest.mouseMove(widget, start + (end - start) * step / 8)
        QTest.qWait(10)
    QTest.mouseRelease(widget, _LEFT, _NONE, end)


def _settle(window: MainWindow) -> None:
    live, document = window.editor.live, window.editor.document
    _until(
        lambda: live.frame is not None and live.frame.exact and live.frame.scene is document.scene,
        "an exact frame",
    )


def test_drop_drag_paint_compare_export_save(folder: Path, monkeypatch: pytest.MonkeyPatch, qapp) -> None:
    background = write_background(folder, size=(640, 480))
    cutout = write_cutout(folder, size=(160, 120))
    exported = folder / "street-harmonized.png"

    def journey(window: MainWindow) -> None:
        _drop(window.welcome, background, QPoint(300, 200))
        _until(lambda: window.editor.has_background, "the background")
        editor, canvas = window.editor, window.editor.canvas
        QTest.qWait(50)

        _drop(canvas, cutout, canvas.map_from_image((300, 200)).toPoint())
        _until(lambda: len(editor.document.scene.layers) == 1, "the object")
        _settle(window)
        [layer] = editor.document.scene.layers

        before = editor.document.geometry(layer.id)
        middle = canvas.map_from_image((300, 200)).toPoint()
        _drag(canvas, middle, middle + QPoint(83, 41))
        after = editor.document.geometry(layer.id)
        assert (after.x - before.x, after.y - before.y) == pytest.approx(
            (83 / canvas.zoom, 41 / canvas.zoom), abs=9 / canvas.zoom
        )
        _settle(window)

        canvas.setFocus()
        QTest.keyClick(canvas, Qt.Key.Key_E)
        assert canvas.tool.id == "tool.eraser"
        here = canvas.map_from_image((after.x + 80, after.y + 60)).toPoint()
        _drag(canvas, here, here + QPoint(30, 0))
        painted = editor.document.scene.layer(layer.id).mask
        assert painted.pixels.sum() < layer.mask.pixels.sum()
        assert editor.document.history.undo_label == "Erase mask"
        _settle(window)

        _compare(window)
        _export(window, exported)
        _check(editor.document.scene, pixels(background), pixels(exported))
        _save_and_reopen(window, folder / "street.ora")
        window.close()

    _run(monkeypatch, journey)


def _compare(window: MainWindow) -> None:
    """Tab held shows how it was before."""
    canvas = window.editor.canvas
    QTest.keyPress(canvas, Qt.Key.Key_Tab)
    assert canvas.compare.panes((100, 100))[0].side is Side.BEFORE
    shown_before = canvas.grab().toImage()
    QTest.keyRelease(canvas, Qt.Key.Key_Tab)
    assert canvas.compare.panes((100, 100))[0].side is Side.AFTER
    assert canvas.grab().toImage() != shown_before


def _export(window: MainWindow, path: Path) -> None:
    """Ctrl+E, the name suggested."""
    QTest.keyClick(window.editor.canvas, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = window.editor.output.dialog
    assert dialog is not None
    assert dialog.path.text() == str(path)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    _until(path.is_file, "the file")
    _until(lambda: not window.editor.writing.busy, "the end of the export")


def _save_and_reopen(window: MainWindow, path: Path) -> None:
    """Ctrl+S, the name suggested; then drop the file on the canvas."""
    editor, canvas = window.editor, window.editor.canvas
    scene = editor.document.scene
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    [naming] = [each for each in window.findChildren(QFileDialog) if each.isVisible()]
    QTest.keyClick(naming, Qt.Key.Key_Return)
    _until(lambda: not window.isWindowModified(), "the project")
    _drop(canvas, path, QPoint(100, 100))
    _until(lambda: editor.document.scene is not scene, "the project again")
    assert editor.document.scene.layers[0].placement == scene.layers[0].placement


def _check(scene, background, exported) -> None:
    """Outside the mask the background, inside the object with its colours moved towards it."""
    mask = objects_mask(scene)
    plain = composite(scene)
    inside = mask == 255

    assert np.array_equal(exported[mask == 0], background[mask == 0])
    assert inside.any()
    warmth = np.array((1.0, 0.0, -1.0))
    assert (exported[inside] @ warmth).mean() > (plain[inside] @ warmth).mean() + 3


def test_files_on_the_command_line_are_background_and_object(folder: Path, monkeypatch, qapp) -> None:
    background, cutout = write_background(folder), write_cutout(folder)

    def journey(window: MainWindow) -> None:
        _until(lambda: window.pages.currentWidget() is not window.welcome, "the editor")
        _until(lambda: len(window.editor.document.scene.layers) == 1, "the object")
        window.editor.document.history.mark_clean()
        window.close()

    _run(monkeypatch, journey, str(background), str(cutout))
