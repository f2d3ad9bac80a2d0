"""What the magic wand can be set to: tolerance, and whether the selection hangs together."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import GRID
from rainharmonize_gui.ui.panels.slider import SliderRow
from rainharmonize_gui.ui.tools.wand import MAX_TOLERANCE, TOLERANCE, WandSettings

_SLIDER_WIDTH = 110


class WandPage(QWidget):
    """For the bar of tool options."""

    def __init__(self, settings: WandSettings) -> None:
        super().__init__()
        self._settings = settings
        self.tolerance = SliderRow(
            self,
            name=translate("Options", "Tolerance"),
            minimum=0,
            maximum=MAX_TOLERANCE,
            tip=translate("Options", "How far a colour may be from the one clicked, in levels of 255"),
            unit="",
        )
        self.contiguous = QCheckBox(translate("Options", "Contiguous"))
        self.contiguous.setToolTip(translate("Options", "Only what hangs together with the point clicked"))
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, 2 * GRID, 0)
        row.setSpacing(GRID)
        tolerance = self.tolerance
        for widget in (tolerance.label, tolerance.slider, tolerance.number, self.contiguous):
            row.addWidget(widget)
        tolerance.slider.setFixedWidth(_SLIDER_WIDTH)
        tolerance.changed.connect(settings.set_tolerance)
        tolerance.reset_requested.connect(self._reset)
        self.contiguous.toggled.connect(self._set_contiguous)
        settings.changed.connect(self.refresh)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the settings as they are, without telling anyone."""
        self.tolerance.show_value(self._settings.tolerance)
        with QSignalBlocker(self.contiguous):
            self.contiguous.setChecked(self._settings.contiguous)

    @Slot()
    def _reset(self) -> None:
        self._settings.set_tolerance(TOLERANCE)

    @Slot(bool)
    def _set_contiguous(self, on: bool) -> None:  # noqa: FBT001  a check box's state
        self._settings.set_contiguous(on=on)
