"""An image of what a view shows that takes long to make: on a thread, and the last one is shown until then.

What a stroke touches is put into it at once, as a hand must not wait for its own line.
"""

from __future__ import annotations

import logging
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QImage, QPainter

from engine.placement import Box
from engine.progress import CancelToken
from engine.types import U8
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.latest import LatestThread
from rainharmonize_gui.ui.qimage import to_painting
from rainharmonize_gui.ui.surface import Raster

log = logging.getLogger(__name__)

AT_ONCE = 500_000
"""Pixels of a mask: what touches more than these is drawn on the thread."""
_NOTHING = Box(0, 0, 0, 0)
_PATIENCE = 5.0


class Sight(Protocol):
    """What is to be seen. A value: it can be drawn on any thread."""

    @property
    def key(self) -> Hashable:
        """Whatever the image depends on, but for the pixels of the mask."""

    @property
    def revision(self) -> int:
        """Names the pixels of the mask."""

    @property
    def part(self) -> View | None:
        """The view of the image; None where nothing is to be seen."""

    def ground(self, part: View) -> U8 | None:
        """What the mask is laid over, if anything, H×W×3 of `part`. Slow."""

    def pixels(self, part: View, ground: U8 | None, box: Box) -> U8:
        """RGBA, straight alpha, of a box of `part`."""

    def reached(self, part: View, touched: Box) -> Box:
        """The pixels of `part` that depend on those of the mask in `touched`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    sight: Sight
    raster: Raster | None = None
    ground: U8 | None = None


class LateRaster(QObject):
    """Use from the GUI thread."""

    changed = Signal()
    """Another image is there to be drawn."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._thread: LatestThread | None = None
        self._asked: Sight | None = None
        self._revision = -1
        self._made: _Made | None = None
        self._behind = _NOTHING
        """Where strokes touched the mask since the image was asked for."""

    @property
    def busy(self) -> bool:
        """Whether what is shown is not what was asked for last."""
        return self._asked is not None and (self._made is None or self._made.sight is not self._asked)

    @property
    def sight(self) -> Sight | None:
        """Of what the image is that is shown."""
        return None if self._made is None else self._made.sight

    def raster(self, sight: Sight | None, *, touched: Box | None = None) -> Raster | None:
        """The newest image there is, perhaps of an earlier sight; None where nothing is to be seen.

        touched: where alone the mask was painted since the last call, in mask pixels; None = anywhere, if
        its revision is another.
        """
        if sight is None:
            self._asked = self._made = None
            return None
        known = self._asked is not None and self._asked.key == sight.key
        if known and touched is not None and touched.width * touched.height <= AT_ONCE:
            self._behind = self._behind.united(touched)
        elif not known or sight.revision != self._revision:
            self._ask(sight)
        self._revision = sight.revision
        if self._made is None:
            return None
        if not self.busy and not self._behind.empty:
            _renew(self._made, sight, self._behind)
            self._behind = _NOTHING
        return self._made.raster

    def stop(self) -> None:
        """End the thread; nothing is made any more."""
        if self._thread is not None:
            self._thread.stop(_PATIENCE)

    def _ask(self, sight: Sight) -> None:
        self._asked, self._behind = sight, _NOTHING
        if self._thread is None:
            self._thread = LatestThread(self.objectName(), _make, parent=self)
            self._thread.done.connect(self._arrived)
            self._thread.failed.connect(self._failed)
        self._thread.submit(sight)

    @Slot(object, object)
    def _arrived(self, _sight: Sight, made: _Made) -> None:
        if self._asked is not None:
            self._made = made
            self.changed.emit()

    @Slot(object, object)
    def _failed(self, sight: Sight, error: Exception) -> None:
        """Nothing is shown rather than something wrong; the next change tries again."""
        log.error("a mask could not be drawn", exc_info=error)
        self._arrived(sight, _Made(sight))


def _make(sight: Sight, _cancel: CancelToken) -> _Made:
    """On the thread."""
    part = sight.part
    if part is None:
        return _Made(sight)
    ground = sight.ground(part)
    image = to_painting(sight.pixels(part, ground, Box(0, 0, *part.size)))
    return _Made(sight, Raster(image, part), ground)


def _renew(made: _Made, sight: Sight, touched: Box) -> None:
    """sight: as it is now."""
    if made.raster is None:
        return
    part = made.raster.view
    box = sight.reached(part, touched).clip(part.size)
    if not box.empty:
        _put(made.raster.image, box, sight.pixels(part, made.ground, box))


def _put(image: QImage, box: Box, rgba: U8) -> None:
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(QPoint(box.left, box.top), to_painting(rgba))
    painter.end()
