"""A frame: what the canvas shows, rendered for one view, harmonized and not. Milliseconds, and no torch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage

from engine.progress import CancelToken
from engine.types import U8
from rainharmonize_gui.document.backdrops import Backdrops
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.render import Findings, composite, visible_layers
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.mask_changes import MaskChanges
from rainharmonize_gui.ui.qimage import to_qimage

WHOLE = 1600
"""Longest side of `Frame.whole`, in pixels."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameRequest:
    """findings: the newest there are for each target. exact: whether none of them is to be bettered."""

    scene: Scene
    view: View
    findings: Findings
    exact: bool


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Both renderings of `view`, of its size, RGB32. Draw them stretched from `view` to the current view.

    before: not harmonized; the same object as `after` where nothing is. whole: all of the background, at most
    `WHOLE` long, for what the view does not show. scene: what was rendered. exact: no analysis is
    outstanding: `after` is what an export would give, at this size.
    """

    view: View
    before: QImage
    after: QImage
    whole: QImage
    scene: Scene
    exact: bool


class Live(Protocol):
    """What renders the frames: `LiveHarmonizer`."""

    @property
    def frame_ready(self) -> SignalInstance:
        """Hands out a `Frame`."""

    def set_view(self, view: View | None) -> None: ...


class Renderer:
    """Use `render` from one thread at a time."""

    def __init__(self, backdrops: Backdrops | None = None) -> None:
        self.mask_changes = MaskChanges()
        self._backdrops = backdrops or Backdrops()
        self._cutouts = Cutouts()
        self._before: tuple[Hashable, QImage] | None = None
        self._whole: tuple[int, QImage] | None = None

    def render(self, asked: FrameRequest, cancel: CancelToken) -> Frame:
        """Raises Aborted."""
        scene, view = asked.scene, asked.view
        self.mask_changes.tell(self._cutouts)
        self._cutouts.keep({layer.id for layer in scene.layers})
        background = self._backdrops.background(scene, view)
        cancel.check()
        before = self._unharmonized(asked, background=background)
        cancel.check()
        after = before
        if asked.findings:
            picture = composite(
                scene, view, findings=asked.findings, background=background, cutouts=self._cutouts
            )
            after = to_qimage(picture)
        return Frame(view, before, after, self._all(asked.scene), scene, asked.exact)

    def _all(self, scene: Scene) -> QImage:
        """Of the background."""
        revision = scene.background.revision if scene.background else 0
        if self._whole is None or self._whole[0] != revision:
            picture = self._backdrops.background(scene, View.whole(scene.size, longest=WHOLE))
            self._whole = revision, to_qimage(picture)
        return self._whole[1]

    def _unharmonized(self, asked: FrameRequest, *, background: U8) -> QImage:
        """Kept, for a slider that is pulled changes nothing in it."""
        scene, view = asked.scene, asked.view
        shown = tuple(
            (layer.id, layer.placement, layer.mask.revision, layer.edge, layer.opacity)
            for layer in visible_layers(scene)
        )
        key = view, scene.background and scene.background.revision, shown
        if self._before is None or self._before[0] != key:
            picture = composite(scene, view, background=background, cutouts=self._cutouts)
            self._before = key, to_qimage(picture)
        return self._before[1]
