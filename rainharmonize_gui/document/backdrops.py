"""The background and the reference region at screen size, halved beforehand: a view costs its own size.

`seen` averages every pixel of a 24-megapixel picture for each view of the whole: 75 ms on one core. From a
picture that has been halved as often as the view allows it is 3 ms, and within a level of the same.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

import cv2
import numpy as np

from engine.types import U8

from .scene import Scene
from .view import View, seen

_VIEWS = 3
_NEVER = -1


class Pyramid:
    """A picture H×W×3 or a mask H×W, and its halves as far as they have been asked for."""

    def __init__(self, pixels: U8) -> None:
        self._levels = [pixels]

    def seen(self, view: View) -> U8:
        """As `view.seen`, within a level of it."""
        level = 0
        while view.zoom <= 0.5 ** (level + 1) and min(self._at(level).shape[:2]) > 1:
            level += 1
        scale = 0.5**level
        small = replace(view, left=view.left * scale, top=view.top * scale, zoom=view.zoom / scale)
        return seen(self._at(level), small)

    def _at(self, level: int) -> U8:
        while len(self._levels) <= level:
            self._levels.append(_halved(self._levels[-1]))
        return self._levels[level]


class Backdrops:
    """What views show of the background and the reference region of the latest scene. For any thread.

    The arrays handed out are the cache's own: not to be written to.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._background = _Source()
        self._reference = _Source()

    def background(self, scene: Scene, view: View) -> U8:
        """H×W×3 of the view. Raises ValueError without a background."""
        if scene.background is None:
            raise ValueError("There is no background to look at.")
        with self._lock:
            return self._background.seen(scene.background.rgb, scene.background.revision, view)

    def reference(self, scene: Scene, view: View) -> U8 | None:
        """H×W of the view; None where no region is chosen."""
        if scene.reference is None:
            return None
        with self._lock:
            return self._reference.seen(scene.reference.pixels, scene.reference.revision, view)

    def forget(self) -> None:
        """Let go of the pictures."""
        with self._lock:
            self._background, self._reference = _Source(), _Source()


class _Source:
    """One pyramid and the views last taken of it."""

    def __init__(self) -> None:
        self._revision = _NEVER
        self._pyramid: Pyramid | None = None
        self._views: OrderedDict[View, U8] = OrderedDict()

    def seen(self, pixels: U8, revision: int, view: View) -> U8:
        if self._pyramid is None or revision != self._revision:
            self._revision, self._pyramid = revision, Pyramid(pixels)
            self._views.clear()
        found = self._views.get(view)
        if found is None:
            found = self._views[view] = self._pyramid.seen(view)
            if len(self._views) > _VIEWS:
                self._views.popitem(last=False)
        self._views.move_to_end(view)
        return found


def _halved(pixels: U8) -> U8:
    """Means of 2×2 pixels; an odd side's last row or column stands for two."""
    height, width = pixels.shape[:2]
    if height % 2 or width % 2:
        pixels = np.asarray(
            cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE), np.uint8
        )
    size = (pixels.shape[1] // 2, pixels.shape[0] // 2)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
