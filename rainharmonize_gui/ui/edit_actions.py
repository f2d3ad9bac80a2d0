"""What menus and keys do to the document and the selection: undo, duplicate, order, flip, masks, variants."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.methods import default_strength
from engine.placement import Placement
from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim
from rainharmonize_gui.document.scene import Target
from rainharmonize_gui.ui.actions import Actions, Handler, Needs
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.variants import choose, variants


class EditActions(QObject):
    """Acts on the selected object. Actions that need one are disabled where there is none."""

    def __init__(self, document: Document, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection
        self.own_weights = ""
        """Path of the user's own weights, "" for none."""

    def handlers(self) -> dict[str, Handler]:
        """By action id."""
        return {
            "edit.undo": self._document.undo,
            "edit.redo": self._document.redo,
            "edit.duplicate": self._duplicate,
            "edit.delete": lambda: self._document.delete(self._layer_id),
            "object.flip_h": lambda: self._document.flip(self._layer_id),
            "object.flip_v": lambda: self._document.flip(self._layer_id, vertically=True),
            "object.reset": self._reset_placement,
            "object.raise": lambda: self._reorder(1),
            "object.lower": lambda: self._reorder(-1),
            "object.front": lambda: self._reorder(len(self._document.scene.layers)),
            "object.back": lambda: self._reorder(-len(self._document.scene.layers)),
            "object.next": lambda: self._selection.step(1),
            "object.previous": lambda: self._selection.step(-1),
            "object.shown": lambda on: self._document.set_visible(self._layer_id, visible=on),
            "mask.whole": lambda: self._document.fill_mask(self._layer_id),
            "mask.invert": lambda: self._document.invert_mask(self._layer_id),
            "mask.fill": lambda: self._document.fill_mask(self._layer_id),
            "mask.clear": lambda: self._document.clear_mask(self._layer_id),
            "harmonize.object": lambda on: self._document.set_harmonize(self._layer_id, on=on),
            "harmonize.reset": self._reset_look,
            "harmonize.direction": self._set_direction,
            "reference.clear": self._document.clear_reference,
            "variant.next": lambda: self._flip_variant(1),
            "variant.previous": lambda: self._flip_variant(-1),
        }

    def available(self) -> set[Needs]:
        """What is there now, as far as document and selection decide it."""
        scene, history = self._document.scene, self._document.history
        selected = self._selection.layer_id is not None
        found = {
            Needs.PICTURE: scene.background is not None,
            Needs.OBJECT: selected,
            Needs.OBJECTS: bool(scene.layers),
            Needs.ORDER: selected and len(scene.layers) > 1,
            Needs.UNDO: history.undo_label is not None,
            Needs.REDO: history.redo_label is not None,
            Needs.REFERENCE: scene.reference is not None,
        }
        return {need for need, there in found.items() if there}

    def show_state(self, actions: Actions) -> None:
        """Tick what is on, and name what would be undone."""
        scene, history = self._document.scene, self._document.history
        layer = self._selection.layer
        for name, on in (
            ("object.shown", layer is not None and layer.visible),
            ("harmonize.object", layer is not None and layer.look.harmonize),
            ("harmonize.direction", scene.direction is Direction.BACKGROUND),
        ):
            actions[name].setChecked(on)
        for name, label, with_label, alone in (
            ("edit.undo", history.undo_label, translate("Edit", "&Undo {step}"), translate("Edit", "&Undo")),
            ("edit.redo", history.redo_label, translate("Edit", "&Redo {step}"), translate("Edit", "&Redo")),
        ):
            step = translate("History", label) if label else ""
            actions.rename(name, with_label.format(step=step) if step else alone)

    @property
    def target(self) -> Target:
        """What harmonizing commands are about."""
        scene = self._document.scene
        return None if scene.direction is Direction.BACKGROUND else self._selection.layer_id

    @property
    def _layer_id(self) -> int:
        layer_id = self._selection.layer_id
        if layer_id is None:
            raise RuntimeError("The action needs a selected object.")
        return layer_id

    def _duplicate(self) -> None:
        self._selection.select(self._document.duplicate(self._layer_id))

    def _reorder(self, by: int) -> None:
        self._document.reorder(self._layer_id, self._document.scene.index(self._layer_id) + by)

    def _reset_placement(self) -> None:
        layer = self._document.scene.layer(self._layer_id)
        self._document.place(layer.id, Placement.fit(layer.size, self._document.scene.size))

    def _reset_look(self) -> None:
        target = self.target
        method = self._document.scene.look(target).variant.method
        with self._document.begin(Label.STRENGTH):
            self._document.set_strength(target, default_strength(method))
            self._document.set_trim(target, Trim())

    def _set_direction(self, on: bool) -> None:  # noqa: FBT001  an action's state
        self._document.set_direction(Direction.BACKGROUND if on else Direction.OBJECT)

    def _flip_variant(self, by: int) -> None:
        known = variants(self.own_weights)
        now = self._document.scene.look(self.target).variant
        index = known.index(now) + by if now in known else 0
        choose(self._document, self.target, known[index % len(known)])
