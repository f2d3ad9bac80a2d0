"""Whatever goes wrong with disks and files is one sentence in the window, and the work is still there."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from rainharmonize_gui.document import limits
from rainharmonize_gui.document.export import ExportChoice
from rainharmonize_gui.document.project import load, save
from rainharmonize_gui.document.recovery import RecoveryStore
from rainharmonize_gui.ui.crash import Hooks
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.window import MainWindow

FullDisk = Callable[[int], AbstractContextManager[None]]


@pytest.fixture
def window(window: MainWindow) -> MainWindow:
    window.messages.clear()
    return window


def _said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.messages._queue)


def _save(qtbot, window: MainWindow, path: Path) -> None:
    window.editor.projects._name_chosen(lambda: None, str(path))
    qtbot.waitUntil(lambda: not window.editor.writing.busy)
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)


def _autosave(qtbot, window: MainWindow) -> None:
    window.editor.autosave._timer.timeout.emit()
    qtbot.waitUntil(lambda: not window.editor.autosave._tasks.busy)


# Disks


def test_saving_to_a_full_disk(qtbot, window: MainWindow, tmp_path: Path, full_disk: FullDisk) -> None:
    path = tmp_path / "a.ora"
    _save(qtbot, window, path)
    old = path.read_bytes()
    window.editor.document.duplicate(window.editor.document.scene.layers[0].id)
    with full_disk(20_000):
        _save(qtbot, window, path)

    assert f"{path.name} cannot be written: no room is left on the disk" in _said(window)
    assert path.read_bytes() == old
    assert window.isWindowModified()


def test_exporting_to_a_full_disk(qtbot, window: MainWindow, tmp_path: Path, full_disk: FullDisk) -> None:
    with full_disk(20_000):
        window.editor.output.export(ExportChoice(), tmp_path / "out.png")
        qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=30_000)

    assert "no room is left on the disk" in _said(window)
    assert not (tmp_path / "out.png").exists()


def test_autosaving_to_a_full_disk_is_said_once_and_keeps_the_one_before(
    qtbot, window: MainWindow, full_disk: FullDisk
) -> None:
    _autosave(qtbot, window)
    [kept] = RecoveryStore().folder.rglob("autosave.ora")
    old = kept.read_bytes()
    document = window.editor.document
    for name in ("Once", "Twice"):
        window.messages.clear()
        document.rename(document.scene.layers[0].id, name)
        with full_disk(20_000):
            _autosave(qtbot, window)
        assert ("no room is left on the disk" in _said(window)) is (name == "Once")

    assert kept.read_bytes() == old


def test_saving_into_a_read_only_folder(qtbot, window: MainWindow, locked_folder: Path) -> None:
    _save(qtbot, window, locked_folder / "a.ora")

    assert "a.ora cannot be written: permission denied" in _said(window)
    assert window.messages.current is not None
    assert window.messages.current.offer is not None
    assert window.messages.current.offer.text == "Save as…"
    assert window.isWindowModified()


def test_exporting_into_a_read_only_folder(qtbot, window: MainWindow, locked_folder: Path) -> None:
    window.editor.output.export(ExportChoice(), locked_folder / "out.png")
    qtbot.waitUntil(lambda: not window.editor.writing.busy, timeout=30_000)

    assert "permission denied; choose another folder" in _said(window)


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_work_goes_on_and_that_is_said(
    qtbot, window: MainWindow, tmp_path: Path
) -> None:
    window.preferences.change({"theme": window.settings.theme})
    assert "There is no home folder: settings last until the program ends." in _said(window)
    _autosave(qtbot, window)
    assert "There is no home folder: autosaves are off; save often." in _said(window)

    _save(qtbot, window, tmp_path / "a.ora")
    assert not window.isWindowModified()


# Limits


def test_an_object_more_than_a_project_can_hold(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = window.editor.document.scene
    monkeypatch.setattr(limits, "MOST_LAYERS", len(scene.layers))
    hooks = Hooks(partial(window.messages.post, level=Level.ERROR))
    try:
        window.editor.selection.select(scene.layers[0].id)
        window.actions_["edit.duplicate"].trigger()
    finally:
        hooks.remove()

    assert "as many as a project can hold; delete some first." in _said(window)
    assert window.editor.document.scene is scene


# Files


def _of_a_newer_version(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    state = json.loads(entries["rainharmonize/project.json"])
    entries["rainharmonize/project.json"] = json.dumps({**state, "version": "2.0"}).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_of_a_newer_version, "is from a newer version of RainHarmonize (project format 2.0)"),
        (lambda path: path.write_bytes(path.read_bytes()[:5000]), "cannot be opened"),
        (lambda path: path.write_bytes(b""), "is empty"),
    ],
    ids=["newer", "cut short", "empty"],
)
def test_a_project_that_cannot_be_opened_leaves_what_is_open(
    qtbot, window: MainWindow, tmp_path: Path, spoil: Callable[[Path], object], sentence: str
) -> None:
    scene = window.editor.document.scene
    path = tmp_path / "other.ora"
    save(scene, path)
    spoil(path)
    before = path.read_bytes()
    window.editor.document.history.mark_clean()
    window.open_files([path])
    qtbot.waitUntil(lambda: sentence in _said(window))

    assert window.editor.document.scene is scene
    assert path.read_bytes() == before


@pytest.mark.parametrize("way", ["removed", "changed"])
def test_a_photo_that_goes_or_changes_while_it_is_open_is_not_missed(
    qtbot, window: MainWindow, tmp_path: Path, way: str
) -> None:
    photo = tmp_path / "street.png"
    pixels = window.editor.document.scene.background.rgb.copy()
    if way == "removed":
        photo.unlink()
    else:
        photo.write_bytes(b"something else")
    _save(qtbot, window, tmp_path / "a.ora")

    assert (load(tmp_path / "a.ora").scene.background.rgb == pixels).all()
    assert not window.isWindowModified()
