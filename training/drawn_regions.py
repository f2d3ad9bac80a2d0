"""Regions drawn on photos that have no masks."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from training.recolour import Draw


def drawn_regions(count: int, size: int, draw: Draw, *, rows: Tensor | None = None) -> Tensor:
    """Smooth random blobs, B×1×size×size in 0…1, that fill 4 to 35 % of the picture. rows: numbers of those
    that are wanted, by default all.
    """
    noise = draw.normal(count, 1, 5, 5)
    centre = draw.uniform(count, 2, 1, 1, 1, between=(-0.6, 0.6))
    area = draw.uniform(count, between=(0.04, 0.35))
    if rows is not None:
        noise, centre, area = noise[rows], centre[rows], area[rows]
    field = F.interpolate(noise, size=(32, 32), mode="bicubic", align_corners=True)
    axis = torch.linspace(-1, 1, 32, device=draw.device)
    x, y = centre.unbind(dim=1)
    field = field - 2.5 * ((axis[None, None, None, :] - x) ** 2 + (axis[None, None, :, None] - y) ** 2)
    ranked = field.flatten(1).sort(dim=1, descending=True).values
    level = ranked.gather(1, (area * ranked.shape[1]).long().unsqueeze(1))[:, :, None, None]
    smooth = F.interpolate(field - level, size=(size, size), mode="bilinear", align_corners=True)
    return (smooth * size / 16 + 0.5).clamp(0, 1)
