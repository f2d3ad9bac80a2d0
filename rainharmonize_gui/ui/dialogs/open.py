"""The file dialog for pictures and projects."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.suffixes import SUFFIXES_READ
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mime import PROJECT_SUFFIX


def picture_dialog(parent: QWidget, title: str, *, projects: bool = False) -> QFileDialog:
    """For any number of pictures, and projects where wanted; to be connected and opened."""
    patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES_READ)
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    names = [
        translate("Window", "Pictures ({patterns})").format(patterns=patterns),
        translate("Window", "All files (*)"),
    ]
    if projects:
        both = translate("Window", "Pictures and projects ({patterns})")
        names.insert(0, both.format(patterns=f"{patterns} *{PROJECT_SUFFIX}"))
    dialog.setNameFilters(names)
    return dialog
