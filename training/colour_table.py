"""Colour maps as lookup tables: evaluated on a few thousand lattice colours, applied to any number of
pixels.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

NODES = 17


def lattice(device: torch.device) -> Tensor:
    """The 17³ colours (4913×3, 0…1) at which a table is evaluated; red varies slowest."""
    axis = torch.linspace(0, 1, NODES, device=device)
    return torch.stack(torch.meshgrid(axis, axis, axis, indexing="ij"), dim=-1).reshape(-1, 3)


def look_up(colours: Tensor, owner: Tensor, tables: Tensor) -> Tensor:
    """Put N colours (3×N in 0…1) through B tables (B×4913×3), each through that which `owner` (N) names.

    Between lattice colours the interpolation is trilinear.
    """
    # All tables are stacked along red into one: a single call, for no more colours than are asked for.
    last = len(tables) * NODES - 1
    atlas = tables.reshape(1, last + 1, NODES, NODES, 3).permute(0, 4, 1, 2, 3)
    red, green, blue = colours.clamp(0, 1)
    down = torch.add(owner * NODES, red, alpha=NODES - 1)
    # grid_sample wants (x, y, z) = (blue, green, red) in −1…1
    grid = torch.stack((blue * 2, green * 2, down * (2 / last))).sub_(1).T.view(1, 1, 1, -1, 3)
    found = F.grid_sample(atlas, grid, mode="bilinear", padding_mode="border", align_corners=True)
    return found.view(3, -1)
