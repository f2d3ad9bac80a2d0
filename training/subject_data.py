"""Examples to learn subjects from: photographs with masks, reframed, recoloured, and with objects pasted in.

Objects of one photograph pasted into another make two thousand photographs many: G. Ghiasi et al., "Simple
Copy-Paste is a Strong Data Augmentation Method for Instance Segmentation", CVPR 2021.
"""

from __future__ import annotations

import math
from collections.abc import Set
from dataclasses import dataclass
from typing import Self

import torch
import torch.nn.functional as F
from torch import Generator, Tensor

from training.data import PhotoBank

PASTED = 0.4
"""Share of examples with an object pasted in."""
_ELSEWHERE = 0.5
"""Share of those that are pasted into photographs without masks of their own, as far as there are any."""
_CUT_OFF = 0.03
"""Of the picture's border: an object that covers more of it is only part of one, and is not pasted."""
_DOUBTFUL = 0.4
"""How often photographs with doubtful masks are drawn, the others being 1."""


@dataclass(frozen=True, slots=True)
class Examples:
    """pictures: float32 B×3×S×S, 0 … 1. subjects: float32 B×1×S×S, 1 = subject."""

    pictures: Tensor
    subjects: Tensor


@dataclass(frozen=True, slots=True)
class SubjectBank:
    """Photographs and their subjects: all masks of each together, nothing where there is none.

    photos: uint8 N×3×S×S. subjects: uint8 N×1×S×S. objects: uint8 M×1×S×S, whole objects to paste, owner
    their photographs. chance, bare: float N, how often each is drawn, and each without masks.
    """

    photos: Tensor
    subjects: Tensor
    objects: Tensor
    owner: Tensor
    chance: Tensor
    bare: Tensor

    @classmethod
    def of(cls, bank: PhotoBank, *, doubtful: Set[str] = frozenset()) -> Self:
        """doubtful: names of photographs whose masks are less to be trusted."""
        count, side = len(bank.photos), bank.photos.shape[-1]
        subjects = torch.zeros(count, 1, side, side, dtype=torch.uint8)
        for mask, owner in zip(bank.masks, bank.owner.tolist(), strict=True):
            torch.maximum(subjects[owner, 0], mask, out=subjects[owner, 0])
        masked = torch.zeros(count).index_fill_(0, bank.owner, 1)
        trust = torch.tensor([_DOUBTFUL if name in doubtful else 1.0 for name in bank.ids])
        lines = (bank.masks[:, 0], bank.masks[:, -1], bank.masks[..., 0], bank.masks[..., -1])
        whole = torch.stack([(line > 127).float().mean(1) for line in lines]).mean(0) < _CUT_OFF
        whole &= trust[bank.owner] == 1
        bare = 1 - masked
        return cls(
            photos=bank.photos,
            subjects=subjects,
            objects=bank.masks[whole][:, None],
            owner=bank.owner[whole],
            chance=masked * trust,
            bare=bare if bare.any() else masked,
        )

    def batch(self, count: int, *, side: int, random: Generator) -> Examples:
        """Fresh examples, `side` pixels a side; the same for the same state of `random`."""
        pasted = torch.rand(count, generator=random) < PASTED
        elsewhere = pasted & (torch.rand(count, generator=random) < _ELSEWHERE)
        own = torch.multinomial(self.chance, count, replacement=True, generator=random)
        other = torch.multinomial(self.bare, count, replacement=True, generator=random)
        chosen = torch.where(elsewhere, other, own)
        moves = _reframings(count, random, smallest=0.55, largest=1.0)
        pictures, subjects = _moved(self.photos[chosen], self.subjects[chosen], moves, side)
        pictures = _recoloured(pictures, random)
        if len(self.objects) and (places := pasted.nonzero()[:, 0]).numel():
            pictures[places], subjects[places] = self._with_objects(
                pictures[places], subjects[places], random
            )
        return Examples(pictures, (subjects > 0.5).float())

    def _with_objects(self, pictures: Tensor, subjects: Tensor, random: Generator) -> tuple[Tensor, Tensor]:
        count, side = len(pictures), pictures.shape[-1]
        chosen = torch.randint(len(self.objects), (count,), generator=random)
        masks = self.objects[chosen]
        moves = _reframings(count, random, smallest=0.7, largest=1.8)
        # Where the object lies in its photograph is of no matter: its middle comes to any place here.
        place = 1.2 * torch.rand(count, 2, 1, generator=random) - 0.6
        moves[:, :, 2:] = _middles(masks)[..., None] - moves[:, :, :2] @ place
        objects, alpha = _moved(self.photos[self.owner[chosen]], masks, moves, side, padding="zeros")
        objects = _recoloured(objects, random)
        alpha = F.avg_pool2d(alpha, 3, stride=1, padding=1, count_include_pad=False)
        return pictures.lerp(objects, alpha), torch.maximum(subjects * (1 - alpha), alpha)


def _reframings(count: int, random: Generator, *, smallest: float, largest: float) -> Tensor:
    """Affine maps B×2×3 from example to photograph, both −1 … 1: mirrored, turned, cropped, stretched."""

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=random)

    scale, stretch, angle = between(smallest, largest), between(-0.2, 0.2).exp(), between(-0.2, 0.2)
    mirrored = torch.where(between(0, 1) < 0.5, -1.0, 1.0)
    x_scale, y_scale = scale * stretch * mirrored, scale / stretch
    room_x, room_y = (1 - x_scale.abs()).abs(), (1 - y_scale.abs()).abs()
    rows = (
        torch.stack([x_scale * angle.cos(), -y_scale * angle.sin(), room_x * between(-1, 1)], 1),
        torch.stack([x_scale * angle.sin(), y_scale * angle.cos(), room_y * between(-1, 1)], 1),
    )
    return torch.stack(rows, 1)


def _moved(
    photos: Tensor, masks: Tensor, moves: Tensor, side: int, *, padding: str = "reflection"
) -> tuple[Tensor, Tensor]:
    """Photographs and masks (uint8) seen through `moves`, float32 0 … 1, `side` pixels a side."""
    grid = F.affine_grid(moves, [len(photos), 4, side, side], align_corners=False)
    both = torch.cat([photos, masks], 1).to(torch.float32, memory_format=torch.channels_last) / 255
    seen = F.grid_sample(both, grid, padding_mode=padding, align_corners=False)
    return seen[:, :3], seen[:, 3:]


def _middles(masks: Tensor) -> Tensor:
    """The middle of each mask's bounding box, B×2, −1 … 1."""
    side = masks.shape[-1]
    middles = []
    for along in (2, 1):
        line = (masks[:, 0] > 127).any(3 - along)
        first = line.int().argmax(1)
        last = side - 1 - line.flip(1).int().argmax(1)
        middles.append((first + last + 1) / side - 1)
    return torch.stack(middles, 1)


def _recoloured(pictures: Tensor, random: Generator) -> Tensor:
    """Lightness, contrast, saturation, white balance and gamma changed; one in ten made grey."""
    shape = (len(pictures), 1, 1, 1)

    def about(spread: float, *, channels: int = 1) -> Tensor:
        size = (shape[0], channels, 1, 1)
        return (spread * (2 * torch.rand(size, generator=random) - 1)).exp()

    grey = pictures.mean(1, keepdim=True)
    saturation = torch.where(torch.rand(shape, generator=random) < 0.1, 0.0, about(0.5))
    pictures = grey + (pictures - grey) * saturation
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = middle + (pictures - middle) * about(0.3)
    pictures = pictures * about(0.1, channels=3) * about(0.25)
    return pictures.clamp(1e-3, 1).pow(about(math.log(1.4)))
