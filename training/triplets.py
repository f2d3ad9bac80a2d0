"""Composites that are there as files, each with its mask and the real photo; the lists of iHarmony4.

iHarmony4 (W. Cong et al., DoveNet, CVPR 2020) as it is published:

    HCOCO/ HAdobe5k/ HFlickr/ Hday2night/
        composite_images/x_y_z.jpg   masks/x_y.png   real_images/x.jpg
        HCOCO_train.txt  HCOCO_test.txt               composites of the sub-set, one a line
    IHD_train.txt  IHD_test.txt                       composites of all four
"""

from __future__ import annotations

import logging
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, Self

from engine.suffixes import SUFFIXES_READ
from training.errors import DataError

log = logging.getLogger(__name__)

SUBSETS = ("HCOCO", "HAdobe5k", "HFlickr", "Hday2night")
"""Of iHarmony4, in the order of the tables of the literature."""

FOLDERS = ("composite_images", "masks", "real_images")
"""Of a sub-set of iHarmony4."""

Split = Literal["train", "test"]


@dataclass(frozen=True, slots=True)
class Triplet:
    """Files of a composite, its mask (255 = object) and the real photo.

    subset: what figures are reported by. photo: name of the real photo, which splits are made by.
    """

    composite: Path
    mask: Path
    real: Path
    subset: str
    photo: str


@dataclass(frozen=True, slots=True)
class TripletList:
    """Triplets whose three files exist, in the order of their list. skipped: a sentence for each left out."""

    triplets: tuple[Triplet, ...]
    skipped: tuple[str, ...] = ()

    @classmethod
    def checked(cls, triplets: list[Triplet], skipped: list[str], source: Path) -> Self:
        """Warn of what is left out; raise DataError where nothing is left."""
        if not triplets:
            reason = f" ({len(skipped)} were skipped; {skipped[0]})" if skipped else ""
            raise DataError(f"There are no complete triplets in {source}{reason}.")
        for line in skipped:
            log.warning("Skipped: %s", line)
        return cls(tuple(triplets), tuple(skipped))

    @property
    def photos(self) -> frozenset[str]:
        """Names of the real photos."""
        return frozenset(t.photo for t in self.triplets)

    def only(self, photos: Collection[str]) -> Self:
        """The triplets of these photos."""
        return type(self)(tuple(t for t in self.triplets if t.photo in photos), self.skipped)

    def without(self, photos: Collection[str]) -> Self:
        """The triplets of all other photos."""
        return type(self)(tuple(t for t in self.triplets if t.photo not in photos), self.skipped)


@dataclass(frozen=True, slots=True)
class Listing:
    """What three folders hold: files by their name without its ending."""

    composites: Mapping[str, Path]
    masks: Mapping[str, Path]
    reals: Mapping[str, Path]

    @classmethod
    def of(cls, root: Path, folders: tuple[str, str, str]) -> Self:
        """Raises DataError for a folder that cannot be read."""
        return cls(*(_pictures(root / folder) for folder in folders))

    def triplet(self, composite: str, mask: str, real: str, *, subset: str) -> Triplet | str:
        """The triplet of three names, or a sentence about the first of its files that is missing."""
        if composite not in self.composites:
            return f"{subset}: composite {composite} is missing."
        if mask not in self.masks:
            return f"{subset}: composite {composite} lacks its mask {mask}."
        if real not in self.reals:
            return f"{subset}: composite {composite} lacks its real photo {real}."
        files = (self.composites[composite], self.masks[mask], self.reals[real])
        return Triplet(*files, subset=subset, photo=real)


def read_iharmony4(root: Path, split: Split) -> TripletList:
    """The composites that the lists of iHarmony4 name for "train" or "test", sub-set by sub-set.

    root holds the sub-sets, or is one of them. A sub-set's own list comes before the joint one; lines are
    names, or paths with or without the sub-set. Raises DataError for a list that is missing or is none.
    """
    listings = _listings(root)
    triplets: list[Triplet] = []
    named, skipped = _named(root, split, listings)
    for subset, names in named.items():
        for name in names:
            mask = name.rpartition("_")[0]
            found = listings[subset].triplet(name, mask, mask.rpartition("_")[0], subset=subset)
            if isinstance(found, Triplet):
                triplets.append(found)
            else:
                skipped.append(found)
    return TripletList.checked(triplets, skipped, root)


