"""Before and after: which of them shows where on the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from engine.placement import Box, Size


class Side(Enum):
    BEFORE = auto()
    AFTER = auto()


class Mode(Enum):
    AFTER = auto()
    BEFORE = auto()
    SPLIT = auto()
    SIDE_BY_SIDE = auto()


GRAB = 12.0
"""Logical pixels beside the split line that still take hold of it."""
GAP = 2
"""Device pixels between two panes."""


@dataclass(frozen=True, slots=True)
class Pane:
    """One of the canvas's views of the picture. left: its first column, in device pixels.

    side: what it shows, None where the split line divides it.
    """

    left: int
    size: Size
    side: Side | None


class Compare(QObject):
    """The state of all compare modes. At most one mode is on; holding *before* goes over all of them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mode = Mode.AFTER
        self._held = False
        self._position = 0.5
        self._upright = True
        self._focused = False

    @property
    def mode(self) -> Mode:
        return self._mode

    @property
    def held(self) -> bool:
        """Whether *before* is shown for as long as a key or button is down."""
        return self._held

    @property
    def position(self) -> float:
        """Of the split line: 0 … 1 across what is seen of the picture. Before is left of it, or above."""
        return self._position

    @property
    def upright(self) -> bool:
        """Whether the split line runs from top to bottom."""
        return self._upright

    @property
    def splits(self) -> bool:
        """Whether the split line is to be seen."""
        return self._mode is Mode.SPLIT and not self._held

    @property
    def focused(self) -> bool:
        """Whether the arrow keys are the split line's, although an object is selected."""
        return self._focused and self.splits

    def set_focused(self, *, on: bool) -> None:
        """The split line gets the arrow keys by a click on it, and loses them to the next press elsewhere."""
        if on != self._focused:
            self._focused = on
            self.changed.emit()

    def set_mode(self, mode: Mode, *, on: bool = True) -> None:
        """Switch a mode on, or off if it is the one that is on."""
        if on:
            self._change(mode, self._held)
        elif mode is self._mode:
            self._change(Mode.AFTER, self._held)

    def hold(self, *, on: bool) -> None:
        self._change(self._mode, on)

    def move_to(self, position: float) -> None:
        """Held to 0 … 1."""
        position = min(max(position, 0.0), 1.0)
        if position != self._position:
            self._position = position
            self.changed.emit()

    def turn(self) -> None:
        """From upright to level, or back."""
        self._upright = not self._upright
        self.changed.emit()

    def panes(self, size: Size) -> tuple[Pane, ...]:
        """How to divide a canvas of `size`, in device pixels; all panes are equally large."""
        if self._mode is Mode.BEFORE or (self._held and self._mode is not Mode.SIDE_BY_SIDE):
            return (Pane(0, size, Side.BEFORE),)
        if self._mode is Mode.SPLIT:
            return (Pane(0, size, None),)
        if self._mode is Mode.AFTER:
            return (Pane(0, size, Side.AFTER),)
        width = max((size[0] - GAP) // 2, 1)
        half = width, size[1]
        right = Side.BEFORE if self._held else Side.AFTER
        return Pane(0, half, Side.BEFORE), Pane(size[0] - width, half, right)

    def line(self, visible: Box) -> int:
        """Where the split line runs: its x if upright, else its y, given where the picture shows."""
        start, length = self.span(visible)
        return round(start + self._position * length)

    def span(self, visible: Box) -> tuple[int, int]:
        """Start and length of the picture across the split line."""
        return (visible.left, visible.width) if self._upright else (visible.top, visible.height)

    def halves(self, visible: Box) -> tuple[tuple[Box, Side], tuple[Box, Side]]:
        """The two sides of the split line."""
        at = self.line(visible)
        if self._upright:
            one = Box(visible.left, visible.top, at, visible.bottom)
            other = Box(at, visible.top, visible.right, visible.bottom)
        else:
            one = Box(visible.left, visible.top, visible.right, at)
            other = Box(visible.left, at, visible.right, visible.bottom)
        return (one, Side.BEFORE), (other, Side.AFTER)

    def hits(self, visible: Box, point: tuple[float, float], *, reach: float) -> bool:
        """Whether a press takes hold of the split line. All in the same pixels."""
        if not self.splits or visible.empty:
            return False
        across, along = point if self._upright else point[::-1]
        ends = (visible.top, visible.bottom) if self._upright else (visible.left, visible.right)
        return abs(across - self.line(visible)) <= reach and ends[0] <= along <= ends[1]

    def _change(self, mode: Mode, held: bool) -> None:  # noqa: FBT001
        if (mode, held) != (self._mode, self._held):
            self._mode, self._held = mode, held
            self._focused = self._focused and mode is Mode.SPLIT
            self.changed.emit()
