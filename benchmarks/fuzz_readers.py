"""Opens a file as the program would, and watches that nothing is written, started or fetched meanwhile."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.folders import FOLDER_VARIABLE
from engine.images import probe, read, read_mask
from engine.types import EngineError
from engine.weights import read_card, read_network
from rainharmonize_gui.document.project import load, read_thumbnail
from rainharmonize_gui.document.project.errors import Damage
from rainharmonize_gui.document.project.fields import parse
from rainharmonize_gui.document.project.stack import from_xml
from rainharmonize_gui.document.project.state import NewerVersion, from_fields
from rainharmonize_gui.document.recovery import RecoveryStore
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.document.settings import load_settings
from rainharmonize_gui.document.view import View

LONGEST_SENTENCE = 1500
REFUSALS = (EngineError, Damage, NewerVersion)
"""What may be raised: each is a sentence, or becomes one."""


def open_file(path: Path) -> None:
    """Everything the program does with a file of this name. Raises one of REFUSALS, or it is a mistake."""
    refusals = []
    for reader in readers(path):
        try:
            reader(path)
        except REFUSALS as error:
            refusals.append(error)
    if refusals:
        raise refusals[0]


def readers(path: Path) -> list[Callable[[Path], object]]:
    """By its ending, or by its name where that says more."""
    by_name: dict[str, list[Callable[[Path], object]]] = {
        "settings.json": [_settings],
        "session.json": [_session],
        "project.json": [lambda path: from_fields(parse(path.read_bytes(), name="project.json"))],
        "stack.xml": [lambda path: from_xml(path.read_bytes())],
    }
    by_ending: dict[str, list[Callable[[Path], object]]] = {
        ".ora": [_project, read_thumbnail],
        ".safetensors": [read_card, read_network],
        ".pth": [read_card, read_network],
        ".pt": [read_card, read_network],
    }
    return by_name.get(path.name) or by_ending.get(path.suffix, [read, read_mask, probe])


def _project(path: Path) -> None:
    loaded = load(path)
    scene = loaded.scene
    assert all(len(text) <= LONGEST_SENTENCE and "\n" not in text for text in loaded.notices)
    composite(scene, View.whole(scene.size, longest=64))  # what opens can be shown, too


def _settings(path: Path) -> None:
    os.environ[FOLDER_VARIABLE] = str(path.parent)
    load_settings()
    path.with_name("settings.json.bak").unlink(missing_ok=True)


def _session(path: Path) -> None:
    """As what an instance that died has left."""
    store = RecoveryStore(path.parent / "recovery")
    folder = store.folder / ("0" * 16)
    folder.mkdir(parents=True)
    shutil.copy(path, folder / "session.json")
    (folder / "autosave.ora").touch()
    try:
        (left,) = store.left_behind()
        store.is_open_elsewhere(left.project or path)
    finally:
        shutil.rmtree(store.folder)


_CHANGES = {"os.mkdir", "os.remove", "os.rmdir", "os.rename", "os.link", "os.symlink", "os.truncate"}
_NEVER = ("subprocess.", "socket.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile")
"""Events of Python's audit (PEP 578)."""


class Watch:
    """Notes what Python writes outside a folder, starts or fetches, from now to the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder.resolve())
        self.seen: list[str] = []
        sys.addaudithook(self._noted)

    def _noted(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = set(mode or "") & set("wax+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writes and isinstance(path, str | bytes) and not self._allowed(path):
                self.seen.append(f"opened {path!r} for writing")
        elif event in _CHANGES and not self._allowed(arguments[0]):
            self.seen.append(f"{event} {arguments[0]!r}")
        elif event.startswith(_NEVER):
            self.seen.append(event)

    def _allowed(self, path: str | bytes | os.PathLike[Any]) -> bool:
        whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  a path may be bytes here
        return whole == os.devnull or whole.startswith(f"{self._folder}{os.sep}")
