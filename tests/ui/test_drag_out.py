"""The button by which the result is dragged out of the window."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from editor_examples import pixels
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from rainharmonize_gui.ui import drag_out, editor_keys, export_job
from rainharmonize_gui.ui.drag_out import DragOut
from rainharmonize_gui.ui.mime import contents
from rainharmonize_gui.ui.window import MainWindow

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def button(window: MainWindow) -> DragOut:
    return window.bars.drag_out


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Pictures are made once it is set."""
    event = threading.Event()
    real = export_job.pixels_of

    def waiting(*arguments: object, **options: object) -> object:
        assert event.wait(20)
        return real(*arguments, **options)

    monkeypatch.setattr(export_job, "pixels_of", waiting)
    return event


@pytest.fixture
def dragged(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was dragged out, as pixels."""
    found: list[object] = []

    class Drag(drag_out.QDrag):
        def exec(self, _action: Qt.DropAction) -> None:
            [item] = contents(self.mimeData())
            found.append(pixels(item.path))

    monkeypatch.setattr(drag_out, "QDrag", Drag)
    return found


def _click(button: DragOut) -> None:
    QTest.mousePress(button, _LEFT)
    QTest.mouseRelease(button, _LEFT)


def _drag(button: DragOut) -> None:
    """Until the mouse is let go somewhere else."""
    QTest.mousePress(button, _LEFT)
    for distance in (20, 40):
        QTest.mouseMove(button, QPoint(5, 5 + distance))


def test_pressing_the_drag_button_makes_the_file_ready(qtbot, window) -> None:
    button = window.bars.drag_out
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button._made is not None, timeout=20_000)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    file = button._file(button._made[1])

    assert np.array_equal(pixels(file), button._made[1].pixels)


def test_what_is_dragged_is_how_it_looks_now_whatever_was_pressed_before(
    qtbot, window: MainWindow, button: DragOut, go_on: threading.Event, dragged: list[np.ndarray]
) -> None:
    _click(button)
    window.editor.document.delete(window.editor.document.scene.layers[0].id)
    _click(button)
    go_on.set()
    qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=20_000)
    _drag(button)
    qtbot.waitUntil(lambda: bool(dragged))

    assert np.array_equal(dragged[0], window.editor.document.scene.background.rgb)


def test_a_picture_that_was_edited_meanwhile_is_not_said_to_be_ready(
    qtbot, window: MainWindow, button: DragOut, go_on: threading.Event
) -> None:
    _click(button)
    window.messages.clear()
    window.editor.document.delete(window.editor.document.scene.layers[0].id)
    go_on.set()
    qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=20_000)

    assert window.messages.current is None


@pytest.mark.parametrize("how", ["cancelled", "failed"])
def test_after_one_that_was_not_made_the_button_makes_another(
    qtbot, window: MainWindow, button: DragOut, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def failing(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        if how == "failed":
            patched.setattr(export_job, "pixels_of", failing)
        _click(button)
        if how == "cancelled":
            assert editor_keys.pressed(window.editor, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=20_000)
    assert button._made is None

    _click(button)
    qtbot.waitUntil(lambda: button._made is not None, timeout=20_000)
