"""The window's toolbars: what is always needed, the tools, and the options of the tool in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QMainWindow, QToolBar, QToolButton

from rainharmonize_gui.ui.actions import Actions, Bar
from rainharmonize_gui.ui.i18n import translate

if TYPE_CHECKING:
    from rainharmonize_gui.ui.editor import Editor
    from rainharmonize_gui.ui.messages import MessageBar

_ICON = QSize(20, 20)


class Bars:
    """Shown with the editor, not with the welcome page."""

    def __init__(self, window: QMainWindow, actions: Actions) -> None:
        self._window = window
        self._actions = actions
        self.main = self._add(Bar.MAIN, Qt.ToolBarArea.TopToolBarArea, translate("Window", "Main toolbar"))
        self.tools = self._add(Bar.TOOLS, Qt.ToolBarArea.LeftToolBarArea, translate("Window", "Tools"))
        self._all = [self.main, self.tools]

    def put_in(self, editor: Editor, messages: MessageBar) -> None:
        """Add what needs an editor."""
        from rainharmonize_gui.ui.drag_out import DragOut  # noqa: PLC0415  not needed to start
        from rainharmonize_gui.ui.hold_button import HoldButton  # noqa: PLC0415  not needed to start
        from rainharmonize_gui.ui.tool_options import ToolOptions  # noqa: PLC0415  not needed to start
        from rainharmonize_gui.ui.wand_page import WandPage  # noqa: PLC0415  not needed to start

        self.drag_out = DragOut(editor.output, lambda: editor.document.settled, messages)
        self.main.addWidget(self.drag_out)
        eye = self.main.widgetForAction(self._actions["compare.before"])
        if isinstance(eye, QToolButton):
            HoldButton(eye, editor.canvas.compare)
        self.options = ToolOptions(editor.canvas, self._actions)
        self.options.add_page("tool.move", editor.transform)
        self.options.add_page("tool.wand", WandPage(editor.canvas.wand))
        self._window.addToolBarBreak()
        self._window.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.options)
        self._all.append(self.options)

    def show(self, *, on: bool) -> None:
        for bar in self._all:
            bar.setVisible(on)

    def _add(self, bar: Bar, area: Qt.ToolBarArea, title: str) -> QToolBar:
        toolbar = QToolBar(title)
        toolbar.setObjectName(bar)
        toolbar.setMovable(False)
        toolbar.setIconSize(_ICON)
        toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._actions.fill_toolbar(toolbar, bar)
        self._window.addToolBar(area, toolbar)
        return toolbar
