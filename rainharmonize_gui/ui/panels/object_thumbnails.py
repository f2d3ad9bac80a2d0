"""Small pictures of the objects as they show: made on a thread, and the old ones stay until then."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import dataclass

import cv2
import numpy as np
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from engine.masks.edge import refined
from engine.progress import CancelToken
from engine.types import U8
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.document.scene import Backdrop, Scene, Target
from rainharmonize_gui.ui.latest import LatestThread
from rainharmonize_gui.ui.qimage import to_painting

log = logging.getLogger(__name__)

THUMBNAIL = 72
"""Longer side in pixels: twice what is drawn, for screens of high density."""
_FINE = 4 * THUMBNAIL
"""Longer side at which edges are refined."""
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class _Wanted:
    """key: of what the picture shows."""

    target: Target
    key: Hashable
    source: Layer | Backdrop


class ObjectThumbnails(QObject):
    """Of the objects and the background. Use from the GUI thread."""

    changed = Signal()
    """Some are there that were waited for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: LatestThread | None = None
        self._made: dict[Target, tuple[Hashable, QImage]] = {}
        self._asked: dict[Target, Hashable] = {}

    def image(self, target: Target) -> QImage:
        """The newest there is, a null image before the first."""
        return self._made[target][1] if target in self._made else QImage()

    def follow(self, scene: Scene) -> None:
        """Have made what is missing, and forget what is gone."""
        wanted = _wanted(scene)
        keys = {each.target: each.key for each in wanted}
        self._made = {target: made for target, made in self._made.items() if target in keys}
        missing = [each for each in wanted if self._key(each.target) != each.key]
        if missing and keys != self._asked:
            self._submit(missing)
        self._asked = keys

    def stop(self) -> None:
        """End the thread; nothing is made any more."""
        if self._thread is not None:
            self._thread.stop(_PATIENCE)

    def _key(self, target: Target) -> Hashable:
        return self._made[target][0] if target in self._made else None

    def _submit(self, missing: list[_Wanted]) -> None:
        if self._thread is None:
            self._thread = LatestThread("object thumbnails", _make, parent=self)
            self._thread.done.connect(self._came)
            self._thread.failed.connect(self._failed)
        self._thread.submit(missing)

    @Slot(object, object)
    def _came(self, asked: list[_Wanted], images: list[QImage]) -> None:
        for each, image in zip(asked, images, strict=True):
            if each.target in self._asked:
                self._made[each.target] = each.key, image
        self.changed.emit()

    @Slot(object, object)
    def _failed(self, _asked: list[_Wanted], error: Exception) -> None:
        """The next change tries again."""
        log.error("thumbnails could not be made", exc_info=error)


def _wanted(scene: Scene) -> list[_Wanted]:
    if scene.background is None:
        return []
    photo = scene.background.revision
    layers = [
        _Wanted(each.id, (each.mask.revision, each.edge, photo if each.region else 0), each)
        for each in scene.layers
    ]
    return [*layers, _Wanted(None, photo, scene.background)]


def _make(wanted: list[_Wanted], _cancel: CancelToken) -> list[QImage]:
    """On the thread."""
    return [to_painting(thumbnail(each.source)) for each in wanted]


def thumbnail(source: Layer | Backdrop) -> U8:
    """H×W×3 of a background; of an object H×W×4, straight alpha, of a region the part that shows.

    Fringes keep their colour: they are too narrow to be seen here.
    """
    if isinstance(source, Backdrop):
        return _reduced(_thinned(source.rgb))
    rgb, mask = source.rgb, source.mask.pixels
    if source.region:
        around = source.drawn()
        if not around.empty:
            rgb, mask = rgb[around.slices], mask[around.slices]
    thin = _thinned(mask)
    shown = refined(thin, source.edge.scaled(thin.shape[1] / mask.shape[1]))
    return np.dstack((_reduced(_thinned(rgb)), _reduced(shown)))


def _thinned(pixels: U8) -> U8:
    """Rows and columns are skipped, down to four times the size: averaging all of them takes long."""
    step = max(1, max(pixels.shape[:2]) // _FINE)
    return np.ascontiguousarray(pixels[::step, ::step])


def _reduced(pixels: U8) -> U8:
    """At most THUMBNAIL on the longer side."""
    scale = min(1.0, THUMBNAIL / max(pixels.shape[:2]))
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
