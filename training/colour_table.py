"""Colour maps as lookup tables: evaluated on a few thousand lattice colours, applied to any number of pixels."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

NODES = 17


def lattice(device: torch.device) -> Tensor:
    """The 17³ colours (4913×3, 0…1) at which a table is evaluated; red varies slowest."""
    axis = torch.linspace(0, 1, NODES, device=device)
    return torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), dim=-1).reshape(-1, 3)


def look_up(pictures: Tensor, tables: Tensor) -> Tensor:
    """Apply B tables (B×4913×3) to B×3×H×W pictures in 0…1, interpolating trilinearly."""
    cube = tables.reshape(-1, NODES, NODES, NODES, 3).permute(0, 4, 1, 2, 3)
    # grid_sample wants (x, y, z) = (blue, green, red) in −1…1
    grid = (pictures.flip(1) * 2 - 1).permute(0, 2, 3, 1).unsqueeze(1)
    return F.grid_sample(cube, grid, mode="bilinear", padding_mode="border", align_corners=True).squeeze(2)
