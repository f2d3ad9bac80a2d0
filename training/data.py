"""Photographs and object masks in memory, all at one size, ready for synthesis on any device.

A photo folder (or an uncompressed tar of one) holds `images/ID.jpg|png` and, for photos that have them,
`masks/ID_K.png` with 255 = object.
"""

from __future__ import annotations

import logging
import tarfile
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.images import SUFFIXES_READ, read, read_mask
from engine.types import U8, EngineError

log = logging.getLogger(__name__)

PALETTE = 1024
"""Colours sampled from each object and each photo: their statistics stand for all of it."""


class DataError(EngineError):
    """Training data cannot be used."""


@dataclass(frozen=True, slots=True)
class PhotoBank:
    """N photos with M masks, stretched to S×S.

    photos: uint8 N×3×S×S. masks: uint8 M×S×S, 255 = object. owner: int64 M, the photo of each mask.
    photo_palettes: uint8 N×PALETTE×3. mask_palettes: uint8 M×PALETTE×3. ids: photo names. skipped: a sentence
    a file.
    """

    photos: Tensor
    masks: Tensor
    owner: Tensor
    photo_palettes: Tensor
    mask_palettes: Tensor
    ids: tuple[str, ...]
    skipped: tuple[str, ...] = ()

    def to(self, device: torch.device) -> Self:
        """The same bank with its tensors on `device`."""
        names = ("photos", "masks", "owner", "photo_palettes", "mask_palettes")
        moved = {name: getattr(self, name).to(device) for name in names}
        return type(self)(**moved, ids=self.ids, skipped=self.skipped)


