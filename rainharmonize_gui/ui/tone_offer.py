"""Offers to take the colour out of an object that comes to a black-and-white photo, or to tone it alike."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot

from engine.progress import CancelToken, Progress
from engine.types import U8, Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.document.scene import Backdrop
from rainharmonize_gui.document.toning import Tone
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.tasks import Tasks

log = logging.getLogger(__name__)

_NEUTRAL = 0.05
"""Warmth up to which nobody would call a tone one."""


class ToneOffer(QObject):
    """Looks at objects as they come. Nothing is done unasked: one red bus in a grey street may be meant."""

    def __init__(
        self, document: Document, messages: MessageBar, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self._tasks = tasks

    @Slot(int)
    def object_came(self, layer_id: int) -> None:
        """Offer, where the photo has one tone and the new object others."""
        scene = self._document.scene
        if scene.background is None or scene.direction is not Direction.OBJECT:
            return
        layer = scene.layer(layer_id)
        now = partial(self._now, layer, scene.background)
        self._tasks.start(
            translate("Tone", "Looking at the colours…"),
            partial(_tone_missed, scene.background.rgb, layer.rgb, layer.mask.pixels),
            done=partial(self._offer, now),
            failed=_could_not_look,
        )

    def _now(self, layer: Layer, background: Backdrop) -> Layer | None:
        """The object as it is now; None where it or the photo is gone. Another project has the same ids."""
        scene = self._document.scene
        if scene.background is not background or not scene.has(layer.id):
            return None
        now = scene.layer(layer.id)
        return now if now.rgb is layer.rgb else None

    def _offer(self, now: Callable[[], Layer | None], tone: Tone | None) -> None:
        layer = now()
        if tone is None or layer is None:
            return
        if abs(tone.warmth) < _NEUTRAL:
            text = translate("Tone", "This photo is black and white, “{name}” is in colour.")
            button = translate("Tone", "Make it black and white")
        else:
            text = translate("Tone", "This photo has a single tone, “{name}” is in colour.")
            button = translate("Tone", "Tone it alike")
        offer = Offer(button, partial(self._give, now, tone))
        self._messages.post(text.format(name=layer.name), Level.WARNING, offer, about=f"tone of {layer.id}")

    def _give(self, now: Callable[[], Layer | None], tone: Tone) -> None:
        if (layer := now()) is not None:
            self._document.set_trim(layer.id, tone.given_to(layer.look.trim))


def _tone_missed(photo: U8, rgb: U8, mask: U8, _progress: Progress, _cancel: CancelToken) -> Tone | None:
    """The tone of the photo, where it has one and the object does not keep to it."""
    tone = Tone.of(photo)
    return tone if tone is not None and tone.stands_out(rgb, mask) else None


def _could_not_look(error: Exception) -> None:
    """It was an extra: nothing is missing without."""
    log.warning("could not look for a tone: %s", error)
