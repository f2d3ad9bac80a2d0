"""The frozen validation composites: which photo, which mask, how recoloured. The photos are not kept here.

The edits are stored, not drawn again, so that scores stay comparable while the synthesis improves.
"""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

import numpy as np
import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from engine.files import write_atomic
from engine.images import read, read_mask
from engine.types import U8, EngineError
from training.alike import moments, nearest
from training.batch import Batch
from training.data import PhotoBank, load_photos
from training.edits import Recolouring
from training.elsewhere import MOST, Placing, enlarged
from training.errors import DataError, LackingError
from training.objects import recoloured
from training.photo_folder import Stored, files
from training.recolour import Draw
from training.synthesis import SynthesisConfig, Synthesizer

EDITS_FILE = Path(__file__).parent / "validation_edits.npz"
"""Edits of the split that the shipped weights were chosen by."""

OWN_EDITS = "validation_edits.npz"
"""Name of the file in a run folder that holds the edits of any other split."""


class Recoloured(StrEnum):
    """What an edit changes: the object, or the photo around it, which the object should follow. Light that
    falls off across the object belongs to the first alone.
    """

    OBJECT = "object"
    PHOTO = "photo"


SIZE = 256
_TOGETHER = 16
"""The lookup's working memory is many times that of the pictures."""


def freeze(bank: PhotoBank, path: Path, *, seed: int = 0) -> None:
    """Draw one composite for each photo of `bank` that has a mask and write the edits to `path`."""
    config = SynthesisConfig(edit_weights=(0.0, 1.0, 1.0, 1.0, 1.0, 2.0))
    draw = Draw(Generator().manual_seed(seed))
    first, number = torch.unique_consecutive(bank.owner, return_counts=True)
    offset = (draw.uniform(len(first)) * number).long()
    mask_number = number.cumsum(0) - number + offset
    edits = Synthesizer(bank, config).recolouring(bank.owner[mask_number], mask_number, draw)
    content = {
        "ids": np.array([bank.ids[i] for i in first]),
        "mask_offset": offset.numpy().astype(np.uint8),
        "tables": (edits.tables * 255).round().to(torch.uint8).numpy(),
        "light": edits.light.numpy().astype(np.float32),
    }
    write_atomic(path, lambda stream: np.savez_compressed(stream, **content))


@dataclass(frozen=True, slots=True)
class StoredEdits:
    """What an edits file holds: photo names, which of its masks is each photo's object, how it changes."""

    ids: tuple[str, ...]
    mask_offset: Tensor
    recolouring: Recolouring

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises DataError where the file cannot be used."""
        try:
            with np.load(path) as stored:
                tables = torch.from_numpy(stored["tables"]).float() / 255
                return cls(
                    ids=tuple(str(i) for i in stored["ids"]),
                    mask_offset=torch.from_numpy(stored["mask_offset"]).long(),
                    recolouring=Recolouring(tables, torch.from_numpy(stored["light"])),
                )
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise DataError(f"The validation edits {path} cannot be read: {error}.") from error

    def chosen(self, bank: PhotoBank) -> Tensor:
        """The number in `bank` of each composite's mask; DataError where it has other photos or masks."""
        owner, number = torch.unique_consecutive(bank.owner, return_counts=True)
        if tuple(bank.ids[i] for i in owner) != self.ids or bool((self.mask_offset >= number).any()):
            raise DataError("The photos or masks are not those the validation edits were made for.")
        first: Tensor = number.cumsum(0) - number
        return first + self.mask_offset


