"""What an empty window shows: the drop zone, *Open…*, *Try the sample*, and recent files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QBrush,
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QIcon,
    QImage,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rainharmonize_gui.ui import mime
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import pixmap
from rainharmonize_gui.ui.theme import button_style, theme
from rainharmonize_gui.ui.thumbnailer import Thumbnailer

_THUMBNAIL = QSize(144, 96)
_CARD_WIDTH = 168
_PAGE_WIDTH = 880
_MOST_RECENT = 5


class WelcomePage(QWidget):
    """The start page. It only asks; the window acts."""

    open_requested = Signal()
    sample_requested = Signal()
    recent_requested = Signal(object)
    """The Path of a recent file to open."""
    forget_requested = Signal(object)
    """The Path of a recent file that is gone, and that was clicked."""
    dropped = Signal(list)
    """`mime.Item`s."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnailer = Thumbnailer(self)
        self._zone = _DropZone()
        self._zone.open_button.clicked.connect(self.open_requested)
        self._zone.sample_button.clicked.connect(self.sample_requested)
        self._recent = _RecentFiles(self._thumbnailer)
        self._recent.chosen.connect(self.recent_requested)
        self._recent.gone_chosen.connect(self.forget_requested)
        self.setAcceptDrops(True)
        self._arrange()

    def set_recent(self, paths: Iterable[Path]) -> None:
        """Show `paths`, newest first; nothing is shown for none."""
        self._recent.show_files(list(paths)[:_MOST_RECENT])

    def set_sample_available(self, available: bool) -> None:  # noqa: FBT001  a Qt-style setter
        """Offer *Try the sample*, or not."""
        self._zone.sample_button.setVisible(available)

    def stop(self) -> None:
        """Wait for the thumbnails' thread; call before the window goes."""
        self._thumbnailer.stop()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if mime.accepts(event.mimeData()):
            event.acceptProposedAction()
            self._zone.set_highlighted(on=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._zone.set_highlighted(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._zone.set_highlighted(on=False)
        items = mime.contents(event.mimeData())
        if items:
            event.acceptProposedAction()
            self.dropped.emit(items)

    def _arrange(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(28)
        column.addWidget(self._zone, stretch=3)
        column.addWidget(self._recent)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumSize(_PAGE_WIDTH, 640)
        row = QHBoxLayout(self)
        row.setContentsMargins(32, 32, 32, 32)
        row.addStretch()
        row.addWidget(holder, stretch=100)
        row.addStretch()


class _DropZone(QWidget):
    """A rounded dashed outline around an invitation; lit while something fit is dragged over the page."""

    def __init__(self) -> None:
        super().__init__()
        self._highlighted = False
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(translate("Welcome", "Drop a photo here"))
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.8)
        font.setWeight(font.Weight.DemiBold)
        self._title.setFont(font)
        paste = QKeySequence("Ctrl+V").toString(QKeySequence.SequenceFormat.NativeText)
        self._hint = QLabel(
            translate(
                "Welcome", "or paste one with {keys}. Then drop the object that should belong there."
            ).format(keys=paste)
        )
        self._hint.setWordWrap(True)
        self.open_button = QPushButton(translate("Welcome", "Open…"))
        self.open_button.setToolTip(translate("Welcome", "Open a photo as the background"))
        self.sample_button = QPushButton(translate("Welcome", "Try the sample"))
        self.sample_button.setToolTip(translate("Welcome", "Open a photo with an object to play with"))
        for button in (self.open_button, self.sample_button):
            button.setMinimumSize(140, 40)
            button.setAutoDefault(True)
        for label in (self._title, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumHeight(280)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._arrange()
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_highlighted(self, *, on: bool) -> None:
        self._highlighted = on
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(colors.accent if self._highlighted else colors.muted), 2)
        pen.setDashPattern([5, 4])
        fill = QColor(colors.accent if self._highlighted else colors.base)
        fill.setAlphaF(0.14 if self._highlighted else 1.0)
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 16, 16)

    def _arrange(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(12)
        buttons.addStretch()
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.sample_button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 32)
        column.addStretch()
        column.addWidget(self._picture)
        column.addSpacing(12)
        column.addWidget(self._title)
        column.addSpacing(4)
        column.addWidget(self._hint)
        column.addSpacing(20)
        column.addLayout(buttons)
        column.addStretch()

    @Slot()
    def _restyle(self) -> None:
        colors = theme().colors
        self._picture.setPixmap(
            pixmap("picture", size=64, ratio=self.devicePixelRatio(), color=colors.accent)
        )
        self._hint.setStyleSheet(f"color: {colors.muted}")
        self.open_button.setStyleSheet(button_style(colors, primary=True))
        self.sample_button.setStyleSheet(button_style(colors, primary=False))


class _RecentFiles(QWidget):
    """A heading and one card a file, as many as fit the width."""

    chosen = Signal(object)
    gone_chosen = Signal(object)

    def __init__(self, thumbnailer: Thumbnailer) -> None:
        super().__init__()
        self._thumbnailer = thumbnailer
        self._cards: dict[Path, _Card] = {}
        heading = QLabel(translate("Welcome", "Recent"))
        font = heading.font()
        font.setWeight(font.Weight.DemiBold)
        heading.setFont(font)
        heading.setIndent((_CARD_WIDTH - _THUMBNAIL.width()) // 2)
        shelf = QWidget()
        shelf.setMinimumWidth(_CARD_WIDTH)  # of one card: the others do not hold the window wide
        self._row = QHBoxLayout(shelf)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(shelf)
        thumbnailer.loaded.connect(self._loaded)
        thumbnailer.gone.connect(self._gone)
        self.hide()

    def show_files(self, paths: list[Path]) -> None:
        for card in self._cards.values():
            self._row.removeWidget(card)
            card.deleteLater()
        self._cards = {path: _Card(path) for path in paths}
        ratio = self.devicePixelRatio()
        for index, (path, card) in enumerate(self._cards.items()):
            card.clicked.connect(self._clicked)
            self._row.insertWidget(index, card)
            self._thumbnailer.request(path, _THUMBNAIL * 2 * ratio)
        self.setVisible(bool(paths))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Hide the cards that the width has no room for."""
        spacing = self._row.spacing()
        room = max((self.width() + spacing) // (_CARD_WIDTH + spacing), 1)
        for index, card in enumerate(self._cards.values()):
            card.setVisible(index < room)

    @Slot()
    def _clicked(self) -> None:
        card = self.sender()
        if isinstance(card, _Card):
            (self.gone_chosen if card.is_gone else self.chosen).emit(card.path)

    @Slot(object, QImage)
    def _loaded(self, path: Path, image: QImage) -> None:
        if path in self._cards and not image.isNull():
            self._cards[path].show_picture(image)

    @Slot(object)
    def _gone(self, path: Path) -> None:
        if path in self._cards:
            self._cards[path].mark_gone()


class _Card(QToolButton):
    """One recent file: thumbnail above name."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.is_gone = False
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(_CARD_WIDTH)
        self.setIconSize(_THUMBNAIL)
        self._has_picture = False
        self._show_symbol()
        theme().changed.connect(self._show_symbol)
        room = _CARD_WIDTH - 16
        name = self.fontMetrics().elidedText(path.name, Qt.TextElideMode.ElideMiddle, room)
        self.setText(name.replace("&", "&&"))
        self.setAccessibleName(path.name)
        self.setToolTip(str(path))

    def show_picture(self, image: QImage) -> None:
        """Show `image`, cropped to the card's shape, with round corners."""
        self._has_picture = True
        ratio = self.devicePixelRatio()
        room = _THUMBNAIL * ratio
        scaled = image.scaled(
            room, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
        spare = scaled.size() - room
        middle = scaled.copy(QRect(QPoint(spare.width() // 2, spare.height() // 2), room))
        self._paint_card(QBrush(middle), ratio)

    def mark_gone(self) -> None:
        """Say that the file is no longer there; a click then takes it off the list."""
        self.is_gone = True
        self._show_symbol()
        tip = translate("Welcome", "{path} is no longer there. Click to take it off this list.")
        self.setToolTip(tip.format(path=self.path))
        self.setAccessibleName(translate("Welcome", "{name}, no longer there").format(name=self.path.name))

    @Slot()
    def _show_symbol(self) -> None:
        """Stand in for a picture that is not there, or not yet."""
        if self._has_picture and not self.is_gone:
            return
        colors, ratio = theme().colors, self.devicePixelRatio()
        name = "picture-gone" if self.is_gone else "picture"
        symbol = pixmap(name, size=32, ratio=ratio, color=colors.muted)
        corner = QPoint((_THUMBNAIL.width() - 32) // 2, (_THUMBNAIL.height() - 32) // 2)
        self._paint_card(QBrush(QColor(colors.button)), ratio, symbol=(symbol, corner))

    def _paint_card(
        self, fill: QBrush, ratio: float, *, symbol: tuple[QPixmap, QPoint] | None = None
    ) -> None:
        card = QPixmap(_THUMBNAIL * ratio)
        card.fill(Qt.GlobalColor.transparent)
        painter = QPainter(card)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(card.rect(), 6 * ratio, 6 * ratio)
        if symbol is not None:
            painter.scale(ratio, ratio)
            painter.drawPixmap(symbol[1], symbol[0])
        painter.end()
        card.setDevicePixelRatio(ratio)
        self.setIcon(QIcon(card))
