"""Intelligent scissors under the hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from canvas_examples import move, settle, spot
from mask_tool_examples import Gate, canvas_with_ball, click, labels, mask
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.masks.scissors import Scissors
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui.canvas import Canvas


@pytest.fixture
def canvas(qtbot) -> Iterator[Canvas]:
    yield from canvas_with_ball(qtbot)


def test_scissors_follow_the_edge_between_clicks(canvas: Canvas) -> None:
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 110), (240, 150), (200, 190), (160, 150))
    canvas.grab()
    QTest.keyClick(canvas, Qt.Key.Key_Return)

    disc = np.hypot(*np.ogrid[-79.5:80.5, -99.5:100.5]) < 40
    kept = mask(canvas) > 127
    assert (kept & disc).sum() / (kept | disc).sum() > 0.93
    assert labels(canvas) == (Label.SELECT_MASK,)


@pytest.fixture
def start(monkeypatch) -> Gate:
    """Before the slow part of the scissors, once a click."""
    gate = Gate(Scissors.start)
    monkeypatch.setattr(Scissors, "start", lambda *args: gate(*args))  # noqa: PLW0108  binds to the object
    return gate


def test_the_line_of_the_scissors_is_straight_until_the_edges_are_known(canvas: Canvas, start: Gate) -> None:
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 110))
    corner = canvas.tool.points
    move(canvas, spot(canvas, (240, 150)))
    canvas.grab()
    assert canvas.tool.stretch((140, 80)) == [(140, 80)]

    start.open()
    settle(canvas)
    assert len(canvas.tool.stretch((140, 80))) > 20  # a quarter of the disc's edge
    assert canvas.tool.points == corner
    assert start.came
    assert threading.main_thread() not in start.came


def test_clicks_of_the_scissors_count_though_the_edges_are_not_known_yet(canvas: Canvas, start: Gate) -> None:
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 110), (240, 150), (200, 190), (160, 150), (120, 100))
    assert len(canvas.tool.points) == 5
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert not canvas.tool.pending
    assert not labels(canvas)

    start.open()
    disc = np.hypot(*np.ogrid[-79.5:80.5, -99.5:100.5]) < 40
    kept = mask(canvas) > 127
    assert (kept & disc).sum() / (kept | disc).sum() > 0.93
    assert labels(canvas) == (Label.SELECT_MASK,)
    assert threading.main_thread() not in start.came


def test_after_backspace_the_scissors_go_on_from_the_corner_before(canvas: Canvas, start: Gate) -> None:
    start.open()
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 110), (20, 20))
    settle(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    settle(canvas)
    there = canvas.tool.stretch((140, 80))
    click(canvas, (240, 150))
    assert canvas.tool.points[1:] == there
    settle(canvas)
    assert canvas.tool.points[1:] == there
    assert threading.main_thread() not in start.came


@pytest.mark.parametrize("how", ["escape", "tool", "object", "document"])
def test_what_the_scissors_wait_for_is_dropped(canvas: Canvas, start: Gate, how: str) -> None:
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 110), (240, 150), (200, 190))
    scissors = canvas.tool
    match how:
        case "escape":
            QTest.keyClick(canvas, Qt.Key.Key_Escape)
        case "tool":
            canvas.set_tool("tool.brush")
        case "object":
            canvas.selection.select(None)
        case "document":
            canvas.selection.select(None)
            canvas.document.replace_scene(Scene())
    assert not scissors.pending
    start.open()
    settle(canvas)
    assert len(start.came) <= 1  # the corners that waited are not even begun
    assert not scissors.pending
    assert not labels(canvas)
