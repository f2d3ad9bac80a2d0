"""The settings dialog. What is chosen takes effect at once; the language with the next start."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.languages import LANGUAGES
from rainharmonize_gui.ui.calm_wheel import calm_wheel
from rainharmonize_gui.ui.dialogs.buttons import without_icons
from rainharmonize_gui.ui.i18n import SYSTEM, translate
from rainharmonize_gui.ui.panels.base import Muted
from rainharmonize_gui.ui.theme import Scheme

_DEVICES = ("auto", "cpu", "cuda", "mps", "xpu")


class SettingsDialog(QDialog):
    """Tells each change as it is made; *Close* is all that is left to press."""

    changed = Signal(object)
    """A dict: fields of `Settings` and their new values. Not Signal(dict), which makes enums plain
    strings.
    """
    weights_requested = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Settings", "Settings"))
        self.theme = _choice(
            {
                Scheme.SYSTEM: translate("Settings", "As the system"),
                Scheme.LIGHT: translate("Settings", "Light"),
                Scheme.DARK: translate("Settings", "Dark"),
            },
            settings.theme,
        )
        self.language = _choice(
            {SYSTEM: translate("Settings", "As the system"), **LANGUAGES}, settings.language
        )
        self.device = _choice(
            {name: _device_name(name) for name in dict.fromkeys((*_DEVICES, settings.device))},
            settings.device,
        )
        self.auto_preview = QCheckBox(translate("Settings", "Harmonize by itself after every change"))
        self.auto_preview.setChecked(settings.auto_preview)
        self.weights = QLabel()
        self.weights.setWordWrap(True)
        self._restart = Muted(translate("Settings", "The language changes when the program starts again."))
        self._restart.hide()
        self._arrange()
        self.show_weights(settings.weights)
        self.theme.activated.connect(self._theme_chosen)
        self.language.activated.connect(self._language_chosen)
        self.device.activated.connect(self._device_chosen)
        self.auto_preview.clicked.connect(self._auto_preview_chosen)

    def show_weights(self, paths: Sequence[str]) -> None:
        """paths: of the user's own weights."""
        names = ", ".join(Path(path).name for path in paths)
        self.weights.setText(names or translate("Settings", "None; the shipped ones are used."))
        self.weights.setToolTip("\n".join(paths))
        self._forget.setEnabled(bool(paths))

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        form.addRow(translate("Settings", "&Theme"), self.theme)
        form.addRow(translate("Settings", "&Language"), self.language)
        form.addRow("", self._restart)
        form.addRow(translate("Settings", "Preview"), self.auto_preview)
        form.addRow(translate("Settings", "&Compute on"), self.device)
        form.addRow(translate("Settings", "Own weights"), self._weights_row())
        for text, widget in (
            (translate("Settings", "Theme"), self.theme),
            (translate("Settings", "Language"), self.language),
            (translate("Settings", "Compute on"), self.device),
        ):
            widget.setAccessibleName(text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        without_icons(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(24)
        column.addLayout(form)
        column.addStretch()
        column.addWidget(buttons)
        self.setMinimumWidth(520)

    def _weights_row(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        choose = QPushButton(translate("Settings", "Choose…"))
        choose.clicked.connect(self.weights_requested)
        choose.setAutoDefault(False)
        self._forget = QPushButton(translate("Settings", "Forget"))
        self._forget.clicked.connect(self._forget_weights)
        self._forget.setAutoDefault(False)
        self.weights.setMinimumWidth(160)
        row.addWidget(self.weights, stretch=1)
        row.addWidget(choose)
        row.addWidget(self._forget)
        return holder

    @Slot()
    def _theme_chosen(self) -> None:
        self._tell(theme=Scheme(self.theme.currentData()))  # Qt hands back a plain string

    @Slot()
    def _language_chosen(self) -> None:
        self._restart.show()
        self._tell(language=self.language.currentData())

    @Slot()
    def _device_chosen(self) -> None:
        self._tell(device=self.device.currentData())

    @Slot(bool)
    def _auto_preview_chosen(self, on: bool) -> None:  # noqa: FBT001  a signal's argument
        self._tell(auto_preview=on)

    @Slot()
    def _forget_weights(self) -> None:
        self.show_weights(())
        self._tell(weights=())

    def _tell(self, **changes: Any) -> None:
        self.changed.emit(changes)


def _choice(names: dict[Any, str], current: object) -> QComboBox:
    box = QComboBox()
    calm_wheel(box)
    for value, name in names.items():
        box.addItem(name, value)
    box.setCurrentIndex(max(list(names).index(current) if current in names else 0, 0))
    return box


def _device_name(name: str) -> str:
    if name == "auto":
        return translate("Settings", "The fastest there is")
    known = {
        "cpu": translate("Settings", "Processor (CPU)"),
        "cuda": "NVIDIA (CUDA)",
        "mps": "Apple (MPS)",
        "xpu": "Intel (XPU)",
    }
    return known.get(name, name)
