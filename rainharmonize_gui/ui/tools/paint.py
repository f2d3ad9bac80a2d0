"""Brush and eraser: paint on the selected object's mask."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum, auto

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter

from engine.masks.brush import MAX_SIZE, MIN_SIZE, Brush, Patch, Stroke
from engine.placement import Placement, Point
from engine.types import U8
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.scene import Target
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage, Tool
from rainharmonize_gui.ui.tools.selecting import hidden_hint, region_hint, region_name

_SIZE_STEP = 1.15
_HARDNESS_STEP = 0.1


class BrushSettings(QObject):
    """Size and hardness, shared by everything that paints. The size is in picture pixels."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.brush = Brush()

    def set_size(self, size: float) -> None:
        """Diameter in picture pixels; held within the limits."""
        self._set(replace(self.brush, size=min(max(size, MIN_SIZE), MAX_SIZE)))

    def set_hardness(self, hardness: float) -> None:
        """0 … 1; held to that range."""
        self._set(replace(self.brush, hardness=min(max(hardness, 0.0), 1.0)))

    def resize(self, steps: int) -> None:
        """A step larger (1) or smaller (−1): about a seventh, a pixel at least."""
        size = self.brush.size
        wanted = size * _SIZE_STEP**steps
        self.set_size(round(max(wanted, size + 1) if steps > 0 else min(wanted, size - 1)))

    def harden(self, steps: int) -> None:
        self.set_hardness(round(self.brush.hardness + steps * _HARDNESS_STEP, 3))

    def _set(self, brush: Brush) -> None:
        if brush != self.brush:
            self.brush = brush
            self.changed.emit()


class _Met(IntEnum):
    """What a part of a stroke found under it, the most telling last."""

    NOTHING = auto()
    """It lies outside the mask."""
    THE_SAME = auto()
    CHANGE = auto()


class Painter:
    """Strokes on one target after another, each one undo step."""

    def __init__(self, stage: Stage, settings: BrushSettings) -> None:
        self._stage = stage
        self._settings = settings
        self._last: tuple[Target, Point] | None = None
        """Where the latest stroke ended, in mask pixels, for straight lines."""

    def stroke(
        self, target: Target, press: Pointer, *, label: Label, erase: bool, new_region: bool = False
    ) -> Gesture:
        """With Shift, a straight line from the end of the last stroke comes first.

        new_region: paint on one that the stroke makes, whatever the target.
        """
        document = self._stage.document
        event, at = press, press.at
        with document.begin(label) as edit:
            if new_region:
                target = self._new_region()
            placement = Placement() if target is None else document.scene.layer(target).placement
            to_mask = placement.inverse()
            brush = replace(self._settings.brush, erase=erase)
            stroke = Stroke(self._mask(target), brush, scale=placement.scale)
            found = _Met.NOTHING
            if press.shift and self._last is not None and self._last[0] == target:
                found = self._lay(target, stroke.extend(self._last[1], pressure=press.pressure))
            while event.kind is not Kind.RELEASE and edit.active:
                x, y = to_mask.map(event.at).tolist()
                at = x, y
                found = max(found, self._lay(target, stroke.extend(at, pressure=event.pressure)))
                self._stage.refresh()
                event = yield
            if edit.active and found is not _Met.CHANGE:
                self._stage.said.emit(_why(found, erase=erase))
            if new_region and edit.active and not self._mask(target).any():
                edit.cancel()
        self._last = target, at

    def resizing(self, press: Pointer) -> Gesture:
        """To the right the brush grows, to the left it shrinks, about where it is. Esc: as it was."""
        start = self._settings.brush.size
        try:
            while (event := (yield)).kind is Kind.MOVE:
                self._settings.set_size(start + 2 * (event.screen[0] - press.screen[0]) / self._stage.zoom)
        except GeneratorExit:
            self._settings.set_size(start)
            raise

    def _new_region(self) -> int:
        document = self._stage.document
        region = document.add_region(np.zeros(document.scene.size[::-1], np.uint8), name=region_name())
        self._stage.selection.select(region)
        return region

    def _mask(self, target: Target) -> U8:
        """The mask as it is. At the first stroke the document makes a copy of its own to write to."""
        scene = self._stage.document.scene
        mask = scene.mask(target)
        return np.zeros(scene.size[::-1], np.uint8) if mask is None else mask.pixels

    def _lay(self, target: Target, patch: Patch | None) -> _Met:
        if patch is None:
            return _Met.NOTHING
        if np.array_equal(self._mask(target)[patch.box.slices], patch.pixels):
            return _Met.THE_SAME
        self._stage.document.paint_mask(target, patch.box, patch.pixels)
        return _Met.CHANGE


def _why(met: _Met, *, erase: bool) -> str:
    """Why a stroke changed nothing."""
    if met is _Met.NOTHING:
        return translate("Canvas", "Nothing changed: that is outside the picture of the object.")
    if erase:
        return translate("Canvas", "Nothing changed: nothing is left to erase there.")
    return translate("Canvas", "Nothing changed: it is painted there already.")


class BrushTool(Tool):
    """Paints what belongs to the object; where none is selected, a region. Alt and drag sizes the brush."""

    id = "tool.brush"
    erases = False

    def __init__(self, stage: Stage, settings: BrushSettings) -> None:
        super().__init__(stage)
        self._settings = settings
        self._painter = Painter(stage, settings)
        self._sizing: Pointer | None = None

    @property
    def hint(self) -> str:
        if self.stage.selection.layer is not None:
            return hidden_hint(self.stage.selection)
        return translate("Canvas", "Select an object to erase parts of it") if self.erases else region_hint()

    def gesture(self, press: Pointer) -> Gesture | None:
        if press.alt:
            return self._size(press)
        if not self._can_paint:
            return None
        target = self.stage.selection.layer_id
        erase = self.erases or press.eraser
        if target is not None:
            label = Label.ERASE_MASK if erase else Label.PAINT_MASK
            return self._painter.stroke(target, press, label=label, erase=erase)
        if erase or self.stage.document.scene.background is None:
            return None
        return self._painter.stroke(None, press, label=Label.REGION, erase=False, new_region=True)

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.BlankCursor if self._can_paint else Qt.CursorShape.ForbiddenCursor

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        if not self._can_paint:
            return
        if (selected := self.stage.selection.layer) is not None:
            items.paint_outline(painter, selected, to_screen, whole=True, faint=True)
        at = self._sizing or hover
        if at is not None:
            brush = self._settings.brush
            items.paint_brush(
                painter, at.at, to_screen, size=brush.size, hardness=brush.hardness, erases=self.erases
            )

    @property
    def _can_paint(self) -> bool:
        """Not unseen; and an eraser finds nothing to erase in a region that is not there yet."""
        layer = self.stage.selection.layer
        return not self.erases if layer is None else layer.visible

    def _size(self, press: Pointer) -> Gesture:
        self._sizing = press
        try:
            yield from self._painter.resizing(press)
        finally:
            self._sizing = None


class EraserTool(BrushTool):
    """Paints away what does not belong to the object."""

    id = "tool.eraser"
    erases = True
