"""What wand, lasso, scissors and smart cut-out share: selecting a part of the object for its mask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt

from engine.errors import shortened
from engine.masks.selection import Combine, combine
from engine.placement import Point
from engine.types import U8
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import NEW_REGION, Layer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.tools.base import Pointer, Stage, Tool


def how_to_join(press: Pointer) -> Combine:
    """Shift adds, Alt takes away, both keep what is selected twice; without either it is a new mask."""
    if press.shift and press.alt:
        return Combine.INTERSECT
    if press.shift:
        return Combine.ADD
    return Combine.SUBTRACT if press.alt else Combine.REPLACE


@dataclass(eq=False)
class _Goal:
    """Whose mask is selected: a new region's until there is one, so that a second click is for that one."""

    layer_id: int


class SelectingTool(Tool):
    """Works on the selected object, in pixels of its mask; with none, it makes a region of the background.

    What is selected is found on the thread of `jobs`.
    """

    def __init__(self, stage: Stage, jobs: MaskJobs) -> None:
        super().__init__(stage)
        self.jobs = jobs
        self._goal = _Goal(NEW_REGION)
        self._joining = False

    @property
    def advice(self) -> str:
        """How it is used, as a hint; translated."""
        raise NotImplementedError

    @property
    def hint(self) -> str:
        if hidden := hidden_hint(self.stage.selection):
            return hidden
        layer = self.layer
        new = layer is not None and layer.id == NEW_REGION and not self.pending
        return region_hint() if new else self.advice

    @property
    def layer(self) -> Layer | None:
        """The object it works on, perhaps a new region; None without a background, or where it is hidden."""
        subject = self.stage.selection.subject
        return subject if subject is not None and subject.visible else None

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.ForbiddenCursor if self.layer is None else Qt.CursorShape.CrossCursor

    def leave(self) -> None:
        """Not for the region that it makes itself: the next outline may have begun."""
        if not self._joining:
            super().leave()

    def select(self, layer: Layer, find: Callable[[], U8], how: Combine) -> None:
        """Have a selection, H×W, found and joined to the object's mask: one undo step."""
        if layer.id != NEW_REGION or self._goal.layer_id != NEW_REGION:
            self._goal = _Goal(layer.id)
        self.jobs.start(layer, working_text(layer), find, partial(self._selected, layer, self._goal, how))

    def _selected(self, layer: Layer, goal: _Goal, how: Combine, selection: U8) -> None:
        scene = self.stage.document.scene
        if goal.layer_id != NEW_REGION:
            if not scene.has(goal.layer_id):
                return  # the region of the click before was undone meanwhile
            layer = scene.layer(goal.layer_id)
        self._joining = True
        try:
            set_mask(self.stage, layer, combine(layer.mask.pixels, selection, how), label=Label.SELECT_MASK)
        finally:
            self._joining = False
        if layer.id == NEW_REGION:
            goal.layer_id = self.stage.selection.layer_id or NEW_REGION


def working_text(layer: Layer) -> str:
    """For the foot of the window."""
    if not layer.name:
        return translate("Canvas", "Cutting out…")
    return translate("Canvas", "Cutting out {name}…").format(name=layer.name)


def set_mask(stage: Stage, layer: Layer, mask: U8, *, label: Label) -> None:
    """Give an object this mask, H×W; of a new region, make one and select it, unless nothing is in it."""
    if layer.id != NEW_REGION:
        stage.document.set_mask(layer.id, mask, label=label)
    elif mask.any():
        stage.selection.select(stage.document.add_region(mask, name=region_name()))


def region_name() -> str:
    """Of a new one; the document numbers those after the first."""
    return translate("Objects", "Region")


def region_hint() -> str:
    return translate("Canvas", "Nothing is selected: this makes a region of the photo, to harmonize it")


def hidden_hint(selection: Selection) -> str:
    """Why nothing is done to the mask of what is selected, as nobody would see it; "" where it shows."""
    layer = selection.layer
    if layer is None or layer.visible:
        return ""
    text = translate("Canvas", "“{name}” is hidden: show it to work on its mask")
    return text.format(name=shortened(layer.name))


def on_mask(layer: Layer, at: Point) -> Point:
    """From picture pixels to pixels of the object's mask."""
    x, y = layer.placement.inverse().map(at).tolist()
    return x, y
