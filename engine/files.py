"""Files are written whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from engine.errors import EngineError

_log = logging.getLogger(__name__)

_NO_ROOM = (
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}
)
_FORBIDDEN = {errno.EACCES, errno.EPERM}


class FileError(EngineError):
    """A file cannot be written where it was asked for."""


def write_atomic(path: str | os.PathLike[str], writer: Callable[[IO[bytes]], object]) -> None:
    """Fill a new file beside `path` through `writer`, sync it, then put it in the place of `path`.

    Killed at any moment, `path` is the whole old file or the whole new one. On Linux the new file has no name
    until it is complete; elsewhere a hidden temporary file can be left behind, but only by a kill. A symbolic
    link is followed; the mode of an old file is kept. Raises FileError where the file cannot be written; what
    else `writer` raises goes through. Nothing is left either way.
    """
    asked = Path(path)
    target = Path(os.path.realpath(asked))
    if target.is_dir():
        raise FileError(f"{asked} is a folder; give the name of a file.")
    if not target.parent.is_dir():
        raise FileError(
            f"{asked} cannot be written: the folder {target.parent} does not exist; create it first."
        )
    # Without the target's own name, which may be as long as a name can be.
    temporary = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        try:
            with _new_file(temporary) as file:
                writer(file)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, temporary)
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(_sentence(asked, error)) from error
    _sync_folder(target.parent)


@contextlib.contextmanager
def _new_file(temporary: Path) -> Iterator[IO[bytes]]:
    """A file open for reading and writing that bears the name `temporary` when the block has ended well."""
    descriptor = _open_nameless(temporary.parent)
    if descriptor is None:
        with temporary.open("x+b") as file:
            yield file
        return
    with open(descriptor, "w+b") as file:  # noqa: PTH123  a descriptor has no Path
        yield file
        # Without some `…_dir_fd`, Python calls link(2), which does not follow the link to the open file.
        os.link(f"/proc/self/fd/{descriptor}", temporary, src_dir_fd=descriptor, follow_symlinks=True)


def _open_nameless(folder: Path) -> int | None:
    """A file that vanishes with the process unless it is linked to a name (Linux, open(2), O_TMPFILE)."""
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_RDWR, 0o666)
    except OSError as error:
        if error.errno in {errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL}:
            return None  # not every file system can (NFS, FAT, some overlays)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system lets a folder be synced."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        _log.debug("Folder %s not synced: %s", folder, error)


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return f"{path} cannot be written: no room is left on the disk; free some or choose another folder."
    if error.errno == errno.EROFS:
        return f"{path} cannot be written: the disk is read-only; choose another folder."
    if error.errno in _FORBIDDEN:
        return f"{path} cannot be written: permission denied; choose another folder."
    return f"{path} cannot be written: {error.strerror or error}."
