"""How it feels under the hand: frames while dragging, strokes, the strength slider, and stalls meanwhile."""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent

from engine.bench.row import Row
from engine.images import Picture
from rainharmonize_gui import bench
from rainharmonize_gui.app import create_application
from rainharmonize_gui.bench.stage import LARGE, Heartbeat, Stage, scenery
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui.live import Phase

_DRAG_SECONDS = 5.0
_UPDATES = 60
_STROKE_EVENTS = 200


def rows() -> list[Row]:
    """On a background of 24 MP in a view of 1600×1000."""
    create_application()
    stage = Stage()
    try:
        return [*_drag(stage), _strength(stage), _stall(stage), _stroke(stage)]
    finally:
        stage.close()


def _drag(stage: Stage) -> list[Row]:
    stage.frames.clear()
    drag = stage.document.begin(Label.MOVE)
    stage.play(_Circle(stage), seconds=_DRAG_SECONDS)
    drag.commit()
    let_go = time.perf_counter()
    per_second = len(stage.frames) / _DRAG_SECONDS
    stage.wait(stage.is_exact)
    settled = time.perf_counter() - let_go
    return [
        Row("harmonized frames while dragging, 24 MP", per_second, "/s", 10.0, at_least=True),
        Row("from letting go to the exact frame, 24 MP", settled * 1e3, "ms", 1000.0),
    ]


def _strength(stage: Stage) -> Row:
    """From each value of the slider until the canvas shows it."""
    seconds = []
    for value in np.linspace(0.0, 1.5, _UPDATES):
        start = time.perf_counter()
        stage.document.set_strength(stage.layer, float(value))
        stage.wait(stage.is_exact)
        stage.canvas.repaint()
        seconds.append(time.perf_counter() - start)
    return Row("strength slider, an update, p95", _percentile(seconds, 95), "ms", 40.0)


def _stall(stage: Stage) -> Row:
    """While it analyses and applies for a drag, and writes an export."""
    with tempfile.TemporaryDirectory() as folder, Heartbeat() as heart:
        written = stage.export(Path(folder, "out.png"))
        drag = stage.document.begin(Label.MOVE)
        stage.play(_Circle(stage), seconds=_DRAG_SECONDS)
        drag.commit()
        stage.wait(written)
    return Row("gap of the window's thread while it works, p99", _percentile(heart.gaps, 99), "ms", 50.0)


def _stroke(stage: Stage) -> Row:
    """On the mask of an object of 24 MP, an event and the drawing after it."""
    stage.document.delete(stage.layer)
    layer = stage.document.add_object(Picture(scenery(LARGE, seed=2)), name="large")
    stage.document.scale(layer, 0.33)
    stage.selection.select(layer)
    stage.wait(lambda: stage.is_exact() and stage.live.status.phase is Phase.READY)
    stage.canvas.set_tool("tool.eraser")
    x, y = LARGE[0] / 2, LARGE[1] / 2
    steps = range(-_STROKE_EVENTS // 2, _STROKE_EVENTS // 2)
    path = [(x + 2 * step, y + 150 * math.sin(step / 15)) for step in steps]
    seconds: list[float] = []
    events = iter(path)

    def move() -> None:
        point = next(events, None)
        if point is not None:
            seconds.append(stage.mouse(QEvent.Type.MouseMove, point, pressed=True))

    stage.mouse(QEvent.Type.MouseButtonPress, path[0], pressed=True)
    stage.play(move, seconds=_STROKE_EVENTS * 0.016, interval_ms=8)
    stage.mouse(QEvent.Type.MouseButtonRelease, path[-1], pressed=False)
    return Row("paint stroke on a mask of 24 MP, an event, p95", _percentile(seconds, 95), "ms", 16.0)


class _Circle:
    """Moves the object round, a step at each call."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._step = 0

    def __call__(self) -> None:
        angle = self._step / 40
        self._step += 1
        self._stage.document.move(self._stage.layer, 12 * math.cos(angle), 12 * math.sin(angle))


def _percentile(seconds: list[float], share: float) -> float:
    """In milliseconds."""
    return float(np.percentile(seconds, share)) * 1e3


if __name__ == "__main__":
    bench.print_rows(rows())
