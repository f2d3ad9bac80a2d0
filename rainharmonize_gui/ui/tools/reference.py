"""The reference region: box or paint the part of the background that sets the look."""

from __future__ import annotations

from enum import Enum

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from engine.placement import Box, Placement, Point
from engine.types import U8
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage, Tool
from rainharmonize_gui.ui.tools.paint import BrushSettings, Painter


class ReferenceMode(Enum):
    BOX = "box"
    PAINT = "paint"


class ReferenceTool(Tool):
    """A box replaces the region; with Shift it adds to it, with Alt it takes from it.

    Painting adds; with Ctrl, or the far end of a stylus, it takes away; Alt and drag sizes the brush.
    """

    id = "tool.reference"

    def __init__(self, stage: Stage, settings: BrushSettings) -> None:
        super().__init__(stage)
        self.mode = ReferenceMode.BOX
        self._settings = settings
        self._painter = Painter(stage, settings)
        self._corners: tuple[Point, Point] | None = None

    @property
    def hint(self) -> str:
        if self.mode is ReferenceMode.BOX:
            return translate(
                "Canvas", "Drag a box where the look comes from. Shift adds, Alt takes away. R: paint instead"
            )
        return translate("Canvas", "Paint where the look comes from. Ctrl takes away. R: drag a box instead")

    def switch_mode(self) -> None:
        """From boxes to painting, or back."""
        self.mode = ReferenceMode.PAINT if self.mode is ReferenceMode.BOX else ReferenceMode.BOX
        self.stage.refresh()

    def gesture(self, press: Pointer) -> Gesture:
        if self.mode is ReferenceMode.BOX:
            return self._box(press)
        if press.alt:
            return self._painter.resizing(press)
        erase = press.ctrl or press.eraser
        return self._painter.stroke(None, press, label=Label.SET_REFERENCE, erase=erase)

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        box = self.mode is ReferenceMode.BOX
        return Qt.CursorShape.CrossCursor if box else Qt.CursorShape.BlankCursor

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        if self._corners is not None:
            items.paint_box(painter, *self._corners, to_screen)
        if hover is not None and self.mode is ReferenceMode.PAINT:
            brush = self._settings.brush
            items.paint_brush(
                painter, hover.at, to_screen, size=brush.size, hardness=brush.hardness, erases=hover.ctrl
            )

    def _box(self, press: Pointer) -> Gesture:
        event = press
        try:
            while (event := (yield)).kind is Kind.MOVE:
                self._corners = press.at, event.at
                self.stage.refresh()
        finally:
            dragged, self._corners = self._corners is not None, None
            self.stage.refresh()
        box = _between(press.at, event.at).clip(self.stage.document.scene.size)
        if dragged and event.far_from(press) and not box.empty:
            self._set(box, add=press.shift, subtract=press.alt)

    def _set(self, box: Box, *, add: bool, subtract: bool) -> None:
        scene = self.stage.document.scene
        pixels: U8 = np.zeros(scene.size[::-1], np.uint8)
        if scene.reference is not None and (add or subtract):
            pixels = scene.reference.pixels.copy()
        pixels[box.slices] = 0 if subtract else 255
        self.stage.document.set_reference(pixels)


def _between(one: Point, other: Point) -> Box:
    """The whole pixels touched between two corners."""
    xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return Box(*(int(np.floor(v)) for v in (xs[0], ys[0])), *(int(np.ceil(v)) for v in (xs[1], ys[1])))
