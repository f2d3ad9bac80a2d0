"""Offers to take the colour out of an object that comes to a black-and-white photo, or to tone it alike."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot

from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.toning import Tone
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer

_NEUTRAL = 0.05
"""Warmth up to which nobody would call a tone one."""


class ToneOffer(QObject):
    """Looks at objects as they come. Nothing is done unasked: one red bus in a grey street may be meant."""

    def __init__(self, document: Document, messages: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages

    @Slot(int)
    def object_came(self, layer_id: int) -> None:
        """Offer, where the photo has one tone and the new object others. Takes a few milliseconds."""
        scene = self._document.scene
        if scene.background is None or scene.direction is not Direction.OBJECT:
            return
        layer, tone = scene.layer(layer_id), Tone.of(scene.background.rgb)
        if tone is None or not tone.stands_out(layer.rgb, layer.mask.pixels):
            return
        if abs(tone.warmth) < _NEUTRAL:
            text = translate("Tone", "This photo is black and white, “{name}” is in colour.")
            button = translate("Tone", "Make it black and white")
        else:
            text = translate("Tone", "This photo has a single tone, “{name}” is in colour.")
            button = translate("Tone", "Tone it alike")
        offer = Offer(button, partial(self._give, layer_id, tone))
        self._messages.post(text.format(name=layer.name), Level.WARNING, offer, about=f"tone of {layer_id}")

    def _give(self, layer_id: int, tone: Tone) -> None:
        if self._document.scene.has(layer_id):
            trim = self._document.scene.look(layer_id).trim
            self._document.set_trim(layer_id, tone.given_to(trim))
