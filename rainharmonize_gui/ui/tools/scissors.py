"""Intelligent scissors: an outline that follows the edges of the object's picture from click to click.

To make ready for paths from a click takes a tenth of a second: on a thread, and meanwhile the line to the
pointer is straight.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from engine.masks.scissors import Scissors
from engine.placement import Point
from engine.types import U8
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.tasks import Task
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage
from rainharmonize_gui.ui.tools.outline import OutlineTool, Stretch
from rainharmonize_gui.ui.tools.selecting import on_mask, working_text


class Course:
    """The paths through one picture, H×W×3, from corner to corner. For any thread."""

    def __init__(self, rgb: U8) -> None:
        self._rgb = rgb
        self._lock = threading.Lock()
        self._scissors: Scissors | None = None
        self._start: Stretch | None = None
        """From whose corner paths are ready."""

    def path(self, start: Stretch, to: Point) -> list[Point] | None:
        """From the corner of a stretch, itself left out; None where that is not ready. Never waits."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if self._scissors is None or start is not self._start:
                return None
            return _points(self._scissors, to)
        finally:
            self._lock.release()

    def make_ready(self, start: Stretch) -> None:
        """For paths from the corner of a stretch. Takes a moment."""
        with self._lock:
            self._make_ready(start)

    def lead(self, stretch: Stretch, *, after: Stretch | None) -> None:
        """Along the edges from the corner of the one before; and make ready for the one to come."""
        with self._lock:
            if after is not None:
                stretch.points = _points(self._make_ready(after), stretch.corner)
            self._make_ready(stretch)

    def closed(self, stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
        """With what leads from the last corner back to the first; nothing where there is only one."""
        if len(stretches) < 2:
            return ()
        with self._lock:
            scissors = self._make_ready(stretches[-1])
            return *stretches, Stretch(_points(scissors, stretches[0].corner))

    def _make_ready(self, start: Stretch) -> Scissors:
        if self._scissors is None:
            self._scissors = Scissors(self._rgb)
        if start is not self._start:
            self._start = None
            self._scissors.start(start.corner)
            self._start = start
        return self._scissors


def _points(scissors: Scissors, to: Point) -> list[Point]:
    """From its start, which is left out."""
    return [(x, y) for x, y in scissors.path(to).tolist()][1:]


class ScissorsTool(OutlineTool):
    """Each click is a corner; a drag puts it where it is released."""

    id = "tool.scissors"

    @property
    def advice(self) -> str:
        return translate("Canvas", "Click along the outline; it follows the edge. Shift adds, Alt takes away")

    def __init__(self, stage: Stage, jobs: MaskJobs) -> None:
        super().__init__(stage, jobs)
        self._course: Course | None = None
        self._leading: list[Task] = []

    def abandon(self) -> None:
        for task in self._leading:
            task.token.cancel()
        super().abandon()

    def forget(self) -> None:
        self._course = None
        self._leading.clear()
        super().forget()

    def step_back(self) -> None:
        super().step_back()
        layer = self.layer
        if self._course is not None and layer is not None and self.pending:
            self._start(layer, partial(self._course.make_ready, self._stretches[-1]))

    def stretch(self, at: Point) -> list[Point]:
        if self._course is None or not self.pending:
            return [at]
        return self._course.path(self._stretches[-1], at) or [at]

    def closed_outline(self) -> Callable[[], Sequence[Stretch]]:
        if self._course is None:
            return super().closed_outline()
        return partial(self._course.closed, tuple(self._stretches))

    def _draw(self, layer: Layer, press: Pointer) -> Gesture:
        self._begin(press)
        event = press
        while event.kind is not Kind.RELEASE:
            event = yield
        if self._course is None:
            self._course = Course(layer.rgb)
        after = self._stretches[-1] if self.pending else None
        new = Stretch(self.stretch(on_mask(layer, event.at)))
        self.add(new)
        self._start(layer, partial(self._course.lead, new, after=after))

    def _start(self, layer: Layer, work: Callable[[], None]) -> None:
        self._leading.append(self.jobs.start(layer, working_text(layer), work, self._led))

    def _led(self, _nothing: None) -> None:
        self.stage.refresh()
