"""The bar under the toolbar: what the tool in hand can be set to, or how it is used."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QToolBar,
    QToolButton,
    QWidget,
)

from engine.masks.brush import MAX_SIZE, MIN_SIZE, Brush
from rainharmonize_gui.ui.actions import Actions, plain
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.compare import Mode
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import GRID, MutedLine
from rainharmonize_gui.ui.panels.number_box import arrange_number, show_number
from rainharmonize_gui.ui.panels.slider import Slider, SliderRow
from rainharmonize_gui.ui.tools.paint import BrushSettings, BrushTool
from rainharmonize_gui.ui.tools.reference import ReferenceMode, ReferenceTool

_STEPS = 200
"""Of the size's slider, from the smallest brush to the largest, each by the same factor."""
_SLIDER_WIDTH = 110
_NUMBER_WIDTH = 76
_HEIGHT = 34


class ToolOptions(QToolBar):
    """Always as high, whatever the tool, so that the picture does not jump. Other tools bring pages."""

    def __init__(self, canvas: Canvas, actions: Actions) -> None:
        super().__init__(translate("Options", "Tool options"))
        self._canvas = canvas
        self._actions = actions
        self.setObjectName("options")
        self.setMovable(False)
        self.setFixedHeight(_HEIGHT)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.title = QLabel()
        self.title.setContentsMargins(GRID, 0, GRID, 0)
        self.brush = BrushPage(canvas.brush)
        self.reference = ReferencePage(canvas, actions)
        self.hint = MutedLine()
        self.turn = QToolButton()
        self.turn.setDefaultAction(actions["compare.turn"])
        self.turn.setAutoRaise(True)
        self.turn.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pages: dict[str, QWidget] = {}
        content = QWidget()
        self._row = QHBoxLayout(content)
        self._row.setContentsMargins(0, 0, GRID, 0)
        for widget in (self.title, self.reference, self.brush):
            self._row.addWidget(widget)
        self._row.addWidget(self.hint, stretch=1)
        self._row.addWidget(self.turn)
        self.addWidget(content)
        canvas.tool_changed.connect(self.refresh)
        canvas.compare.changed.connect(self.refresh)
        actions["tool.reference"].triggered.connect(self.refresh)
        self.refresh()

    def add_page(self, tool_id: str, page: QWidget) -> None:
        """Show `page` while the tool with this id is in hand."""
        self._pages[tool_id] = page
        self._row.insertWidget(self._row.indexOf(self.hint), page)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what belongs to the tool in hand."""
        tool = self._canvas.tool
        reference = isinstance(tool, ReferenceTool)
        paints = isinstance(tool, BrushTool) or (
            isinstance(tool, ReferenceTool) and tool.mode is ReferenceMode.PAINT
        )
        shown = {self.reference: reference, self.brush: paints}
        shown |= {page: tool_id == tool.id for tool_id, page in self._pages.items()}
        for page in sorted(shown, key=shown.__getitem__):  # hidden first: two at once would widen the window
            page.setVisible(shown[page])
        self.title.setText(plain(self._actions[tool.id].text()))
        self.hint.setText(_hint(tool.id))
        self.hint.setToolTip(self.hint.text())
        self.reference.refresh()
        self.turn.setVisible(self._canvas.compare.mode is Mode.SPLIT)


class BrushPage(QWidget):
    """Size and hardness of the brush."""

    def __init__(self, settings: BrushSettings) -> None:
        super().__init__()
        self._settings = settings
        size = translate("Options", "Size")
        tip = translate("Options", "Diameter of the brush in picture pixels ([ and ], or Alt + Drag)")
        self.size_slider = Slider(minimum=0, maximum=_STEPS, origin=0)
        self.size_number = QSpinBox(minimum=int(MIN_SIZE), maximum=int(MAX_SIZE))
        self.size_number.setSuffix(translate("Options", " px"))
        arrange_number(self.size_number)
        label = QLabel(size)
        label.setBuddy(self.size_number)
        sizes: tuple[QWidget, ...] = label, self.size_slider, self.size_number
        for widget in sizes:
            widget.setToolTip(tip)
        self.size_slider.setAccessibleName(size)
        self.size_number.setAccessibleName(translate("Panels", "{name} as a number").format(name=size))
        self.hardness = SliderRow(
            self,
            name=translate("Options", "Hardness"),
            minimum=0,
            maximum=100,
            tip=translate("Options", "How sharp the edge of the brush is (Shift+[ and Shift+])"),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, 2 * GRID, 0)
        row.setSpacing(GRID)
        hard = self.hardness
        for widget in (*sizes, hard.label, hard.slider, hard.number):
            row.addWidget(widget)
        self.size_number.setFixedWidth(_NUMBER_WIDTH)
        for slider in (self.size_slider, hard.slider):
            slider.setFixedWidth(_SLIDER_WIDTH)
        row.insertSpacing(3, GRID)
        self.size_slider.valueChanged.connect(self._size_pulled)
        self.size_slider.reset_requested.connect(self._reset_size)
        self.size_number.valueChanged.connect(settings.set_size)
        hard.changed.connect(self._hardness_changed)
        hard.reset_requested.connect(self._reset_hardness)
        settings.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the brush as it is, without telling anyone."""
        brush = self._settings.brush
        with QSignalBlocker(self.size_slider):
            if _size_at(self.size_slider.value()) != round(brush.size):
                self.size_slider.setValue(_step_of(brush.size))
        show_number(self.size_number, round(brush.size))
        self.size_slider.update()
        self.hardness.show_value(round(brush.hardness * 100))

    @Slot(int)
    def _size_pulled(self, step: int) -> None:
        self._settings.set_size(_size_at(step))

    @Slot()
    def _reset_size(self) -> None:
        self._settings.set_size(Brush().size)

    @Slot(int)
    def _hardness_changed(self, percent: int) -> None:
        self._settings.set_hardness(percent / 100)

    @Slot()
    def _reset_hardness(self) -> None:
        self._settings.set_hardness(Brush().hardness)


