"""Offers to take the colour out of objects in a black-and-white photo, or to tone them alike."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot

from engine.progress import CancelToken, Progress
from engine.types import U8, Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Layer, Trim
from rainharmonize_gui.document.render import visible_layers
from rainharmonize_gui.document.scene import Backdrop, Change, ChangeKind
from rainharmonize_gui.document.toning import Tone
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.messages import Level, MessageBar, Offer
from rainharmonize_gui.ui.tasks import Tasks

log = logging.getLogger(__name__)

_NEUTRAL = 0.05
"""Warmth up to which nobody would call a tone one."""


class ToneOffer(QObject):
    """Looks at objects as they come, and at those that are there when another photo comes. Nothing is done
    unasked: one red bus in a grey street may be meant.
    """

    def __init__(
        self, document: Document, messages: MessageBar, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self._tasks = tasks
        self._offered: dict[str, Offered] = {}
        """By what their messages are about."""
        document.observe(self._on_change)

    @Slot(int)
    def object_came(self, layer_id: int) -> None:
        """Offer, where the photo has one tone and the new object others."""
        self._look([self._document.scene.layer(layer_id)], about=f"tone of {layer_id}")

    @Slot()
    def photo_came(self) -> None:
        """Offer, where it has one tone and objects that are there have others."""
        layers = [each for each in visible_layers(self._document.scene) if not each.region]
        self._look([each for each in layers if each.look.trim.saturation > -1.0], about="tone of all")

    def _look(self, layers: list[Layer], *, about: str) -> None:
        scene = self._document.scene
        if not layers or scene.background is None or scene.direction is not Direction.OBJECT:
            return
        self._tasks.start(
            translate("Tone", "Looking at the colours…"),
            partial(_tone_missed, scene.background.rgb, layers),
            done=partial(self._offer, scene.background, about=about),
            failed=_could_not_look,
        )

    def _offer(self, background: Backdrop, found: tuple[Tone, list[Layer]] | None, *, about: str) -> None:
        if found is None:
            return
        offered = Offered(self._document, background, *found)
        if now := offered.now():
            self._offered[about] = offered
            offer = Offer(_button(offered.tone, len(now)), offered.take)
            self._messages.post(_sentence(offered.tone, now), Level.WARNING, offer, about=about)

    def _on_change(self, change: Change) -> None:
        """What is offered no more is said no more."""
        if change.kind in (ChangeKind.BACKGROUND, ChangeKind.LAYERS, ChangeKind.LOOK):
            for about in [each for each, offered in self._offered.items() if not offered.now()]:
                del self._offered[about]
                self._messages.withdraw(about)


@dataclass(frozen=True, slots=True)
class Offered:
    """To give a photo's tone to objects, for as long as both are there."""

    document: Document
    background: Backdrop
    tone: Tone
    layers: list[Layer]

    def now(self) -> list[Layer]:
        """The objects as they are now, but for those that have the tone. Another project has the same ids."""
        scene = self.document.scene
        if scene.background is not self.background:
            return []
        there = [(scene.layer(each.id), each) for each in self.layers if scene.has(each.id)]
        return [now for now, before in there if now.rgb is before.rgb and self._trim(now) != now.look.trim]

    def take(self) -> None:
        """In one step."""
        with self.document.begin(Label.TRIM):
            for layer in self.now():
                self.document.set_trim(layer.id, self._trim(layer))

    def _trim(self, layer: Layer) -> Trim:
        return self.tone.given_to(layer.look.trim)


def _sentence(tone: Tone, layers: list[Layer]) -> str:
    black_and_white, one = abs(tone.warmth) < _NEUTRAL, len(layers) == 1
    if black_and_white and one:
        text = translate("Tone", "This photo is black and white, “{name}” is in colour.")
    elif black_and_white:
        text = translate("Tone", "This photo is black and white, some objects are in colour.")
    elif one:
        text = translate("Tone", "This photo has a single tone, “{name}” is in colour.")
    else:
        text = translate("Tone", "This photo has a single tone, some objects are in colour.")
    return text.format(name=layers[0].name)


def _button(tone: Tone, count: int) -> str:
    if abs(tone.warmth) >= _NEUTRAL:
        return translate("Tone", "Tone it alike") if count == 1 else translate("Tone", "Tone them alike")
    if count == 1:
        return translate("Tone", "Make it black and white")
    return translate("Tone", "Make them black and white")


def _tone_missed(
    photo: U8, layers: list[Layer], _progress: Progress, cancel: CancelToken
) -> tuple[Tone, list[Layer]] | None:
    """The tone of the photo, where it has one, and the objects that do not keep to it."""
    tone = Tone.of(photo)
    if tone is None:
        return None
    missing = []
    for layer in layers:
        cancel.check()
        if tone.stands_out(layer.rgb, layer.mask.pixels):
            missing.append(layer)
    return (tone, missing) if missing else None


def _could_not_look(error: Exception) -> None:
    """It was an extra: nothing is missing without."""
    log.warning("could not look for a tone: %s", error)
