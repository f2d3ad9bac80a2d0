"""Objects as if pasted from elsewhere: larger than they are in their photo, over other parts of it.

Where an object is recoloured in its place, the photo goes on across the edge of its mask and gives away how.
What somebody pastes has no such edge: the rim it brings along is of other surroundings. Enlarged about its
centre, an object meets parts of the photo that it did not touch, at the same light. One that would not hide
its original stays where it is: what is left of that would give it away.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import torch
import torch.nn.functional as F
from torch import Tensor

from training.recolour import Draw
from training.view import axis, grid

_LARGER = (1.15, 1.6)
"""Factors."""
_ALIKE = 1.3
_AWAY = 0.5
"""How far the centre moves at most, as a part of what the object grows by."""
MOST = 0.6
"""Part of the picture that an object may fill to be placed."""
_COARSE = 4
_LEFT = 0.01
"""Part of an object that may be seen beside the enlarged one."""


class Placing(StrEnum):
    """Where the objects are that are measured: in their photos as they were, enlarged over other parts of
    these (`enlarged`), or in another photo of a like light (`training.alike`).
    """

    IN_PLACE = "in-place"
    ENLARGED = "enlarged"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Enlarged:
    """Those of B objects that are not where they were. rows: R, their numbers. layer: R×3×H×W, what they
    show; mask: R×1×H×W.
    """

    rows: Tensor
    layer: Tensor
    mask: Tensor


def placed(photos: Tensor, mask: Tensor, draw: Draw, *, where: Tensor) -> Enlarged:
    """Objects enlarged and moved.

    photos: B×3×H×W in 0…1, mask: B×1×H×W. where: B booleans, those that are to move if they can.
    """
    count = len(photos)
    factor = draw.uniform(count, between=_LARGER)
    away = draw.uniform(count, 2, between=(-_AWAY, _AWAY))
    return _enlarged(photos, mask, where, factor, away)


def enlarged(photos: Tensor, mask: Tensor) -> Enlarged:
    """All objects alike where there is room for that, about their centres. Arguments: see `placed`."""
    count, device = len(photos), photos.device
    factor = torch.full((count,), _ALIKE, device=device)
    return _enlarged(photos, mask, factor > 0, factor, torch.zeros(count, 2, device=device))


def _enlarged(photos: Tensor, mask: Tensor, where: Tensor, factor: Tensor, away: Tensor) -> Enlarged:
    coarse = mask[:, :, ::_COARSE, ::_COARSE]  # to judge by
    area = coarse.mean(dim=(1, 2, 3))
    rows = (where & (area > 0) & (area * factor.square() < MOST)).nonzero().squeeze(1)
    start, factor, before = _starts(coarse[rows], factor[rows], away[rows]), factor[rows], coarse[rows]
    after = _sampled(before, _grid_of(start, factor, before))
    rest = (before - after).clamp_min(0).mean(dim=(1, 2, 3))
    hides = rest < _LEFT * area[rows]
    rows, start, factor = rows[hides], start[hides], factor[hides]
    points = _grid_of(start, factor, mask)
    # A mask is no softer for being larger.
    stretched = _sampled(mask.index_select(0, rows), points)
    larger = ((stretched - 0.5) * factor[:, None, None, None] + 0.5).clamp(0, 1)
    return Enlarged(rows, _sampled(photos.index_select(0, rows), points), larger)


def _sampled(pictures: Tensor, points: Tensor) -> Tensor:
    return F.grid_sample(pictures, points, mode="bilinear", padding_mode="border", align_corners=False)


def _starts(mask: Tensor, factor: Tensor, away: Tensor) -> Tensor:
    """Where in the picture the middle of the enlarged one comes from, B×2."""
    centre, reach = _extent(mask)
    moved = centre + away * reach * (factor - 1)[:, None]
    return centre - moved / factor[:, None]


def _grid_of(start: Tensor, factor: Tensor, pictures: Tensor) -> Tensor:
    """Where pictures that are larger by a factor (B) come from, as `grid` has it."""
    rows, columns = pictures.shape[2:]
    return grid(1 / factor, start, torch.ones_like(factor), rows=rows, columns=columns)


def _extent(mask: Tensor) -> tuple[Tensor, Tensor]:
    """Centres of gravity of B×1×H×W masks and their deviations from them, x and y (B×2), in −1…1."""
    weight = mask / mask.sum(dim=(2, 3), keepdim=True)
    along = []
    for others, length in ((2, mask.shape[3]), (3, mask.shape[2])):
        place = axis(length, mask.device)
        shares = weight.sum(dim=others).squeeze(1)
        # Not as a matrix product, which rounds otherwise for another number of pictures.
        mean, square = ((shares * each).sum(dim=1) for each in (place, place.square()))
        along.append((mean, (square - mean.square()).clamp_min(0).sqrt()))
    (x, across), (y, down) = along
    return torch.stack((x, y), dim=1), torch.stack((across, down), dim=1)
