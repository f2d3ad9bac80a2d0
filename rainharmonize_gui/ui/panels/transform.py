"""Where the selected object lies, how large it is and how it is turned, in numbers; beside the move tool."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QToolButton, QWidget

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.geometry import MAX_SIDE, MIN_SIDE
from rainharmonize_gui.ui.actions import Actions
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.panels.base import GRID, Panel
from rainharmonize_gui.ui.panels.buttons import small_button
from rainharmonize_gui.ui.panels.number_box import arrange_number, show_number
from rainharmonize_gui.ui.selection import Selection

_WIDTH = 82


class TransformPanel(Panel):
    """Five numbers, a lock for the ratio, and the flips, in a row."""

    def __init__(self, document: Document, selection: Selection, actions: Actions) -> None:
        super().__init__(document, selection)
        px = translate("Transform", " px")
        self.boxes = {
            "x": _number(translate("Transform", "Left edge"), -MAX_SIDE, MAX_SIDE, px),
            "y": _number(translate("Transform", "Top edge"), -MAX_SIDE, MAX_SIDE, px),
            "width": _number(translate("Transform", "Width"), MIN_SIDE, MAX_SIDE, px),
            "height": _number(translate("Transform", "Height"), MIN_SIDE, MAX_SIDE, px),
            "angle": _number(translate("Transform", "Angle"), -360, 360, "°"),
        }
        for name, box in self.boxes.items():
            box.setObjectName(name)
            box.valueChanged.connect(self._changed)
        self.locked = QToolButton()
        self.locked.setIcon(icon("lock"))
        self.locked.setIconSize(QSize(16, 16))
        self.locked.setCheckable(True)
        self.locked.setChecked(True)
        self.locked.setAutoRaise(True)
        self.locked.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.locked.setToolTip(translate("Transform", "Keep the ratio of width and height"))
        self.locked.setAccessibleName(self.locked.toolTip())
        self._content = QWidget()
        self._content.hide()
        self._arrange(actions)

    def refresh(self) -> None:
        """Regions stay where they are: they have no numbers to change. Out of sight it looks for none: the
        box of a mask that is painted on would be looked for with every stroke.
        """
        if not self.isVisible():
            return
        layer = self.selection.movable
        self._content.setVisible(layer is not None)
        if layer is None:
            return
        numbers = self.document.geometry(layer.id)
        for name, box in self.boxes.items():
            show_number(box, getattr(numbers, name))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _arrange(self, actions: Actions) -> None:
        texts = {
            "x": "X",
            "y": "Y",
            "width": translate("Transform", "W"),
            "height": translate("Transform", "H"),
            "angle": "∠",
        }
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._content)
        row = QHBoxLayout(self._content)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(4)
        for name, box in self.boxes.items():
            label = QLabel(texts[name])
            label.setBuddy(box)
            label.setToolTip(box.toolTip())
            row.addWidget(label)
            row.addWidget(box)
            if name == "height":
                row.addWidget(self.locked)
            row.addSpacing(GRID)
        for action_id in ("object.flip_h", "object.flip_v"):
            row.addWidget(small_button(actions[action_id]))

    @Slot(float)
    def _changed(self, value: float) -> None:
        layer_id = self.selection.layer_id
        if layer_id is None:
            return
        name = self.sender().objectName()
        numbers = {name: value}
        if self.locked.isChecked() and name in ("width", "height"):
            old = self.document.geometry(layer_id)
            sides = old.width, old.height
            factor = min(max(value / getattr(old, name), MIN_SIDE / min(sides)), MAX_SIDE / max(sides))
            numbers = {"width": old.width * factor, "height": old.height * factor}
        self.document.set_geometry(layer_id, **numbers)
        self.refresh()  # what was typed may come to the same place


def _number(name: str, minimum: float, maximum: float, suffix: str) -> QDoubleSpinBox:
    box = QDoubleSpinBox(minimum=minimum, maximum=maximum, decimals=1, suffix=suffix)
    arrange_number(box)
    box.setFixedWidth(_WIDTH)
    box.setAccessibleName(name)
    box.setToolTip(name)
    return box
