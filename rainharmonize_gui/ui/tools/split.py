"""Dragging the split line."""

from __future__ import annotations

from rainharmonize_gui.ui.compare import Compare
from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer


def drag_split(compare: Compare, press: Pointer, *, start: float, length: float) -> Gesture:
    """start, length: where the visible picture begins across the line, and how far it reaches, in logical
    pixels of the pane. Esc puts the line back.
    """
    before, axis = compare.position, 0 if compare.upright else 1
    offset = press.screen[axis] - (start + compare.position * length)
    try:
        while (event := (yield)).kind is Kind.MOVE:
            compare.move_to((event.screen[axis] - offset - start) / length)
    except GeneratorExit:
        compare.move_to(before)
        raise
