"""The hands of `benchmarks.monkey`: presses, drags, keys, menus and files at random; and what is seen."""

from __future__ import annotations

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from engine.images import write
from engine.progress import CancelToken
from engine.types import U8
from rainharmonize_gui.app import create_application
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui import mime
from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.crash import Hooks
from rainharmonize_gui.ui.frames import Frame, FrameRequest, Renderer
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.window import MainWindow
from rainharmonize_gui.ui.worker import Analyst

_LEFT_ALONE = ("file.quit", "help.log")
"""Actions that end the game or leave the window."""
_KEYS = (
    *"BEGWLIVXMQHZ[]{}0123456789",
    *(Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Space, Qt.Key.Key_Tab),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_F6, Qt.Key.Key_Backtab),
)
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
_HARMLESS = ("This plugin does not support",)


class _Troubles(logging.Handler):
    """What the log says that no play should make it say."""

    def __init__(self, troubles: list[str]) -> None:
        super().__init__(logging.WARNING)
        self._troubles = troubles

    def emit(self, record: logging.LogRecord) -> None:
        text = self.format(record)
        by_qt = record.name == "qt" and not any(each in text for each in _HARMLESS)
        if by_qt or record.levelno >= logging.ERROR:
            self._troubles.append(text)


@contextlib.contextmanager
def open_window(folder: Path) -> Iterator[tuple[MainWindow, list[str]]]:
    """A window with the sample, and what goes wrong in it."""
    app = create_application()
    troubles: list[str] = []
    handler = _Troubles(troubles)
    logging.root.addHandler(handler)
    window = MainWindow(Settings(export_folder=str(folder)))
    hooks = Hooks(window.messages.post)
    window.resize(1280, 820)
    window.show()
    try:
        window.open_sample()
        wait(lambda: window.editor.has_background)
        yield window, troubles
    finally:
        for other in app.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        window.editor.document.history.mark_clean()
        wait(lambda: not window.editor.writing.busy)
        window.editor.document.history.mark_clean()
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        hooks.remove()
        logging.root.removeHandler(handler)


