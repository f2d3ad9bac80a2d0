"""Outlines drawn around a part of the object: free by dragging, or from click to click."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QPainter

from engine.masks.selection import Combine, polygon
from engine.placement import Placement, Point, Size
from engine.types import U8
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage
from rainharmonize_gui.ui.tools.selecting import SelectingTool, how_to_join, on_mask

CLOSING = 8.0
"""Logical pixels about the start within which a click closes the outline."""


@dataclass(eq=False)
class Stretch:
    """points: those that lead to a corner of an outline, itself included, in mask pixels.

    A thread may put better ones in their place.
    """

    points: list[Point]

    @property
    def corner(self) -> Point:
        return self.points[-1]


class OutlineTool(SelectingTool):
    """Corner by corner; a double-click, Return, or a click on the start closes, Backspace or Undo goes back
    one.

    The outline lies in pixels of the mask, so that it stays on the object whatever the view does.
    """

    def __init__(self, stage: Stage, jobs: MaskJobs) -> None:
        super().__init__(stage, jobs)
        self._stretches: list[Stretch] = []
        self._how = Combine.REPLACE

    @property
    def points(self) -> list[Point]:
        """The outline so far, in mask pixels."""
        return _joined(self._stretches)

    @property
    def pending(self) -> bool:
        return bool(self._stretches)

    @property
    def unfinished(self) -> bool:
        return self.pending

    def finish(self) -> None:
        layer = self.layer
        if layer is None:  # hidden meanwhile: the outline waits
            return
        if self.pending:
            self.select(layer, partial(_inside, self.closed_outline(), layer.size), self._how)
        self.forget()

    def abandon(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._stretches.clear()
        self._changed()

    def step_back(self) -> None:
        del self._stretches[-1:]
        self._changed()

    def add(self, stretch: Stretch) -> None:
        """Go on to one corner more."""
        self._stretches.append(stretch)
        self._changed()

    def gesture(self, press: Pointer) -> Gesture | None:
        layer = self.layer
        if layer is None:
            return None
        if self.pending and (press.double or self._at_start(layer, press.at)):
            self.finish()
            return None
        return self._draw(layer, press)

    def stretch(self, at: Point) -> list[Point]:
        """From the latest corner, which is left out, to a point: here straight. All in mask pixels."""
        return [at]

    def closed_outline(self) -> Callable[[], Sequence[Stretch]]:
        """What gives, on the thread, the outline and what closes it where that is not straight."""
        stretches = tuple(self._stretches)
        return lambda: stretches

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        layer = self.layer
        if layer is None:
            return
        items.paint_outline(painter, layer, to_screen, whole=True, faint=True)
        if not self.pending:
            return
        to_screen = layer.placement.then(to_screen)
        points = self.points
        if hover is not None:
            points += self.stretch(on_mask(layer, hover.at))
        items.paint_path(painter, points, to_screen)
        items.paint_knobs(painter, [stretch.corner for stretch in self._stretches], to_screen)

    def _draw(self, layer: Layer, press: Pointer) -> Gesture:
        raise NotImplementedError

    def _changed(self) -> None:
        self.stage.refresh()
        self.stage.tool_changed.emit()

    def _begin(self, press: Pointer) -> None:
        if not self.pending:
            self._how = how_to_join(press)

    def _at_start(self, layer: Layer, at: Point) -> bool:
        x, y = layer.placement.map(self._stretches[0].points[0]).tolist()
        near = math.hypot(at[0] - x, at[1] - y) * self.stage.zoom <= CLOSING
        return near and len(self.points) > 2


def _inside(outline: Callable[[], Sequence[Stretch]], size: Size) -> U8:
    """What an outline encloses, H×W."""
    return polygon(_joined(outline()), size)


def _joined(stretches: Sequence[Stretch]) -> list[Point]:
    return [point for stretch in stretches for point in stretch.points]


class LassoTool(OutlineTool):
    """Dragging draws freely and closes at the release; clicks make a polygon, in which drags draw too."""

    id = "tool.lasso"

    @property
    def advice(self) -> str:
        return translate(
            "Canvas", "Drag around what to keep, or click its corners. Shift adds, Alt takes away"
        )

    def _draw(self, layer: Layer, press: Pointer) -> Gesture:
        self._begin(press)
        free = not self.pending
        drawn = [on_mask(layer, press.at)]
        self.add(Stretch(drawn))
        dragged, event = False, press
        try:
            while (event := (yield)).kind is Kind.MOVE:
                dragged = dragged or event.far_from(press)
                if dragged:
                    drawn.append(on_mask(layer, event.at))
        except GeneratorExit:
            self.step_back()
            raise
        if free and dragged:
            self.finish()
