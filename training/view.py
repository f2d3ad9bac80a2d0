"""The part of a picture that is trained on: a random crop, mirrored half of the time."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from training.recolour import Draw


@dataclass(frozen=True, slots=True)
class ViewConfig:
    """How parts are chosen.

    size: height and width of what is trained on. crop: how often a picture is cropped; smallest_crop: to this
    part of its side. coverage: the part of the picture the object may fill after a crop. mirror: how often
    left and right change places.
    """

    size: int = 256
    crop: float = 0.5
    smallest_crop: float = 0.55
    coverage: tuple[float, float] = (0.01, 0.7)
    mirror: float = 0.5

    @property
    def plain(self) -> bool:
        """Whether pictures stay whole."""
        return self.crop == 0 and self.mirror == 0


def view(masks: Tensor, draw: Draw, config: ViewConfig, *, free: Tensor | None = None) -> Tensor:
    """Random parts of B pictures as grids for `sample`, B×size×size×2.

    masks: uint8 B×S×S, the objects: a crop that leaves too little or too much of one is not taken. free: B
    booleans, where the mask does not matter.
    """
    count = len(masks)
    side = torch.where(
        draw.chance(count, probability=config.crop),
        draw.uniform(count, between=(config.smallest_crop, 1.0)),
        1.0,
    )
    centre = (1 - side).unsqueeze(1) * draw.uniform(count, 2, between=(-1.0, 1.0))
    mirror = torch.where(draw.chance(count, probability=config.mirror), -1.0, 1.0)
    fits = _covers(masks, side, centre, config)
    if free is not None:
        fits |= free
    side, centre = torch.where(fits, side, 1.0), torch.where(fits.unsqueeze(1), centre, 0.0)
    return grid(side, centre, mirror, rows=config.size, columns=config.size)


def sample(pictures: Tensor, grid: Tensor) -> Tensor:
    """uint8 pictures B×C×S×S at the points of a grid, in 0…1."""
    sampled = F.grid_sample(
        pictures.float(), grid, mode="bilinear", padding_mode="border", align_corners=False
    )
    return sampled.div_(255).clamp_(max=1)  # bilinear weights add up to 1 but for rounding


def _covers(masks: Tensor, side: Tensor, centre: Tensor, config: ViewConfig) -> Tensor:
    """Where the crop leaves the object a fair part of the picture; judged on a coarse grid."""
    coarse = masks[:, None, ::8, ::8]
    rows, columns = coarse.shape[2:]
    points = grid(side, centre, torch.ones_like(side), rows=rows, columns=columns)
    part = sample(coarse, points).mean(dim=(1, 2, 3))
    low, high = config.coverage
    return (part >= low) & (part <= high)


def grid(side: Tensor, centre: Tensor, mirror: Tensor, *, rows: int, columns: int) -> Tensor:
    """Points B×rows×columns×2 for `F.grid_sample` of parts of pictures. side: B, of the picture's; centre:
    B×2, x and y in −1…1; mirror: B, −1 where left and right change places, else 1.
    """
    x = (side * mirror)[:, None] * axis(columns, side.device) + centre[:, :1]
    y = side[:, None] * axis(rows, side.device) + centre[:, 1:]
    shape = (len(side), rows, columns)
    return torch.stack((x[:, None, :].expand(shape), y[:, :, None].expand(shape)), dim=3)


def axis(length: int, device: torch.device) -> Tensor:
    """Centres of pixels, in −1…1."""
    return (torch.arange(length, device=device) * 2 + 1) / length - 1
