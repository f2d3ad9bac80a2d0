"""Photographs and object masks in memory, all at one size, ready for synthesis on any device."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor

from engine.types import U8
from training.errors import DataError
from training.photo_folder import Sized, photo_of, pictures, unfit
from training.split import read_ids

__all__ = ["PALETTE", "DataError", "PhotoBank", "load_photos", "pictures", "read_ids"]

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

    def to(self, device: torch.device) -> Self:
        """The same bank with its tensors on `device`."""
        names = ("photos", "masks", "owner", "photo_palettes", "mask_palettes")
        moved = {name: getattr(self, name).to(device) for name in names}
        return type(self)(**moved, ids=self.ids, skipped=self.skipped)


def load_photos(
    source: Path, *, size: int, only: Iterable[str] | None = None, without: Iterable[str] = ()
) -> PhotoBank:
    """Read every photo of a folder or tar (`only` these names, or all `without` those), in order of name.

    Unreadable files, and masks that are not of their photo, are skipped and listed. Raises DataError where
    nothing is left or a name in `only` is missing.
    """
    wanted = None if only is None else set(only)
    photos: dict[str, Sized] = {}
    masks: dict[str, Sized] = {}
    skipped: list[str] = []
    for is_photo, name, pixels in pictures(source, only=wanted, without=set(without), skipped=skipped):
        (photos if is_photo else masks)[name] = Sized.of(pixels, size)
    if not photos:
        raise DataError(f"No photos in {source}: it should hold images/NAME.jpg and masks/NAME_K.png.")
    if wanted is not None and (missing := sorted(wanted - set(photos))):
        raise DataError(f"{source} lacks {len(missing)} photos of the split, the first is {missing[0]}.")
    for name in sorted(masks):
        if (reason := unfit(masks[name], photos.get(photo_of(name)))) is not None:
            del masks[name]
            skipped.append(f"mask {name}: {reason}.")
    for line in skipped:
        log.warning("Skipped: %s", line)
    return _bank(photos, masks, tuple(skipped))


def _bank(photos: dict[str, Sized], masks: dict[str, Sized], skipped: tuple[str, ...]) -> PhotoBank:
    ids, names = sorted(photos), sorted(masks, key=lambda name: (photo_of(name), name))
    number = {name: i for i, name in enumerate(ids)}
    owner = [number[photo_of(name)] for name in names]
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