class FrozenComposites:
    """The validation composites, in memory, in a fixed order.

    pictures are 256×256, the whole photo stretched. `source` is a photo folder or tar that has every photo
    needed.
    """

    together = 8

    def __init__(
        self,
        source: Path,
        *,
        edits: Path = EDITS_FILE,
        placing: Placing = Placing.IN_PLACE,
        what: Recoloured = Recoloured.OBJECT,
    ) -> None:
        """placing: of the objects; those that cannot be so placed are left out. what: the edits change."""
        stored = StoredEdits.read(edits)
        bank = load_photos(source, size=SIZE, only=stored.ids)
        chosen = stored.chosen(bank)
        self.ids = stored.ids
        masks = bank.masks[chosen].unsqueeze(1).float() / 255
        photo = bank.owner[chosen]
        other = _nearest(bank)[photo] if placing is Placing.FOREIGN else photo
        made: list[Batch] = []
        for first in range(0, len(self), _TOGETHER):
            r = slice(first, first + _TOGETHER)
            layer, behind = (bank.photos[numbers[r]].float() / 255 for numbers in (photo, other))
            made.append(_made(layer, masks[r], _rows(stored.recolouring, r), placing, behind, what))
        whole = Batch.joined(made)
        kept = _placed(whole.mask, masks, placing).nonzero().flatten().tolist()
        self.ids = tuple(self.ids[number] for number in kept)
        self.composite, self.real, self.mask = (t[kept] for t in (whole.composite, whole.real, whole.mask))
        if not self.ids:
            raise DataError(f"None of the objects in {source} can be placed so: {placing}.")

    @classmethod
    def of_split(cls, source: Path, held_out: Set[str], folder: Path) -> Self:
        """The composites of a split: the bundled ones if they are of its very photos, else those in `folder`.

        Where `folder` has none they are drawn and written there, one for each held-out photo that has a mask.
        """
        if held_out == set(StoredEdits.read(EDITS_FILE).ids):
            return cls(source)
        own = folder / OWN_EDITS
        if not own.exists():
            bank = load_photos(source, size=SIZE, only=held_out)
            if len(bank.masks) == 0:
                raise DataError(
                    f"None of the {len(held_out)} photos of the split has a mask; validation needs some."
                )
            freeze(bank, own)
        composites = cls(source, edits=own)
        if strays := sorted(set(composites.ids) - held_out):
            raise DataError(
                f"{own} was made for another split ({strays[0]} is not held out); "
                "delete it, or choose another run folder."
            )
        return composites

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def subsets(self) -> tuple[str, ...]:
        """There are none."""
        return ("",) * len(self)

    def share(self, rank: int, count: int) -> Self:
        """Every `count`th composite from number `rank` on: what one of `count` processes measures."""
        share = copy.copy(self)
        share.ids = self.ids[rank::count]
        for name in ("composite", "real", "mask"):
            setattr(share, name, getattr(self, name)[rank::count].clone())
        return share

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """Some of the composites, on the CPU."""
        rows = list(numbers)
        return Batch(self.composite[rows], self.real[rows], self.mask[rows])

    def batches(self, size: int, device: torch.device) -> Iterator[Batch]:
        """All composites in order, `size` at a time, on `device`."""
        for start in range(0, len(self), size):
            rows = slice(start, start + size)
            yield Batch(*(t[rows].to(device) for t in (self.composite, self.real, self.mask)))


class StoredComposites:
    """The validation composites at the size that the photos have in `source`, one at a time."""

    together = 1

    def __init__(
        self,
        source: Path,
        *,
        edits: Path = EDITS_FILE,
        placing: Placing = Placing.IN_PLACE,
        what: Recoloured = Recoloured.OBJECT,
    ) -> None:
        """placing, what: see FrozenComposites."""
        self._edits = StoredEdits.read(edits)
        self._placing = placing
        self._what = what
        self._source = source
        self._files: dict[str, list[Stored]] = {name: [] for name in self._edits.ids}
        for stored in files(source):
            if stored.photo in self._files:
                self._files[stored.photo].append(stored)
        lacking = [name for name, found in self._files.items() if not any(f.is_photo for f in found)]
        if lacking:
            raise LackingError(source, lacking)
        self._other = _others(source, self._edits) if placing is Placing.FOREIGN else {}

    @property
    def ids(self) -> tuple[str, ...]:
        return self._edits.ids

    @property
    def subsets(self) -> tuple[str, ...]:
        """There are none."""
        return ("",) * len(self.ids)

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """One of the composites, on the CPU. Raises DataError where its photo or mask cannot be used."""
        (number,) = numbers
        name = self._edits.ids[number]
        photo, mask = self._read(number)
        real = behind = _planes(photo)
        if self._placing is Placing.FOREIGN:
            other = _planes(self._photo(self._other[name]))
            behind = F.interpolate(other, real.shape[2:], mode="bilinear", antialias=True)
        inside = torch.from_numpy(mask)[None, None] / 255
        edit = _rows(self._edits.recolouring, slice(number, number + 1))
        made = _made(real, inside, edit, self._placing, behind, self._what)
        if not _placed(made.mask, inside, self._placing).all():
            raise DataError(f"{name}: the object cannot be placed so: {self._placing}.")
        return made

    def _read(self, number: int) -> tuple[U8, U8]:
        """Photo and mask. Only masks that fit count, as they did when the edits were made."""
        name = self._edits.ids[number]
        photo = self._photo(name)
        masks = [stored for stored in self._files[name] if not stored.is_photo]
        fit = [_fit(stored, photo) for stored in sorted(masks, key=lambda each: each.path.stem)]
        usable = [mask for mask in fit if mask is not None]
        offset = int(self._edits.mask_offset[number])
        if offset >= len(usable):
            raise DataError(f"The masks of {name} are not those the validation edits were made for.")
        return photo, usable[offset]

    def _photo(self, name: str) -> U8:
        stored = next(stored for stored in self._files[name] if stored.is_photo)
        try:
            return read(stored.content(), name=str(stored.path)).rgb
        except (EngineError, OSError) as error:
            raise DataError(f"Photo {name} cannot be read: {error}") from error


