"""What every tool is made of: pointer events, the stage a tool works on, and gestures.

A gesture is a generator: what stands before its first `yield` is the press, its loop the moves, and what
comes after is the release. Each `yield` hands out the next event. A cancelled gesture is closed, so that a
`with document.begin(…)` around the yields takes everything back:

    def gesture(self, press):
        with self.stage.document.begin(Label.MOVE) as edit:
            while (event := (yield)).kind is Kind.MOVE and edit.active:
                …
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QCursor, QPainter

from engine.placement import Placement, Point
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.ui.selection import Selection

DRAG_THRESHOLD = 5.0
"""Logical pixels the pointer moves before a press becomes a drag."""


class Kind(Enum):
    PRESS = auto()
    MOVE = auto()
    RELEASE = auto()


@dataclass(frozen=True, slots=True)
class Pointer:
    """at: in picture pixels. screen: in logical pixels of the pane. pressure: 0 … 1, 1 for a mouse."""

    kind: Kind
    at: Point
    screen: Point
    shift: bool = False
    alt: bool = False
    ctrl: bool = False
    pressure: float = 1.0
    eraser: bool = False
    """The far end of a stylus."""
    double: bool = False
    """The second press of a double-click."""

    def far_from(self, other: Pointer) -> bool:
        """Whether a press at `other` has become a drag."""
        dx, dy = self.screen[0] - other.screen[0], self.screen[1] - other.screen[1]
        return dx * dx + dy * dy >= DRAG_THRESHOLD**2


Gesture = Generator[None, Pointer, None]


class Stage(Protocol):
    """What a tool knows of the canvas."""

    document: Document
    selection: Selection
    snapping: bool
    said: SignalInstance
    """Emit a translated sentence to say it in passing at the foot of the window: once a gesture, at most."""
    tool_changed: SignalInstance
    """Emit when the tool's `unfinished` changes."""

    @property
    def zoom(self) -> float:
        """Logical screen pixels per picture pixel."""

    def pan(self, dx: float, dy: float) -> None:
        """Move the picture by logical pixels."""

    def refresh(self) -> None:
        """Draw the tool's marks again."""


class Tool:
    """id: of the action that chooses it."""

    id = ""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    @property
    def hint(self) -> str:
        """A line at the foot of the canvas, where the tool does not explain itself; translated."""
        return ""

    def gesture(self, press: Pointer) -> Gesture | None:
        """What a press with the left button begins; None where there is nothing to do."""
        raise NotImplementedError

    def cursor(self, hover: Pointer) -> QCursor | Qt.CursorShape:
        """While no button is down."""
        raise NotImplementedError

    def paint(self, painter: QPainter, to_screen: Placement, hover: Pointer | None) -> None:
        """Draw the tool's marks over the picture. to_screen: from picture to logical pixels."""

    # For tools whose work goes on from gesture to gesture, such as an outline of many clicks

    @property
    def pending(self) -> bool:
        """Whether such work is under way; Return, Esc and Backspace are then the tool's."""
        return False

    @property
    def unfinished(self) -> bool:
        """Whether what is pending is in no history yet: Undo is then `step_back`, and nothing is redone."""
        return False

    def finish(self) -> None:
        """Return: do what is pending."""

    def abandon(self) -> None:
        """Esc: forget what is pending."""

    def leave(self) -> None:
        """Another tool or another object is chosen."""
        self.abandon()

    def step_back(self) -> None:
        """Backspace: take back the latest part of what is pending."""


class Gestures:
    """Runs one gesture at a time."""

    def __init__(self) -> None:
        self._running: Gesture | None = None

    @property
    def active(self) -> bool:
        return self._running is not None

    def start(self, gesture: Gesture) -> None:
        """Run the press. One under way is cancelled."""
        self.cancel()
        try:
            next(gesture)
        except StopIteration:
            return
        self._running = gesture

    def feed(self, event: Pointer) -> None:
        """Hand on a move or a release; after that, or an error, the gesture is over."""
        gesture, self._running = self._running, None
        if gesture is None:
            return
        try:
            gesture.send(event)
        except StopIteration:
            return
        if event.kind is Kind.RELEASE:
            gesture.close()
        else:
            self._running = gesture

    def cancel(self) -> bool:
        """Take back what the gesture did. Says whether there was one."""
        gesture, self._running = self._running, None
        if gesture is None:
            return False
        gesture.close()
        return True