def read_ids(path: Path) -> frozenset[str]:
    """The photo names in a split file, one a line."""
    try:
        ids = frozenset(path.read_text(encoding="utf-8").split())
    except OSError as error:
        raise DataError(f"The split file {path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"The split file {path} is not text: it should name one photo a line.") from error
    if not ids:
        raise DataError(f"The split file {path} is empty: it should name one photo a line.")
    return ids


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Pixels at the bank's size (S×S×3 or S×S), and the size (width, height) they had."""

    pixels: U8
    size: tuple[int, int]


def load_photos(
    source: Path, *, size: int, only: Iterable[str] | None = None, without: Iterable[str] = ()
) -> PhotoBank:
    """Read every photo of a folder or tar (`only` these names, or all `without` those), in order of name.

    Unreadable files, and masks that are not of their photo, are skipped and listed. Raises DataError where
    nothing is left or a name in `only` is missing.
    """
    wanted = None if only is None else set(only)
    photos: dict[str, _Decoded] = {}
    masks: dict[str, _Decoded] = {}
    skipped: list[str] = []
    for is_photo, name, pixels in pictures(source, only=wanted, without=set(without), skipped=skipped):
        (photos if is_photo else masks)[name] = _decoded(pixels, size)
    if not photos:
        raise DataError(f"No photos in {source}: it should hold images/NAME.jpg and masks/NAME_K.png.")
    if wanted is not None and (missing := sorted(wanted - set(photos))):
        raise DataError(f"{source} lacks {len(missing)} photos of the split, the first is {missing[0]}.")
    skipped += _drop_unfit(masks, photos)
    for line in skipped:
        log.warning("Skipped: %s", line)
    return _bank(photos, masks, tuple(skipped))


def pictures(
    source: Path, *, only: Set[str] | None = None, without: Set[str] = frozenset(), skipped: list[str]
) -> Iterator[tuple[bool, str, U8]]:
    """Photos (True, its name, H×W×3) and masks (False, NAME_K, H×W) at the size they are stored in.

    A sentence for every file that cannot be read is added to `skipped`.
    """
    for path, content in _files(source):
        is_photo, name = path.parent.name == "images", path.stem
        photo = name if is_photo else _photo_of(name)
        if photo in without or (only is not None and photo not in only):
            continue
        try:
            pixels = read(content(), name=str(path)).rgb if is_photo else read_mask(content(), name=str(path))
        except EngineError as error:
            skipped.append(str(error))
        except (OSError, tarfile.TarError) as error:
            skipped.append(f"{path} cannot be read: {error}.")
        else:
            yield is_photo, name, pixels


def _photo_of(mask: str) -> str:
    """The name of the photo that a mask NAME_K belongs to."""
    return mask.rpartition("_")[0]


def _drop_unfit(masks: dict[str, _Decoded], photos: dict[str, _Decoded]) -> list[str]:
    """Take masks out that have no photo, not its proportions, or nothing in them; a sentence for each."""
    reasons: list[str] = []
    for name in sorted(masks):
        photo, mask = photos.get(_photo_of(name)), masks[name]
        if photo is None:
            reason = "there is no photo of that name"
        elif _differ(photo.size, mask.size):
            reason = f"it is {mask.size[0]}×{mask.size[1]}, its photo {photo.size[0]}×{photo.size[1]}"
        elif not (mask.pixels > 127).any():
            reason = "nothing is marked in it"
        else:
            continue
        del masks[name]
        reasons.append(f"mask {name}: {reason}.")
    return reasons


def _differ(a: tuple[int, int], b: tuple[int, int]) -> bool:
    """Whether two sizes have other proportions, beyond the rounding of a side to whole pixels."""
    return abs(a[0] * b[1] - a[1] * b[0]) > max(*a, *b)


def _files(source: Path) -> Iterator[tuple[PurePath, Callable[[], bytes]]]:
    """Every picture below `images` and `masks` with a function that reads it."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if _is_wanted(path):
                yield path, path.read_bytes
    elif source.is_file():
        yield from _tar_files(source)
    else:
        raise DataError(f"{source} does not exist: give a photo folder or a tar of one.")


def _is_wanted(path: PurePath) -> bool:
    return path.parent.name in ("images", "masks") and path.suffix.lower() in SUFFIXES_READ


def _tar_files(source: Path) -> Iterator[tuple[PurePath, Callable[[], bytes]]]:
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                path = PurePath(member.name)
                if member.isfile() and _is_wanted(path):
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield path, stream.read
    except (OSError, tarfile.TarError) as error:
        raise DataError(f"{source} is not a readable tar archive: {error}.") from error


def _decoded(pixels: U8, size: int) -> _Decoded:
    height, width = pixels.shape[:2]
    shrinks = min(height, width) >= size
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return _Decoded(cv2.resize(pixels, (size, size), interpolation=way).astype(np.uint8), (width, height))


def _bank(photos: dict[str, _Decoded], masks: dict[str, _Decoded], skipped: tuple[str, ...]) -> PhotoBank:
    ids, names = sorted(photos), sorted(masks, key=lambda name: (_photo_of(name), name))
    number = {name: i for i, name in enumerate(ids)}
    owner = [number[_photo_of(name)] for name in names]
    rng = np.random.default_rng(0)  # palettes are part of the data, not of a run
    size = photos[ids[0]].pixels.shape[0]
    everywhere = np.full((size, size), 255, np.uint8)
    mask_pixels = [masks[name].pixels for name in names]
    return PhotoBank(
        photos=torch.from_numpy(np.stack([photos[name].pixels.transpose(2, 0, 1) for name in ids])),
        masks=torch.from_numpy(np.stack(mask_pixels) if names else np.empty((0, size, size), np.uint8)),
        owner=torch.tensor(owner, dtype=torch.int64),
        photo_palettes=_palettes([(photos[name].pixels, everywhere) for name in ids], rng),
        mask_palettes=_palettes(
            [(photos[ids[o]].pixels, mask) for o, mask in zip(owner, mask_pixels, strict=True)], rng
        ),
        ids=tuple(ids),
        skipped=skipped,
    )


def _palettes(regions: list[tuple[U8, U8]], rng: np.random.Generator) -> Tensor:
    palettes = np.empty((len(regions), PALETTE, 3), np.uint8)
    for i, (photo, mask) in enumerate(regions):
        inside = np.flatnonzero(mask > 127)
        palettes[i] = photo.reshape(-1, 3)[rng.choice(inside, PALETTE)]
    return torch.from_numpy(palettes)
