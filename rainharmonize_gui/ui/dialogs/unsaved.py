"""What is asked before work is lost: unsaved changes, what another program wrote, what is being written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from rainharmonize_gui.ui.dialogs.buttons import without_icons
from rainharmonize_gui.ui.i18n import translate


def ask_about_changes(
    parent: QWidget, *, name: str, save: Callable[[], object], go_on: Callable[[], object]
) -> QMessageBox:
    """Save first, go on without, or stay. Returns the open question."""
    return _ask(
        parent,
        translate("Projects", "Save the changes to {name}?").format(name=name),
        translate("Projects", "They are lost otherwise."),
        safe=(translate("Projects", "Save"), save),
        away=(translate("Projects", "Don’t save"), go_on),
    )


def ask_about_replacing(
    parent: QWidget, path: Path, *, save_as: Callable[[], object], replace: Callable[[], object]
) -> QMessageBox:
    """Another name, replace what somebody else wrote, or stay. Returns the open question."""
    return _ask(
        parent,
        translate("Projects", "Another program has changed {name} since it was opened or saved here.").format(
            name=path.name
        ),
        translate("Projects", "What it wrote is lost when the file is replaced."),
        safe=(translate("Projects", "Save as…"), save_as),
        away=(translate("Projects", "Replace"), replace),
    )


def ask_about_writing(
    parent: QWidget, *, work: str, wait: Callable[[], object], end: Callable[[], object]
) -> QMessageBox:
    """Close when it is written, close without it, or stay. Returns the open question."""
    return _ask(
        parent,
        translate("Projects", "This is not finished yet: {work}").format(work=work),
        translate("Projects", "Closing the window now ends it, and nothing is written."),
        safe=(translate("Projects", "Close when done"), wait),
        away=(translate("Projects", "Close now"), end),
    )


def _ask(
    parent: QWidget,
    text: str,
    consequence: str,
    *,
    safe: tuple[str, Callable[[], object]],
    away: tuple[str, Callable[[], object]],
) -> QMessageBox:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(text)
    box.setInformativeText(consequence)
    first = box.addButton(safe[0], QMessageBox.ButtonRole.AcceptRole)
    second = box.addButton(away[0], QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(first)
    first.clicked.connect(lambda _checked: safe[1]())
    second.clicked.connect(lambda _checked: away[1]())
    without_icons(box)
    box.open()
    return box
