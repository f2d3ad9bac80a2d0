"""What the panels share: they look at the document and the selection, and refresh once for many changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QSizePolicy, QWidget

from rainharmonize_gui.document.core import Interaction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.scene import Change
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.theme import theme

GRID = 8
_SELECTED = 0.28


class Panel(QWidget):
    """Calls `refresh` soon after the document or the selection changed, once for what changed together."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__()
        self.document = document
        self.selection = selection
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        self._stop_observing = document.observe(self.note)
        selection.changed.connect(self.refresh_soon)

    def note(self, change: Change) -> None:
        """The document changed; a panel that does not care about all of it overrides this."""
        self.refresh_soon()

    @Slot()
    def refresh_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Show what is."""
        raise NotImplementedError

    def stop(self) -> None:
        """Look no more; call before the panel goes."""
        self._soon.stop()
        self._stop_observing()


class SliderPanel(Panel):
    """A panel whose sliders are one step of history a pull; Esc takes the pull back."""

    def __init__(self, document: Document, selection: Selection) -> None:
        super().__init__(document, selection)
        self._pull: Interaction | None = None

    def _take_hold(self, label: Label) -> None:
        self._pull = self.document.begin(label)

    @Slot()
    def _let_go(self) -> None:
        if self._pull is not None:
            self._pull.commit()
            self._pull = None

    @Slot()
    def _take_back(self) -> None:
        if self._pull is not None:
            self._pull.cancel()
            self._pull = None


def selection_color() -> QColor:
    """Behind what is selected in a list: the accent, held back; normal text stays readable on it."""
    colors = theme().colors
    base, accent = QColor(colors.base), QColor(colors.accent)
    mixed = (
        round((1 - _SELECTED) * one + _SELECTED * other)
        for one, other in (
            (base.red(), accent.red()),
            (base.green(), accent.green()),
            (base.blue(), accent.blue()),
        )
    )
    return QColor(*mixed)


class CalmList(QObject):
    """Keeps the selection of a list view in `selection_color`; lives as long as the view."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        theme().changed.connect(self._restyle)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Highlight, selection_color())
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(theme().colors.text))
        self._view.setPalette(palette)


class Muted(QLabel):
    """Secondary text, wrapped."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setWordWrap(True)
        theme().changed.connect(self._restyle)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self.setStyleSheet(f"color: {theme().colors.muted}")


class MutedLine(Muted):
    """Secondary text on one line: what does not fit ends in an ellipsis, and the tooltip has all of it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def shown(self) -> str:
        """As much of the text as there is room for."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(theme().colors.muted))
        painter.drawText(self.contentsRect(), self.alignment(), self.shown)


class Line(QFrame):
    """A thin line that separates."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        theme().changed.connect(self._restyle)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self.setStyleSheet(f"background: {theme().colors.border}; border: none")
