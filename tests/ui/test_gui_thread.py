"""The window's thread leaves the work on many pixels to others."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from editor_examples import close, layer_count, write_background, write_cutout

from engine.masks.edge import EdgeSettings
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.window import MainWindow

PHOTO, OBJECT = (1600, 1200), (1200, 900)
MANY = 500_000
"""Values of an array: fewer are no trouble."""
_WORK = (
    "resize",
    "warpAffine",
    "dilate",
    "erode",
    "medianBlur",
    "blur",
    "morphologyEx",
    "boundingRect",
    "merge",
)


@pytest.fixture
def stalls(monkeypatch) -> list[str]:
    """What OpenCV was asked to do with many pixels in this thread, by name."""
    seen: list[str] = []
    for name in _WORK:
        monkeypatch.setattr(cv2, name, _watched(name, getattr(cv2, name), seen))
    return seen


def _watched(name: str, work: Callable[..., object], seen: list[str]) -> Callable[..., object]:
    def watched(pixels: object, *args: object, **kwargs: object) -> object:
        if threading.current_thread() is threading.main_thread() and np.size(pixels) > MANY:
            seen.append(name)
        return work(pixels, *args, **kwargs)

    return watched


@pytest.fixture
def window(qtbot) -> Iterator[MainWindow]:
    window = MainWindow(Settings(auto_preview=False))
    window.resize(1200, 900)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    close(window)


def shows_the_picture(window: MainWindow) -> bool:
    """Not the grey around it alone."""
    middle = from_qimage(window.editor.canvas.grab().toImage())[300:400, 300:400]
    return bool(np.ptp(middle[..., 0].astype(int) - middle[..., 2]) > 0)


def is_up_to_date(window: MainWindow) -> bool:
    frame = window.editor.live.frame
    return frame is not None and frame.scene is window.editor.document.scene


def test_a_photo_appears_without_the_window_waiting(qtbot, tmp_path: Path, window, stalls) -> None:
    window.open_files([write_background(tmp_path, size=PHOTO)])
    qtbot.waitUntil(lambda: window.editor.has_background)
    qtbot.waitUntil(lambda: shows_the_picture(window))
    assert not stalls


def test_an_object_comes_without_the_window_waiting(qtbot, tmp_path: Path, window, stalls) -> None:
    window.open_files([write_background(tmp_path, size=PHOTO), write_cutout(tmp_path, size=OBJECT)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    qtbot.waitUntil(lambda: is_up_to_date(window))
    assert not stalls


def test_masks_are_drawn_without_the_window_waiting(qtbot, tmp_path: Path, window, stalls) -> None:
    window.open_files([write_background(tmp_path, size=PHOTO), write_cutout(tmp_path, size=OBJECT)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    canvas, document = window.editor.canvas, window.editor.document
    layer_id = canvas.selection.layer_id
    for change in (
        window.actions_["mask.view"].trigger,
        window.actions_["mask.view"].trigger,
        window.actions_["mask.invert"].trigger,
        lambda: document.set_edge(layer_id, EdgeSettings(smooth=3, shift=-2, feather=8, remove_fringe=True)),
        window.actions_["mask.view"].trigger,
        document.undo,
        document.undo,
    ):
        change()
        canvas.grab()
        qtbot.waitUntil(lambda: not canvas.working and is_up_to_date(window))
    canvas.grab()
    assert not stalls
