"""Five hundred random edits, undos, redos, harmonizations: does memory grow, and is anything left over?"""

from __future__ import annotations

import gc
import random
import tempfile
import threading
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer

from engine.bench.row import Row
from engine.placement import Box
from engine.types import Direction, Method
from rainharmonize_gui import bench
from rainharmonize_gui.app import create_application
from rainharmonize_gui.bench.stage import Stage
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim, Variant

EDITS = 500
_FIRST = 100
_SIZE = (2400, 1600)
_MOST_LAYERS = 4
_MEGABYTE = 1 << 20
_OF_TORCH = "torchinductor_"
"""Torch keeps a cache in the folder for temporary files, for the next run to find."""


def rows() -> list[Row]:
    """On a document with an undo history that is full after the first hundred edits."""
    create_application()
    threads = set(threading.enumerate())
    stage = Stage(_SIZE, view=(800, 600))
    edits = _Edits(stage)
    levels = []
    for number in range(1, EDITS + 1):
        edits.one()
        if number % 5 == 0:
            stage.wait(stage.is_exact)
        if number % 20 == 0:
            gc.collect()
            levels.append(_resident())
    ended = stage.close()
    left = len(set(threading.enumerate()) - threads) + len(_active_timers(stage)) + (not ended)
    left += sum(not path.name.startswith(_OF_TORCH) for path in Path(tempfile.gettempdir()).iterdir())
    found = [Row("threads, timers and files left after closing", float(left), "", 0.0)]
    if None not in levels:
        measured = [level for level in levels if level is not None]
        growth = max(measured[-5:]) - max(measured[: _FIRST // 20])
        found.insert(0, Row("memory that edits 101 to 500 add", growth / _MEGABYTE, "MB", 32.0))
    return found


class _Edits:
    """Picks an edit by lot, always the same ones."""

    def __init__(self, stage: Stage) -> None:
        self._document = stage.document
        self._lot = random.Random(0)
        self._edits = (
            *(self._move, self._move, self._scale, self._rotate, self._strength, self._trim, self._variant),
            *(self._paint, self._opacity, self._add_or_delete, self._direction, self._undo, self._undo),
            self._redo,
        )

    def one(self) -> None:
        self._lot.choice(self._edits)()

    @property
    def _layer(self) -> int:
        return self._lot.choice(self._document.scene.layers).id

    def _move(self) -> None:
        drag = self._document.begin(Label.MOVE)
        layer = self._layer
        for _ in range(5):
            self._document.move(layer, self._lot.uniform(-60, 60), self._lot.uniform(-40, 40))
        self._lot.choice((drag.commit, drag.commit, drag.cancel))()

    def _scale(self) -> None:
        self._document.scale(self._layer, self._lot.uniform(0.8, 1.25))

    def _rotate(self) -> None:
        self._document.rotate(self._layer, self._lot.uniform(-30, 30))

    def _strength(self) -> None:
        self._document.set_strength(self._layer, self._lot.uniform(0, 1.5))

    def _trim(self) -> None:
        self._document.set_trim(self._layer, Trim(*(self._lot.uniform(-0.5, 0.5) for _ in range(4))))

    def _variant(self) -> None:
        self._document.set_variant(self._layer, Variant(self._lot.choice(list(Method))))

    def _paint(self) -> None:
        layer = self._layer
        width, height = self._document.scene.layer(layer).size
        with self._document.begin(Label.PAINT_MASK):
            for _ in range(5):
                x, y = self._lot.randrange(width - 60), self._lot.randrange(height - 60)
                value = self._lot.choice((0, 255))
                patch = np.full((60, 60), value, np.uint8)
                self._document.paint_mask(layer, Box(x, y, x + 60, y + 60), patch)

    def _opacity(self) -> None:
        self._document.set_opacity(self._layer, self._lot.uniform(0.3, 1))

    def _add_or_delete(self) -> None:
        if len(self._document.scene.layers) >= _MOST_LAYERS:
            self._document.delete(self._layer)
        else:
            self._document.duplicate(self._layer, offset=(50, 30))

    def _direction(self) -> None:
        self._document.set_direction(self._lot.choice(list(Direction)))

    def _undo(self) -> None:
        if len(self._document.history.labels) > 5:
            self._document.undo()

    def _redo(self) -> None:
        self._document.redo()


def _active_timers(stage: Stage) -> list[QTimer]:
    owners: tuple[QObject, ...] = (stage, stage.live, stage.tasks, stage.exporter)
    return [timer for owner in owners for timer in owner.findChildren(QTimer) if timer.isActive()]


def _resident() -> int | None:
    """Memory of this process in bytes; None where it cannot be told."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    except OSError:
        return None
    import resource  # noqa: PLC0415  not on Windows

    return int(fields[1]) * resource.getpagesize()


if __name__ == "__main__":
    bench.print_rows(rows())
