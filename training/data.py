"""Photographs and object masks in memory, all at one size, ready for synthesis on any device.

A photo folder (or an uncompressed tar of one) holds `images/ID.jpg|png` and, for photos that have them,
`masks/ID_K.png` with 255 = object.
"""

from __future__ import annotations

import io
import logging
import tarfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from torch import Tensor

log = logging.getLogger(__name__)

PALETTE = 1024
"""Colours sampled from each object and each photo: their statistics stand for all of it."""

_IMAGES = {".jpg", ".jpeg", ".png", ".webp"}


class DataError(Exception):
    """Training data cannot be used; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class PhotoBank:
    """N photos with M masks, stretched to S×S.

    photos: uint8 N×3×S×S. masks: uint8 M×S×S, 255 = object. owner: int64 M, the photo of each mask.
    photo_palettes: uint8 N×PALETTE×3. mask_palettes: uint8 M×PALETTE×3. ids: photo names. skipped: a sentence a file.
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
        ids = frozenset(path.read_text().split())
    except OSError as error:
        raise DataError(f"The split file {path} cannot be read: {error.strerror}.") from error
    if not ids:
        raise DataError(f"The split file {path} is empty: it should name one photo a line.")
    return ids


def load_photos(
    source: Path, *, size: int, only: Iterable[str] | None = None, without: Iterable[str] = ()
) -> PhotoBank:
    """Read every photo of a folder or tar (`only` these names, or all `without` those), in order of name.

    Unreadable files are skipped and listed. Raises DataError where nothing is left or a name in `only` is missing.
    """
    wanted, unwanted = None if only is None else set(only), set(without)
    photos: dict[str, NDArray[np.uint8]] = {}
    masks: dict[str, NDArray[np.uint8]] = {}
    skipped: list[str] = []
    for path, content in _files(source):
        kind, name = path.parent.name, path.stem
        photo = name if kind == "images" else name.rpartition("_")[0]
        if photo in unwanted or (wanted is not None and photo not in wanted):
            continue
        try:
            if kind == "images":
                photos[name] = _decode(content(), size=size, mode="RGB")
            else:
                masks[name] = _decode(content(), size=size, mode="L")
        except (OSError, UnidentifiedImageError, ValueError) as error:
            skipped.append(f"{path}: {error}")
    if not photos:
        raise DataError(f"No photos in {source}: it should hold images/NAME.jpg and masks/NAME_K.png.")
    if wanted is not None and (missing := sorted(wanted - set(photos))):
        raise DataError(f"{source} lacks {len(missing)} photos of the split, the first is {missing[0]}.")
    return _bank(photos, masks, skipped)


def _files(source: Path) -> Iterator[tuple[PurePath, Callable[[], bytes]]]:
    """Every picture below `images` and `masks` with a function that reads it."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.parent.name in ("images", "masks") and path.suffix.lower() in _IMAGES:
                yield path, path.read_bytes
    elif source.is_file():
        yield from _tar_files(source)
    else:
        raise DataError(f"{source} does not exist: give a photo folder or a tar of one.")


def _tar_files(source: Path) -> Iterator[tuple[PurePath, Callable[[], bytes]]]:
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                path = PurePath(member.name)
                if member.isfile() and path.parent.name in ("images", "masks"):
                    stream = archive.extractfile(member)
                    if stream is not None:
                        yield path, stream.read
    except tarfile.TarError as error:
        raise DataError(f"{source} is not a readable tar archive: {error}.") from error


def _decode(content: bytes, *, size: int, mode: str) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(content)) as picture:
        pixels = np.asarray(picture.convert(mode))
    shrinks = min(pixels.shape[:2]) >= size
    return cv2.resize(
        pixels, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    ).astype(np.uint8)


def _bank(
    photos: dict[str, NDArray[np.uint8]], masks: dict[str, NDArray[np.uint8]], skipped: list[str]
) -> PhotoBank:
    ids = sorted(photos)
    number = {name: i for i, name in enumerate(ids)}
    usable = [n for n in sorted(masks) if n.rpartition("_")[0] in number and (masks[n] > 127).any()]
    owner = [number[n.rpartition("_")[0]] for n in usable]
    rng = np.random.default_rng(0)  # palettes are part of the data, not of a run
    everywhere = np.full(next(iter(photos.values())).shape[:2], 255, np.uint8)
    size = everywhere.shape[0]
    for line in skipped:
        log.warning("skipped %s", line)
    return PhotoBank(
        photos=torch.from_numpy(np.stack([photos[n].transpose(2, 0, 1) for n in ids])),
        masks=torch.from_numpy(np.stack([masks[n] for n in usable]))
        if usable
        else torch.empty((0, size, size), dtype=torch.uint8),
        owner=torch.tensor(owner, dtype=torch.int64),
        photo_palettes=_palettes([(photos[n], everywhere) for n in ids], rng),
        mask_palettes=_palettes([(photos[ids[o]], masks[n]) for o, n in zip(owner, usable, strict=True)], rng),
        ids=tuple(ids),
        skipped=tuple(skipped),
    )


def _palettes(regions: list[tuple[NDArray[np.uint8], NDArray[np.uint8]]], rng: np.random.Generator) -> Tensor:
    palettes = np.empty((len(regions), PALETTE, 3), np.uint8)
    for i, (photo, mask) in enumerate(regions):
        inside = np.flatnonzero(mask > 127)
        palettes[i] = photo.reshape(-1, 3)[rng.choice(inside, PALETTE)]
    return torch.from_numpy(palettes)
