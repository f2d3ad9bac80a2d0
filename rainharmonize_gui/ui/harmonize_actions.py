"""What the actions about harmonizing do, and what menus say of the target."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.scene import Change, Target
from rainharmonize_gui.ui.actions import Actions, Handler
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.variants import choose, variants


class HarmonizeActions(QObject):
    """Acts on the selected object, or on the background where that is what changes."""

    def __init__(self, document: Document, selection: Selection, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._selection = selection
        self._actions: Actions | None = None
        self.own_weights: tuple[str, ...] = ()
        """Paths of the user's own weights."""

    def handlers(self) -> dict[str, Handler]:
        """By the ids of the action table."""
        return {
            "harmonize.object": self._switch,
            "harmonize.reset": self._reset,
            "harmonize.direction": self._set_direction,
            "variant.next": lambda: self._flip_variant(1),
            "variant.previous": lambda: self._flip_variant(-1),
        }

    def follow(self, actions: Actions) -> None:
        """Keep ticks as the document is, from now on."""
        self._actions = actions
        self._document.observe(self._changed)
        self._selection.changed.connect(self.update)
        self.update()

    @Slot()
    def update(self) -> None:
        if self._actions is None:
            return
        layer = self._selection.layer
        self._actions["harmonize.object"].setChecked(layer is not None and layer.look.harmonize)
        self._actions["harmonize.direction"].setChecked(
            self._document.scene.direction is Direction.BACKGROUND
        )

    def _changed(self, _change: Change) -> None:
        self.update()

    @property
    def _target(self) -> Target:
        follows = self._document.scene.direction is Direction.BACKGROUND
        return None if follows else self._selection.layer_id

    @property
    def _has_target(self) -> bool:
        follows = self._document.scene.direction is Direction.BACKGROUND
        return follows or self._selection.layer_id is not None

    def _switch(self, on: bool) -> None:  # noqa: FBT001  an action's state
        if self._has_target:
            self._document.set_harmonize(self._target, on=on)

    def _reset(self) -> None:
        if self._has_target:
            self._document.reset_look(self._target)

    def _set_direction(self, on: bool) -> None:  # noqa: FBT001  an action's state
        look = self._document.scene.look(self._target) if self._has_target else self._document.new_look
        direction = Direction.BACKGROUND if on else Direction.OBJECT
        self._document.set_direction(direction, variant=look.variant)

    def _flip_variant(self, by: int) -> None:
        if self._has_target:
            known = variants(self.own_weights)
            now = self._document.scene.look(self._target).variant
            index = known.index(now) + by if now in known else 0
            choose(self._document, self._target, known[index % len(known)])
