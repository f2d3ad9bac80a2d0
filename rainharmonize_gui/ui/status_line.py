"""The status bar: what is under way and how to cancel it, weights and device, size and zoom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton

from rainharmonize_gui.document.document import Document
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.elided import ElidedLabel
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.live import Status
from rainharmonize_gui.ui.tasks import Tasks

_MOMENT_MS = 6000


class StatusLine(QStatusBar):
    """Shows, and offers one button: cancel."""

    def __init__(self, document: Document, canvas: Canvas, queues: tuple[Tasks, ...]) -> None:
        super().__init__()
        self._document = document
        self._canvas = canvas
        self._queues = queues
        self._status = Status()
        self._cancel_live: Callable[[], object] = lambda: None
        self.busy = ElidedLabel(least=16, most=80)
        self.bar = QProgressBar()
        self.bar.setFixedSize(128, 12)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("Status", "Progress"))
        self.cancel_button = QToolButton()
        self.cancel_button.setIcon(icon("close"))
        self.cancel_button.setIconSize(QSize(14, 14))
        self.cancel_button.setAutoRaise(True)
        self.cancel_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel_button.setToolTip(translate("Status", "Cancel (Esc)"))
        self.cancel_button.setAccessibleName(translate("Status", "Cancel"))
        self.cancel_button.clicked.connect(self.cancel)
        self.engine = ElidedLabel(least=16, most=56)  # which leaves room for the tips of menus
        self.size_label = QLabel()
        self.zoom = QLabel()
        for label, name in (
            (self.busy, translate("Status", "What is under way")),
            (self.engine, translate("Status", "Weights and device")),
            (self.size_label, translate("Status", "Size of the picture")),
            (self.zoom, translate("Status", "Zoom")),
        ):
            label.setAccessibleName(name)
            label.setContentsMargins(8, 0, 8, 0)
        for widget in (self.busy, self.bar, self.cancel_button, self.engine, self.size_label, self.zoom):
            self.addPermanentWidget(widget)
        self.zoom.setMinimumWidth(64)
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for queue in queues:
            queue.changed.connect(self._show_busy)
        canvas.view_changed.connect(self._show_view)
        self._show_busy()
        self._show_view()

    def set_live_cancel(self, cancel: Callable[[], object]) -> None:
        """What the button does while only harmonizing is under way."""
        self._cancel_live = cancel

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show a sentence for a moment, where tips of menus are shown."""
        self.showMessage(sentence, _MOMENT_MS)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot(object)
    def show_status(self, status: Status) -> None:
        """Of live harmonizing."""
        self._status = status
        self.engine.setText(status.engine)
        self.engine.setVisible(bool(status.engine))
        self._show_busy()

    @Slot()
    def cancel(self) -> bool:
        """Cancel what is under way; says whether there was something."""
        at_work = [queue for queue in self._queues if queue.busy]
        for queue in at_work:
            queue.cancel()
        if not at_work and self._status.phase.busy:
            self._cancel_live()
            return True
        return bool(at_work)

    @Slot()
    def _show_busy(self) -> None:
        shown = next(((q, q.shown) for q in self._queues if q.shown is not None), None)
        if shown is not None and shown[1] is not None:
            queue, task = shown
            more = translate("Status", "{text} ({count} more)")
            text = more.format(text=task.text, count=queue.waiting) if queue.waiting else task.text
            self._show_progress(text, task.fraction)
        elif self._status.phase.busy:
            self._show_progress(self._status.text, self._status.fraction)
        else:
            self.busy.setText(self._status.text)
            self.busy.setVisible(bool(self._status.text))
            self.bar.hide()
            self.cancel_button.hide()

    def _show_progress(self, text: str, fraction: float | None) -> None:
        self.busy.setText(text)
        self.bar.setRange(0, 0 if fraction is None else 100)
        if fraction is not None:
            self.bar.setValue(round(fraction * 100))
        for widget in (self.busy, self.bar, self.cancel_button):
            widget.show()

    @Slot()
    def _show_view(self) -> None:
        width, height = self._document.scene.size
        there = width > 0
        size = translate("Status", "{width} × {height} px").format(width=width, height=height)
        self.size_label.setText(size if there else "")
        percent = self._canvas.navigation.viewport.zoom * 100 if there else 0
        digits = 0 if percent >= 10 else 1
        text = translate("Status", "{percent} %").format(percent=f"{percent:.{digits}f}")
        self.zoom.setText(text if there else "")
