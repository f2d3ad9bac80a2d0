"""The zip container of OpenRaster: written in the order the standard asks for, read with distrust."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Self

from engine.zips import open_zip

from .errors import Damage, ProjectError

MIMETYPE = b"image/openraster"
_PIECE = 1 << 20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_EPOCH = (1980, 1, 1, 0, 0, 0)

ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # of zipfile: a password is asked for
    NotImplementedError,
    ValueError,
    OverflowError,
    MemoryError,
)
"""What zipfile raises, at one point or another, on files made to harm or by chance."""


class Writer:
    """Writes an OpenRaster archive; `mimetype` comes first and stored, as the standard asks."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.add("mimetype", MIMETYPE)

    def add(self, name: str, data: bytes, *, compress: bool = False) -> None:
        """An entry; pictures are compressed already, so `compress` is for text."""
        info = zipfile.ZipInfo(name, _EPOCH)  # always the same, so that equal scenes give equal files
        info.external_attr = 0o644 << 16
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        self._zip.writestr(info, data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


class Archive:
    """A zip file whose directory has been found harmless. Nothing is ever unpacked to the disk.

    Raises Damage for two entries of one name, names that lead elsewhere, encryption, unusual compression.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = open_zip(file)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for info in self._zip.infolist():
            _check_entry(info)
            if info.filename in self._entries:
                raise Damage(f"it holds {info.filename!r} twice")
            self._entries[info.filename] = info

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def start(self, name: str, length: int) -> bytes:
        """The first bytes of an entry. Raises Damage where it is missing."""
        with self._zip.open(self._info(name)) as entry:
            return entry.read(length)

    def size(self, name: str) -> int:
        """Bytes of an entry; reading it gives no more. Raises Damage where it is missing."""
        return self._info(name).file_size

    def read(self, name: str, *, limit: int | None = None) -> bytes:
        """A whole entry, its checksum right. Raises Damage where it is missing or longer than `limit`."""
        info = self._info(name)
        if limit is not None and info.file_size > limit:
            raise Damage(f"{name} claims {info.file_size} bytes, more than the {limit} it may have")
        # No longer than announced, whatever the compressed data say: zipfile stops there.
        buffer = io.BytesIO()
        with self._zip.open(info) as entry:
            while piece := entry.read(_PIECE):
                buffer.write(piece)
        if buffer.tell() != info.file_size:
            raise Damage(f"{name} is cut short")
        return buffer.getvalue()

    def _info(self, name: str) -> zipfile.ZipInfo:
        try:
            return self._entries[name]
        except KeyError:
            raise Damage(f"{name} is missing") from None


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The archive in a file, closed with the block. Raises ProjectError where there is no such thing."""
    with contextlib.ExitStack() as stack:
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise ProjectError(f"{path} is not a project file, but a folder or a device.")
            file = stack.enter_context(path.open("rb"))
        except FileNotFoundError as error:
            raise ProjectError(f"{path} does not exist; it may have been moved or deleted.") from error
        except PermissionError as error:
            raise ProjectError(
                f"{path} may not be read: permission denied; change that or copy it."
            ) from error
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "there is no such name"
            raise ProjectError(f"{path} cannot be opened: {reason}.") from error
        if os.fstat(file.fileno()).st_size == 0:
            raise ProjectError(f"{path} is empty (0 bytes); open a copy or an autosave instead.")
        yield Archive(file)


def _check_entry(info: zipfile.ZipInfo) -> None:
    name = info.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        raise Damage(f"it holds {name!r}, a name that leads out of it")
    if info.flag_bits & _ENCRYPTED:
        raise Damage("it is encrypted")
    if info.compress_type not in _METHODS:
        raise Damage(f"{name!r} is compressed in a way that OpenRaster does not use")
