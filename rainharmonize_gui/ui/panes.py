"""The panes of the canvas: which one a position is in, and how positions map to the picture."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from engine.placement import Point
from rainharmonize_gui.ui.compare import Compare, Pane
from rainharmonize_gui.ui.navigation import Navigation


class Panes:
    """Positions of the canvas are in logical pixels, those of the picture in its own."""

    def __init__(self, canvas: QWidget, compare: Compare, navigation: Navigation) -> None:
        self._canvas = canvas
        self._compare = compare
        self._navigation = navigation
        self._corner = QPoint()
        """Of the canvas, in its window."""

    @property
    def all(self) -> tuple[Pane, ...]:
        """As they are now, from left to right."""
        ratio = self._canvas.devicePixelRatioF()
        size = round(self._canvas.width() * ratio), round(self._canvas.height() * ratio)
        return self._compare.panes(size)

    def resize(self) -> None:
        """Tell the navigation; call when the canvas has another size or is divided otherwise.

        A bar that comes above the canvas, or goes, leaves what is looked at where it is.
        """
        before, self._corner = self._corner, self._canvas.mapTo(self._canvas.window(), QPoint())
        moved = (self._corner - before) * self._canvas.devicePixelRatioF()
        self._navigation.set_pane(self.all[0].size, moved=(moved.x(), moved.y()))

    def at(self, position: QPointF) -> int:
        """The number of the pane at a position of the canvas."""
        x = position.x() * self._canvas.devicePixelRatioF()
        return max((index for index, pane in enumerate(self.all) if pane.left <= x), default=0)

    def inside(self, position: QPointF, index: int) -> Point:
        """A position of the canvas in logical pixels of a pane."""
        panes = self.all
        left = panes[min(index, len(panes) - 1)].left
        return position.x() - left / self._canvas.devicePixelRatioF(), position.y()

    def to_picture(self, screen: Point) -> Point:
        """From logical pixels of a pane to picture pixels."""
        ratio = self._canvas.devicePixelRatioF()
        return self._navigation.viewport.to_picture((screen[0] * ratio, screen[1] * ratio))

    def from_picture(self, point: Point, index: int) -> QPointF:
        """From picture pixels to a position of the canvas."""
        ratio = self._canvas.devicePixelRatioF()
        x, y = self._navigation.viewport.to_screen(point)
        return QPointF((x + self.all[index].left) / ratio, y / ratio)
