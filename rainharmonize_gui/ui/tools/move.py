"""The move tool: select, move, scale and rotate objects."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor, QPainter

from engine.placement import Placement, Point
from rainharmonize_gui.document import handles
from rainharmonize_gui.document.geometry import extent_of, middle, moved
from rainharmonize_gui.document.handles import Grip, Handle
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.document.scale_snapping import snap_scaled
from rainharmonize_gui.document.snapping import SNAP_PIXELS, Guide, Orientation, Snap, snap
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools import cursors
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage, Tool

_LABELS = {Handle.MOVE: Label.MOVE, Handle.ROTATE: Label.ROTATE}


@dataclass(frozen=True, slots=True)
class _Hold:
    """An object and where its box was taken hold of."""

    layer: Layer
    grip: Grip


class MoveTool(Tool):
    """Handles of the selected object come first, then what shows under the pointer.

    A press on another object selects and drags it. A click (no drag) selects the topmost object that shows
    there, or none; regions are selected so too, but stay where they are.
    """

    id = "tool.move"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._guides: tuple[Guide, ...] = ()
        self._dragging = False

    def gesture(self, press: Pointer) -> Gesture:
        hold = self._hold(press.at)
        if hold is not None:
            self.stage.selection.select(hold.layer.id)
        event = yield
        while event.kind is Kind.MOVE and not event.far_from(press):
            event = yield
        if event.kind is Kind.RELEASE:
            self._click(press.at, hold)
        elif hold is not None:
            yield from self._drag(hold, event)
        elif self._region_at(press.at):
            self.stage.said.emit(translate("Canvas", "A region is a part of the photo: it cannot be moved."))

    def cursor(self, hover: Pointer) -> QCursor | Qt.CursorShape:
        hold = self._hold(hover.at)
        if hold is None:
            return Qt.CursorShape.ArrowCursor
        layer, handle = hold.layer, hold.grip.handle
        if handle is Handle.MOVE:
            return Qt.CursorShape.SizeAllCursor
        if handle is Handle.ROTATE:
            x, y = middle(layer.boxed, layer.box.size)
            return cursors.turning(math.degrees(math.atan2(hover.at[1] - y, hover.at[0] - x)))
        return cursors.resizing(handles.cursor_angle(layer.boxed, layer.box.size, handle))

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        selected = self.stage.selection.movable
        if hover is not None and not self._dragging:
            hold = self._hold(hover.at)
            if hold is not None and hold.layer is not selected:
                items.paint_outline(painter, hold.layer, to_screen, faint=True)
        for guide in self._guides:
            items.paint_guide(painter, guide, self.stage.document.scene.size, to_screen)
        if selected is not None:
            items.paint_outline(painter, selected, to_screen)
            items.paint_handles(painter, selected, to_screen, zoom=self.stage.zoom)

    def _hold(self, at: Point) -> _Hold | None:
        selected = self.stage.selection.movable
        zoom = self.stage.zoom
        grip = handles.hit(selected.boxed, selected.box.size, at, zoom=zoom) if selected else None
        if selected and grip and grip.handle is not Handle.MOVE:
            return _Hold(selected, grip)
        under = None if self._region_at(at) else self.stage.document.scene.layer_at(at)
        if selected and grip and (under is None or self._shows(selected, at)):
            return _Hold(selected, grip)
        if under is None:
            return None
        return _Hold(under, Grip(Handle.MOVE, at, under.boxed, under.box.size))

    def _region_at(self, at: Point) -> bool:
        """Whether what shows at a point is a region."""
        under = self.stage.document.scene.layer_at(at)
        return under is not None and under.region

    def _shows(self, layer: Layer, at: Point) -> bool:
        """Whether the layer would show at a point, if nothing lay over it."""
        return replace(self.stage.document.scene, layers=(layer,)).layer_at(at) is not None

    def _click(self, at: Point, hold: _Hold | None) -> None:
        if hold is None or hold.grip.handle is Handle.MOVE:
            under = self.stage.document.scene.layer_at(at)
            self.stage.selection.select(None if under is None else under.id)

    def _drag(self, hold: _Hold, event: Pointer) -> Gesture:
        layer_id, label = hold.layer.id, _LABELS.get(hold.grip.handle, Label.SCALE)
        try:
            with self.stage.document.begin(label) as edit:
                self._dragging = True
                while event.kind is Kind.MOVE and edit.active:
                    self.stage.document.place(layer_id, hold.layer.unboxed(self._dragged(hold.grip, event)))
                    self.stage.refresh()
                    event = yield
        finally:
            self._dragging, self._guides = False, ()
            self.stage.refresh()

    def _dragged(self, grip: Grip, event: Pointer) -> Placement:
        placement = grip.dragged(event.at, shift=event.shift, alt=event.alt)
        if grip.handle is not Handle.MOVE:
            return self._snap_scaled(grip, placement, event)
        snapped = self._snap(grip, placement, event)
        self._guides = snapped.guides
        return moved(placement, snapped.dx, snapped.dy)

    def _snap_scaled(self, grip: Grip, placement: Placement, event: Pointer) -> Placement:
        self._guides = ()
        if event.ctrl or not self.stage.snapping:
            return placement
        placement, self._guides = snap_scaled(
            grip,
            placement,
            self.stage.document.scene.size,
            tolerance=SNAP_PIXELS / self.stage.zoom,
            freely=event.shift,
            about_middle=event.alt,
        )
        return placement

    def _snap(self, grip: Grip, placement: Placement, event: Pointer) -> Snap:
        """Where to snap to; a drag kept to one axis snaps along that one alone."""
        if event.ctrl or not self.stage.snapping:
            return Snap()
        tolerance = SNAP_PIXELS / self.stage.zoom
        found = snap(extent_of(placement, grip.size), self.stage.document.scene.size, tolerance=tolerance)
        if not event.shift:
            return found
        sideways = placement.row_y == grip.start.row_y
        along = Orientation.VERTICAL if sideways else Orientation.HORIZONTAL
        guides = tuple(guide for guide in found.guides if guide.orientation is along)
        return Snap(found.dx if sideways else 0.0, 0.0 if sideways else found.dy, guides)
