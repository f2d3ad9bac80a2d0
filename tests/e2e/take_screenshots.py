"""Pictures of the real window in each of its states; run by `scripts/screenshots`, to be looked at.

python tests/e2e/take_screenshots.py FOLDER [--theme dark] [--language de]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from engine.folders import FOLDER_VARIABLE
from engine.masks.edge import EdgeSettings
from rainharmonize_gui.app import create_application
from rainharmonize_gui.document.settings import Settings
from rainharmonize_gui.ui.dialogs.model_card import ModelCardDialog
from rainharmonize_gui.ui.theme import Scheme
from rainharmonize_gui.ui.window import MainWindow

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def _until(condition: Callable[[], bool], what: str) -> None:
    deadline = QDeadlineTimer(60_000)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError(what)
        QTest.qWait(1)
        time.sleep(0.02)  # waiting, QTest keeps Python's lock: nothing would be computed meanwhile


class Photographer:
    """Takes the window through its states."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self._window = window
        self._folder = folder

    def take_all(self) -> None:
        self._keep("welcome")
        self._window.open_sample()
        _until(lambda: len(self._window.editor.document.scene.layers) == 1, "the sample")
        self._window.messages.clear()
        self._editor_states()
        self._dialogs()

    def _editor_states(self) -> None:
        editor, actions = self._window.editor, self._window.actions_
        canvas = editor.canvas
        canvas.setFocus()
        editor.selection.select(None)
        self._settle()
        self._keep("sample")
        editor.selection.step(1)
        self._settle()
        self._keep("selected")
        editor.harmonize.fold.set_open(on=True)
        actions["tool.brush"].trigger()
        canvas.brush.set_size(180)
        actions["mask.view"].trigger()
        self._stroke()
        self._settle()
        self._keep("painting")
        editor.document.undo()
        while canvas.mask_view.value != next(iter(type(canvas.mask_view))).value:
            actions["mask.view"].trigger()
        editor.harmonize.fold.set_open(on=False)
        self._edge_and_region()
        actions["tool.move"].trigger()
        for name in ("split", "side_by_side"):
            actions[f"compare.{name}"].trigger()
            if name == "split":
                canvas.compare.move_to(0.76)
            self._settle()
            self._keep(name)
        actions["compare.side_by_side"].trigger()
        self._settle()

    def _edge_and_region(self) -> None:
        editor, actions = self._window.editor, self._window.actions_
        layer_id = editor.selection.layer_id
        actions["mask.edge"].trigger()
        editor.document.set_edge(layer_id, EdgeSettings(shift=-2.5, feather=12, remove_fringe=True))
        self._settle()
        self._keep("edge")
        editor.document.undo()
        editor.selection.select(None)
        actions["tool.wand"].trigger()
        self._settle()
        self._keep("nothing_selected")
        QTest.mouseClick(editor.canvas, _LEFT, _NONE, editor.canvas.map_from_image((1500, 700)).toPoint())
        self._window.findChild(QWidget, "harmonize").raise_()
        self._settle()
        self._keep("region")
        editor.document.undo()
        editor.selection.select(layer_id)

    def _stroke(self) -> None:
        canvas = self._window.editor.canvas
        start = canvas.map_from_image((2900, 1150)).toPoint()
        QTest.mousePress(canvas, _LEFT, _NONE, start)
        for step in range(6):
            QTest.mouseMove(canvas, start + QPoint(12 * step, 8 * step))
        QTest.mouseRelease(canvas, _LEFT, _NONE, start + QPoint(60, 40))

    def _dialogs(self) -> None:
        window = self._window
        window.actions_["file.export"].trigger()
        dialog = window.editor.output.dialog
        assert dialog is not None
        _until(lambda: bool(dialog.estimate.text().strip()), "the estimate")
        self._keep("export", dialog)
        dialog.reject()
        window.actions_["harmonize.card"].trigger()
        (card,) = window.findChildren(ModelCardDialog)
        self._keep("model_card", card)
        card.close()
        window.preferences.show()
        settings = window.preferences.dialog
        self._keep("settings", settings)
        settings.close()
        window.help.show_shortcuts()
        QTest.qWait(100)
        self._keep("shortcuts", window.help.sheet)
        window.help.sheet.close()
        window.messages.post(
            "street.psd is not a picture in a format that can be read, or is damaged; save it as PNG or JPEG "
            "where it comes from.",
            _error_level(),
        )
        self._settle()
        self._keep("message")
        window.messages.clear()

    def _settle(self) -> None:
        """Until the canvas shows the exact picture."""
        editor = self._window.editor
        live, navigation = editor.live, editor.canvas.navigation
        QTest.qWait(150)
        _until(
            lambda: (
                not editor.canvas.working
                and live.frame is not None
                and live.frame.exact
                and live.frame.scene is editor.document.scene
                and live.frame.view == navigation.viewport.view()
            ),
            "an exact frame",
        )
        QTest.qWait(100)

    def _keep(self, name: str, widget: QWidget | None = None) -> None:
        QTest.qWait(50)
        (widget or self._window).grab().save(str(self._folder / f"{name}.png"))


def _error_level():
    from rainharmonize_gui.ui.messages import Level

    return Level.ERROR


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", default="light", choices=["light", "dark"])
    parser.add_argument("--language", default="en")
    parser.add_argument("--size", default="1440x900", help="of the window, in logical pixels")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ[FOLDER_VARIABLE] = folder
        create_application(scheme=Scheme(options.theme), language=options.language)
        window = MainWindow(Settings())
        width, height = map(int, options.size.split("x"))
        window.resize(width, height)
        window.show()
        QTest.qWait(300)
        Photographer(window, options.folder).take_all()
        window.editor.document.history.mark_clean()
        window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
