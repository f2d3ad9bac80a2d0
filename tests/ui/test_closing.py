"""A window that is closed while a file is written."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from engine.images import PictureError
from rainharmonize_gui.document.export import ExportChoice
from rainharmonize_gui.ui import export_job
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def go_on(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """An export is under way until it is set; nothing else is unsaved."""
    event = threading.Event()
    real = export_job.export

    def slow(*arguments: object, **options: object) -> None:
        while not event.wait(0.01):
            options["cancel"].check()
        if window.property("fails"):
            raise PictureError("The disk is full.")
        real(*arguments, **options)

    monkeypatch.setattr(export_job, "export", slow)
    window.editor.document.history.mark_clean()
    window.editor.output.export(ExportChoice(), tmp_path / "out.png")
    return event


def _question(window: MainWindow) -> QMessageBox | None:
    return next((each for each in window.findChildren(QMessageBox) if each.isVisible()), None)


def _press(window: MainWindow, text: str) -> None:
    buttons = _question(window).buttons()
    next(each for each in buttons if each.text().replace("&", "") == text).click()


def test_it_is_asked_and_closes_when_the_file_is_written(
    qtbot, window: MainWindow, go_on: threading.Event, tmp_path: Path
) -> None:
    window.close()
    assert "Exporting out.png" in _question(window).text()
    _press(window, "Close when done")
    assert window.isVisible()

    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)
    assert (tmp_path / "out.png").is_file()


def test_it_closes_without_the_file_where_asked_to(
    qtbot, window: MainWindow, go_on: threading.Event, tmp_path: Path
) -> None:
    window.close()
    _press(window, "Close now")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)

    assert not (tmp_path / "out.png").exists()


def test_it_stays_where_that_is_preferred(qtbot, window: MainWindow, go_on: threading.Event) -> None:
    window.close()
    _press(window, "Cancel")
    go_on.set()
    qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=20_000)

    assert window.isVisible()


def test_the_answer_is_not_waited_for_once_the_file_is_written(
    qtbot, window: MainWindow, go_on: threading.Event
) -> None:
    window.close()
    go_on.set()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=20_000)

    assert _question(window) is None


def test_why_the_file_could_not_be_written_is_to_be_read(
    qtbot, window: MainWindow, go_on: threading.Event
) -> None:
    window.setProperty("fails", True)
    window.close()
    _press(window, "Close when done")
    go_on.set()
    qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=20_000)

    assert window.isVisible()
    assert "The disk is full." in window.messages.current.text


def test_unsaved_work_is_asked_about_after_that(qtbot, window: MainWindow, go_on: threading.Event) -> None:
    window.editor.document.history.mark_unsaved()
    window.close()
    _press(window, "Close when done")
    go_on.set()
    qtbot.waitUntil(lambda: _question(window) is not None, timeout=20_000)

    assert "Save the changes" in _question(window).text()
    _press(window, "Don’t save")
    assert not window.isVisible()
