"""Our SVG icons, drawn in the theme's colours at any size and device pixel ratio.

The files use `currentColor`. A QIcon from here asks the theme at the moment it is painted, so a theme change
needs nothing but the repaint that Qt does anyway.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from rainharmonize_gui.ui.theme import theme

_clones: list[QIconEngine] = []


def icon(name: str) -> QIcon:
    """The icon `resources/icons/<name>.svg`. Raises FileNotFoundError if there is none."""
    _svg(name)
    return QIcon(_ThemedEngine(name))


def app_icon() -> QIcon:
    """The application's icon, in its own colours."""
    svg = _svg("app")
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(QPixmap.fromImage(_draw(svg, QSize(size, size))))
    return made


def pixmap(name: str, *, size: int, ratio: float, color: str) -> QPixmap:
    """The icon as a pixmap `size` logical pixels wide, in `color` (#rrggbb), for a screen of `ratio`."""
    made = QPixmap.fromImage(_render(name, color, round(size * ratio), round(size * ratio)))
    made.setDevicePixelRatio(ratio)
    return made


class _ThemedEngine(QIconEngine):
    """Paints one SVG in the colour that the theme has for its mode and state."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> QIconEngine:
        copy = _ThemedEngine(self._name)
        _clones.append(copy)  # Qt owns it, but PySide6 6.12 would free it with the Python object: crash
        return copy

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """`size` is in device pixels."""
        return QPixmap.fromImage(_render(self._name, self._color(mode, state), size.width(), size.height()))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        width, height = round(rect.width() * ratio), round(rect.height() * ratio)
        painter.drawImage(rect, _render(self._name, self._color(mode, state), width, height))

    @staticmethod
    def _color(mode: QIcon.Mode, state: QIcon.State) -> str:
        colors = theme().colors
        if mode == QIcon.Mode.Disabled:
            return colors.disabled
        if mode == QIcon.Mode.Selected:
            return colors.on_accent
        return colors.accent if state == QIcon.State.On else colors.text


@lru_cache(maxsize=512)
def _render(name: str, color: str, width: int, height: int) -> QImage:
    return _draw(_svg(name).replace(b"currentColor", color.encode()), QSize(width, height))


def _draw(svg: bytes, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    side = min(size.width(), size.height())
    corner = QPoint((size.width() - side) // 2, (size.height() - side) // 2)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(corner, QSize(side, side)))
    painter.end()
    return image


@lru_cache(maxsize=128)
def _svg(name: str) -> bytes:
    return resources.path("icons", f"{name}.svg").read_bytes()
