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
    noise = F.interpolate(draw.normal(count, 1, 5, 5), size=(32, 32), mode="bicubic", align_corners=True)
    axis = torch.linspace(-1, 1, 32, device=draw.device)
    x, y = draw.uniform(count, 2, 1, 1, 1, between=(-0.6, 0.6)).unbind(dim=1)
    field = noise - 2.5 * ((axis[None, None, None, :] - x) ** 2 + (axis[None, None, :, None] - y) ** 2)
    area = draw.uniform(count, between=(0.04, 0.35))
    ranked = field.flatten(1).sort(dim=1, descending=True).values
    level = ranked.gather(1, (area * ranked.shape[1]).long().unsqueeze(1))[:, :, None, None]
    field = field - level if rows is None else (field - level)[rows]
    smooth = F.interpolate(field, size=(size, size), mode="bilinear", align_corners=True)
    return (smooth * size / 16 + 0.5).clamp(0, 1)
