"""The part of pictures around their objects, as large as a backbone can have it.

What an object is can be told from a close look at it; in all of the picture most objects are too small.
"""

from __future__ import annotations

import torch
from torch import Tensor

MARGIN = 1.25
"""Side of a close-up, of the longer side of the object."""
SMALLEST = 0.2
"""Least side of a close-up, of that of the picture."""


def close_up(pictures: Tensor, mask: Tensor, size: int) -> Tensor:
    """Squares around objects, B×C×size×size, of pictures B×C×H×W, float32.

    A square reaches to all sides alike where the picture does, and never beyond it. mask: B×1×H×W in 0…1; the
    object is where it has more than half of its most. All of the picture where there is none.
    """
    inside = mask[:, 0] > mask.amax(dim=(2, 3)).unsqueeze(2) / 2
    across, down = _extent(inside.any(dim=1)), _extent(inside.any(dim=2))
    side = torch.maximum(across[1] - across[0], down[1] - down[0]).mul(MARGIN).clamp(SMALLEST, 1)
    columns, rows = (
        _resampling(_start(extent, side), side, before=length, after=size)
        for extent, length in ((across, pictures.shape[3]), (down, pictures.shape[2]))
    )
    with torch.autocast(pictures.device.type, enabled=False):
        return rows.unsqueeze(1) @ pictures.float() @ columns.unsqueeze(1).transpose(2, 3)


def _extent(inside: Tensor) -> tuple[Tensor, Tensor]:
    """From where to where any of B×N is true, parts of N; from 0 to 1 where none is."""
    count = inside.shape[1]
    number = torch.arange(count, device=inside.device)
    first = torch.where(inside, number, count).amin(dim=1)
    last = torch.where(inside, number, -1).amax(dim=1) + 1
    empty = last == 0
    return torch.where(empty, 0, first) / count, torch.where(empty, count, last) / count


def _start(extent: tuple[Tensor, Tensor], side: Tensor) -> Tensor:
    """Where a side begins that has the extent in its middle, if the picture has room for that."""
    middle = (extent[0] + extent[1]) / 2
    return torch.minimum((middle - side / 2).clamp_min(0), 1 - side)


def _resampling(start: Tensor, side: Tensor, *, before: int, after: int) -> Tensor:
    """B×after×before: linear interpolation, or means with triangles as weights where pixels become larger."""
    step = (side * before / after)[:, None, None]
    number = torch.arange(after, device=side.device)[None, :, None]
    centres = start[:, None, None] * before + (number + 0.5) * step - 0.5
    # Not beyond the pixels at the border: there is nothing to interpolate with.
    distance = (centres.clamp(0, before - 1) - torch.arange(before, device=side.device)).abs()
    weights = (1 - distance / step.clamp_min(1)).clamp_min(0)
    return weights / weights.sum(dim=2, keepdim=True)
