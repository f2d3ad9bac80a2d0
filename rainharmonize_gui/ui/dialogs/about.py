"""*About RainHarmonize*: what it is, its licences, and the model card of the weights."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

import resources
from rainharmonize_gui.document.model_card import read_facts
from rainharmonize_gui.ui.diagnostics import version
from rainharmonize_gui.ui.dialogs.buttons import without_icons
from rainharmonize_gui.ui.dialogs.model_card import heading
from rainharmonize_gui.ui.i18n import translate

_MADE_WITH = ("PySide6", "torch", "numpy", "opencv-python", "pillow", "safetensors", "qimage2ndarray")


class AboutDialog(QDialog):
    """Three short pages."""

    def __init__(self, engine: str, weights: Path, parent: QWidget | None = None) -> None:
        """engine: what is at work now, "" while nothing is. weights: the shipped ones."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Window", "About RainHarmonize"))
        symbol = QLabel()
        if parent is not None:
            symbol.setPixmap(parent.window().windowIcon().pixmap(QSize(56, 56), self.devicePixelRatio()))
        title = QLabel(f"<span style='font-size: large'><b>RainHarmonize</b> {version()}</span>")
        says = QLabel(
            translate(
                "Window",
                "Makes a pasted object look as if it had been photographed there. Everything happens on this "
                "computer.",
            )
        )
        says.setWordWrap(True)
        words = QVBoxLayout()
        words.addWidget(title)
        words.addWidget(says)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(symbol, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, stretch=1)
        self.pages = QTabWidget()
        self.pages.addTab(_page(_model_card(engine, weights)), translate("About", "Weights"))
        self.pages.addTab(_page(_licences()), translate("About", "Licences"))
        self.pages.addTab(_page(_credits(), markdown=True), translate("About", "Sample pictures"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        without_icons(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addLayout(head)
        column.addWidget(self.pages, stretch=1)
        column.addWidget(buttons)
        self.resize(560, 440)


def _page(text: str, *, markdown: bool = False) -> QTextBrowser:
    page = QTextBrowser()
    page.setOpenExternalLinks(True)
    if markdown:
        page.setMarkdown(text)
    else:
        page.setPlainText(text)
    return page


def _model_card(engine: str, weights: Path) -> str:
    facts = read_facts(weights)
    lines = [translate("About", "At work: {engine}").format(engine=engine), ""] if engine else []
    if facts:
        lines.append(weights.name)
        lines += [f"{heading(name)}: {value}" for name, value in facts.items()]
    else:
        lines.append(translate("About", "There is no model card: {path}").format(path=weights))
    return "\n".join(lines)


def _licences() -> str:
    lines = [translate("About", "RainHarmonize is free software under the Apache License 2.0."), ""]
    lines.append(translate("About", "It is made with:"))
    for package in _MADE_WITH:
        try:
            data = metadata.metadata(package).json
        except metadata.PackageNotFoundError:
            continue
        licence = str(data.get("license_expression") or data.get("license") or "")
        lines.append(f"• {package} {data['version']}  {_first_line(licence)}")
    return "\n".join(lines)


def _first_line(text: str) -> str:
    line = text.strip().splitlines()[0] if text.strip() else ""
    return line if len(line) < 60 else ""


def _credits() -> str:
    path: Path = resources.path("samples", "CREDITS.md")
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
