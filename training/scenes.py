"""What is prepared together: a photo with its masks and the composites made of it, as files."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training import own_triplets
from training.errors import DataError
from training.photo_folder import Stored, files
from training.split import check_split
from training.triplets import (
    SUBSETS,
    Split,
    TripletList,
    has_list,
    is_iharmony4,
    photos_named,
    read_iharmony4,
)

log = logging.getLogger(__name__)

VERSION = 1
"""Of how pictures are read and stored: what was prepared by another one is prepared anew."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A composite. mask: number of its mask in the scene."""

    file: Stored
    mask: int


@dataclass(frozen=True, slots=True)
class Scene:
    """photo: its name, which splits are made by. subset: of triplets; "" in a photo folder."""

    photo: str
    subset: str
    real: Stored
    masks: tuple[Stored, ...] = ()
    composites: tuple[Composed, ...] = ()

    @property
    def published(self) -> bool:
        """Whether it is of iHarmony4."""
        return self.subset in SUBSETS

    @property
    def files(self) -> tuple[Stored, ...]:
        return (self.real, *self.masks, *(c.file for c in self.composites))

    def room(self, size: int) -> int:
        """Bytes that the scene takes at size×size."""
        return size * size * (3 * (1 + len(self.composites)) + len(self.masks))


def read_scenes(source: Path, split: Split) -> tuple[list[Scene], list[str]]:
    """The scenes of iHarmony4, of triplets of one's own or of photos, and a sentence for each missing file.

    Raises DataError where there are none, and where a photo is in both lists of iHarmony4.
    """
    if own_triplets.is_own(source):
        found = own_triplets.read(source)
    elif is_iharmony4(source):
        found = read_iharmony4(source, split)
        if split == "train" and has_list(source, "test"):
            check_split(found.photos, photos_named(source, "test"), what=f"the test photos of {source}")
    else:
        return of_photos(source)
    return of_triplets(found), list(found.skipped)


def of_photos(source: Path) -> tuple[list[Scene], list[str]]:
    """The photos of a folder or tar, in order of name, and a sentence for each mask without one."""
    photos: dict[str, Stored] = {}
    masks: dict[str, list[Stored]] = {}
    for stored in files(source):
        if stored.is_photo:
            photos[stored.photo] = stored
        else:
            masks.setdefault(stored.photo, []).append(stored)
    if not photos:
        raise DataError(f"No photos in {source}: it should hold images/NAME.jpg and masks/NAME_K.png.")
    lost = [m for name in sorted(set(masks) - set(photos)) for m in masks[name]]
    scenes = [
        Scene(name, "", photos[name], tuple(sorted(masks.get(name, ()), key=lambda m: m.path.stem)))
        for name in sorted(photos)
    ]
    skipped = [f"mask {mask.path.stem}: there is no photo of that name." for mask in lost]
    for line in skipped:
        log.warning("Skipped: %s", line)
    return scenes, skipped


def of_triplets(found: TripletList) -> list[Scene]:
    """The photos of a list of triplets, in the order in which it comes upon them."""
    scenes: dict[Path, tuple[str, str, dict[Path, int], list[Composed]]] = {}
    for t in found.triplets:
        _, _, masks, composites = scenes.setdefault(t.real, (t.photo, t.subset, {}, []))
        number = masks.setdefault(t.mask, len(masks))
        composites.append(Composed(Stored(t.composite, t.composite), number))
    return [
        Scene(photo, subset, Stored(real, real), tuple(Stored(m, m) for m in masks), tuple(composites))
        for real, (photo, subset, masks, composites) in scenes.items()
    ]


def grouped(scenes: Iterable[Scene], *, size: int, room: int) -> Iterator[list[Scene]]:
    """The scenes in order, in groups of at least `room` bytes at size×size, but for the last."""
    group: list[Scene] = []
    filled = 0
    for scene in scenes:
        group.append(scene)
        filled += scene.room(size)
        if filled >= room:
            yield group
            group, filled = [], 0
    if group:
        yield group


def fingerprint(scenes: Sequence[Scene], *, size: int) -> str:
    """The same for the same files (by name and length) at the same size."""
    parts = [
        (s.photo, s.subset, [c.mask for c in s.composites], [(f.path.name, _length(f)) for f in s.files])
        for s in scenes
    ]
    return hashlib.sha256(json.dumps([VERSION, size, parts]).encode()).hexdigest()


def _length(stored: Stored) -> int:
    """Bytes; −1 for a file that cannot be asked, which is found out where it is read."""
    if stored.size >= 0:
        return stored.size
    try:
        return stored.file.stat().st_size
    except OSError:
        return -1
