"""Smart cut-out: a box around the object, then strokes over what belongs to it and what does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from engine.masks.grabcut import Hint, Side, SmartBox
from engine.masks.selection import Combine, combine
from engine.placement import Box, Placement, Point
from engine.types import U8
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import NEW_REGION, Layer
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Stage
from rainharmonize_gui.ui.tools.selecting import SelectingTool, how_to_join, on_mask, set_mask, working_text

STROKE_WIDTH = 10.0
"""Logical pixels."""

Hints = tuple[Hint, ...]


class Cutter:
    """The mask for a box and any strokes. For one thread; strokes added to those before are quick."""

    def __init__(self, rgb: U8, box: Box) -> None:
        self._rgb = rgb
        self._box = box
        self._smart: SmartBox | None = None
        self._known: Hints = ()

    def mask(self, hints: Hints) -> U8:
        """H×W of the picture. Raises MaskError where the box leaves nothing to tell apart."""
        if self._smart is None or hints[: len(self._known)] != self._known:
            self._smart, self._known = SmartBox(self._rgb, self._box), ()
        self._smart.add(*hints[len(self._known) :])
        self._known = hints
        return self._smart.mask()


@dataclass(eq=False)
class _Session:
    """One box and what was drawn since, in mask pixels."""

    layer_id: int
    box: Box
    cutter: Cutter
    base: U8
    how: Combine
    """How what is found joins `base`, the mask of before."""
    latest: Hints = ()
    made: dict[int, Hints] = field(default_factory=dict)
    """By the revision of the mask that came of them, so that undo takes strokes back too."""

    def hints(self, layer: Layer) -> Hints:
        """The strokes that the object's mask is made of."""
        return self.made.get(layer.mask.revision, self.latest)

    def holds(self, at: Point) -> bool:
        box = self.box
        return box.left <= at[0] < box.right and box.top <= at[1] < box.bottom


class SmartTool(SelectingTool):
    """Inside the box, drags are strokes, with Alt over what does not belong; outside, they are a new box.

    Shift and Alt at the start of a box join what is found to the mask, as they do with other tools.
    """

    id = "tool.smart"

    def __init__(self, stage: Stage, jobs: MaskJobs) -> None:
        super().__init__(stage, jobs)
        self._session: _Session | None = None
        self._corners: tuple[Point, Point] | None = None
        self._stroke: Hint | None = None

    @property
    def advice(self) -> str:
        if self.jobs.busy:
            return translate("Canvas", "Cutting out…")
        if self._session is None:
            return translate("Canvas", "Drag a box around what to keep. Shift adds, Alt takes away")
        return translate("Canvas", "Draw over what belongs to it; with Alt, over what does not. Return: done")

    @property
    def pending(self) -> bool:
        return self._session is not None

    def finish(self) -> None:
        self._session = None
        self.stage.refresh()

    def abandon(self) -> None:
        self.jobs.tasks.cancel()
        self.finish()

    def leave(self) -> None:
        self.finish()

    def step_back(self) -> None:
        """A stroke, where nothing was done since."""
        session, layer, document = self._session, self.layer, self.stage.document
        if session is None or layer is None or self.jobs.busy:
            return
        if session.made.get(layer.mask.revision) and document.history.undo_label is Label.SMART_MASK:
            document.undo()

    def gesture(self, press: Pointer) -> Gesture | None:
        layer = self.layer
        if layer is None:
            return None
        session = self._session
        if session is not None and session.layer_id == layer.id and session.holds(on_mask(layer, press.at)):
            return self._draw(session, layer, press)
        return self._drag_box(layer, press)

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.BusyCursor if self.jobs.busy else super().cursor(hover)

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        layer = self.layer
        if layer is None:
            return
        items.paint_outline(painter, layer, to_screen, whole=True, faint=True)
        if self._corners is not None:
            items.paint_box(painter, *self._corners, to_screen)
        session = self._session
        if session is None:
            return
        on_screen = layer.placement.then(to_screen)
        items.paint_path(painter, _corners(session.box), on_screen, closed=True)
        strokes = session.hints(layer) if not self.jobs.busy else session.latest
        for hint in (*strokes, *((self._stroke,) if self._stroke else ())):
            items.paint_stroke(
                painter, hint.points, on_screen, width=hint.width, keeps=hint.side is Side.OBJECT
            )

    def _drag_box(self, layer: Layer, press: Pointer) -> Gesture:
        event = press
        try:
            while (event := (yield)).kind is Kind.MOVE:
                self._corners = press.at, event.at
                self.stage.refresh()
        finally:
            dragged, self._corners = self._corners is not None, None
            self.stage.refresh()
        if dragged and event.far_from(press):
            box = _box_on_mask(layer, press.at, event.at)
            self._session = _Session(
                layer.id,
                box,
                Cutter(layer.rgb, box),
                base=layer.mask.pixels,
                how=how_to_join(press),
                made={layer.mask.revision: ()},
            )
            self._cut(self._session, layer)

    def _draw(self, session: _Session, layer: Layer, press: Pointer) -> Gesture:
        side = Side.BACKGROUND if press.alt else Side.OBJECT
        width = STROKE_WIDTH / self.stage.zoom / max(layer.placement.scale)
        points = [on_mask(layer, press.at)]
        self._stroke = Hint(tuple(points), side, width)
        try:
            while (event := (yield)).kind is Kind.MOVE:
                points.append(on_mask(layer, event.at))
                self._stroke = Hint(tuple(points), side, width)
                self.stage.refresh()
            drawn = self._stroke
        finally:
            self._stroke = None
            self.stage.refresh()
        before = session.latest if self.jobs.busy else session.hints(layer)
        session.latest = (*before, drawn)
        self._cut(session, layer)

    def _cut(self, session: _Session, layer: Layer) -> None:
        hints = session.latest
        self.jobs.start(
            layer,
            working_text(layer),
            partial(session.cutter.mask, hints),
            partial(self._arrived, session, hints),
        )
        self.stage.refresh()

    def _arrived(self, session: _Session, hints: Hints, mask: U8) -> None:
        if not mask.any():
            self.jobs.failed.emit(
                translate("Canvas", "Nothing in the box stands out: draw over what to keep.")
            )
        else:
            self._show(session, combine(session.base, mask, session.how))
            if session.layer_id != NEW_REGION:
                session.made[self.stage.document.scene.layer(session.layer_id).mask.revision] = hints
        self.stage.refresh()

    def _show(self, session: _Session, mask: U8) -> None:
        document = self.stage.document
        if session.layer_id != NEW_REGION:
            document.set_mask(session.layer_id, mask, label=Label.SMART_MASK)
        elif session is self._session and (blank := document.blank_region) is not None:
            self._session = None  # selecting the region it makes is no farewell to the box
            set_mask(self.stage, blank, mask, label=Label.SMART_MASK)
            session.layer_id = self.stage.selection.layer_id or NEW_REGION
            self._session = session


def _corners(box: Box) -> list[Point]:
    return [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]


def _box_on_mask(layer: Layer, one: Point, other: Point) -> Box:
    """The mask's pixels touched by a box dragged in the picture."""
    corners = [one, (other[0], one[1]), other, (one[0], other[1])]
    points = layer.placement.inverse().map(corners)
    low, high = np.floor(points.min(0)).astype(int).tolist(), np.ceil(points.max(0)).astype(int).tolist()
    return Box(*low, *high)
