"""A real canvas on a large document, hands to work it with, and a clock that notices when it stalls."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from engine.images import Picture
from engine.placement import Point, Size
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import ExportChoice
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.export_job import Exporter
from rainharmonize_gui.ui.live import Frame, LiveHarmonizer
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tasks import Tasks

VIEW = (1600, 1000)
LARGE = (6000, 4000)
_PATIENCE_MS = 120_000
_BEAT_MS = 5


class Stage(QObject):
    """A canvas with a background and an object that covers a tenth of it, both made up."""

    def __init__(self, size: Size = LARGE, *, view: Size = VIEW) -> None:
        super().__init__()
        self.document = Document()
        self.selection = Selection(self.document)
        self.live = LiveHarmonizer(self.document)
        self.tasks = Tasks("writing")
        self.exporter = Exporter(self.document, self.live, self.tasks)
        self.canvas = Canvas(self.document, self.selection, self.live)
        self.canvas.resize(*view)
        self.canvas.show()
        self.frames: list[float] = []
        """When each frame came."""
        self._wanted: Callable[[], bool] = lambda: True
        self._loop = QEventLoop()
        self.live.frame_ready.connect(self._on_frame)
        self.live.status_changed.connect(self._look)
        self.document.open_background(Picture(scenery(size)))
        side = round((size[0] * size[1] / 10 / 0.66) ** 0.5)
        self.layer = self.document.add_object(
            Picture(scenery((side, side), seed=1), disc(side)), name="object"
        )
        self.selection.select(self.layer)
        self.wait(self.is_exact)

    def is_exact(self) -> bool:
        """Whether what is shown is harmonized and of the scene as it is."""
        frame = self.live.frame
        return frame is not None and frame.exact and frame.scene is self.document.scene

    def wait(self, wanted: Callable[[], bool]) -> None:
        """Run the event loop until a frame, a change of status or the end of a task makes `wanted` true."""
        self._wanted = wanted
        if not wanted():
            self._run(_PATIENCE_MS)
            if not wanted():
                raise TimeoutError("nothing happens any more")

    def play(self, step: Callable[[], object], *, seconds: float, interval_ms: int = 8) -> None:
        """Call `step` again and again, as a mouse does that reports its moves."""
        self._wanted = lambda: False
        timer = QTimer(self, interval=interval_ms, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(step)
        timer.start()
        self._run(round(seconds * 1000))
        timer.stop()
        timer.deleteLater()

    def export(self, path: Path) -> Callable[[], bool]:
        """Start to write the picture; returns how to ask whether it is written."""
        self.exporter.export(ExportChoice(), path, done=self._look, failed=self._look, cancelled=self._look)
        return lambda: not self.tasks.busy

    def mouse(self, kind: QEvent.Type, point: Point, *, pressed: bool) -> float:
        """Send an event at a point of the picture, draw, and return the seconds that both took."""
        position = self.canvas.map_from_image(point)
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QMouseEvent(
            kind,
            position,
            QPointF(self.canvas.mapToGlobal(position)),
            none if kind is QEvent.Type.MouseMove else left,
            left if pressed else none,
            Qt.KeyboardModifier.NoModifier,
        )
        start = time.perf_counter()
        QApplication.sendEvent(self.canvas, event)
        self.canvas.repaint()
        return time.perf_counter() - start

    def close(self) -> bool:
        """End everything; says whether the threads have ended."""
        self.canvas.close()
        self.canvas.stop()
        ended = [self.tasks.stop(), self.exporter.shutdown(), self.live.shutdown()]
        self.canvas.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return all(ended)

    def _run(self, milliseconds: int) -> None:
        limit = QTimer(self, singleShot=True, interval=milliseconds, timerType=Qt.TimerType.PreciseTimer)
        limit.timeout.connect(self._loop.quit)
        limit.start()
        self._loop.exec()
        limit.stop()
        limit.deleteLater()

    @Slot(object)
    def _on_frame(self, _frame: Frame) -> None:
        self.frames.append(time.perf_counter())
        self._look()

    @Slot()
    def _look(self, *_: object) -> None:
        if self._wanted():
            self._loop.quit()


class Heartbeat(QObject):
    """Beats every few milliseconds in the GUI thread; `gaps` are the seconds between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Heartbeat:
        self._last = time.perf_counter()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


def scenery(size: Size, *, seed: int = 0) -> U8:
    """A made-up photograph H×W×3: soft shapes under fine noise."""
    rng = np.random.default_rng(seed)
    small = rng.integers(40, 200, (12, 18, 3), np.uint8)
    large = cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)
    noise = rng.integers(0, 12, (512, 512, 3), np.uint8)
    tiled = np.tile(noise, (size[1] // 512 + 1, size[0] // 512 + 1, 1))[: size[1], : size[0]]
    return np.asarray(cv2.add(large, tiled), np.uint8)


def disc(side: int) -> U8:
    """An alpha H×W: a disc that nearly fills it."""
    alpha = np.zeros((side, side), np.uint8)
    cv2.circle(alpha, (side // 2, side // 2), round(side * 0.46), 255, -1, cv2.LINE_AA)
    return alpha
