"""Which object is selected: a matter of the window, not of the document, and no undo step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.document.scene import Change


class Selection(QObject):
    """One object's id, or None. An object that goes is deselected."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._layer_id: int | None = None
        self._earlier: list[int | None] = []
        """What was selected before, the latest last; also what is gone, which an undo may bring back."""
        document.observe(self._document_changed)

    @property
    def layer_id(self) -> int | None:
        return self._layer_id

    @property
    def layer(self) -> Layer | None:
        """The selected object as it is now."""
        return None if self._layer_id is None else self._document.scene.layer(self._layer_id)

    @property
    def movable(self) -> Layer | None:
        """The selected object, unless it is a region, which stays where it is."""
        layer = self.layer
        return None if layer is None or layer.region else layer

    @property
    def subject(self) -> Layer | None:
        """What tools for masks work on: the selected object, or a new region of the background."""
        return self.layer or self._document.blank_region

    def select(self, layer_id: int | None) -> None:
        """Raises KeyError for an object that the document does not have."""
        if layer_id is not None:
            self._document.scene.index(layer_id)
        if layer_id != self._layer_id:
            known = (layer_id, self._layer_id)
            self._earlier = [*(each for each in self._earlier if each not in known), self._layer_id]
            self._choose(layer_id)

    def step(self, by: int) -> None:
        """Select the object `by` places further up, round and round; the topmost where none is selected."""
        layers = self._document.scene.layers
        if not layers:
            return
        start = -1 if self._layer_id is None else self._document.scene.index(self._layer_id) + by
        self.select(layers[start % len(layers)].id)

    def follow(self, step: Callable[[], bool]) -> None:
        """Go through the history with `step`, and select what comes back: the topmost, if several do. Where
        undoing takes away what is selected, what was selected before it.
        """
        before = {layer.id for layer in self._document.scene.layers}
        selected, index = self._layer_id, self._document.history.index
        step()
        back = [layer.id for layer in self._document.scene.layers if layer.id not in before]
        if back:
            self.select(back[-1])
        elif self._layer_id != selected and self._document.history.index < index:
            self._choose(self._latest_before())

    def _choose(self, layer_id: int | None) -> None:
        if layer_id != self._layer_id:
            self._layer_id = layer_id
            self.changed.emit()

    def _latest_before(self) -> int | None:
        """Of what is there, what was selected last before what has gone; None also where that was nothing."""
        while self._earlier:
            found = self._earlier.pop()
            if found is None or self._document.scene.has(found):
                return found
        return None

    def _document_changed(self, _change: Change) -> None:
        """At the first of several changes: whoever hears of it later finds no object that is gone."""
        if self._layer_id is not None and not self._document.scene.has(self._layer_id):
            self._choose(None)
