"""The program itself replaces files: a window with a project open, that saves, exports or autosaves it.

For `python -m benchmarks.kills --window`. Each process makes its own window, offscreen, with settings and
autosaves in a folder of its own, and does what a person would have it do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.kills import Replacing, recovered_bytes, scene
from engine.folders import FOLDER_VARIABLE
from rainharmonize_gui.document.export import ExportChoice, export
from rainharmonize_gui.document.project import save
from rainharmonize_gui.document.recovery import RecoveryStore
from rainharmonize_gui.document.scene import Scene

if TYPE_CHECKING:
    from rainharmonize_gui.ui.window import MainWindow

_PATIENCE = 60.0
"""Seconds after which a window that does not get there has failed."""


def replacings(folder: Path) -> list[Replacing]:
    """Saving, exporting and autosaving by a window, each in a folder of its own."""
    before = _plain(scene(1))
    after = replace(before, layers=tuple(replace(layer, name="Renamed") for layer in before.layers))
    return [
        _by_window("saving", folder / "saving", before, after, _save),
        _by_window("exporting", folder / "exporting", before, after, _export),
        _autosaving(folder / "autosaving", before, after),
    ]


def _plain(scene: Scene) -> Scene:
    """Nothing is harmonized: the network is another question, and takes seconds to load."""
    layers = tuple(
        replace(layer, look=replace(layer.look, harmonize=False), name="Object") for layer in scene.layers
    )
    return replace(scene, layers=layers)


def _by_window(
    name: str, folder: Path, before: Scene, after: Scene, act: Callable[[MainWindow, Path], object]
) -> Replacing:
    folder.mkdir()
    project, exported = folder / "a.ora", folder / "a.png"
    target = exported if act is _export else project
    contents = [_contents(each, target) for each in (before, after)]

    def begin() -> Callable[[], object]:
        save(before, project)
        target.write_bytes(contents[0])
        window = _window(folder, project)
        _rename(window)
        return lambda: act(window, target)

    return Replacing(f"window-{name}", begin, target.read_bytes, *contents)


def _contents(scene: Scene, target: Path) -> bytes:
    if target.suffix == ".png":
        export(_shown(scene), ExportChoice(), target, findings={})
    else:
        save(scene, target)
    return target.read_bytes()


def _shown(scene: Scene) -> Scene:
    """What an export shows of a new name: nothing; so the renamed object is hidden, too."""
    layers = tuple(replace(layer, visible=layer.name != "Renamed") for layer in scene.layers)
    return replace(scene, layers=layers)


def _autosaving(folder: Path, before: Scene, after: Scene) -> Replacing:
    folder.mkdir()
    project = folder / "a.ora"
    contents = [_contents(each, project) for each in (before, after)]
    save(before, project)

    def begin() -> Callable[[], object]:
        window = _window(folder, project)
        window.editor.document.history.mark_unsaved()
        _autosave(window, project)
        _rename(window)
        return lambda: _autosave(window, project)

    def found() -> bytes:
        return recovered_bytes(RecoveryStore(folder / "recovery"), folder / "recovered.ora")

    return Replacing("window-autosaving", begin, found, *contents)


# In the process of its own


def _window(folder: Path, project: Path) -> MainWindow:
    os.environ |= {FOLDER_VARIABLE: str(folder), "QT_QPA_PLATFORM": "offscreen"}
    from rainharmonize_gui.app import create_application  # noqa: PLC0415  not before the process is forked
    from rainharmonize_gui.document.settings import Settings  # noqa: PLC0415
    from rainharmonize_gui.ui.window import MainWindow  # noqa: PLC0415

    create_application()
    window = MainWindow(Settings(auto_preview=False))
    window.show()
    window.open_files([project])
    _until(lambda: window.editor.projects.path == project)
    _until(lambda: not window.editor.autosave._tasks.busy)
    return window


def _rename(window: MainWindow) -> None:
    document = window.editor.document
    document.rename(document.scene.layers[0].id, "Renamed")


def _save(window: MainWindow, _target: Path) -> None:
    window.actions_["file.save"].trigger()
    _until(lambda: not window.editor.writing.busy)


def _export(window: MainWindow, target: Path) -> None:
    document = window.editor.document
    document.set_visible(document.scene.layers[0].id, visible=False)
    window.editor.output.export(ExportChoice(), target)
    _until(lambda: not window.editor.writing.busy)


def _autosave(window: MainWindow, _target: Path) -> None:
    window.editor.autosave.save_now()
    _until(lambda: not window.editor.autosave._tasks.busy)


def _until(reached: Callable[[], bool]) -> None:
    from PySide6.QtCore import QCoreApplication  # noqa: PLC0415

    end = time.monotonic() + _PATIENCE
    while not reached():
        QCoreApplication.processEvents()
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)
