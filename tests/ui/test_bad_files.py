"""A file that cannot be opened is one plain sentence in the window: its name, what is wrong, what to do.

No folder, no bracket, no word of the library that failed: that is in the log.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from editor_examples import write_background
from PIL import Image
from safetensors.numpy import save_file

from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.window import MainWindow


def _cut_short(path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (80, 80, 3), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[:900])


def _note(path: Path) -> None:
    path.write_text("not what the name says")


def _empty(path: Path) -> None:
    path.touch()


def _unfit(path: Path) -> None:
    save_file({"layer": np.zeros(3, np.float32)}, path)


def _project_cut_short(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(200))


@pytest.mark.parametrize(
    ("name", "write", "sentence", "reason"),
    [
        (
            "cut (1).jpg",
            _cut_short,
            "is damaged or cut short; get it once more from where it came.",
            "truncated",
        ),
        (
            "note.png",
            _note,
            "is not a picture in a format that can be read, or is damaged; save it as PNG or JPEG where it "
            "comes from.",
            "cannot identify",
        ),
        ("empty.png", _empty, "is empty (0 bytes); get it once more from where it came.", ""),
        (
            "note.safetensors",
            _note,
            "is damaged or no weights file; get it once more from where it came.",
            "deserializing",
        ),
        (
            "other.safetensors",
            _unfit,
            "does not say which network it belongs to: export it with `python -m training.export`.",
            "",
        ),
        (
            "cut.ora",
            _project_cut_short,
            "cannot be opened: it is damaged or no project; use an older copy or an autosave of it.",
            "zip",
        ),
    ],
)
def test_a_bad_file_is_one_plain_sentence(
    qtbot,
    window: MainWindow,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    name: str,
    write: Callable[[Path], None],
    sentence: str,
    reason: str,
) -> None:
    caplog.set_level(logging.INFO)
    window.messages.clear()
    window.editor.document.history.mark_clean()  # or a project would ask first
    write(tmp_path / name)
    window.open_files([tmp_path / name])
    qtbot.waitUntil(lambda: window.messages.current is not None, timeout=30_000)

    message = window.messages.current
    assert message is not None
    assert message.text == f"{name} {sentence}"
    assert message.level is Level.ERROR
    assert window.messages.waiting == 0
    assert reason in caplog.text


def test_a_profile_that_cannot_be_used_is_said_without_its_kind(
    qtbot, window: MainWindow, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    window.messages.clear()
    with Image.open(write_background(tmp_path)) as picture:
        picture.save(tmp_path / "odd.png", icc_profile=b"not a profile")
    window.open_files([tmp_path / "odd.png"])
    qtbot.waitUntil(lambda: window.messages.current is not None, timeout=30_000)

    assert window.messages.current is not None
    assert window.messages.current.text == (
        "odd.png has a colour profile that cannot be used; it was read as sRGB."
    )
    assert "profile is damaged" in caplog.text