def _fit(stored: Stored, photo: U8) -> U8 | None:
    """A mask in the size of its photo; None where it cannot be used."""
    height, width = photo.shape[:2]
    try:
        mask = read_mask(stored.content(), size=(width, height), name=str(stored.path))
    except (EngineError, OSError):
        return None
    return mask if (mask > 127).any() else None


def _others(source: Path, edits: StoredEdits) -> dict[str, str]:
    """For each photo of the split the one that its object is pasted into."""
    bank = load_photos(source, size=SIZE, only=edits.ids)
    return {name: bank.ids[other] for name, other in zip(bank.ids, _nearest(bank).tolist(), strict=True)}


def _nearest(bank: PhotoBank) -> Tensor:
    """The number of the photo that the object of each is pasted into."""
    if len(bank.photos) < 2:
        raise DataError("There is one photo: its object can be pasted into no other.")
    return nearest(moments(bank.photo_palettes))


def _planes(photo: U8) -> Tensor:
    return torch.from_numpy(photo.transpose(2, 0, 1).copy()).unsqueeze(0) / 255


def _made(
    photos: Tensor, masks: Tensor, edits: Recolouring, placing: Placing, others: Tensor, what: Recoloured
) -> Batch:
    """Composites of photos B×3×H×W and masks B×1×H×W, both in 0…1. others: photos to paste foreign objects
    into.
    """
    layer, mask, behind = photos.clone(), masks.clone(), photos.clone()
    if placing is Placing.ENLARGED:
        at = enlarged(photos, masks)
        layer[at.rows], mask[at.rows] = at.layer, at.mask
    elif placing is Placing.FOREIGN:
        behind = others.clone()
    real = _in_levels(torch.lerp(behind, layer, mask))
    if what is Recoloured.OBJECT:
        return Batch(recoloured(layer, mask, edits, onto=behind), real, mask)
    real = _all_of(real, edits)
    behind = real if placing is Placing.IN_PLACE else _all_of(behind, edits)
    return Batch(_in_levels(torch.lerp(behind, layer, mask)), real, mask)


def _all_of(photos: Tensor, edits: Recolouring) -> Tensor:
    """All of the photos recoloured, without light that falls off."""
    everywhere = torch.ones_like(photos[:, :1])
    return recoloured(photos, everywhere, Recolouring(edits.tables, torch.zeros_like(edits.light)))


def _in_levels(pictures: Tensor) -> Tensor:
    """In steps of 1/255 as stored pictures have; overwrites."""
    return pictures.mul_(255).round_().div_(255)


def _placed(mask: Tensor, before: Tensor, placing: Placing) -> Tensor:
    """Which of B objects are where they were to be placed, by their masks and those of before."""
    if placing is Placing.ENLARGED:
        return (mask != before).flatten(1).any(dim=1)
    return (mask.mean(dim=(1, 2, 3)) < MOST) | (placing is Placing.IN_PLACE)


def _rows(edits: Recolouring, rows: slice) -> Recolouring:
    return Recolouring(edits.tables[rows], edits.light[rows])
