"""The Edge panel: what is done to the edge of the selected object's mask, which stays as it is painted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from engine.masks.edge import MAX_FEATHER, MAX_SHIFT, MAX_SMOOTH
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import EDGE_LABELS
from rainharmonize_gui.document.layer import PLAIN_EDGE
from rainharmonize_gui.ui.actions import Actions
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import GRID, Line, Muted, SliderPanel
from rainharmonize_gui.ui.panels.buttons import ActionButton, ActionCheckBox
from rainharmonize_gui.ui.panels.slider import SliderRow
from rainharmonize_gui.ui.selection import Selection

_PIXEL_STEP, _PERCENT_STEP = 0.5, 0.01
_LONGEST_NAME = 76


class EdgePanel(SliderPanel):
    """Four sliders, in the order in which they act, and the colour fringe."""

    def __init__(self, document: Document, selection: Selection, actions: Actions) -> None:
        super().__init__(document, selection)
        self.rows = {
            "smooth": self._row(
                "smooth",
                translate("Edge", "Smooth"),
                tip=translate("Edge", "Bumps and notches narrower than this go"),
                limits=(0, MAX_SMOOTH),
            ),
            "shift": self._row(
                "shift",
                translate("Edge", "Shift edge"),
                tip=translate("Edge", "Moves the edge: outwards to the right, inwards to the left"),
                limits=(-MAX_SHIFT, MAX_SHIFT),
            ),
            "feather": self._row(
                "feather",
                translate("Edge", "Feather"),
                tip=translate("Edge", "How far the edge fades to either side"),
                limits=(0, MAX_FEATHER),
            ),
            "contrast": self._row(
                "contrast",
                translate("Edge", "Contrast"),
                tip=translate("Edge", "Makes soft edges steeper; at 100 % they are hard"),
                limits=(0, 1),
            ),
        }
        self.hint = Muted()
        self.defringe = ActionCheckBox(actions["mask.defringe"])
        self.reset = ActionButton(actions["mask.reset_edge"])
        self._arrange()
        self.refresh()

    def refresh(self) -> None:
        layer = self.selection.layer
        edge = PLAIN_EDGE if layer is None else layer.edge
        for name, row in self.rows.items():
            row.show_value(round(getattr(edge, name) / _step(name)))
            row.set_enabled(on=layer is not None)
        self.hint.setText(
            translate("Edge", "Select an object to refine the edge of its mask.")
            if layer is None
            else translate("Edge", "The mask stays as it is painted; all of this can be taken back.")
        )

    def _row(self, name: str, text: str, *, tip: str, limits: tuple[float, float]) -> SliderRow:
        step = _step(name)
        in_pixels = step == _PIXEL_STEP
        row = SliderRow(
            self,
            name=text,
            minimum=round(limits[0] / step),
            maximum=round(limits[1] / step),
            tip=tip,
            unit=translate("Edge", " px") if in_pixels else None,
            step=step if in_pixels else 1.0,
        )
        row.setObjectName(name)
        row.began.connect(self._pull_edge)
        row.changed.connect(self._set)
        row.reset_requested.connect(self._reset)
        row.ended.connect(self._let_go)
        row.abandoned.connect(self._take_back)
        return row

    def _arrange(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, _LONGEST_NAME)
        for index, row in enumerate(self.rows.values()):
            row.add_to(grid, index)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, GRID, 12, 12)
        column.setSpacing(GRID)
        column.addWidget(self.hint)
        column.addLayout(grid)
        column.addWidget(self.defringe)
        column.addWidget(Line())
        column.addWidget(self.reset)
        column.addStretch()

    @Slot()
    def _pull_edge(self) -> None:
        self._take_hold(EDGE_LABELS[self.sender().objectName()])

    @Slot(int)
    def _set(self, steps: int) -> None:
        self._change(self.sender().objectName(), steps)

    @Slot()
    def _reset(self) -> None:
        self._change(self.sender().objectName(), 0)

    def _change(self, name: str, steps: int) -> None:
        layer = self.selection.layer
        if layer is not None:
            changes: dict[str, Any] = {name: steps * _step(name)}
            self.document.set_edge(layer.id, replace(layer.edge, **changes))


def _step(name: str) -> float:
    """What one step of a slider stands for."""
    return _PERCENT_STEP if name == "contrast" else _PIXEL_STEP
