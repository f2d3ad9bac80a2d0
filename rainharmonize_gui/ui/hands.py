"""Mouse and stylus on the canvas: which gesture a press begins, and what the cursor looks like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QMouseEvent, QPointingDevice, QTabletEvent

from rainharmonize_gui.ui.compare import GRAB
from rainharmonize_gui.ui.tools.base import Gesture, Gestures, Kind, Pointer
from rainharmonize_gui.ui.tools.hand import HandTool
from rainharmonize_gui.ui.tools.split import drag_split

if TYPE_CHECKING:
    from rainharmonize_gui.ui.canvas import Canvas

_Button, _Modifier, _Shape = Qt.MouseButton, Qt.KeyboardModifier, Qt.CursorShape


class Hands:
    """One gesture at a time, from the press of a button to its release."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._hand = HandTool(canvas)
        self._gestures = Gestures()
        self._panning = False
        self._button = _Button.NoButton
        self._held = False
        self.pointer: Pointer | None = None
        """Where it is, None outside the canvas."""
        self.pane = 0
        """The number of the pane it is in, or was pressed in."""

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gestures.active

    def press(self, event: QMouseEvent | QTabletEvent) -> None:
        if self.busy or self._canvas.navigation.viewport.empty:
            return
        self.pane = self._canvas.panes.at(event.position())
        self.pointer = self._read(Kind.PRESS, event)
        gesture = self._gesture(self.pointer, event.button())
        if gesture is not None:
            self._button = event.button()
            self._gestures.start(gesture)
        self._canvas.refresh()

    def move(self, event: QMouseEvent | QTabletEvent) -> None:
        if not self.busy:
            self.pane = self._canvas.panes.at(event.position())
        self.pointer = self._read(Kind.MOVE, event)
        self._gestures.feed(self.pointer)
        self._canvas.refresh()

    def release(self, event: QMouseEvent | QTabletEvent) -> None:
        if event.button() == self._button:
            self._button = _Button.NoButton
            self.pointer = self._read(Kind.RELEASE, event)
            self._gestures.feed(self.pointer)
            self._panning = False
            self._canvas.refresh()

    def double_click(self, event: QMouseEvent) -> None:
        """Puts the split line into the middle; elsewhere it is a press like another."""
        if event.button() == _Button.LeftButton and self._hits_split(self._read(Kind.PRESS, event)):
            self._canvas.compare.set_focused(on=True)
            self._canvas.compare.move_to(0.5)
        else:
            self.press(event)

    def stylus(self, event: QTabletEvent) -> bool:
        """The tip is the left button, with pressure. False for other buttons: they come as a mouse's."""
        if event.type() == QEvent.Type.TabletMove:
            self.move(event)
        elif event.button() != _Button.LeftButton:
            return False
        elif event.type() == QEvent.Type.TabletPress:
            self.press(event)
        else:
            self.release(event)
        return True

    def leave(self) -> None:
        if not self.busy:
            self.pointer = None
            self._canvas.update()

    def cancel(self) -> bool:
        """Take back the drag or stroke under way. Says whether there was one."""
        self._panning = False
        cancelled = self._gestures.cancel()
        if cancelled:
            self._canvas.refresh()
        return cancelled

    def hold_hand(self, *, on: bool) -> None:
        """While held, a drag pans, whatever the tool."""
        self._held = on
        self.update_cursor()

    def modifiers_changed(self, modifiers: Qt.KeyboardModifier) -> None:
        """A drag follows Shift, Alt and Ctrl at once, without a move of the mouse."""
        if self.pointer is not None:
            self.pointer = replace(_with(self.pointer, modifiers), kind=Kind.MOVE)
            self._gestures.feed(self.pointer)
            self._canvas.refresh()

    def update_cursor(self) -> None:
        canvas = self._canvas
        if self._panning:
            canvas.setCursor(_Shape.ClosedHandCursor)
        elif self.busy or self.pointer is None:
            return
        elif canvas.navigation.viewport.empty:
            canvas.setCursor(_Shape.ArrowCursor)
        elif self._held:
            canvas.setCursor(_Shape.OpenHandCursor)
        elif self._hits_split(self.pointer):
            canvas.setCursor(_Shape.SplitHCursor if canvas.compare.upright else _Shape.SplitVCursor)
        else:
            canvas.setCursor(canvas.tool.cursor(self.pointer))

    def _gesture(self, press: Pointer, button: Qt.MouseButton) -> Gesture | None:
        left = button == _Button.LeftButton
        if button == _Button.MiddleButton or (
            left and (self._held or isinstance(self._canvas.tool, HandTool))
        ):
            self._panning = True
            return self._hand.gesture(press)
        if not left:
            return None
        on_line = self._hits_split(press)
        self._canvas.compare.set_focused(on=on_line)
        if on_line:
            compare, ratio = self._canvas.compare, self._canvas.devicePixelRatioF()
            start, length = compare.span(self._canvas.navigation.viewport.visible)
            return drag_split(compare, press, start=start / ratio, length=length / ratio)
        return self._canvas.tool.gesture(press)

    def _hits_split(self, pointer: Pointer) -> bool:
        ratio = self._canvas.devicePixelRatioF()
        at = pointer.screen[0] * ratio, pointer.screen[1] * ratio
        return self._canvas.compare.hits(self._canvas.navigation.viewport.visible, at, reach=GRAB * ratio)

    def _read(self, kind: Kind, event: QMouseEvent | QTabletEvent) -> Pointer:
        screen = self._canvas.panes.inside(event.position(), self.pane)
        pointer = _with(Pointer(kind, self._canvas.panes.to_picture(screen), screen), event.modifiers())
        if isinstance(event, QTabletEvent):
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
            return replace(pointer, pressure=event.pressure(), eraser=eraser)
        return replace(pointer, double=event.type() == QEvent.Type.MouseButtonDblClick)


def _with(pointer: Pointer, modifiers: Qt.KeyboardModifier) -> Pointer:
    return replace(
        pointer,
        shift=bool(modifiers & _Modifier.ShiftModifier),
        alt=bool(modifiers & _Modifier.AltModifier),
        ctrl=bool(modifiers & _Modifier.ControlModifier),
    )