def wait(wanted: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until that is so. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not wanted():
        if time.monotonic() > end:
            raise TimeoutError(seconds)
        pause(20)


def pause(milliseconds: int) -> None:
    """Run the event loop as long; not QTest.qWait, which keeps Python's lock from the other threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def shown(frame: Frame) -> U8:
    """A frame's picture, H×W×3."""
    return from_qimage(frame.after)


def fresh(scene: Scene, view: View) -> U8:
    """What a window shows that was opened a moment ago, H×W×3."""
    findings = Analyst().complete(scene, {}, cancel=CancelToken())
    return shown(Renderer().render(FrameRequest(scene, view, findings, exact=True), CancelToken()))


class Hands:
    """Does one thing after the other, and notes it."""

    def __init__(
        self, window: MainWindow, folder: Path, chance: np.random.Generator, acts: deque[str]
    ) -> None:
        self._window = window
        self._chance = chance
        self._acts = acts
        self._folder = folder
        self._canvas = window.editor.canvas
        self._ways: list[tuple[float, Callable[[], None]]] = [
            (5, self._drag),
            (3, self._click),
            (1, self._click_twice),
            (1, self._turn_the_wheel),
            (4, self._press_keys),
            (5, self._choose),
            (4, self._use_a_widget),
            (1, self._bring_a_picture),
            (1, self._wait),
        ]

    def note(self, text: str) -> None:
        """For whoever reads of a failure."""
        self._acts.append(text)

    def do_something(self) -> None:
        """Anything; first of all with a dialog or a menu that is open."""
        if popup := QApplication.activePopupWidget():
            self._answer_popup(popup)
        elif dialog := QApplication.activeModalWidget():
            self._answer(dialog)
        else:
            weights = np.array([weight for weight, _ in self._ways])
            self._ways[self._chance.choice(len(self._ways), p=weights / weights.sum())][1]()
        pause(int(self._chance.choice((0, 0, 5, 30, 120))))

    def let_go(self) -> None:
        """Close whatever is open, and take the hands off."""
        for _ in range(20):
            over = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if over is None:
                break
            over.close()
            pause(5)
        QTest.keyClick(self._canvas, Qt.Key.Key_Escape)
        QTest.mouseMove(self._canvas, QPoint(2, 2))
        self._window.editor.live.set_auto_preview(True)
        self._window.editor.live.run_now()

    # Ways

    def _drag(self) -> None:
        button = Qt.MouseButton.MiddleButton if self._chance.random() < 0.1 else Qt.MouseButton.LeftButton
        modifier, points = self._modifier(), [self._point(self._canvas) for _ in range(self._upto(5) + 2)]
        self.note(f"drag {button.name} {modifier.name} {[(p.x(), p.y()) for p in points]}")
        QTest.mousePress(self._canvas, button, modifier, points[0])
        for point in points[1:]:
            QTest.mouseMove(self._canvas, point)
            pause(self._upto(15))
            if self._chance.random() < 0.03:
                self._press_keys()
            if self._chance.random() < 0.03:
                self._choose()
        QTest.mouseRelease(self._canvas, button, modifier, points[-1])

    def _click(self) -> None:
        button = Qt.MouseButton.RightButton if self._chance.random() < 0.1 else Qt.MouseButton.LeftButton
        point, modifier = self._point(self._canvas), self._modifier()
        self.note(f"click {button.name} {modifier.name} {point.x(), point.y()}")
        QTest.mouseClick(self._canvas, button, modifier, point)

    def _click_twice(self) -> None:
        point = self._point(self._canvas)
        self.note(f"double click {point.x(), point.y()}")
        QTest.mouseDClick(self._canvas, Qt.MouseButton.LeftButton, pos=point)
        QTest.mouseRelease(self._canvas, Qt.MouseButton.LeftButton, pos=point)

    def _turn_the_wheel(self) -> None:
        point, turn = QPointF(self._point(self._canvas)), int(self._chance.choice((-240, -120, 120, 240)))
        modifier = self._modifier()
        self.note(f"wheel {turn} {modifier.name}")
        event = QWheelEvent(
            point,
            QPointF(self._canvas.mapToGlobal(point)),
            QPoint(),
            QPoint(0, turn),
            Qt.MouseButton.NoButton,
            modifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003  Qt's
        )
        QApplication.sendEvent(self._canvas, event)

    def _press_keys(self) -> None:
        target = QApplication.focusWidget() or self._canvas
        key, modifier = _KEYS[self._chance.integers(len(_KEYS))], self._modifier()
        if modifier is Qt.KeyboardModifier.ControlModifier and key == "Q":
            return
        self.note(f"key {key} {modifier.name} at {_named(target)}")
        for _ in range(1 + self._upto(3)):
            QTest.keyClick(target, key, modifier)

    def _choose(self) -> None:
        actions = self._window.actions_
        able = sorted(
            row.id
            for row in ROWS
            if row.id in actions and row.id not in _LEFT_ALONE and actions[row.id].isEnabled()
        )
        name = able[self._chance.integers(len(able))]
        self.note(f"choose {name}")
        actions[name].trigger()

    def _use_a_widget(self) -> None:
        kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox)
        there = [
            each
            for kind in kinds
            for each in self._window.findChildren(kind)
            if each.isVisible() and each.isEnabled()
        ]
        if there:
            self._use(there[self._chance.integers(len(there))])

    def _bring_a_picture(self) -> None:
        wide, high = (int(each) for each in self._chance.integers(1, 700, 2))
        rgb = self._chance.integers(0, 255, (high, wide, 3)).astype(np.uint8)
        if self._chance.random() < 0.3:
            rgb[...] = rgb[..., :1]
        if cut_out := bool(self._chance.random() < 0.5):
            alpha = np.zeros((high, wide, 1), np.uint8)
            alpha[high // 5 : high - high // 5, wide // 4 : wide - wide // 4] = 200
            rgb = np.concatenate((rgb, alpha), -1)
        path = self._folder / f"picture-{self._chance.integers(1 << 30)}.png"
        write(path, rgb)
        items: list[mime.Item] = [mime.LocalFile(path)]
        as_background = bool(self._chance.random() < 0.15)
        self.note(f"bring {wide}×{high} {cut_out=} {as_background=}")
        if as_background:
            self._window.editor.open_background(items)
        else:
            self._window.editor.paste(items)

    def _wait(self) -> None:
        pause(int(self._chance.integers(1200)))

    # What they are made of

    def _use(self, widget: QWidget) -> None:
        self.note(f"use {_named(widget)}")
        if isinstance(widget, QAbstractSlider):
            QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=self._point(widget))
            for _ in range(self._upto(6)):
                QTest.mouseMove(widget, self._point(widget))
                pause(self._upto(15))
            QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=self._point(widget))
        elif isinstance(widget, QAbstractSpinBox):
            widget.setFocus()
            widget.selectAll()
            QTest.keyClicks(widget, str(int(self._chance.integers(-200, 900))))
            QTest.keyClick(widget, Qt.Key.Key_Return)
        elif isinstance(widget, QComboBox):
            widget.setFocus()
            QTest.keyClick(widget, Qt.Key.Key_Down if self._chance.random() < 0.5 else Qt.Key.Key_Up)
        else:
            QTest.mouseClick(widget, Qt.MouseButton.LeftButton)

    def _answer(self, dialog: QWidget) -> None:
        buttons = [b for b in dialog.findChildren(QAbstractButton) if b.isVisible() and b.isEnabled()]
        fields = [f for f in dialog.findChildren(QLineEdit) if f.isVisible() and f.isEnabled()]
        self.note(f"answer {_named(dialog)} {dialog.windowTitle()!r}")
        if isinstance(dialog, QFileDialog):
            self._choose_a_file(dialog)
        elif not buttons or self._chance.random() < 0.3:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        elif fields and self._chance.random() < 0.1:
            QTest.keyClicks(fields[self._chance.integers(len(fields))], "7")
        else:
            self._use(buttons[self._chance.integers(len(buttons))])

    def _choose_a_file(self, dialog: QFileDialog) -> None:
        saves = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        if saves and self._chance.random() < 0.7:
            saved = f".{dialog.defaultSuffix() or 'ora'}"
            name = str(self._folder / f"saved-{self._chance.integers(3)}{saved}")
            dialog.fileSelected.emit(name)
        dialog.reject()

    def _answer_popup(self, popup: QWidget) -> None:
        self.note(f"answer {_named(popup)}")
        for _ in range(self._upto(6)):
            QTest.keyClick(popup, Qt.Key.Key_Down)
        active = popup.activeAction() if hasattr(popup, "activeAction") else None
        quits = active is not None and active.objectName() in _LEFT_ALONE
        QTest.keyClick(
            popup, Qt.Key.Key_Escape if quits or self._chance.random() < 0.4 else Qt.Key.Key_Return
        )
        if popup.isVisible():
            popup.close()

    def _point(self, widget: QWidget) -> QPoint:
        x, y = self._chance.random(2)
        return QPoint(int(x * widget.width()), int(y * widget.height()))

    def _modifier(self) -> Qt.KeyboardModifier:
        return _MODIFIERS[self._chance.integers(len(_MODIFIERS))]

    def _upto(self, most: int) -> int:
        return int(self._chance.integers(most))


def _named(widget: QWidget) -> str:
    name = widget.objectName() or widget.accessibleName()
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return f"{type(widget).__name__} {name or text!r}"
