"""How a row of the objects list looks, and its two switches: shown, harmonized."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QHelpEvent, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.panels.base import selection_color
from rainharmonize_gui.ui.panels.object_model import Role
from rainharmonize_gui.ui.text_keys import ShortcutsFirst
from rainharmonize_gui.ui.theme import theme

ROW_HEIGHT = 44
_THUMBNAIL = 36
_SWITCH = 28
_ICON = 18
_GAP = 8
_INSET = QPoint(2, 2)
_Index = QModelIndex | QPersistentModelIndex


class ObjectRow(QStyledItemDelegate):
    """Thumbnail, name, and at the right the switches."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = option.rect
        state = option.state
        colors = theme().colors
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if selected:
            painter.fillRect(rect, selection_color())
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colors.button))
        _draw_thumbnail(painter, rect, index.data(Role.THUMBNAIL))
        visible = index.data(Role.VISIBLE)
        painter.setPen(QColor(colors.disabled if visible is False else colors.text))
        name_rect = name_area(rect, has_switches=visible is not None)
        name = painter.fontMetrics().elidedText(
            index.data(Qt.ItemDataRole.DisplayRole), Qt.TextElideMode.ElideMiddle, name_rect.width()
        )
        painter.drawText(name_rect, Qt.AlignmentFlag.AlignVCenter, name)
        if visible is not None:
            for role, name_of_icon in ((Role.VISIBLE, "eye"), (Role.HARMONIZED, "harmonize")):
                _draw_switch(painter, switch_area(rect, role), name_of_icon, on=index.data(role))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(160, ROW_HEIGHT)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """A click on a switch turns it, and does not select."""
        if (
            isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
            and (role := self._switch_at(event, option, index)) is not None
        ):
            if event.type() == QEvent.Type.MouseButtonRelease:
                model.setData(index, not index.data(role), role)
            return True
        return super().editorEvent(event, model, option, index)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        for role, on_text, off_text in (
            (Role.VISIBLE, translate("Objects", "Hide"), translate("Objects", "Show")),
            (
                Role.HARMONIZED,
                translate("Objects", "Stop harmonizing"),
                translate("Objects", "Harmonize"),
            ),
        ):
            area = switch_area(option.rect, role)
            if index.data(role) is not None and area.contains(event.pos()):
                QToolTip.showText(event.globalPos(), on_text if index.data(role) else off_text, view)
                return True
        return super().helpEvent(event, view, option, index)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(translate("Objects", "Name"))
        ShortcutsFirst(editor)
        return editor

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Qt comes whenever anything of the row changed: what is typed or selected in the name stays."""
        assert isinstance(editor, QLineEdit)
        name = index.data(Qt.ItemDataRole.EditRole)
        if not editor.isModified() and editor.text() != name:
            editor.setText(name)
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        area = name_area(option.rect, has_switches=True)
        editor.setGeometry(area.adjusted(-4, 8, 0, -8))

    @staticmethod
    def _switch_at(event: QMouseEvent, option: QStyleOptionViewItem, index: _Index) -> Role | None:
        where = event.position().toPoint()
        for role in (Role.VISIBLE, Role.HARMONIZED):
            area = switch_area(option.rect, role)
            if index.data(role) is not None and area.contains(where):
                return role
        return None


def switch_area(row: QRect, role: Role) -> QRect:
    """Where in a row a switch is."""
    place = 1 if role is Role.VISIBLE else 2
    return QRect(row.right() - 4 - place * _SWITCH, row.top(), _SWITCH, row.height())


def name_area(row: QRect, *, has_switches: bool) -> QRect:
    """Where in a row the name is."""
    right = 2 * _SWITCH + 4 if has_switches else _GAP
    return row.adjusted(_GAP + _THUMBNAIL + _GAP, 0, -right - _GAP, 0)


def _draw_thumbnail(painter: QPainter, row: QRect, image: QImage) -> None:
    box = QRect(row.left() + _GAP, row.top() + (row.height() - _THUMBNAIL) // 2, _THUMBNAIL, _THUMBNAIL)
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(box.topLeft(), size)
    place.moveCenter(box.center())
    painter.fillRect(place, QColor(theme().colors.canvas))
    painter.drawImage(place, image)


def _draw_switch(painter: QPainter, area: QRect, name: str, *, on: bool) -> None:
    place = QRect(0, 0, _ICON, _ICON)
    place.moveCenter(area.center())
    if not on:
        painter.setOpacity(0.45)
    icon(name).paint(painter, place, Qt.AlignmentFlag.AlignCenter)
    painter.setOpacity(1.0)
    if not on:
        painter.setPen(QColor(theme().colors.muted))
        painter.drawLine(place.topLeft() + _INSET, place.bottomRight() - _INSET)
