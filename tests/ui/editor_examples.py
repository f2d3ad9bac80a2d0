"""Pictures and a window with an editor for the tests of this folder and of the journey."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from engine.types import U8
from rainharmonize_gui.ui.editor import Editor
from rainharmonize_gui.ui.window import MainWindow

BACKGROUND = (320, 240)
OBJECT = (80, 60)


def write_background(folder: Path, *, name: str = "street.png", size: tuple[int, int] = BACKGROUND) -> Path:
    """A warm gradient with some noise."""
    width, height = size
    rng = np.random.default_rng(1)
    ramp = np.linspace(40, 200, width, dtype=np.float32)[None, :, None]
    rgb = ramp * np.array((1.0, 0.7, 0.4), np.float32) + rng.normal(0, 4, (height, width, 3))
    path = folder / name
    Image.fromarray(np.clip(rgb, 0, 255).astype(np.uint8)).save(path)
    return path


def write_cutout(folder: Path, *, name: str = "ball.png", size: tuple[int, int] = OBJECT) -> Path:
    """A cold ellipse with a soft texture, transparent around."""
    rng = np.random.default_rng(2)
    width, height = size
    rgb = np.array((60, 120, 220)) + rng.normal(0, 15, (height, width, 3))
    alpha = Image.new("L", size)
    ImageDraw.Draw(alpha).ellipse((4, 4, width - 5, height - 5), fill=255)
    rgba = np.dstack((np.clip(rgb, 0, 255).astype(np.uint8), np.asarray(alpha)))
    path = folder / name
    Image.fromarray(rgba).save(path)
    return path


def pixels(path: Path) -> U8:
    """Of a written picture, H×W×C."""
    with Image.open(path) as image:
        return np.array(image)


def layer_count(editor: Editor, count: int) -> Callable[[], None]:
    """For `qtbot.waitUntil`: that many objects are there."""

    def check() -> None:
        assert len(editor.document.scene.layers) == count

    return check


def close(window: MainWindow) -> None:
    """Without being asked about changes."""
    window.editor.document.history.clear()
    window.close()
