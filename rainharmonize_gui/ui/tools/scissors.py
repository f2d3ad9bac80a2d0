"""Intelligent scissors: an outline that follows the edges of the object's picture from click to click."""

from __future__ import annotations

from engine.masks.scissors import Scissors
from engine.placement import Point
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage
from rainharmonize_gui.ui.tools.outline import OutlineTool
from rainharmonize_gui.ui.tools.selecting import on_mask


class ScissorsTool(OutlineTool):
    """Each click is a corner; a drag puts it where it is released."""

    id = "tool.scissors"

    @property
    def advice(self) -> str:
        return translate("Canvas", "Click along the outline; it follows the edge. Shift adds, Alt takes away")

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._scissors: Scissors | None = None

    def abandon(self) -> None:
        self._scissors = None
        super().abandon()

    def step_back(self) -> None:
        super().step_back()
        if self._stretches and self._scissors is not None:
            self._scissors.start(self._stretches[-1][-1])

    def stretch(self, at: Point) -> list[Point]:
        if self._scissors is None or not self.pending:
            return [at]
        return [(x, y) for x, y in self._scissors.path(at).tolist()][1:]

    def closed_outline(self) -> list[Point]:
        if len(self._stretches) < 2:
            return []
        return self.points + self.stretch(self._stretches[0][0])

    def _draw(self, layer: Layer, press: Pointer) -> Gesture:
        self._begin(press)
        event = press
        while event.kind is not Kind.RELEASE:
            event = yield
        at = on_mask(layer, event.at)
        if self._scissors is None:
            self._scissors = Scissors(layer.rgb)
        self._stretches.append(self.stretch(at))
        self._scissors.start(at)
