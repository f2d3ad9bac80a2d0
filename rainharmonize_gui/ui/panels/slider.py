"""A slider with its number: one pull is one undo step, a double-click resets, Esc takes the pull back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDoubleSpinBox, QGridLayout, QLabel, QSizePolicy, QSlider

from rainharmonize_gui.ui.calm_wheel import calm_wheel
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.panels.number_box import arrange_number, show_number
from rainharmonize_gui.ui.theme import theme

_KNOB = 7.0
_GROOVE = 3.0


class Slider(QSlider):
    """Horizontal. A click jumps there; the wheel turns it only where it has the focus."""

    reset_requested = Signal()
    abandoned = Signal()

    def __init__(self, *, minimum: int, maximum: int, origin: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(minimum, maximum)
        self.setSingleStep(1)
        self.setPageStep(10)
        calm_wheel(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._origin = origin

    @property
    def origin(self) -> int:
        """Where the coloured part of the groove begins."""
        return self._origin

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        if abs(event.position().x() - self._x_of(self.value())) > _KNOB:
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setSliderPosition(self._value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isSliderDown():
            self.abandoned.emit()
            self.setSliderDown(False)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        strong = QColor(colors.accent if self.isEnabled() else colors.disabled)
        middle = self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.border))
        painter.drawRoundedRect(self._bar(self.minimum(), self.maximum()), _GROOVE / 2, _GROOVE / 2)
        painter.setBrush(strong)
        painter.drawRoundedRect(self._bar(self._origin, self.value()), _GROOVE / 2, _GROOVE / 2)
        ring = QPen(QColor(colors.text), 2) if self.hasFocus() else QPen(QColor(colors.window), 2)
        painter.setPen(ring)
        painter.drawEllipse(QPointF(self._x_of(self.value()), middle), _KNOB - 1, _KNOB - 1)
        painter.end()

    def _bar(self, start: int, end: int) -> QRectF:
        left, right = sorted((self._x_of(start), self._x_of(end)))
        return QRectF(left, (self.height() - _GROOVE) / 2, right - left, _GROOVE)

    def _x_of(self, value: int) -> float:
        span = max(self.maximum() - self.minimum(), 1)
        return _KNOB + (value - self.minimum()) / span * (self.width() - 2 * _KNOB)

    def _value_at(self, x: float) -> int:
        share = (x - _KNOB) / max(self.width() - 2 * _KNOB, 1)
        return round(self.minimum() + share * (self.maximum() - self.minimum()))


class SliderRow(QObject):
    """Label, slider and number, to be put into a grid.

    Values are whole steps of the slider, which are percents unless `unit` says otherwise; step: what the
    number shows for one.
    """

    began = Signal()
    """The slider was taken hold of; `ended` follows, or `abandoned` and then `ended`."""
    changed = Signal(int)
    ended = Signal()
    abandoned = Signal()
    reset_requested = Signal()

    def __init__(
        self,
        parent: QObject,
        *,
        name: str,
        minimum: int,
        maximum: int,
        origin: int = 0,
        tip: str = "",
        unit: str | None = None,
        step: float = 1.0,
    ) -> None:
        super().__init__(parent)
        self._step = step
        self.label = QLabel(name)
        self.slider = Slider(minimum=minimum, maximum=maximum, origin=origin)
        self.number = QDoubleSpinBox(
            decimals=0 if step == 1.0 else 1,
            minimum=minimum * step,
            maximum=maximum * step,
            singleStep=step,
            suffix=translate("Panels", " %") if unit is None else unit,
        )
        arrange_number(self.number)
        self.number.setFixedWidth(60)
        self.label.setBuddy(self.number)
        reset = translate("Panels", "Double-click resets")
        for widget in (self.slider, self.number, self.label):
            widget.setToolTip(f"{tip or name}. {reset}")
        self.slider.setAccessibleName(name)
        self.number.setAccessibleName(translate("Panels", "{name} as a number").format(name=name))
        self.slider.sliderPressed.connect(self.began)
        self.slider.sliderReleased.connect(self.ended)
        self.slider.abandoned.connect(self.abandoned)
        self.slider.reset_requested.connect(self.reset_requested)
        self.slider.valueChanged.connect(self._moved)
        self.number.valueChanged.connect(self._typed)
        theme().changed.connect(self.slider.update)

    def add_to(self, grid: QGridLayout, row: int) -> None:
        """Take one row of a grid of three columns."""
        for column, widget in enumerate((self.label, self.slider, self.number)):
            grid.addWidget(widget, row, column)

    def show_value(self, value: int) -> None:
        """Show a value without telling anyone."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(value)
        show_number(self.number, value * self._step)
        self.slider.update()

    def set_enabled(self, *, on: bool) -> None:
        for widget in (self.label, self.slider, self.number):
            widget.setEnabled(on)

    @Slot(int)
    def _moved(self, value: int) -> None:
        self.show_value(value)
        self.changed.emit(value)

    @Slot(float)
    def _typed(self, number: float) -> None:
        self._moved(round(number / self._step))
