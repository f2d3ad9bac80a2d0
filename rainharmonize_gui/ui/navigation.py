"""Zooming and panning: keeps the viewport, fitted until someone zooms or pans."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from engine.placement import Point, Size
from rainharmonize_gui.ui.viewport import MAX_ZOOM, Viewport

_MARGIN = 24
"""Device pixels around a fitted picture: room for the handles of what lies at its border."""


class Navigation(QObject):
    """All in device pixels of a pane."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.viewport = Viewport()
        self._fitted = True
        self._largest = 1.0

    def set_picture(self, size: Size) -> None:
        """Another background: shown whole, though no larger than 100 %, if its size is another."""
        if size != self.viewport.picture:
            self.viewport = replace(self.viewport, picture=size)
            self._fit(largest=1.0)

    def set_pane(self, size: Size, *, moved: Point = (0, 0)) -> None:
        """Another size of the pane: what was fitted stays fitted. moved: see `Viewport.resized`."""
        if size == self.viewport.size:
            return
        if self._fitted:
            self.viewport = replace(self.viewport, size=size)
            self._fit(largest=self._largest)
        else:
            self._set(self.viewport.resized(size, moved=moved))

    def fit(self) -> None:
        """All of the picture, as large as it goes; a small one is enlarged."""
        self._fit(largest=float("inf"))

    def zoom_to(self, zoom: float, *, at: Point | None = None) -> None:
        self._leave(self.viewport.zoomed(zoom, at=at))

    def zoom_by(self, factor: float, *, at: Point | None = None) -> None:
        self.zoom_to(self.viewport.zoom * factor, at=at)

    def step(self, direction: int, *, at: Point | None = None) -> None:
        """The next zoom step up (1) or down (−1)."""
        self._leave(self.viewport.stepped(direction, at=at))

    def pan(self, dx: float, dy: float) -> None:
        self._leave(self.viewport.panned(dx, dy))

    def _fit(self, *, largest: float) -> None:
        self._fitted, self._largest = True, largest
        self._set(self.viewport.fitted(margin=_MARGIN, largest=min(largest, MAX_ZOOM)))

    def _leave(self, viewport: Viewport) -> None:
        if not viewport.empty:
            self._fitted = False
            self._set(viewport)

    def _set(self, viewport: Viewport) -> None:
        self.viewport = viewport
        self.changed.emit()
