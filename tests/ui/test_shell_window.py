"""The window as the program makes it, and the program itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from rainharmonize_gui import app
from rainharmonize_gui.command_line import parse
from rainharmonize_gui.document.settings import Settings, Theme, load_settings
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.mime import EncodedImage, LocalFile
from rainharmonize_gui.ui.shortcuts import ShortcutSheet
from rainharmonize_gui.ui.theme import theme
from rainharmonize_gui.ui.window import MainWindow

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from rainharmonize_gui import app
create = app.create_application
def create_and_quit(**options):
    made = create(**options)
    QTimer.singleShot(300, made.closeAllWindows)
    return made
app.create_application = create_and_quit
code = app.main(sys.argv[1:])
print("ended", code)
"""
IS_LIGHT = """
late = {"torch", "numpy", "cv2", "PIL"} & set(sys.modules)
assert not late, late
"""

HOSTILE_SETTINGS = {
    "theme": "dark",
    "language": "../../x",
    "device": "cuda:99",
    "weights": "/nowhere/\0.pth",
    "recent": ["/gone.png", "a\0b.png", "\ud800.png", "", "/" + "x" * 5000, "//server/share/a.ora"],
    "export_folder": "\0",
    "geometry": "/////w==",
    "layout": "%%%",
}
"""Values of the right type that nothing can be done with."""


@pytest.fixture
def window(qtbot) -> MainWindow:
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.new("RGB", (40, 20)).save(path)
    return path


def _run(*arguments: str, environment: dict[str, str], then: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM + then, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_program_starts_and_ends_without_torch_or_numpy(own_folders: Path) -> None:
    options = ("--style-theme", "dark", "--language", "de")
    done = _run(*options, environment={"QT_QPA_FONTDIR": "/nowhere"}, then=IS_LIGHT)

    assert done.returncode == 0, done.stderr
    assert "ended 0" in done.stdout
    assert (own_folders / "settings.json").exists()
    assert (own_folders / "log" / "crash.log").read_text() == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{ not JSON", "The settings in"),
        ('{"version": 99, "theme": "dark", "hologram": [1]}', "are from a newer version"),
        (json.dumps(HOSTILE_SETTINGS), ""),
    ],
)
def test_the_program_starts_whatever_its_settings_hold(text: str, said: str, own_folders: Path) -> None:
    own_folders.mkdir()
    (own_folders / "settings.json").write_text(text)
    done = _run(environment={})

    assert done.returncode == 0, done.stderr
    assert "ended 0" in done.stdout
    log = (own_folders / "log" / "rainharmonize.log").read_text()
    assert said in log
    assert "uncaught" not in log


def test_a_file_named_from_here_is_remembered_from_anywhere(window, photo: Path, monkeypatch) -> None:
    monkeypatch.chdir(photo.parent)
    found: list[LocalFile] = []
    window.arrived.connect(found.extend)
    monkeypatch.setattr(type(window.editor), "take", lambda *_arguments: None)
    window.open_files([Path("photo.png")])

    assert found == [LocalFile(photo)]


def test_a_wrong_argument_is_one_line_and_code_two() -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(["--style-theme", "pink"])

    assert stopped.value.code == 2


def test_the_command_line_names_files_theme_language_and_log_level() -> None:
    options = parse(["a.png", "b.png", "--style-theme", "dark", "--language", "de", "--log-level", "debug"])

    assert options.files == [Path("a.png"), Path("b.png")]
    assert (options.style_theme, options.language, options.log_level) == ("dark", "de", "DEBUG")


def test_opencvs_qt_folders_are_forgotten(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", "/cv2")
    monkeypatch.setenv("QT_QPA_FONTDIR", "/cv2")
    app.create_application(scheme=Theme.LIGHT, language="en")

    assert "QT_QPA_PLATFORM_PLUGIN_PATH" not in os.environ
    assert "QT_QPA_FONTDIR" not in os.environ


def test_an_empty_window_shows_the_welcome_page(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.welcome
    assert window.messages.isHidden()


def test_files_arrive_in_order(qtbot, window: MainWindow, photo: Path) -> None:
    with qtbot.waitSignal(window.arrived) as caught:
        window.open_files([photo, photo])

    assert caught.args == [[LocalFile(photo), LocalFile(photo)]]


def test_what_cannot_be_opened_is_named_and_the_rest_arrives(
    qtbot, window: MainWindow, photo: Path, tmp_path: Path
) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    with qtbot.waitSignal(window.arrived) as caught:
        window.open_files([text, tmp_path, tmp_path / "gone.png", photo])

    assert caught.args == [[LocalFile(photo)]]
    said = [message.text for message in window.messages._queue]
    assert [any(name in text for text in said) for name in ("notes.txt", "is a folder", "gone.png")] == [
        True
    ] * 3


def test_pasting_takes_the_clipboard(qtbot, window: MainWindow) -> None:
    data = QMimeData()
    data.setData("image/png", b"bytes")
    QGuiApplication.clipboard().setMimeData(data)

    with qtbot.waitSignal(window.arrived) as caught:
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert caught.args == [[EncodedImage(b"bytes")]]


def test_pasting_nothing_says_so(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    window.actions_["edit.paste"].trigger()

    assert window.messages.current.level is Level.INFO


def test_f1_opens_the_sheet_beside_the_window(qtbot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)

    [sheet] = window.findChildren(ShortcutSheet)
    assert sheet.isVisible()
    assert "Paste" in sheet.shown()
    sheet.close()


def test_the_theme_is_changed_and_remembered(window: MainWindow) -> None:
    window.actions_["theme.dark"].trigger()

    assert theme().is_dark
    assert load_settings().settings.theme is Theme.DARK


def test_recent_files_are_remembered_and_forgotten(window: MainWindow, photo: Path) -> None:
    window.preferences.remember(photo)
    assert load_settings().settings.recent == (str(photo),)

    window.preferences.forget(photo)
    assert load_settings().settings.recent == ()


def test_the_window_comes_back_at_its_size(qtbot, window: MainWindow) -> None:
    window.resize(701, 502)
    window.close()

    again = MainWindow(load_settings().settings)
    qtbot.addWidget(again)

    assert (again.width(), again.height()) == (701, 502)


def test_diagnostics_go_to_the_clipboard(window: MainWindow) -> None:
    window.actions_["help.diagnostics"].trigger()

    assert "PySide6" in QGuiApplication.clipboard().text()
    assert not window.messages.isHidden()


def test_every_control_of_the_window_has_a_name(window: MainWindow) -> None:
    for toolbar_action in window.actions_.children():
        if hasattr(toolbar_action, "toolTip"):
            assert toolbar_action.toolTip()
