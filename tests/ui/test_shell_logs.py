"""The log, the crash log, the hooks and the diagnostic text."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from rainharmonize_gui import logs
from rainharmonize_gui.logs import CrashLog
from rainharmonize_gui.ui import diagnostics
from rainharmonize_gui.ui.crash import Hooks, sentence

FATAL = "Fatal Python error: Segmentation fault\n\nCurrent thread …\n"


@pytest.fixture
def crash_log(tmp_path: Path):
    log = CrashLog(tmp_path / "crash.log")
    yield log
    log.stop()


@pytest.fixture
def started():
    handlers = logs.start("INFO")
    yield
    logs.stop(handlers)


@pytest.fixture
def shown():
    said: list[str] = []
    hooks = Hooks(said.append)
    yield said
    hooks.remove()


def test_the_log_folder_is_where_the_variable_says(own_folders: Path) -> None:
    assert logs.log_dir() == own_folders / "log"


@pytest.mark.usefixtures("started")
def test_what_is_logged_is_in_the_file() -> None:
    logging.getLogger("here").info("a line")

    assert "here: a line" in logs.tail()


def test_there_is_a_tail_without_a_log() -> None:
    assert logs.tail() == ""


@pytest.mark.skipif(os.name == "nt", reason="file in place of a folder")
def test_a_log_folder_that_cannot_be_made_is_no_reason_to_stop(own_folders: Path) -> None:
    own_folders.parent.mkdir(exist_ok=True)
    own_folders.write_text("not a folder")

    handlers = logs.start()
    logs.stop(handlers)

    assert len(handlers) == 1
    crash_log = CrashLog()
    crash_log.start()
    crash_log.stop()
    assert crash_log.previous == ""


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_only_stderr_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    handlers = logs.start()
    logs.stop(handlers)
    crash_log = CrashLog()
    crash_log.start()
    crash_log.stop()

    assert len(handlers) == 1
    assert logs.tail() == ""
    assert "no home folder" in diagnostics.text()
    assert not list(tmp_path.iterdir())


def test_a_crash_is_reported_once(tmp_path: Path, crash_log: CrashLog) -> None:
    (tmp_path / "crash.log").write_text(FATAL, encoding="utf-8")
    crash_log.start()
    assert crash_log.previous == FATAL
    crash_log.stop()

    again = CrashLog(tmp_path / "crash.log")
    again.start()
    again.stop()
    assert again.previous == ""


def test_a_run_that_ended_well_leaves_nothing(tmp_path: Path, crash_log: CrashLog) -> None:
    crash_log.start()
    crash_log.stop()

    assert (tmp_path / "crash.log").read_text() == ""


def test_an_exception_that_windows_handled_is_no_crash(tmp_path: Path, crash_log: CrashLog) -> None:
    (tmp_path / "crash.log").write_text("Windows fatal exception: code 0x8001010d\n")
    crash_log.start()

    assert crash_log.previous == ""


def test_an_uncaught_exception_is_shown_and_logged(shown: list[str], caplog) -> None:
    error = ZeroDivisionError("by zero")
    sys.excepthook(ZeroDivisionError, error, None)

    assert shown == [sentence(error)]
    assert "ZeroDivisionError: by zero" in shown[0]
    assert "uncaught" in caplog.text


def test_an_uncaught_exception_of_a_thread_is_shown(shown: list[str]) -> None:
    def fail() -> None:
        raise ValueError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    assert "in a thread" in shown[0]


def test_a_keyboard_interrupt_ends_the_program_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    passed_on: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: passed_on.append(kind))
    shown: list[str] = []
    hooks = Hooks(shown.append)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    hooks.remove()

    assert (passed_on, shown) == ([KeyboardInterrupt], [])


@pytest.mark.usefixtures("shown")
def test_what_qt_says_is_logged(qapp, caplog) -> None:
    qWarning("something about a widget")

    assert "something about a widget" in caplog.text


def test_hooks_are_put_back() -> None:
    before = sys.excepthook, threading.excepthook
    Hooks(print).remove()

    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.usefixtures("started")
def test_the_diagnostic_text_has_the_facts_and_not_the_home_folder(qapp) -> None:
    logging.getLogger("here").info("opened %s", Path.home() / "secret" / "photo.jpg")

    text = diagnostics.text(facts={"Weights": "shipped"})

    for part in ("PySide6", "numpy", "offscreen", "Weights", "shipped", "opened ~"):
        assert part in text
    head, _, tail = text.partition("\n\n")
    assert str(logs.log_dir()) in head
    assert str(Path.home()) not in tail
