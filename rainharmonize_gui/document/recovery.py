"""Autosaves, and what instances that died have left behind.

Every running instance has a folder of its own, locked by the operating system for as long as it lives: a lock
ends with the process, however that ends, and knows nothing of clocks or reused process numbers.

    recovery/lock                 held for a moment while folders come and go
    recovery/<id>/lock            held by a living instance
    recovery/<id>/autosave.ora    the last autosave, a whole project
    recovery/<id>/session.json    which project it belongs to
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeGuard

from filelock import FileLock, Timeout

from engine.files import write_atomic
from engine.folders import Own, own_folder
from engine.progress import CancelToken, Progress
from engine.types import EngineError

from .project import Loaded, Stamp, load, save
from .scene import Scene

log = logging.getLogger(__name__)

_AUTOSAVE, _SESSION, _LOCK = "autosave.ora", "session.json", "lock"
_ID = re.compile(r"[0-9a-f]{16}")
_LONGEST_SESSION = 1 << 16
_PATIENCE = 2.0
"""Seconds to wait for another instance to be done with the folders."""


class RecoveryError(EngineError):
    """Autosaves cannot be kept, or one cannot be brought back; the program goes on."""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """The autosave of an instance that has ended without saying so.

    project: the file it was opened from or saved to; None where it never was. stamp: of that file as it was
    then. background: the photo's path. saved: when, by the clock of then.
    """

    id: str
    saved: datetime
    project: Path | None = None
    stamp: Stamp | None = None
    background: str | None = None


def recovery_folder() -> Path:
    """Where autosaves are; it need not exist yet. Raises RecoveryError where there is no place for them."""
    folder = own_folder(Own.RECOVERY)
    if folder is None:
        raise RecoveryError("There is no home folder: autosaves are off; save often.")
    return folder


class Session:
    """The autosave of this instance. Any thread may call it; one call at a time gets through."""

    def __init__(self, folder: Path, lock: FileLock) -> None:
        self._folder = folder
        self._lock = lock
        self._guard = threading.Lock()
        self._about = _about(folder)

    @property
    def id(self) -> str:
        return self._folder.name

    @property
    def has_autosave(self) -> bool:
        return (self._folder / _AUTOSAVE).is_file()

    @property
    def is_gone(self) -> bool:
        """Whether others have deleted its folder: nothing can be kept there any more."""
        return not self._folder.is_dir()

    def autosave(
        self,
        scene: Scene,
        *,
        project: Path | None = None,
        stamp: Stamp | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> None:
        """Replace the autosave by `scene`, whole or not at all; without a background, do nothing.

        project: the file the scene belongs to, if there is one. stamp: of that file, as it was opened or
        saved. Raises FileError, or Aborted when cancelled; the autosave before then stays.
        """
        if scene.background is None:
            return
        with self._guard:
            if not self._lock.is_locked:
                return  # the window was closed meanwhile
            save(scene, self._folder / _AUTOSAVE, progress=progress, cancel=cancel)
            self._describe(
                project=_canonical(project), stamp=_as_list(stamp), background=scene.background.path
            )

    def work_on(self, project: Path | None, stamp: Stamp | None = None) -> None:
        """Tell others which project is open here, and recovery how its file was. Raises FileError."""
        with self._guard:
            if self._lock.is_locked:
                self._describe(project=_canonical(project), stamp=_as_list(stamp))

    def clear(self) -> None:
        """Forget the autosave: all is saved, or meant to be forgotten."""
        with self._guard:
            if self._lock.is_locked:
                _unlink(self._folder / _AUTOSAVE)

    def close(self) -> None:
        """The instance ends as it should: nothing is left behind."""
        with self._guard:
            if self._lock.is_locked:
                _remove(self._folder, self._lock)

    def _describe(self, **about: str | list[int] | None) -> None:
        told = {**self._about, **about}
        if told != self._about:
            data = json.dumps(told).encode()
            write_atomic(self._folder / _SESSION, lambda file: file.write(data))
            self._about = told


class RecoveryStore:
    """The folder of all instances' autosaves. folder: by default `recovery_folder()`.

    Raises RecoveryError, one sentence, from every method, where the folder cannot be used.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or recovery_folder()

    def begin(self) -> Session:
        """A new session for this instance."""
        with self._folders():
            self._remove_empty()
            folder = self.folder / secrets.token_hex(8)
            folder.mkdir(mode=0o700)
            return Session(folder, _locked(folder))

    def left_behind(self) -> tuple[LeftBehind, ...]:
        """Autosaves of instances that live no more, the latest first."""
        with self._folders():
            found: list[LeftBehind] = []
            for folder in self._sessions():
                lock = _try_lock(folder)
                if lock is not None:
                    lock.release()
                    found.extend(_described(folder))
            return tuple(sorted(found, key=lambda each: each.saved, reverse=True))

    def restore(
        self, left: LeftBehind, *, progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> tuple[Loaded, Session]:
        """The scene of an autosave, and its session to go on with instead of this instance's own.

        It stays until an autosave replaces it or the session ends well. Raises RecoveryError where another
        instance has taken it, ProjectError where it cannot be read; it is then still there.
        """
        with self._folders():
            folder, lock = self._taken(left)
        try:
            # The folder is the user's alone; what others' projects named was let go when they were opened.
            path = folder / _AUTOSAVE
            loaded = load(path, max_memory=None, own=True, progress=progress, cancel=cancel)
        except BaseException:
            lock.release()
            raise
        return replace(loaded, scene=_with_path(loaded.scene, left.background)), Session(folder, lock)

    def discard(self, left: LeftBehind) -> None:
        """Delete an autosave for good."""
        with self._folders():
            _remove(*self._taken(left))

    def is_open_elsewhere(self, project: Path, *, here: Session | None = None) -> bool:
        """Whether another living instance works on a project file."""
        with self._folders():
            for folder in self._sessions():
                same = _about(folder).get("project") == _canonical(project)
                if same and (here is None or folder.name != here.id):
                    lock = _try_lock(folder)
                    if lock is None:
                        return True
                    lock.release()
            return False

    @contextlib.contextmanager
    def _folders(self) -> Iterator[None]:
        """The right to make and delete folders, for one instance at a time."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.folder / _LOCK, timeout=_PATIENCE, thread_local=False):
                yield
        except Timeout as error:
            raise RecoveryError(
                f"Another instance keeps the autosaves in {self.folder} to itself; close it and try again."
            ) from error
        except OSError as error:
            raise RecoveryError(
                f"Autosaves are off: the folder {self.folder} cannot be used; save often.",
                detail=error.strerror or type(error).__name__,
            ) from error

    def _sessions(self) -> list[Path]:
        """Folders of sessions, and of nothing else."""
        return [
            each
            for each in self.folder.iterdir()
            if _ID.fullmatch(each.name) and each.is_dir() and not each.is_symlink()
        ]

    def _remove_empty(self) -> None:
        """Folders of instances that died before their first autosave."""
        for folder in self._sessions():
            if not (folder / _AUTOSAVE).exists() and (lock := _try_lock(folder)) is not None:
                _remove(folder, lock)

    def _taken(self, left: LeftBehind) -> tuple[Path, FileLock]:
        folder = self.folder / left.id
        lock = _try_lock(folder) if _ID.fullmatch(left.id) and folder.is_dir() else None
        if lock is None:
            raise RecoveryError("That autosave is gone, or another window has taken it.")
        return folder, lock


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
    lock.acquire()
    return lock


def _try_lock(folder: Path) -> FileLock | None:
    """The lock of a session's folder; None where a living instance has it, or it cannot be had."""
    try:
        return _locked(folder)
    except Timeout:
        return None
    except OSError as error:
        log.info("Session %s left alone: %s", folder.name, error)
        return None


def _described(folder: Path) -> Iterator[LeftBehind]:
    try:
        saved = datetime.fromtimestamp((folder / _AUTOSAVE).stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return
    about = _about(folder)
    project, background = about.get("project"), about.get("background")
    yield LeftBehind(
        id=folder.name,
        saved=saved,
        project=Path(project) if _is_path(project) else None,
        stamp=_as_stamp(about.get("stamp")),
        background=background if _is_path(background) else None,
    )


def _is_path(value: object) -> TypeGuard[str]:
    """Whether the system can be asked about it: a path with a NUL in it raises ValueError in every use."""
    return isinstance(value, str) and value != "" and "\0" not in value


def _as_list(stamp: Stamp | None) -> list[int] | None:
    return None if stamp is None else [stamp.inode, stamp.size, stamp.modified]


def _as_stamp(value: object) -> Stamp | None:
    whole = isinstance(value, list) and len(value) == 3 and all(isinstance(each, int) for each in value)
    return Stamp(*value) if isinstance(value, list) and whole else None


def _about(folder: Path) -> dict[str, Any]:
    """What session.json says; nothing where it is missing or damaged."""
    try:
        with (folder / _SESSION).open("rb") as file:
            about = json.loads(file.read(_LONGEST_SESSION))
    except (OSError, ValueError, RecursionError) as error:
        log.info("Session %s tells nothing: %s", folder.name, error)
        return {}
    return about if isinstance(about, dict) else {}


def _with_path(scene: Scene, path: str | None) -> Scene:
    """The scene with the path of its photo, which projects do not tell."""
    if scene.background is None or path is None:
        return scene
    return replace(scene, background=replace(scene.background, path=path))


def _remove(folder: Path, lock: FileLock) -> None:
    """Delete the folder of a session whose lock is held; what cannot be deleted is tried again some day."""
    _unlink(folder / _AUTOSAVE)
    lock.release()  # Windows deletes no open file
    shutil.rmtree(folder, ignore_errors=True)


def _canonical(project: Path | None) -> str | None:
    return os.path.normcase(os.path.realpath(project)) if project else None


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s is left: %s", path, error)
