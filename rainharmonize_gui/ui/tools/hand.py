"""The hand: drags the view."""

from __future__ import annotations

from PySide6.QtCore import Qt

from rainharmonize_gui.ui.tools.base import Gesture, Kind, Pointer, Tool


class HandTool(Tool):
    """Space and the middle button borrow it, whatever the tool."""

    id = "tool.hand"

    def gesture(self, press: Pointer) -> Gesture:
        last = press.screen
        while (event := (yield)).kind is Kind.MOVE:
            self.stage.pan(event.screen[0] - last[0], event.screen[1] - last[1])
            last = event.screen

    def cursor(self, hover: Pointer) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor
