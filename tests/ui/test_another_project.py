"""A project comes after another, which had objects of the same numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from live_examples import photo

from engine.images import Picture
from engine.types import Method
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.project import save
from rainharmonize_gui.ui.live import Phase
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.variants import look_for
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


def test_another_project_is_not_shown_with_the_colours_found_for_the_one_before(
    qtbot, window: MainWindow, tmp_path: Path
) -> None:
    for name, light in (("a.ora", 90), ("b.ora", 160)):
        document = Document()
        document.open_background(Picture(np.full((120, 160, 3), (light, 60, 30), np.uint8)))
        document.new_look = look_for(Variant(Method.REINHARD))
        document.add_object(Picture(photo((60, 40), light=200)), name="Dog")
        save(document.scene, tmp_path / name)
    editor = window.editor
    window.open_files([tmp_path / "a.ora"])
    qtbot.waitUntil(lambda: editor.live.frame is not None and editor.live.frame.exact, timeout=10_000)
    window.actions_["harmonize.auto"].trigger()
    window.open_files([tmp_path / "b.ora"])
    qtbot.waitUntil(lambda: editor.projects.name == "b.ora")
    qtbot.waitUntil(lambda: editor.live.frame.scene is editor.document.scene)

    assert editor.live.status.phase is Phase.PAUSED
    assert np.array_equal(from_qimage(editor.live.frame.after), from_qimage(editor.live.frame.before))