def is_iharmony4(root: Path) -> bool:
    """Whether `root` is iHarmony4 or one of its sub-sets."""
    return any(subset_folder(root, name) is not None for name in SUBSETS)


def has_list(root: Path, split: Split) -> bool:
    """Whether any list of iHarmony4 names composites for `split`."""
    own = any(_list_of(root, subset, split) is not None for subset in SUBSETS)
    return own or _joint_list(root, split) is not None


def photos_named(root: Path, split: Split) -> frozenset[str]:
    """The photos of iHarmony4 that are of "train" or "test", whether their files are there or not.

    Raises DataError as `read_iharmony4` does.
    """
    named, _ = _named(root, split, _listings(root))
    return frozenset(name.rsplit("_", 2)[0] for names in named.values() for name in names)


def subset_folder(root: Path, name: str) -> Path | None:
    """Where a sub-set lies below `root`, which may be the sub-set itself; None where it is not there."""
    places = (root / name, root) if root.resolve().name == name else (root / name,)
    return next((p for p in places if all((p / folder).is_dir() for folder in FOLDERS)), None)


def _listings(root: Path) -> dict[str, Listing]:
    if not root.is_dir():
        raise DataError(f"{root} is no folder; give the one that holds {', '.join(SUBSETS)}.")
    places = {name: subset_folder(root, name) for name in SUBSETS}
    listings = {name: Listing.of(place, FOLDERS) for name, place in places.items() if place is not None}
    if not listings:
        raise DataError(f"{root} holds none of {', '.join(SUBSETS)} with {', '.join(FOLDERS)} in them.")
    return listings


def _pictures(folder: Path) -> dict[str, Path]:
    """Listed once: asking for each of 200,000 files takes minutes on a network drive."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except OSError as error:
        raise DataError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    paths = (folder / name for name in names)
    return {path.stem: path for path in paths if path.suffix.lower() in SUFFIXES_READ}


def _named(
    root: Path, split: Split, listings: Mapping[str, Listing]
) -> tuple[dict[str, list[str]], list[str]]:
    """The composites of each sub-set, each once; sentences about what the lists name in vain."""
    own = {subset: _list_of(root, subset, split) for subset in listings}
    named = {
        subset: dict.fromkeys(name for _, name in _lines(path))
        for subset, path in own.items()
        if path is not None
    }
    joint = _joint_list(root, split)
    if joint is None and not named:
        raise DataError(f"{root} has neither IHD_{split}.txt nor a list like HCOCO/HCOCO_{split}.txt.")
    nowhere: dict[str, int] = {}
    for prefix, name in _lines(joint) if joint is not None else ():
        subset = prefix or next((s for s, listing in listings.items() if name in listing.composites), "")
        if subset not in listings:
            nowhere[subset] = nowhere.get(subset, 0) + 1
        elif own[subset] is None:
            named.setdefault(subset, {})[name] = None
    skipped = [
        f"{joint}: {count} composites, " + (f"as there is no {subset}." if subset else "found nowhere.")
        for subset, count in nowhere.items()
    ]
    skipped += [f"{s}: no list names its composites for {split}." for s in listings if s not in named]
    return {subset: list(named[subset]) for subset in SUBSETS if subset in named}, skipped


def _list_of(root: Path, subset: str, split: Split) -> Path | None:
    file = f"{subset}_{split}.txt"
    return next((path for path in (root / subset / file, root / file) if path.is_file()), None)


def _joint_list(root: Path, split: Split) -> Path | None:
    """Beside the sub-sets, also where `root` is one of them."""
    file = f"IHD_{split}.txt"
    places = (root, root.resolve().parent) if root.resolve().name in SUBSETS else (root,)
    return next((place / file for place in places if (place / file).is_file()), None)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Sub-set (or "") and composite of each line; DataError for a file that is no list of composites."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise DataError(f"The list {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"The list {path} is not text: it should name one composite a line.") from error
    named = [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
    if not named:
        raise DataError(f"The list {path} is empty: it should name one composite a line.")
    for number, line in named:
        file = PurePosixPath(line.replace("\\", "/"))
        parts = file.stem.rsplit("_", 2)
        if len(parts) != 3 or not all(parts):
            raise DataError(f"{path}, line {number}: {line[:80]!r} is no composite of the form x_y_z.jpg.")
        yield next((part for part in file.parts if part in SUBSETS), ""), file.stem
