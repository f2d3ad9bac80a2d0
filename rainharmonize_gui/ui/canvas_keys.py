"""The keys that the canvas takes itself: those that are held, the arrows, and Esc during a drag."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from rainharmonize_gui.ui.tools.base import Tool

if TYPE_CHECKING:
    from rainharmonize_gui.ui.canvas import Canvas
    from rainharmonize_gui.ui.hands import Hands

_Key, _Modifier = Qt.Key, Qt.KeyboardModifier

_ARROWS = {
    _Key.Key_Left: (-1, 0),
    _Key.Key_Right: (1, 0),
    _Key.Key_Up: (0, -1),
    _Key.Key_Down: (0, 1),
}
_MODIFIERS = {
    _Key.Key_Shift: _Modifier.ShiftModifier,
    _Key.Key_Alt: _Modifier.AltModifier,
    _Key.Key_Control: _Modifier.ControlModifier,
}
_PENDING: dict[Qt.Key, Callable[[Tool], None]] = {
    _Key.Key_Return: lambda tool: tool.finish(),
    _Key.Key_Enter: lambda tool: tool.finish(),
    _Key.Key_Escape: lambda tool: tool.abandon(),
    _Key.Key_Backspace: lambda tool: tool.step_back(),
    _Key.Key_Delete: lambda tool: tool.step_back(),
}
"""What they do to an outline under way."""
_FAR = 10
_PAN = 40.0
"""Logical pixels an arrow moves the view."""
_SPLIT_STEP = 0.01


def overrides(canvas: Canvas, hands: Hands, event: QKeyEvent) -> bool:
    """Whether the canvas takes a key before any shortcut gets it: no shortcut cuts into a drag."""
    asked = event.type() == QEvent.Type.ShortcutOverride
    return asked and (hands.busy or _is_for_tool(canvas, event))


def pressed(canvas: Canvas, hands: Hands, event: QKeyEvent) -> bool:
    """Whether the key was the canvas's."""
    key = Qt.Key(event.key())
    if key in _MODIFIERS:
        hands.modifiers_changed(event.modifiers() | _MODIFIERS[key])
        return True
    if key in (_Key.Key_Tab, _Key.Key_Space) and not event.isAutoRepeat():
        _hold(canvas, hands, key, on=True)
    elif key == _Key.Key_Escape and hands.cancel():
        return True
    elif _is_for_tool(canvas, event):
        _PENDING[key](canvas.tool)
        canvas.refresh()
    elif key in _ARROWS:
        _arrow(canvas, _ARROWS[key], far=bool(event.modifiers() & _Modifier.ShiftModifier))
    elif key in (_Key.Key_Home, _Key.Key_End) and canvas.compare.splits:
        canvas.compare.move_to(0.0 if key == _Key.Key_Home else 1.0)
    else:
        return event.isAutoRepeat() and key in (_Key.Key_Tab, _Key.Key_Space)
    return True


def released(canvas: Canvas, hands: Hands, event: QKeyEvent) -> bool:
    """Whether the key was the canvas's."""
    key = Qt.Key(event.key())
    if key in _MODIFIERS:
        hands.modifiers_changed(event.modifiers() & ~_MODIFIERS[key])
    elif key in (_Key.Key_Tab, _Key.Key_Space):
        if not event.isAutoRepeat():
            _hold(canvas, hands, key, on=False)
    else:
        return False
    return True


def _is_for_tool(canvas: Canvas, event: QKeyEvent) -> bool:
    plain = event.modifiers() & ~_Modifier.KeypadModifier == _Modifier.NoModifier
    return canvas.tool.pending and plain and Qt.Key(event.key()) in _PENDING


def _hold(canvas: Canvas, hands: Hands, key: Qt.Key, *, on: bool) -> None:
    if key == _Key.Key_Tab:
        canvas.compare.hold(on=on)
    else:
        hands.hold_hand(on=on)


def _arrow(canvas: Canvas, direction: tuple[int, int], *, far: bool) -> None:
    """The split line, once it was clicked; else the selected object; else the split line; else the view."""
    dx, dy = (step * (_FAR if far else 1) for step in direction)
    compare, selected = canvas.compare, canvas.selection.movable
    if compare.focused or (compare.splits and selected is None):
        compare.move_to(compare.position + (dx or dy) * _SPLIT_STEP)
    elif selected is not None:
        canvas.document.nudge(selected.id, dx, dy)
    else:
        canvas.pan(-_PAN * dx, -_PAN * dy)
