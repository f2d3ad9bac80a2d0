"""What changes nothing says so at the foot of the window, once a gesture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from canvas_examples import drag, move, spot
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.window import MainWindow

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
MIDDLE = (160.0, 120.0)


@pytest.fixture
def canvas(window: MainWindow) -> Canvas:
    """The 80×60 object in the middle of the photo is selected."""
    canvas = window.editor.canvas
    canvas.brush.set_size(8)
    return canvas


@pytest.fixture
def said(window: MainWindow, canvas: Canvas) -> Iterator[list[str]]:
    """Everything that was said in passing; the latest stands at the foot of the window."""
    heard: list[str] = []
    canvas.said.connect(heard.append)
    yield heard
    if heard:
        assert window.editor.status_line.currentMessage() == heard[-1]


def test_a_drag_of_a_region_says_that_it_stays(
    qtbot, window: MainWindow, canvas: Canvas, said: list[str]
) -> None:
    window.editor.selection.select(None)
    canvas.set_tool("tool.wand")
    QTest.mouseClick(canvas, _LEFT, _NONE, spot(canvas, (20, 20)))
    qtbot.waitUntil(lambda: len(window.editor.document.scene.regions) == 1)
    [region] = window.editor.document.scene.regions
    steps = window.editor.document.history.index
    canvas.set_tool("tool.move")
    drag(canvas, (20, 20), (30, 30), (60, 50), (90, 90))

    assert said == ["A region is a part of the photo: it cannot be moved."]
    assert window.editor.document.history.index == steps
    QTest.mouseClick(canvas, _LEFT, _NONE, spot(canvas, (20, 20)))
    assert window.editor.selection.layer_id == region.id
    assert len(said) == 1


def test_a_drag_of_the_photo_itself_says_nothing(canvas: Canvas, said: list[str]) -> None:
    canvas.set_tool("tool.move")
    drag(canvas, (10, 10), (30, 30), (60, 50))
    assert said == []


def test_painting_where_all_is_painted_says_so_once(
    window: MainWindow, canvas: Canvas, said: list[str]
) -> None:
    steps = window.editor.document.history.index
    canvas.set_tool("tool.brush")
    drag(canvas, MIDDLE, (165, 120), (170, 120), (175, 120))

    assert said == ["Nothing changed: it is painted there already."]
    assert window.editor.document.history.index == steps


def test_erasing_where_nothing_is_says_so_once(window: MainWindow, canvas: Canvas, said: list[str]) -> None:
    window.editor.document.clear_mask(window.editor.selection.layer_id)
    canvas.set_tool("tool.eraser")
    drag(canvas, MIDDLE, (165, 120), (170, 120))
    assert said == ["Nothing changed: nothing is left to erase there."]


def test_a_stroke_beside_the_picture_of_the_object_says_so(canvas: Canvas, said: list[str]) -> None:
    canvas.set_tool("tool.brush")
    drag(canvas, (20, 20), (30, 20), (40, 20))
    assert said == ["Nothing changed: that is outside the picture of the object."]


def test_a_stroke_that_changes_something_says_nothing(canvas: Canvas, said: list[str]) -> None:
    canvas.set_tool("tool.eraser")
    drag(canvas, (20, 20), (90, 120), MIDDLE)
    assert said == []


def test_a_stroke_that_is_taken_back_says_nothing(canvas: Canvas, said: list[str]) -> None:
    canvas.set_tool("tool.brush")
    drag(canvas, MIDDLE, (165, 120), release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    move(canvas, spot(canvas, (170, 120)))
    assert said == []
