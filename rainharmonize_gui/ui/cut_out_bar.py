"""The bar over the canvas that says what was cut out of an opaque picture, and offers the other ways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon
from rainharmonize_gui.ui.theme import theme

_FROM_TOP = 12


class CutOutBar(QFrame):
    """In the middle of the upper edge of its parent; hidden until `tell`."""

    subject_wanted = Signal()
    whole_wanted = Signal()
    smart_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setObjectName("cutOutBar")
        self.setAccessibleName(translate("CutOut", "Cut out"))
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.text = QLabel()
        self.subject = _button(
            translate("CutOut", "Use the subject"), translate("CutOut", "Show what was found alone")
        )
        self.whole = _button(
            translate("CutOut", "Use whole picture"), translate("CutOut", "Show all of the picture")
        )
        self.smart = _button(
            translate("CutOut", "Smart cut-out…"),
            translate("CutOut", "Drag a box around the object, then refine with strokes (G)"),
        )
        self.close_button = _button("", translate("CutOut", "Keep it like this"))
        self.close_button.setIcon(icon("close"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setAutoRaise(True)
        self._choices = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._all = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for layout in (self._choices, self._all):
            layout.setSpacing(8)
        for button in (self.subject, self.whole, self.smart):
            self._choices.addWidget(button)
        self._all.addWidget(self.text)
        self._all.addLayout(self._choices)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(8)
        row.addLayout(self._all)
        row.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignTop)
        for button, signal in (
            (self.subject, self.subject_wanted),
            (self.whole, self.whole_wanted),
            (self.smart, self.smart_wanted),
            (self.close_button, self.closed),
        ):
            button.clicked.connect(signal)
        for button in (self.subject, self.whole):
            button.setCheckable(True)
        parent.installEventFilter(self)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def tell(self, text: str, *, subject_used: bool) -> None:
        """Show the bar. subject_used: whether the proposal is the mask now, or the whole picture."""
        self.text.setText(text)
        self.subject.setChecked(subject_used)
        self.whole.setChecked(not subject_used)
        self.show()
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        """In the middle; as little below each other as fits beside each other."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        for all_of_it, choices in ((across, across), (down, across), (down, down)):
            self._all.setDirection(all_of_it)
            self._choices.setDirection(choices)
            for layout in (self._all, self._row):  # which keep the size of what is in them
                layout.invalidate()
            if self.sizeHint().width() <= self._canvas.width():
                break
        self.resize(self.sizeHint())
        self.move(max((self._canvas.width() - self.width()) // 2, 0), _FROM_TOP)

    @Slot()
    def _restyle(self) -> None:
        colors = theme().colors
        self.setStyleSheet(
            f"#cutOutBar {{ background: {colors.window}; border: 1px solid {colors.border};"
            " border-radius: 8px; }"
            "#cutOutBar QToolButton:checked {"
            f" background: {colors.accent}; color: {colors.on_accent};"
            " border-radius: 4px; padding: 3px 5px; }"
        )


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text or tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
