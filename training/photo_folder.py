"""Photo folders and uncompressed tars of them: `images/ID.jpg|png`, `masks/ID_K.png` with 255 = object.

Needs no torch, so that the processes that only read pictures start at once.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Set
from dataclasses import dataclass
from pathlib import Path, PurePath

import cv2
import numpy as np

from engine.images import SUFFIXES_READ, read, read_mask
from engine.types import U8, EngineError
from training.errors import DataError


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the bytes of a picture lie: all of `file`, or `size` of them at `offset` in a tar.

    path: what sentences call it, and what its name is taken from.
    """

    path: PurePath
    file: Path
    offset: int = 0
    size: int = -1

    def content(self) -> bytes:
        """Raises OSError where it cannot be read."""
        with self.file.open("rb") as stream:
            stream.seek(self.offset)
            return stream.read(self.size)

    @property
    def is_photo(self) -> bool:
        """Of a photo folder: a photo rather than a mask."""
        return self.path.parent.name == "images"

    @property
    def photo(self) -> str:
        """Of a photo folder: the name of the photo it is or belongs to."""
        return self.path.stem if self.is_photo else photo_of(self.path.stem)


@dataclass(frozen=True, slots=True)
class Sized:
    """Pixels brought to S×S (S×S×3 or S×S), and the size (width, height) they had."""

    pixels: U8
    size: tuple[int, int]

    @classmethod
    def of(cls, pixels: U8, size: int) -> Sized:
        """Stretched to size×size; averaged where that makes them smaller."""
        height, width = pixels.shape[:2]
        way = cv2.INTER_AREA if min(height, width) >= size else cv2.INTER_LINEAR
        return cls(cv2.resize(pixels, (size, size), interpolation=way).astype(np.uint8), (width, height))


def photo_of(mask: str) -> str:
    """The name of the photo that a mask NAME_K belongs to."""
    return mask.rpartition("_")[0]


def unfit(mask: Sized, photo: Sized | None) -> str | None:
    """Why a mask cannot be used with its photo: there is none, other proportions, no object or background."""
    if photo is None:
        return "there is no photo of that name"
    inside = mask.pixels > 127
    empty = "it leaves no background" if inside.all() else None if inside.any() else "nothing is marked in it"
    return mismatch(mask, photo) or empty


def mismatch(picture: Sized, photo: Sized) -> str | None:
    """What is wrong with the proportions of a mask or composite, beyond the rounding of a side to pixels."""
    (width, height), (photo_width, photo_height) = picture.size, photo.size
    if abs(width * photo_height - height * photo_width) > max(*picture.size, *photo.size):
        return f"it is {width}×{height}, its photo {photo_width}×{photo_height}"
    return None


def pictures(
    source: Path, *, only: Set[str] | None = None, without: Set[str] = frozenset(), skipped: list[str]
) -> Iterator[tuple[bool, str, U8]]:
    """Photos (True, its name, H×W×3) and masks (False, NAME_K, H×W) at the size they are stored in.

    A sentence for every file that cannot be read is added to `skipped`.
    """
    for stored in files(source):
        if stored.photo in without or (only is not None and stored.photo not in only):
            continue
        pixels = decoded(stored, skipped)
        if pixels is not None:
            yield stored.is_photo, stored.path.stem, pixels


def decoded(stored: Stored, skipped: list[str]) -> U8 | None:
    """Pixels of a photo or mask of a photo folder; None, and a sentence in `skipped`, if it is unreadable."""
    name = str(stored.path)
    try:
        content = stored.content()
        return read(content, name=name).rgb if stored.is_photo else read_mask(content, name=name)
    except EngineError as error:
        skipped.append(str(error))
    except OSError as error:
        skipped.append(f"{name} cannot be read: {error}.")
    return None


def files(source: Path) -> Iterator[Stored]:
    """Every picture below `images` and `masks` of a folder (by name) or a tar (as they come)."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if _is_wanted(path):
                yield Stored(path, path)
    elif source.is_file():
        yield from _tar_files(source)
    else:
        raise DataError(f"{source} does not exist: give a photo folder or a tar of one.")


def _is_wanted(path: PurePath) -> bool:
    return path.parent.name in ("images", "masks") and path.suffix.lower() in SUFFIXES_READ


def _tar_files(source: Path) -> Iterator[Stored]:
    try:
        with tarfile.open(source, "r:") as archive:
            for member in archive:
                path = PurePath(member.name)
                if member.isreg() and _is_wanted(path):
                    yield Stored(path, source, member.offset_data, member.size)
    except (OSError, tarfile.TarError) as error:
        raise DataError(f"{source} is not a readable tar archive: {error}.") from error
