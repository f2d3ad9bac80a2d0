"""What wand, lasso, scissors and smart cut-out share: selecting a part of the object for its mask."""

from __future__ import annotations

from PySide6.QtCore import Qt

from engine.masks.selection import Combine, combine
from engine.placement import Point
from engine.types import U8
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.tools.base import Pointer, Tool


def how_to_join(press: Pointer) -> Combine:
    """Shift adds, Alt takes away, both keep what is selected twice; without either it is a new mask."""
    if press.shift and press.alt:
        return Combine.INTERSECT
    if press.shift:
        return Combine.ADD
    return Combine.SUBTRACT if press.alt else Combine.REPLACE


class SelectingTool(Tool):
    """Works on the selected object, in pixels of its mask."""

    @property
    def advice(self) -> str:
        """How it is used, as a hint; translated."""
        raise NotImplementedError

    @property
    def hint(self) -> str:
        none = self.layer is None
        return translate("Canvas", "Select an object to cut it out") if none else self.advice

    @property
    def layer(self) -> Layer | None:
        """The object it works on."""
        return self.stage.selection.layer

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.ForbiddenCursor if self.layer is None else Qt.CursorShape.CrossCursor

    def select(self, layer: Layer, selection: U8, how: Combine) -> None:
        """Join a selection, H×W, to the object's mask: one undo step."""
        mask = combine(layer.mask.pixels, selection, how)
        self.stage.document.set_mask(layer.id, mask, label=Label.SELECT_MASK)


def on_mask(layer: Layer, at: Point) -> Point:
    """From picture pixels to pixels of the object's mask."""
    x, y = layer.placement.inverse().map(at).tolist()
    return x, y
