"""The menu at a right click: what can be done with the object there, or with the picture."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from rainharmonize_gui.ui.actions import Actions

if TYPE_CHECKING:
    from rainharmonize_gui.ui.canvas import Canvas
    from rainharmonize_gui.ui.panels.objects import ObjectList

_OBJECT = (
    ("edit.copy", "edit.duplicate", "edit.delete"),
    ("object.raise", "object.lower", "object.front", "object.back"),
    ("object.flip_h", "object.flip_v", "object.reset"),
    ("mask.propose", "mask.invert"),
    ("object.shown", "harmonize.object"),
)
_PICTURE = (
    ("edit.paste", "file.add_object"),
    ("edit.copy_result", "file.export"),
    ("view.fit", "view.actual"),
)


class ContextMenu(QObject):
    """Of the canvas and the list of objects. A right click selects what is under it first; the menu key asks
    about what is selected.
    """

    def __init__(self, canvas: Canvas, objects: ObjectList, actions: Actions) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._actions = actions
        self._objects = objects.viewport()
        for widget in (canvas, objects, self._objects):
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QContextMenuEvent) or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        by_hand = event.reason() == QContextMenuEvent.Reason.Mouse
        if not self._canvas.hands.busy and not self._canvas.navigation.viewport.empty:
            if by_hand and watched is self._canvas:
                self._select_at(event.pos())
            self._menu().popup(event.globalPos() if by_hand else _middle(watched))
        return True

    def _select_at(self, position: QPoint) -> None:
        """In the list, the press of the button has done so."""
        under = self._canvas.document.scene.layer_at(self._canvas.map_to_image(QPointF(position)))
        self._canvas.selection.select(None if under is None else under.id)

    def _menu(self) -> QMenu:
        menu = QMenu(self._canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, _PICTURE if self._canvas.selection.layer is None else _OBJECT)
        return menu

    def _fill(self, menu: QMenu, sections: Iterable[Iterable[str]]) -> None:
        for section in sections:
            menu.addSeparator()
            menu.addActions([self._actions[name] for name in section])


def _middle(widget: QWidget) -> QPoint:
    return widget.mapToGlobal(widget.rect().center())
