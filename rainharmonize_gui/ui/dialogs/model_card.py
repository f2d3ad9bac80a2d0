"""*Model card*: what a weights file says of itself."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTextBrowser, QVBoxLayout, QWidget

from rainharmonize_gui.document.model_card import read_facts
from rainharmonize_gui.ui.dialogs.buttons import without_icons
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.base import Muted


class ModelCardDialog(QDialog):
    """own: weights of the user's, which may be forgotten."""

    forget_requested = Signal(str)
    """The path of the weights."""

    def __init__(self, weights: Path, parent: QWidget | None = None, *, own: bool) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("ModelCard", "Model card"))
        self._weights = weights
        title = QLabel(f"<span style='font-size: large'><b>{escape(weights.stem)}</b></span>")
        place = Muted(str(weights))
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.page = QTextBrowser()
        self.page.setAccessibleName(self.windowTitle())
        self.page.setHtml(_card(weights))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(title)
        column.addWidget(place)
        column.addWidget(self.page, stretch=1)
        column.addWidget(self._buttons(own=own))
        self.resize(560, 480)

    def _buttons(self, *, own: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        if own:
            self.forget = buttons.addButton(
                translate("ModelCard", "Take off the list"), QDialogButtonBox.ButtonRole.DestructiveRole
            )
            self.forget.setAutoDefault(False)
            self.forget.clicked.connect(self._forget)
        without_icons(buttons)
        return buttons

    @Slot()
    def _forget(self) -> None:
        self.forget_requested.emit(str(self._weights))
        self.accept()


def _card(weights: Path) -> str:
    facts = read_facts(weights)
    if not facts:
        nothing = translate("ModelCard", "The file carries no model card.")
        return f"<p>{escape(nothing)}</p>"
    return "".join(f"<p><b>{escape(heading(name))}</b><br>{escape(text)}</p>" for name, text in facts.items())


def heading(name: str) -> str:
    """What to call a fact of a model card: those that training writes are translated."""
    known = {
        "network": translate("ModelCard", "Network"),
        "trained on": translate("ModelCard", "Trained on"),
        "settings": translate("ModelCard", "Settings"),
        "exported": translate("ModelCard", "Exported"),
        "how": translate("ModelCard", "How"),
        "photographs": translate("ModelCard", "Photographs"),
        "backbone": translate("ModelCard", "Backbone"),
        "licences": translate("ModelCard", "Licences"),
        "limits of use": translate("ModelCard", "Limits of use"),
        "masks": translate("ModelCard", "Masks"),
        "validation": translate("ModelCard", "Validation"),
        "best without weights": translate("ModelCard", "Best without weights"),
    }
    return known.get(name, name[:1].upper() + name[1:])
