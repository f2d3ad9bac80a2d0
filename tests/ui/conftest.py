"""Windows without a screen, and nothing left behind: no window, timer or thread, and no warning from Qt."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from editor_examples import close, layer_count, write_background, write_cutout
from live_examples import Watched, document_with_object, settle
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, QThreadPool, QTimer, QtMsgType
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid

from engine import device as devices
from engine.folders import FOLDER_VARIABLE
from rainharmonize_gui.app import create_application
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.theme import Scheme, theme
from rainharmonize_gui.ui.window import MainWindow

_HARMLESS = (
    "This plugin does not support propagateSizeHints()",
    "This plugin does not support raise()",
    "This plugin does not support grabbing the keyboard",
)
"""What Qt's offscreen platform says about itself."""


@pytest.fixture(scope="session")
def qapp() -> Iterator[QApplication]:
    """The application made as the program makes it."""
    app = create_application(scheme=Scheme.LIGHT, language="en")
    yield app
    app.clipboard().clear()  # what Python put there must not outlive it: Qt would crash at exit


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and logs of the test in a folder of its own."""
    folder = tmp_path / "config"
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture(autouse=True)
def _float32(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test measures which precision is faster: it takes a second for each window, and what else the
    machine does decides.
    """
    monkeypatch.setattr(devices, "_measured", lambda *_: False)


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    yield
    if theme().scheme is not Scheme.LIGHT:
        theme().apply(Scheme.LIGHT)


@pytest.fixture(autouse=True)
def _hand_off_the_mouse(qapp: QApplication) -> Iterator[None]:
    """Lets go what a test still holds, or holds by its double click, which QTest does not end: Qt would tell
    all tests after it that a button is down.
    """
    yield
    held = QGuiApplication.mouseButtons()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
        if held & button:
            QTest.mouseRelease(QWidget(), button)
    assert QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture(autouse=True)
def _no_qt_warnings(qtlog) -> Iterator[None]:
    yield
    bad = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}
    said = [
        record.message for record in qtlog.records if record.type in bad and record.message not in _HARMLESS
    ]
    assert not said, f"Qt warned: {said}"


@pytest.fixture(autouse=True)
def _nothing_left_behind(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    started: list[QObject] = []
    for kind in (QThread, QTimer, QThreadPool):
        monkeypatch.setattr(kind, "start", _noting(kind.start, started))
    windows = set(map(id, QApplication.topLevelWidgets()))
    threads = set(threading.enumerate())
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [each for each in QApplication.topLevelWidgets() if id(each) not in windows and _is_open(each)]
    assert not left, f"windows left: {left}"
    assert not (busy := _busy_for_long(started)), f"still running: {busy}"
    assert not [each for each in threading.enumerate() if each not in threads and not each.daemon]


def _noting(start: Callable[..., object], started: list[QObject]) -> Callable[..., object]:
    def noted(self: QObject, *args: object, **kwargs: object) -> object:
        started.append(self)
        return start(self, *args, **kwargs)

    return noted


def _is_open(window: QWidget) -> bool:
    return window.isVisible() or isinstance(window, QMainWindow | QDialog)


def _busy_for_long(started: list[QObject]) -> list[str]:
    """What does not end by itself within a moment: a timer that is about to run out is left by nobody."""
    end = time.monotonic() + 2
    while busy := [each for each in started if isValid(each) and _is_busy(each)]:
        if time.monotonic() > end:
            return [f"{each!r} of {each.parent()!r}" for each in busy]
        QTest.qWait(20)
    return []


def _is_busy(started: QObject) -> bool:
    if isinstance(started, QThread):
        return started.isRunning()
    if isinstance(started, QThreadPool):
        return started.activeThreadCount() > 0
    return isinstance(started, QTimer) and started.isActive()


@pytest.fixture
def watch(qapp) -> Iterator[Callable[[Document], Watched]]:
    """Starts live harmonizers, which all have to end by themselves."""
    made: list[Watched] = []

    def start(document: Document) -> Watched:
        made.append(Watched(document))
        return made[-1]

    yield start
    for each in made:
        assert each.live.shutdown()


@pytest.fixture
def scene(watch, qtbot):
    """A document with one object, harmonized: the watched harmonizer and the object's id."""
    document, layer = document_with_object()
    watched = watch(document)
    settle(watched, qtbot)
    return watched, layer


@pytest.fixture
def empty_window(qtbot) -> Iterator[MainWindow]:
    """The real window, as it is at the first start."""
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    close(window)


@pytest.fixture
def window(qtbot, empty_window: MainWindow, tmp_path: Path) -> MainWindow:
    """The real window, with a photo and an object on it: unsaved work."""
    empty_window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(empty_window.editor, 1))
    return empty_window
