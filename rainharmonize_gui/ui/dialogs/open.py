"""The file dialog for pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.suffixes import SUFFIXES_READ
from rainharmonize_gui.ui.i18n import translate


def picture_dialog(parent: QWidget, title: str) -> QFileDialog:
    """For any number of pictures; to be connected and opened."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES_READ)
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(
        [
            translate("Window", "Pictures ({patterns})").format(patterns=patterns),
            translate("Window", "All files (*)"),
        ]
    )
    return dialog