class ReferencePage(QWidget):
    """Whether the reference region is boxed or painted."""

    def __init__(self, canvas: Canvas, actions: Actions) -> None:
        super().__init__()
        self._canvas = canvas
        self._again = actions["tool.reference"]
        self.buttons: dict[ReferenceMode, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        for mode, text, tip in (
            (ReferenceMode.BOX, translate("Options", "Box"), translate("Options", "Drag boxes (R)")),
            (ReferenceMode.PAINT, translate("Options", "Paint"), translate("Options", "Paint (R)")),
        ):
            button = QToolButton()
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setAccessibleName(tip)
            button.setAutoExclusive(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(self._chosen)
            self.buttons[mode] = button
            row.addWidget(button)
        clear = QToolButton()
        clear.setDefaultAction(actions["reference.clear"])
        clear.setAutoRaise(True)
        clear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        row.addWidget(clear)

    @Slot()
    def refresh(self) -> None:
        tool = self._canvas.tool
        if isinstance(tool, ReferenceTool):
            self.buttons[tool.mode].setChecked(True)

    @Slot()
    def _chosen(self) -> None:
        """Choosing the tool again gives the other mode."""
        tool = self._canvas.tool
        if isinstance(tool, ReferenceTool) and not self.buttons[tool.mode].isChecked():
            self._again.trigger()


def _hint(tool_id: str) -> str:
    return {
        "tool.move": translate("Options", "Drag moves (Shift: one axis), corners scale (Alt: centre)"),
        "tool.brush": translate("Options", "Shift+click: straight line. X: eraser. M: see the mask"),
        "tool.eraser": translate("Options", "Shift+click: straight line. X: brush. M: see the mask"),
        "tool.hand": translate("Options", "Drag moves the view; Space does the same from any tool"),
    }.get(tool_id, "")


def _size_at(step: int) -> int:
    """The brush's diameter at a step of the slider."""
    return round(MIN_SIZE * math.pow(MAX_SIZE / MIN_SIZE, step / _STEPS))


def _step_of(size: float) -> int:
    return round(_STEPS * math.log(size / MIN_SIZE) / math.log(MAX_SIZE / MIN_SIZE))
