"""The message bar above the canvas: what went wrong or wants saying, one sentence at a time, never modal."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QSize, Qt, QThread, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from rainharmonize_gui.ui.engine_sentences import translated
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.icons import icon, pixmap
from rainharmonize_gui.ui.theme import theme

log = logging.getLogger(__name__)

INFO_SECONDS = 6.0
_LONGEST_QUEUE = 20
_GLANCE_MS = 50
_LONGEST_WORD = 40


class Level(Enum):
    """How bad it is; the value is the name of the icon and of the theme's colour."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Offer:
    """A button in the bar: what it says and what it does. Pressing it also closes the message."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence for the user, already translated. about: what it is about, where a later message about the
    same takes its place.
    """

    text: str
    level: Level = Level.INFO
    offer: Offer | None = None
    other: Offer | None = None
    about: str = ""


class MessageBar(QFrame):
    """Shows the latest message, those before it when it is closed; hidden while there is none.

    Warnings and errors stay until closed, and so does an info with an offer. Any other info goes by itself
    after INFO_SECONDS, and at once when something else comes. No message is there twice. The bar neither
    comes nor goes while a button is held down: the picture below would move under the hand, and what is
    pressed must be what is done.
    """

    _arrived = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue: list[Message] = []
        self._drawn: Message | None = None
        """What can be read now: the current one, or while a button is held the one before it came."""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.close_current)
        self._hand = QTimer(self, singleShot=True, interval=_GLANCE_MS)
        self._hand.timeout.connect(self._show_current)
        self._build()
        self._arrived.connect(self._receive)
        theme().changed.connect(self._restyle)
        self.hide()

    def post(
        self,
        text: str,
        level: Level = Level.INFO,
        offer: Offer | None = None,
        *,
        other: Offer | None = None,
        about: str = "",
    ) -> None:
        """Show a message. May be called from any thread; an offer, or the other, runs in the GUI thread."""
        message = Message(translated(text), level, offer, other, about)
        if QThread.currentThread() is self.thread():
            self._receive(message)
        else:
            self._arrived.emit(message)

    @property
    def current(self) -> Message | None:
        """The message on show."""
        return self._queue[0] if self._queue else None

    @property
    def waiting(self) -> int:
        """How many messages wait behind the current one."""
        return max(len(self._queue) - 1, 0)

    @Slot()
    def close_current(self) -> None:
        """Go on to the next message, or hide."""
        self._queue = self._queue[1:]
        self._show_current()

    def clear(self) -> None:
        """Drop every message."""
        self._queue = []
        self._show_current()

    def withdraw(self, about: str) -> None:
        """Drop what is no longer true."""
        left = [each for each in self._queue if each.about != about]
        if left != self._queue:
            self._queue = left
            self._show_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close_drawn()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _receive(self, message: Message) -> None:
        log.log(logging.INFO if message.level is Level.INFO else logging.WARNING, "shown: %s", message.text)
        waiting = [each for each in self._queue if not _is_over(each, message)]
        self._queue = [message, *waiting][:_LONGEST_QUEUE]
        self._show_current()

    def _build(self) -> None:
        self.setObjectName("messageBar")
        self.setAccessibleName(translate("Messages", "Messages"))
        self._icon = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._more = QLabel()
        self._offer = QPushButton()
        self._offer.clicked.connect(self._take_offer)
        self._other = QPushButton()
        self._other.clicked.connect(self._take_other)
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setIconSize(QSize(16, 16))
        self._close.setAutoRaise(True)
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.setToolTip(translate("Messages", "Close this message"))
        self._close.setAccessibleName(translate("Messages", "Close this message"))
        self._close.clicked.connect(self._close_drawn)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self._text, stretch=1)
        for widget in (self._more, self._offer, self._other, self._close):
            row.addWidget(widget)

    @Slot()
    def _take_offer(self) -> None:
        if self._drawn is not None:
            self._take(self._drawn.offer)

    @Slot()
    def _take_other(self) -> None:
        if self._drawn is not None:
            self._take(self._drawn.other)

    def _take(self, offer: Offer | None) -> None:
        self._close_drawn()
        if offer is not None:
            offer.run()

    @Slot()
    def _close_drawn(self) -> None:
        self._queue = [each for each in self._queue if each is not self._drawn]
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        self._timer.stop()
        pressed = any(each.isDown() for each in (self._offer, self._other, self._close))
        if pressed or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._hand.start()
            return
        message = self._drawn = self.current
        self.setVisible(message is not None)
        if message is None:
            return
        self._text.setText(_breakable(message.text))
        self._text.setAccessibleName(message.text)
        for button, offer in ((self._offer, message.offer), (self._other, message.other)):
            button.setVisible(offer is not None)
            button.setText(offer.text if offer else "")
        self._more.setVisible(self.waiting > 0)
        self._more.setText(translate("Messages", "{count} more").format(count=self.waiting))
        self._restyle()
        if message.level is Level.INFO and message.offer is None:
            self._timer.start(round(INFO_SECONDS * 1000))
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, message.text))

    @Slot()
    def _restyle(self) -> None:
        message = self._drawn
        if message is None:
            return
        colors = theme().colors
        background = getattr(colors, message.level.value)
        self.setStyleSheet(
            f"#messageBar {{ background: {background}; border-bottom: 1px solid {colors.border}; }}"
        )
        picture = pixmap(message.level.value, size=20, ratio=self.devicePixelRatio(), color=colors.text)
        self._icon.setPixmap(picture)


def _breakable(text: str) -> str:
    """A name of many letters may go on in the next line, instead of widening the window."""
    return re.sub(rf"(\S{{{_LONGEST_WORD}}})(?=\S)", "\\1\u200b", text)


def _is_over(message: Message, later: Message) -> bool:
    """Whether nobody needs a message any more once a later one has come."""
    about_the_same = bool(message.about) and message.about == later.about
    passing = message.level is Level.INFO and message.offer is None
    return passing or message.text == later.text or about_the_same
