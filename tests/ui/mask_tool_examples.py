"""An object to select parts of, hands to do it with, and a gate before what a thread does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
from canvas_examples import BACKGROUND, GREY, empty_canvas, plain, settle, spot
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.images import Picture
from engine.types import U8
from rainharmonize_gui.ui.canvas import Canvas

_NONE, _LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def canvas_with_ball(qtbot) -> Iterator[Canvas]:
    """An object of 200×160 at (100, 70): a red disc of radius 40 in its middle, a red spot top left."""
    made = empty_canvas()
    qtbot.addWidget(made)
    rgb = np.empty((160, 200, 3), np.uint8)
    rgb[...] = (30, 60, 160)
    rows, columns = np.ogrid[:160, :200]
    rgb[(columns + 0.5 - 100) ** 2 + (rows + 0.5 - 80) ** 2 < 40**2] = (200, 40, 30)
    rgb[5:15, 5:15] = (200, 40, 30)
    document = made.document
    document.open_background(plain(BACKGROUND, GREY))
    layer_id = document.add_object(Picture(rgb), name="Ball")
    document.replace_scene(document.scene)
    made.selection.select(layer_id)
    made.show()
    yield made
    made.stop()


def mask(canvas: Canvas) -> U8:
    """Of the object, when all is found that was clicked for."""
    settle(canvas)
    return canvas.selection.layer.mask.pixels


def click(canvas: Canvas, *points: tuple[float, float], modifiers=_NONE) -> None:
    for point in points:
        QTest.mouseClick(canvas, _LEFT, modifiers, spot(canvas, point))


def labels(canvas: Canvas) -> tuple[str, ...]:
    return canvas.document.history.labels


class Gate:
    """Stands before a piece of work: notes the threads that come, and lets them pass once it is open."""

    def __init__(self, work: Callable[..., object]) -> None:
        self._work = work
        self._open = threading.Event()
        self.came: list[threading.Thread] = []

    def __call__(self, *args: object, **kwargs: object) -> object:
        self.came.append(threading.current_thread())
        assert self._open.wait(10)
        return self._work(*args, **kwargs)

    def open(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._open.clear()
