"""Photographs and object masks in memory, all at one size, ready for synthesis on any device."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from engine.types import U8
from training.errors import DataError, LackingError
from training.photo_folder import Sized, files, photo_of, pictures, unfit
from training.prepared import describe, is_prepared, open_shards

log = logging.getLogger(__name__)

PALETTE = 1024
"""Colours sampled from each object and each photo: their statistics stand for all of it."""


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

    @property
    def described(self) -> str:
        """What it holds, in words that differ where names, photos or masks do."""
        digest = hashlib.sha256("\n".join(self.ids).encode())
        for tensor in (self.photos, self.masks, self.owner):
            digest.update(tensor.cpu().flatten().numpy().data)
        return f"{len(self.photos)} photos with {len(self.masks)} masks ({digest.hexdigest()[:12]})"

    def to(self, device: torch.device) -> Self:
        """The same bank with its tensors on `device`."""
        names = ("photos", "masks", "owner", "photo_palettes", "mask_palettes")
        moved = {name: getattr(self, name).to(device) for name in names}
        return type(self)(**moved, ids=self.ids, skipped=self.skipped)


def load_photos(
    source: Path, *, size: int, only: Iterable[str] | None = None, without: Iterable[str] = ()
) -> PhotoBank:
    """Read every photo of a folder, tar or prepared folder (`only` these names, or all `without` those).

    They come in order of name, prepared ones as they were prepared. Unreadable files, and masks that are not
    of their photo, are skipped and listed. Raises DataError where nothing is left or a name in `only` is
    missing.
    """
    wanted = None if only is None else set(only)
    read = _prepared if is_prepared(source) else _read
    found = read(source, size, wanted, set(without))
    if not found.photos and (wanted is None or _is_empty(source)):
        raise DataError(f"No photos in {source}: it should hold images/NAME.jpg and masks/NAME_K.png.")
    if wanted is not None and (missing := sorted(wanted.difference(found.ids))):
        raise LackingError(source, missing)
    return found.bank()


@dataclass(slots=True)
class _Found:
    """Photos H×W×3 with their names, and masks H×W with the numbers of their photos."""

    ids: list[str] = field(default_factory=list)
    photos: list[U8] = field(default_factory=list)
    masks: list[U8] = field(default_factory=list)
    owner: list[int] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def bank(self) -> PhotoBank:
        rng = np.random.default_rng(0)  # palettes are part of the data, not of a run
        height, width = self.photos[0].shape[:2]
        everywhere = np.full((height, width), 255, np.uint8)
        return PhotoBank(
            photos=torch.from_numpy(np.stack([photo.transpose(2, 0, 1) for photo in self.photos])),
            masks=torch.from_numpy(
                np.stack(self.masks) if self.masks else np.empty((0, height, width), np.uint8)
            ),
            owner=torch.tensor(self.owner, dtype=torch.int64),
            photo_palettes=_palettes([(photo, everywhere) for photo in self.photos], rng),
            mask_palettes=_palettes(
                [(self.photos[o], mask) for o, mask in zip(self.owner, self.masks, strict=True)], rng
            ),
            ids=tuple(self.ids),
            skipped=tuple(self.skipped),
        )


def _read(source: Path, size: int, only: Set[str] | None, without: Set[str]) -> _Found:
    found = _Found()
    photos: dict[str, Sized] = {}
    masks: dict[str, Sized] = {}
    for is_photo, name, pixels in pictures(source, only=only, without=without, skipped=found.skipped):
        (photos if is_photo else masks)[name] = Sized.of(pixels, size)
    found.ids = sorted(photos)
    found.photos = [photos[name].pixels for name in found.ids]
    number = {name: i for i, name in enumerate(found.ids)}
    for name in sorted(masks, key=lambda name: (photo_of(name), name)):
        if (reason := unfit(masks[name], photos.get(photo_of(name)))) is not None:
            found.skipped.append(f"mask {name}: {reason}.")
            continue
        found.masks.append(masks[name].pixels)
        found.owner.append(number[photo_of(name)])
    for line in found.skipped:
        log.warning("Skipped: %s", line)
    return found


def _is_empty(source: Path) -> bool:
    return not is_prepared(source) and not any(stored.is_photo for stored in files(source))


def _prepared(folder: Path, size: int, only: Set[str] | None, without: Set[str]) -> _Found:
    found = _Found(skipped=list(describe(folder).skipped))
    for shard in open_shards(folder):
        number: dict[int, int] = {}
        for i, name in enumerate(shard.names.photos):
            if name not in without and (only is None or name in only):
                number[i] = len(found.photos)
                found.ids.append(name)
                found.photos.append(Sized.of(shard.photos[i].permute(1, 2, 0).numpy(), size).pixels)
        for mask, owner in zip(shard.masks, shard.owner.tolist(), strict=True):
            pixels = Sized.of(mask.numpy(), size).pixels if owner in number else None
            if pixels is not None and (pixels > 127).any():  # a smaller size may have lost it
                found.masks.append(pixels)
                found.owner.append(number[owner])
    return found


def _palettes(regions: list[tuple[U8, U8]], rng: np.random.Generator) -> Tensor:
    palettes = np.empty((len(regions), PALETTE, 3), np.uint8)
    for i, (photo, mask) in enumerate(regions):
        inside = np.flatnonzero(mask > 127)
        palettes[i] = photo.reshape(-1, 3)[rng.choice(inside, PALETTE)]
    return torch.from_numpy(palettes)
