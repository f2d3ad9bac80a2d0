"""Composites made from real photographs: an object's colours are changed, the photo itself is the answer.

Everything is a batched tensor operation on the device of the photos; nothing runs once per picture.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from training import recolour
from training.alike import alike, moments
from training.batch import Batch, Part, Source
from training.colour_table import lattice
from training.data import PhotoBank
from training.drawn_regions import drawn_regions
from training.edits import Edit, Edits, Recolouring
from training.elsewhere import MOST, placed
from training.errors import DataError
from training.objects import Objects
from training.recolour import Development, Draw
from training.view import ViewConfig, sample, view

VERSION = 1
"""Of how composites are made: raise it when the same seed gives other composites by more than rounding."""

_MILD = 0.35
"""How far whole photos are developed, as a part of how far objects are."""

_TOGETHER = 16
"""Composites: fewer are all overhead, more do not stay in the cache of a processor."""

_TOGETHER_ON_GPU = 128
"""Sixteen take as long as these: it is the launching of kernels that takes the time."""

_CUT = 0.5
"""How often the rim of an object in another photo is cut off: a clean cut-out has no trace of its own."""

_GRADE = 0.8
"""How far photos are graded around their objects, as a part of how far objects are developed."""

_NATURAL = 0.7
"""How often the object in a graded photo is itself as it was."""


@dataclass(frozen=True, slots=True)
class SynthesisConfig(ViewConfig):
    """How composites are made, and of which parts of the photos.

    edit_weights: how often each Edit, in its order. object_reference: how often a transfer aims at the object
    of another photo, instead of all of it. largest_change: mean change of an object's colours (0…1) beyond
    which an edit is scaled back. drawn, inverted: how often the region is a drawn blob, or everything but the
    object. elsewhere: how often the object is placed as if pasted from elsewhere, so that its rim is not that
    of the photo around it; foreign: how often in another photo, one in a like light. graded: how often the
    photo around the object is changed, which should follow: what is pasted is as a camera took it; unless it
    is 0, always where a foreign object would be right as it is. light: how often light falls off across the
    object. developed: how often a photo is developed anew, all of it. reference_region: how often a batch
    takes its look from a region of the background only.
    """

    edit_weights: tuple[float, ...] = (1.2, 1.0, 1.0, 1.0, 1.0, 2.0)
    object_reference: float = 0.7
    largest_change: float = 0.28
    drawn: float = 0.25
    inverted: float = 0.08
    elsewhere: float = 0.25
    foreign: float = 0.35
    graded: float = 0.45
    light: float = 0.2
    developed: float = 0.5
    reference_region: float = 0.1

    def __post_init__(self) -> None:
        if len(self.edit_weights) != len(Edit):
            raise ValueError(
                f"edit_weights needs {len(Edit)} numbers, one for each of {[e.name for e in Edit]}"
            )
        if self.elsewhere + self.foreign > 1:
            raise ValueError("elsewhere and foreign must be at most 1 together")

    @property
    def described(self) -> str:
        """Which synthesis it is, in words that differ where any of its numbers or its VERSION does."""
        return f"synthesis {VERSION} ({hashlib.sha256(repr(self).encode()).hexdigest()[:12]})"


@dataclass(frozen=True, slots=True)
class _Developed:
    """How photos are developed anew, and which of them (B booleans)."""

    which: Tensor
    development: Development

    def __getitem__(self, rows: Tensor) -> _Developed:
        return _Developed(self.which[rows], self.development[rows])

    def apply_(self, photos: Tensor) -> Tensor:
        """Those of the photos, B×3×S×S in 0…1, are developed in place."""
        rows = self.which.nonzero().squeeze(1)
        if len(rows):
            developed = recolour.developed(photos.index_select(0, rows), self.development[rows])
            photos.index_copy_(0, rows, developed.clamp_(0, 1))
        return photos


@dataclass(frozen=True, slots=True)
class _Foreign:
    """Objects pasted into another photo. rows: R, their numbers; photo: R, of the other ones; mask:
    R×1×H×W.
    """

    rows: Tensor
    photo: Tensor
    mask: Tensor


class Synthesizer(Source):
    """Makes batches from a PhotoBank."""

    def __init__(self, bank: PhotoBank, config: SynthesisConfig | None = None) -> None:
        self.together = _TOGETHER if bank.photos.device.type == "cpu" else _TOGETHER_ON_GPU
        self.config = config or SynthesisConfig()
        self.bank = bank
        self._lattice = lattice(bank.photos.device)
        self._masks_of = _masks_by_photo(bank)
        self._moments = moments(bank.photo_palettes)
        if len(self._masks_of[0]) == 0 and self.config.drawn < 1:
            raise DataError("None of the photos has a mask: give masks, or draw every region (drawn = 1).")

    def batch(self, part: Part) -> Batch:
        """Fresh composites; the same part gives the same ones."""
        (batch,) = self.batches((part,))
        return batch

    def batches(self, parts: Sequence[Part]) -> list[Batch]:
        """Those of several parts, made together."""
        draw = Draw.of(*parts, device=self.bank.photos.device)
        counts = [part.count for part in parts]
        batches = self._made(sum(counts), draw).split(counts)
        with_region = draw.once(probability=self.config.reference_region)
        if not any(with_region):
            return batches
        masks = torch.cat([batch.mask for batch in batches])
        references = torch.split(self._references(masks, draw), counts)
        return [
            replace(batch, reference=reference) if wanted else batch
            for batch, reference, wanted in zip(batches, references, with_region, strict=True)
        ]

    def _made(self, count: int, draw: Draw) -> Batch:
        """Composites that take their look from all of the background."""
        photo, mask_number = self._choose(count, draw)
        grid, mask = self._view(mask_number, draw)
        development = self._developed(count, draw, often=self.config.developed, degree=_MILD)
        layer = self._shown(photo, grid, development)
        mask = self._regions(mask, mask_number, draw)
        edits = self._edits(photo, mask_number, draw)
        place = draw.uniform(count)
        larger = placed(layer, mask, draw, where=place < self.config.elsewhere)
        other = self._others(photo, mask, draw, where=place >= 1 - self.config.foreign)
        behind = layer.clone()
        layer[larger.rows], mask[larger.rows] = larger.layer, larger.mask
        seen = grid.index_select(0, other.rows)
        behind.index_copy_(0, other.rows, self._shown(other.photo, seen, development[other.rows]))
        mask[other.rows] = other.mask
        objects = Objects.of(mask)
        colours = objects.colours(layer)
        graded = self._developed(count, draw, often=self.config.graded, degree=_GRADE)
        if self.config.graded:  # who pastes wants to see something
            graded.which[other.rows] |= edits.none[other.rows]
        natural = graded.which & draw.chance(count, probability=_NATURAL)
        graded.apply_(behind)
        real = self._answer(layer, behind, mask, graded, pasted=torch.cat((larger.rows, other.rows)))
        composite = objects.recoloured_(behind, colours, self._worked_out(edits.without(natural)))
        return Batch(composite, real, mask, photo=photo)

    def recolouring(self, photo: Tensor, mask_number: Tensor, draw: Draw) -> Recolouring:
        """Random edits for objects given by photo and mask numbers (B; mask −1: the whole photo's
        colours).
        """
        return self._worked_out(self._edits(photo, mask_number, draw))

    def _edits(self, photo: Tensor, mask_number: Tensor, draw: Draw) -> Edits:
        source, target = self._palette(photo, mask_number), self._target_palette(len(photo), draw)
        return Edits.drawn(source, target, draw, weights=self.config.edit_weights, light=self.config.light)

    def _worked_out(self, edits: Edits) -> Recolouring:
        return edits.recolouring(self._lattice, largest_change=self.config.largest_change)

    def _choose(self, count: int, draw: Draw) -> tuple[Tensor, Tensor]:
        """Photo numbers, and mask numbers or −1 where the region is to be drawn."""
        bank = self.bank
        any_photo = draw.integers(count, below=len(bank.photos))
        drawn = draw.chance(count, probability=self.config.drawn)
        first, number = self._masks_of
        if len(first) == 0:
            return any_photo, torch.full_like(any_photo, -1)
        with_mask = draw.integers(count, below=len(first))  # a photo with many masks is not drawn more often
        offset = (draw.uniform(count) * number[with_mask]).long()
        mask_number = first[with_mask] + offset
        photo = torch.where(drawn, any_photo, bank.owner[mask_number])
        return photo, torch.where(drawn, -1, mask_number)

    def _view(self, mask_number: Tensor, draw: Draw) -> tuple[Tensor, Tensor]:
        """Random crops and mirrors as grids for `sample`, and the masks (B×1×S×S) through them."""
        if len(self.bank.masks):
            masks = self.bank.masks.index_select(0, mask_number.clamp_min(0))
        else:
            masks = self.bank.photos.new_zeros(len(mask_number), *self.bank.photos.shape[2:])
        grid = view(masks, draw, self.config, free=mask_number < 0)
        return grid, sample(masks.unsqueeze(1), grid)

    def _developed(self, count: int, draw: Draw, *, often: float, degree: float) -> _Developed:
        development = Development.drawn(count, draw, degree=degree)
        return _Developed(draw.chance(count, probability=often), development)

    def _answer(
        self, layer: Tensor, behind: Tensor, mask: Tensor, graded: _Developed, *, pasted: Tensor
    ) -> Tensor:
        """What is right: the objects of `layer` developed as the photos behind them have been, and only then
        mixed with these at soft edges, as in the composites. pasted: rows that show something else behind;
        `layer` is overwritten.
        """
        in_place = graded.which.index_fill(0, pasted, value=False).nonzero().squeeze(1)
        layer.index_copy_(0, in_place, behind.index_select(0, in_place))
        around, objects, inside = (each.index_select(0, pasted) for each in (behind, layer, mask))
        return layer.index_copy_(0, pasted, around.lerp_(graded[pasted].apply_(objects), inside))

    def _shown(self, photo: Tensor, grid: Tensor, how: _Developed) -> Tensor:
        """Photos, B×3×S×S in 0…1."""
        return how.apply_(sample(self.bank.photos.index_select(0, photo), grid))

    def _others(self, photo: Tensor, mask: Tensor, draw: Draw, *, where: Tensor) -> _Foreign:
        """Which objects are pasted into another photo, and what of them."""
        other = alike(photo, self._moments, draw)
        cut = draw.chance(len(photo), probability=_CUT)
        area = mask[:, :, ::8, ::8].mean(dim=(1, 2, 3))
        rows = (where & (area > 0) & (area < MOST)).nonzero().squeeze(1)
        own = mask.index_select(0, rows)
        clean = cut[rows].nonzero().squeeze(1)
        whole = own.index_select(0, clean)
        within = _within(whole)
        enough = within.mean(dim=(1, 2, 3)) > whole.mean(dim=(1, 2, 3)) / 2  # not of what is all rim
        own[clean[enough]] = within[enough]
        return _Foreign(rows, other[rows], own)

    def _regions(self, mask: Tensor, mask_number: Tensor, draw: Draw) -> Tensor:
        rows = (mask_number < 0).nonzero().squeeze(1)
        mask[rows] = drawn_regions(len(mask), mask.shape[-1], draw, rows=rows)
        inverted = draw.chance(len(mask), 1, 1, 1, probability=self.config.inverted)
        return torch.where(inverted, 1 - mask, mask)

    def _palette(self, photo: Tensor, mask_number: Tensor) -> Tensor:
        """Colours (B×P×3, 0…1) of objects, or of whole photos where the mask number is −1."""
        whole = self.bank.photo_palettes.index_select(0, photo)
        if len(self.bank.masks):
            objects = self.bank.mask_palettes.index_select(0, mask_number.clamp_min(0))
            whole = torch.where((mask_number < 0)[:, None, None], whole, objects)
        return whole.float() / 255

    def _target_palette(self, count: int, draw: Draw) -> Tensor:
        photo = draw.integers(count, below=len(self.bank.photos))
        if not len(self.bank.masks):
            return self._palette(photo, torch.full_like(photo, -1))
        mask = draw.integers(count, below=len(self.bank.masks))
        use_object = draw.chance(count, probability=self.config.object_reference)
        return self._palette(photo, torch.where(use_object, mask, -1))

    def _references(self, mask: Tensor, draw: Draw) -> Tensor:
        """Regions of the background, for looks to be taken from."""
        background = 1 - mask
        region = background * drawn_regions(len(mask), mask.shape[-1], draw)
        enough = region.mean(dim=(1, 2, 3), keepdim=True) >= 0.03
        return torch.where(enough, region, background)


def _masks_by_photo(bank: PhotoBank) -> tuple[Tensor, Tensor]:
    """For each photo that has masks: the number of its first, and how many. Masks are stored photo by
    photo.
    """
    _, number = torch.unique_consecutive(bank.owner, return_counts=True)
    return number.cumsum(0) - number, number


def _within(mask: Tensor) -> Tensor:
    """Masks B×1×H×W less a pixel at their rims."""
    padded = F.pad(mask, (1, 1, 1, 1), value=1.0)
    rows = torch.minimum(torch.minimum(padded[:, :, :-2], padded[:, :, 1:-1]), padded[:, :, 2:])
    return torch.minimum(torch.minimum(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])
