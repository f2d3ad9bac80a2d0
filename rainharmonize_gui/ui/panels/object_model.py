"""The objects as a Qt model: topmost first, the background last."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.object_thumbnails import ObjectThumbnails

_ROW = "application/x-rainharmonize-object"
_Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What the delegate asks for beyond Qt's own roles."""

    THUMBNAIL = Qt.ItemDataRole.UserRole
    """QImage, null until it is made."""
    VISIBLE = Qt.ItemDataRole.UserRole + 1
    HARMONIZED = Qt.ItemDataRole.UserRole + 2
    LAYER_ID = Qt.ItemDataRole.UserRole + 3
    """None for the background."""


class ObjectModel(QAbstractListModel):
    """Reads the document; edits go through it and come back with `refresh`. Until then what is listed is as
    it was: a view may draw rows of objects that are gone.
    """

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._scene = document.scene
        self._ids: list[int | None] = []
        self._thumbnails = ObjectThumbnails(self)
        self._thumbnails.changed.connect(self._thumbnails_came)

    def refresh(self) -> None:
        """Take over what the document has now, row by row: a name that is being edited stays open."""
        scene = self._document.scene
        self._thumbnails.follow(scene)
        ids: list[int | None] = [layer.id for layer in reversed(scene.layers)]
        if scene.background is not None:
            ids.append(None)
        self._drop_all_but(ids)
        self._scene = scene
        self._order(ids)
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))
        self._take_in(ids)

    def _drop_all_but(self, ids: Sequence[int | None]) -> None:
        staying = set(ids)
        for row in reversed(range(len(self._ids))):
            if self._ids[row] not in staying:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._ids[row]
                self.endRemoveRows()

    def _order(self, ids: Sequence[int | None]) -> None:
        """Bring the rows that are there into the order of `ids`."""
        there = set(self._ids)
        ordered = [each for each in ids if each in there]
        if ordered == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        moved = [self.index(ordered.index(self._ids[index.row()])) for index in held]
        self._ids = ordered
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _take_in(self, ids: Sequence[int | None]) -> None:
        """Add the rows that are missing; those that are there are in the order of `ids`."""
        there = set(self._ids)
        for row, each in enumerate(ids):
            if each not in there:
                self.beginInsertRows(QModelIndex(), row, row)
                self._ids.insert(row, each)
                self.endInsertRows()

    def stop(self) -> None:
        """No thumbnail is made any more."""
        self._thumbnails.stop()

    def row_of(self, layer_id: int | None) -> int:
        """-1 where it is not listed."""
        return self._ids.index(layer_id) if layer_id in self._ids else -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        layer_id = self._ids[index.row()]
        if role == Role.LAYER_ID:
            return layer_id
        if role == Role.THUMBNAIL:
            return self._thumbnails.image(layer_id)
        if layer_id is None:
            return _background_data(role)
        return _layer_data(self._scene.layer(layer_id), role)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        layer_id = self._ids[index.row()]
        if layer_id is None:
            return False
        if role == Qt.ItemDataRole.EditRole and str(value).strip():
            self._document.rename(layer_id, str(value).strip())
        elif role == Role.VISIBLE:
            self._document.set_visible(layer_id, visible=bool(value))
        elif role == Role.HARMONIZED:
            self._document.set_harmonize(layer_id, on=bool(value))
        else:
            return False
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        plain = flag.ItemIsEnabled | flag.ItemIsSelectable
        if self._ids[index.row()] is None:
            return plain
        return plain | flag.ItemIsEditable | flag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_ROW]

    def mimeData(self, indexes: Any) -> QMimeData:
        data = QMimeData()
        data.setData(_ROW, QByteArray(str(self._ids[indexes[0].row()]).encode()))
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: _Index
    ) -> bool:
        """Reorder; False, so that the view does not remove the row by itself."""
        if data.hasFormat(_ROW) and row >= 0:
            layer_id = int(bytes(data.data(_ROW).data()))
            source = self._ids.index(layer_id)
            top_down = row - 1 if row > source else row
            self._document.reorder(layer_id, len(self._document.scene.layers) - 1 - top_down)
        return False

    @Slot()
    def _thumbnails_came(self) -> None:
        if self._ids:
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1), [Role.THUMBNAIL])


def _background_data(role: int) -> Any:
    name = translate("Objects", "Background")
    return name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None


def _layer_data(layer: Layer, role: int) -> Any:
    if role == Role.VISIBLE:
        return layer.visible
    if role == Role.HARMONIZED:
        return layer.look.harmonize
    if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
        return layer.name
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return _spoken(layer)
    return None


def _spoken(layer: Layer) -> str:
    shown = translate("Objects", "shown") if layer.visible else translate("Objects", "hidden")
    how = (
        translate("Objects", "harmonized") if layer.look.harmonize else translate("Objects", "not harmonized")
    )
    return f"{layer.name}, {shown}, {how}"
