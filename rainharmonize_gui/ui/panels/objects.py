"""The Objects panel: what lies on the background, topmost first; order, names, switches."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QListView, QVBoxLayout

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.scene import Change, ChangeKind
from rainharmonize_gui.ui.actions import Actions
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import GRID, Muted, Panel
from rainharmonize_gui.ui.panels.buttons import small_button
from rainharmonize_gui.ui.panels.object_model import ObjectModel, Role
from rainharmonize_gui.ui.panels.object_row import ObjectRow
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.theme import theme

_BUTTONS = ("file.add_object", "edit.duplicate", "object.raise", "object.lower", "edit.delete")
_STROKE_MS = 250
"""A mask that is being painted gets its thumbnail renewed this often."""


class ObjectList(QListView):
    """F2 and a double-click rename, Space shows and hides."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        visible = index.data(Role.VISIBLE) if index.isValid() else None
        if event.key() == Qt.Key.Key_Space and visible is not None:
            self.model().setData(index, not visible, Role.VISIBLE)
        else:
            super().keyPressEvent(event)


class ObjectsPanel(Panel):
    """The list, and the buttons under it."""

    def __init__(self, document: Document, selection: Selection, actions: Actions) -> None:
        super().__init__(document, selection)
        self.model = ObjectModel(document, self)
        self.list = ObjectList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(ObjectRow(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.list.setAccessibleName(translate("Objects", "Objects, topmost first"))
        self.list.selectionModel().currentChanged.connect(self._picked)
        self._hint = Muted(translate("Objects", "No objects yet. Drop or paste a cut-out onto the picture."))
        self._hint.setContentsMargins(12, GRID, 12, GRID)
        self._strokes = QTimer(self, singleShot=True, interval=_STROKE_MS)
        self._strokes.timeout.connect(self.refresh)
        self._arrange(actions)
        theme().changed.connect(self.list.viewport().update)
        self.refresh()

    def note(self, change: Change) -> None:
        if change.kind is ChangeKind.MASK:
            if not self._strokes.isActive():
                self._strokes.start()
        elif change.kind is not ChangeKind.PLACEMENT:
            self.refresh_soon()

    def stop(self) -> None:
        super().stop()
        self._strokes.stop()
        self.model.stop()

    def refresh(self) -> None:
        self._hint.setVisible(not self.document.scene.layers)
        chosen = self.list.selectionModel()
        with QSignalBlocker(chosen):  # a row that goes would have the view choose its neighbour
            self.model.refresh()
            row = self.model.row_of(self.selection.layer_id)
            flag = QItemSelectionModel.SelectionFlag
            chosen.setCurrentIndex(self.model.index(row), flag.ClearAndSelect if row >= 0 else flag.Clear)
        self.list.viewport().update()

    def _arrange(self, actions: Actions) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(GRID, 0, GRID, 4)
        buttons.setSpacing(2)
        for name in _BUTTONS:
            if name == "edit.delete":
                buttons.addStretch()
            buttons.addWidget(small_button(actions[name]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._hint)
        column.addWidget(self.list, stretch=1)
        column.addLayout(buttons)

    @Slot()
    def _picked(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.selection.select(index.data(Role.LAYER_ID))
