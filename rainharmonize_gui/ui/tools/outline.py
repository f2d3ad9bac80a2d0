"""Outlines drawn around a part of the object: free by dragging, or from click to click."""

from __future__ import annotations

import math

from PySide6.QtGui import QPainter

from engine.masks.selection import Combine, polygon
from engine.placement import Placement, Point
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage
from rainharmonize_gui.ui.tools.selecting import SelectingTool, how_to_join, on_mask

CLOSING = 8.0
"""Logical pixels about the start within which a click closes the outline."""


class OutlineTool(SelectingTool):
    """Corner by corner; a double-click, Return, or a click on the start closes, Backspace goes back one.

    The outline lies in pixels of the mask, so that it stays on the object whatever the view does.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stretches: list[list[Point]] = []
        """One a corner: the points that lead to it, itself included."""
        self._how = Combine.REPLACE

    @property
    def points(self) -> list[Point]:
        """The outline so far, in mask pixels."""
        return [point for stretch in self._stretches for point in stretch]

    @property
    def pending(self) -> bool:
        return bool(self._stretches)

    def finish(self) -> None:
        layer, points = self.layer, self.closed_outline()
        self.abandon()
        if layer is not None and len(points) > 2:
            self.select(layer, polygon(points, layer.size), self._how)

    def abandon(self) -> None:
        self._stretches.clear()
        self.stage.refresh()

    def step_back(self) -> None:
        del self._stretches[-1:]
        self.stage.refresh()

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

    def closed_outline(self) -> list[Point]:
        """The outline, and what closes it where that is not straight."""
        return self.points

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        layer = self.layer
        if layer is None:
            return
        items.paint_outline(painter, layer, to_screen, faint=True)
        if not self.pending:
            return
        to_screen = layer.placement.then(to_screen)
        points = self.points
        if hover is not None:
            points += self.stretch(on_mask(layer, hover.at))
        items.paint_path(painter, points, to_screen)
        items.paint_knobs(painter, [stretch[-1] for stretch in self._stretches], to_screen)

    def _draw(self, layer: Layer, press: Pointer) -> Gesture:
        raise NotImplementedError

    def _begin(self, press: Pointer) -> None:
        if not self.pending:
            self._how = how_to_join(press)

    def _at_start(self, layer: Layer, at: Point) -> bool:
        x, y = layer.placement.map(self._stretches[0][0]).tolist()
        near = math.hypot(at[0] - x, at[1] - y) * self.stage.zoom <= CLOSING
        return near and len(self.points) > 2


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
        self._stretches.append(drawn)
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
