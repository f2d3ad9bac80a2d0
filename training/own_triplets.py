"""Triplets of one's own: a folder with `composites`, `masks` and `reals`, or a CSV of three paths."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath

from training.errors import DataError
from training.triplets import Listing, Triplet, TripletList

FOLDERS = ("composites", "masks", "reals")
COLUMNS = ("composite", "mask", "real")


def is_own(source: Path) -> bool:
    """Whether `source` is a CSV or such a folder, if perhaps an incomplete one."""
    return source.suffix.lower() == ".csv" or any((source / name).is_dir() for name in FOLDERS[::2])


def read(source: Path) -> TripletList:
    """The triplets of a folder or CSV. Raises DataError where there are none."""
    return read_csv(source) if source.suffix.lower() == ".csv" else read_folder(source)


def read_folder(root: Path) -> TripletList:
    """The triplets of a folder, in order of name; its own name is that of the sub-set.

    The mask and the photo of a composite bear its name, or the beginning of it: `x_y_z` goes with mask `x_y`
    and photo `x`, too.
    """
    for folder in FOLDERS:
        if not (root / folder).is_dir():
            raise DataError(f"{root} has no folder {folder}; triplets need {', '.join(FOLDERS)}.")
    listing = Listing.of(root, FOLDERS)
    triplets: list[Triplet] = []
    skipped: list[str] = []
    for name in sorted(listing.composites):
        mask, real = _beginning(name, listing.masks), _beginning(name, listing.reals)
        found = listing.triplet(name, mask, real, subset=root.resolve().name)
        if isinstance(found, Triplet):
            triplets.append(found)
        else:
            skipped.append(found)
    return TripletList.checked(triplets, skipped, root)


def read_csv(path: Path) -> TripletList:
    """The triplets of a CSV: composite, mask and real photo a row, relative to its folder.

    A first row with those words may bring them in another order, and add `subset` (else the file's name) and
    `photo` (else the path of the real photo without its ending).
    """
    triplets: list[Triplet] = []
    skipped: list[str] = []
    for number, row in _rows(path):
        composite, mask, real = (path.parent / row[column] for column in COLUMNS)
        missing = [file for file in (composite, mask, real) if not file.is_file()]
        if missing:
            skipped.append(f"{path}, line {number}: there is no {missing[0]}.")
            continue
        photo = row.get("photo") or PurePath(row["real"]).with_suffix("").as_posix()
        triplets.append(Triplet(composite, mask, real, row.get("subset") or path.stem, photo))
    return TripletList.checked(triplets, skipped, path)


def _beginning(name: str, files: Collection[str]) -> str:
    """The longest beginning of `name`, cut at its underscores, that is among `files`; `name` if none is."""
    shorter = name
    while shorter and shorter not in files:
        shorter = shorter.rpartition("_")[0]
    return shorter or name


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column of each row."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            reader = csv.reader(stream)
            rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(row)]
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} is no CSV of composite, mask and real photo: {error}.") from error
    columns = list(COLUMNS)
    if rows and set(COLUMNS) <= {cell.lower() for cell in rows[0][1]}:
        columns = [cell.lower() for cell in rows.pop(0)[1]]
    for number, row in rows:
        cells = dict(zip(columns, row, strict=False))
        if lacking := [column for column in COLUMNS if not cells.get(column)]:
            raise DataError(f"{path}, line {number} has no {lacking[0]}; a row is {', '.join(columns)}.")
        yield number, cells
