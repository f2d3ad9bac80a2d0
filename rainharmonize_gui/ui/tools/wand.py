"""The magic wand: selects what has the colour of the object's picture under a click."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter

from engine.masks.selection import wand
from engine.placement import Placement
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.tools.base import Gesture, Pointer, Stage
from rainharmonize_gui.ui.tools.selecting import SelectingTool, how_to_join, on_mask

TOLERANCE, MAX_TOLERANCE = 32, 255


class WandSettings(QObject):
    """tolerance: 0 … 255, how far off a colour may be. contiguous: only what hangs together."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tolerance = TOLERANCE
        self.contiguous = True

    def set_tolerance(self, tolerance: int) -> None:
        """Held to 0 … 255."""
        tolerance = min(max(tolerance, 0), MAX_TOLERANCE)
        if tolerance != self.tolerance:
            self.tolerance = tolerance
            self.changed.emit()

    def set_contiguous(self, *, on: bool) -> None:
        if on != self.contiguous:
            self.contiguous = on
            self.changed.emit()


class WandTool(SelectingTool):
    """A click selects; Shift adds to the mask, Alt takes from it."""

    id = "tool.wand"

    @property
    def advice(self) -> str:
        return translate("Canvas", "Click on a colour to keep it. Shift adds, Alt takes away")

    def __init__(self, stage: Stage, settings: WandSettings, jobs: MaskJobs) -> None:
        super().__init__(stage, jobs)
        self._settings = settings

    def gesture(self, press: Pointer) -> Gesture | None:
        layer = self.layer
        if layer is None:
            return None
        x, y = on_mask(layer, press.at)
        if 0 <= x < layer.size[0] and 0 <= y < layer.size[1]:
            settings = self._settings
            tolerance, contiguous = settings.tolerance, settings.contiguous
            find = partial(wand, layer.rgb, (x, y), tolerance=tolerance, contiguous=contiguous)
            self.select(layer, find, how_to_join(press))
        return None

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        if self.layer is not None:
            items.paint_outline(painter, self.layer, to_screen, whole=True, faint=True)
