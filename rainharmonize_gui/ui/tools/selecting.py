"""What wand, lasso, scissors and smart cut-out share: selecting a part of the object for its mask."""

from __future__ import annotations

from PySide6.QtCore import Qt

from engine.masks.selection import Combine, combine
from engine.placement import Point
from engine.types import U8
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import NEW_REGION, Layer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools.base import Pointer, Stage, Tool


def how_to_join(press: Pointer) -> Combine:
    """Shift adds, Alt takes away, both keep what is selected twice; without either it is a new mask."""
    if press.shift and press.alt:
        return Combine.INTERSECT
    if press.shift:
        return Combine.ADD
    return Combine.SUBTRACT if press.alt else Combine.REPLACE


class SelectingTool(Tool):
    """Works on the selected object, in pixels of its mask; with none, it makes a region of the background."""

    @property
    def advice(self) -> str:
        """How it is used, as a hint; translated."""
        raise NotImplementedError

    @property
    def hint(self) -> str:
        layer = self.layer
        new = layer is not None and layer.id == NEW_REGION and not self.pending
        return region_hint() if new else self.advice

    @property
    def layer(self) -> Layer | None:
        """The object it works on, perhaps a new region; None without a background."""
        return self.stage.selection.subject

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.ForbiddenCursor if self.layer is None else Qt.CursorShape.CrossCursor

    def select(self, layer: Layer, selection: U8, how: Combine) -> None:
        """Join a selection, H×W, to the object's mask: one undo step."""
        mask = combine(layer.mask.pixels, selection, how)
        set_mask(self.stage, layer, mask, label=Label.SELECT_MASK)


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


def on_mask(layer: Layer, at: Point) -> Point:
    """From picture pixels to pixels of the object's mask."""
    x, y = layer.placement.inverse().map(at).tolist()
    return x, y
