"""What is asked before work is lost that was never exported."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from rainharmonize_gui.ui.dialogs.buttons import without_icons
from rainharmonize_gui.ui.i18n import translate


def ask_about_changes(
    parent: QWidget, *, export: Callable[[], object], go_on: Callable[[], object]
) -> QMessageBox:
    """Export, go on without, or stay. Returns the open question."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(translate("Window", "There are changes that were not exported."))
    box.setInformativeText(translate("Window", "They are lost when the picture is closed."))
    first = box.addButton(translate("Window", "Export …"), QMessageBox.ButtonRole.AcceptRole)
    away = box.addButton(
        translate("Window", "Close without exporting"), QMessageBox.ButtonRole.DestructiveRole
    )
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(first)
    first.clicked.connect(lambda _checked: export())
    away.clicked.connect(lambda _checked: go_on())
    without_icons(box)
    box.open()
    return box
