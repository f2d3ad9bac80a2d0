"""Objects as if pasted from elsewhere: larger than they are in their photo, over other parts of it.

Where an object is recoloured in its place, the photo goes on across the edge of its mask and gives away how.
What somebody pastes has no such edge: the rim it brings along is of other surroundings. Enlarged about its
centre, an object meets parts of the photo that it did not touch, at the same light. One that would not hide
its original stays where it is: what is left of that would give it away.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from training.recolour import Draw

_LARGER = (1.15, 1.6)
"""Factors."""
_ALIKE = 1.3
_AWAY = 0.5
"""How far the centre moves at most, as a part of what the object grows by."""
_MOST = 0.6
"""Part of the picture that an enlarged object may fill."""
_LEFT = 0.01
"""Part of an object that may be seen beside the enlarged one."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Objects in front of photos. layer: B×3×H×W, what the objects show; mask: B×1×H×W."""

    layer: Tensor
    mask: Tensor


def placed(photos: Tensor, mask: Tensor, draw: Draw, *, probability: float) -> Placed:
    """Some objects enlarged and moved, the others where they are. photos: B×3×H×W in 0…1, mask: B×1×H×W."""
    count = len(photos)
    chosen = draw.chance(count, probability=probability)
    factor = draw.uniform(count, between=_LARGER)
    away = draw.uniform(count, 2, between=(-_AWAY, _AWAY))
    return _placed(photos, mask, chosen, factor, away)


def enlarged(photos: Tensor, mask: Tensor) -> Placed:
    """All objects alike where there is room for that, about their centres. Arguments: see `placed`."""
    count, device = len(photos), photos.device
    factor = torch.full((count,), _ALIKE, device=device)
    return _placed(photos, mask, factor > 0, factor, torch.zeros(count, 2, device=device))


def _placed(photos: Tensor, mask: Tensor, chosen: Tensor, factor: Tensor, away: Tensor) -> Placed:
    area = mask.mean(dim=(1, 2, 3))
    rows = (chosen & (area > 0) & (area * factor.square() < _MOST)).nonzero().squeeze(1)
    if len(rows) == 0:
        return Placed(photos, mask)
    before = mask[rows]
    moved = _enlarged(torch.cat((photos[rows], before), dim=1), before, factor[rows], away[rows])
    # A mask is no softer for being larger.
    after = ((moved[:, 3:] - 0.5) * factor[rows, None, None, None] + 0.5).clamp(0, 1)
    left = (before - after).clamp_min(0).mean(dim=(1, 2, 3))
    hides = left < _LEFT * area[rows]
    layer, placed_mask = photos.clone(), mask.clone()
    layer[rows[hides]], placed_mask[rows[hides]] = moved[hides, :3], after[hides]
    return Placed(layer, placed_mask)


def _enlarged(pictures: Tensor, mask: Tensor, factor: Tensor, away: Tensor) -> Tensor:
    """Pictures B×C×H×W, larger by a factor (B) about the objects' centres."""
    centre, reach = _extent(mask)
    start = centre + away * reach * (factor - 1)[:, None]
    offset = centre - start / factor[:, None]
    across, down = offset[:, :1], offset[:, 1:]
    rows, columns = pictures.shape[-2:]
    x = _axis(columns, mask.device) / factor[:, None] + across
    y = _axis(rows, mask.device) / factor[:, None] + down
    shape = (len(pictures), rows, columns)
    grid = torch.stack((x[:, None, :].expand(shape), y[:, :, None].expand(shape)), dim=3)
    return F.grid_sample(pictures, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _axis(length: int, device: torch.device) -> Tensor:
    """Centres of pixels, in −1…1."""
    return (torch.arange(length, device=device) * 2 + 1) / length - 1


def _extent(mask: Tensor) -> tuple[Tensor, Tensor]:
    """Centres of gravity of B×1×H×W masks and their deviations from them, x and y (B×2), in −1…1."""
    weight = mask / mask.sum(dim=(2, 3), keepdim=True)
    along = []
    for axis, length in ((2, mask.shape[3]), (3, mask.shape[2])):
        place = _axis(length, mask.device)
        shares = weight.sum(dim=axis).squeeze(1)
        # Not as a matrix product, which rounds otherwise for another number of pictures.
        mean, square = ((shares * each).sum(dim=1) for each in (place, place.square()))
        along.append((mean, (square - mean.square()).clamp_min(0).sqrt()))
    (x, across), (y, down) = along
    return torch.stack((x, y), dim=1), torch.stack((across, down), dim=1)
