"""The format of prepared pictures: a folder of shards that are mapped into memory, and a description.

    prepared.json                 what it was prepared from, at which size; whether it is finished
    shard-00000.safetensors …     photos P×3×S×S, masks M×S×S, composites C×3×S×S; owner M: the photo of each
                                  mask; mask_of C: the mask of each composite; names in the header

Uncompressed bytes, since reading them costs a copy and no decoding: a core delivers thousands of composites a
second, and what is read often stays in the file cache of the system. Shards of safetensors because their
header is checked against the file's length, because any row can be read without the rest, and because each is
written whole or not at all: a shard that is there is done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from engine.files import write_atomic
from engine.types import U8, EngineError
from training.errors import DataError
from training.photo_folder import Sized, Stored, decoded, mismatch, unfit
from training.scenes import VERSION, Scene
from training.triplet_pictures import read_object, read_picture

FILE = "prepared.json"
_NAMES = "names"


@dataclass(frozen=True, slots=True)
class Description:
    """What a prepared folder holds. source, split: what it was made of. skipped: a sentence a file."""

    source: str
    split: str
    size: int
    shards: int
    photos: int = 0
    masks: int = 0
    composites: int = 0
    skipped: tuple[str, ...] = ()
    finished: bool = False
    version: int = VERSION

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises DataError where `folder` has none that this program understands."""
        path = folder / FILE
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            read = cls(**{**content, "skipped": tuple(content["skipped"])})
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror}.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise DataError(f"{path} does not describe a prepared folder; prepare it anew.") from error
        if read.version != VERSION:
            raise DataError(f"{folder} was prepared by another version of this program; prepare it anew.")
        return read

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        write_atomic(folder / FILE, lambda stream: stream.write(text.encode()))


@dataclass(frozen=True, slots=True)
class Names:
    """Of a shard's photos, masks and composites, and the subset of each photo.

    skipped: a sentence for each file left out. key: fingerprint of the files it was made of.
    """

    key: str
    photos: tuple[str, ...]
    subsets: tuple[str, ...]
    masks: tuple[str, ...]
    composites: tuple[str, ...]
    skipped: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Of the shard at `path`; None where there is none, or none that is whole."""
        try:
            with safe_open(path, framework="numpy") as shard:
                return cls.of_metadata(shard.metadata())
        except (OSError, SafetensorError, ValueError, KeyError, TypeError):
            return None

    @classmethod
    def of_metadata(cls, metadata: Mapping[str, str] | None) -> Self:
        """Raises KeyError, TypeError or ValueError where it is not that of a shard."""
        content: dict[str, Any] = json.loads((metadata or {})[_NAMES])
        key = str(content.pop("key"))
        return cls(key, **{name: tuple(map(str, values)) for name, values in content.items()})


def shard_path(folder: Path, number: int) -> Path:
    return folder / f"shard-{number:05d}.safetensors"


def write_shard(path: Path, scenes: Sequence[Scene], *, size: int, key: str) -> Names:
    """Read, resize and store the pictures of some scenes; raises FileError where the disk is full."""
    shard = _Shard(size)
    for scene in scenes:
        shard.add(scene)
    names = Names(
        key,
        tuple(shard.names["photos"]),
        tuple(shard.subsets),
        tuple(shard.names["masks"]),
        tuple(shard.names["composites"]),
        tuple(shard.skipped),
    )
    content = save(shard.arrays(), metadata={_NAMES: json.dumps(asdict(names))})
    write_atomic(path, lambda stream: stream.write(content))
    return names


@dataclass(slots=True)
class _Shard:
    """A shard in the making."""

    size: int
    rows: dict[str, list[U8]] = field(default_factory=lambda: {"photos": [], "masks": [], "composites": []})
    names: dict[str, list[str]] = field(default_factory=lambda: {"photos": [], "masks": [], "composites": []})
    owner: list[int] = field(default_factory=list)
    mask_of: list[int] = field(default_factory=list)
    subsets: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def add(self, scene: Scene) -> None:
        """Without the files that are unreadable or do not fit, and what depends on them."""
        photo = self._read(scene.real, scene, mask=False)
        if photo is None:
            return
        self._keep("photos", scene.photo, photo.pixels)
        self.subsets.append(scene.subset)
        number: dict[int, int] = {}
        for i, file in enumerate(scene.masks):
            mask = self._read(file, scene, mask=True)
            if mask is not None and self._fits(file, unfit(mask, photo)):
                number[i] = self._keep("masks", file.path.stem, mask.pixels)
                self.owner.append(len(self.rows["photos"]) - 1)
        for composed in scene.composites:
            if composed.mask not in number:
                continue
            composite = self._read(composed.file, scene, mask=False)
            if composite is not None and self._fits(composed.file, mismatch(composite, photo)):
                self._keep("composites", composed.file.path.stem, composite.pixels)
                self.mask_of.append(number[composed.mask])

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        s = self.size
        shapes = {"photos": (3, s, s), "masks": (s, s), "composites": (3, s, s)}
        arrays = {
            name: np.stack(rows) if rows else np.empty((0, *shapes[name]), np.uint8)
            for name, rows in self.rows.items()
        }
        return {
            **arrays,
            "owner": np.array(self.owner, np.int32),
            "mask_of": np.array(self.mask_of, np.int32),
        }

    def _read(self, file: Stored, scene: Scene, *, mask: bool) -> Sized | None:
        if not scene.subset:
            pixels = decoded(file, self.skipped)
            return None if pixels is None else Sized.of(pixels, self.size)
        read = read_object if mask else read_picture
        try:
            return read(file.file, published=scene.published, size=self.size)
        except EngineError as error:
            self.skipped.append(str(error))
            return None

    def _fits(self, file: Stored, reason: str | None) -> bool:
        if reason is not None:
            self.skipped.append(f"{file.path}: {reason}.")
        return reason is None

    def _keep(self, kind: str, name: str, pixels: U8) -> int:
        planes = pixels.transpose(2, 0, 1) if pixels.ndim == 3 else pixels
        self.rows[kind].append(np.ascontiguousarray(planes))
        self.names[kind].append(name)
        return len(self.rows[kind]) - 1
