"""The pixels of the objects of a batch: what is done to these alone need not be done to whole pictures."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.colour_table import lattice, look_up
from training.edits import Recolouring

_GAMMA = 2.2
"""Of code values, near enough to turn stops of light into factors of them."""


@dataclass(frozen=True, slots=True)
class Objects:
    """Which pixels are objects' in B pictures. mask: B×1×H×W in 0…1. owner: N, the picture of each pixel; at:
    N, its place in the masks; in_channels: 3×N, in the pictures.
    """

    mask: Tensor
    owner: Tensor
    at: Tensor
    in_channels: Tensor

    @classmethod
    def of(cls, mask: Tensor) -> Objects:
        at = mask.flatten().nonzero().squeeze(1)
        pixels = mask[0].numel()
        owner = at // pixels
        channels = pixels * torch.arange(3, device=at.device)[:, None]
        return cls(mask, owner, at, at + owner * (2 * pixels) + channels)

    def colours(self, pictures: Tensor) -> Tensor:
        """3×N of pictures B×3×H×W."""
        return pictures.flatten().index_select(0, self.in_channels.flatten()).view(3, -1)

    def recoloured_(self, pictures: Tensor, colours: Tensor, edits: Recolouring) -> Tensor:
        """Objects of these colours (3×N in 0…1), recoloured, in the place of what the pictures (B×3×H×W) show
        there; in steps of 1/255 as stored pictures have. The pictures are overwritten.
        """
        changed = self._lit(self._looked_up(colours, edits.tables), edits.light).clamp_(0, 1)
        mixed = torch.lerp(self.colours(pictures), changed, self.mask.take(self.at))
        return pictures.put_(self.in_channels, mixed).mul_(255).round_().div_(255)

    def _looked_up(self, colours: Tensor, tables: Tensor) -> Tensor:
        """Through the tables of their objects. It takes most of the time: where one changes nothing, none."""
        changes = (tables != lattice(tables.device)).any(dim=2).any(dim=1)
        if changes.all():
            return look_up(colours, self.owner, tables)
        pixels = self._pixels_of(changes)
        changed = look_up(colours.index_select(1, pixels), self.owner.index_select(0, pixels), tables)
        return colours.index_copy(1, pixels, changed)

    def _lit(self, colours: Tensor, light: Tensor) -> Tensor:
        lit = light.any(dim=1)
        if not lit.any():
            return colours
        pixels = self._pixels_of(lit)
        stops = _stops(self.mask, light).take(self.at.index_select(0, pixels))
        return colours.index_copy(1, pixels, colours.index_select(1, pixels) * torch.exp2(stops / _GAMMA))

    def _pixels_of(self, which: Tensor) -> Tensor:
        """Numbers of the pixels of some pictures, given by B booleans."""
        return which.index_select(0, self.owner).nonzero().squeeze(1)


def recoloured(layer: Tensor, mask: Tensor, edits: Recolouring, *, onto: Tensor | None = None) -> Tensor:
    """The objects of `layer` (B×3×H×W, 0…1) recoloured, in steps of 1/255.

    onto: what is around them, by default `layer` itself; it is overwritten.
    """
    objects = Objects.of(mask)
    return objects.recoloured_(layer.clone() if onto is None else onto, objects.colours(layer), edits)


def _stops(mask: Tensor, light: Tensor) -> Tensor:
    """Light that falls off linearly over the picture, B×1×H×W in stops, neutral at the object's centre."""
    stops = torch.zeros_like(mask)
    lit = light.any(dim=1).nonzero().squeeze(1)  # most are not
    down, across = (torch.linspace(-1, 1, n, device=mask.device) for n in mask.shape[-2:])
    field = light[lit, 0, None, None, None] * across + light[lit, 1, None, None, None] * down[:, None]
    weight = mask[lit]
    area = weight.sum(dim=(2, 3), keepdim=True).clamp_min(1e-6)
    stops[lit] = field - (field * weight).sum(dim=(2, 3), keepdim=True) / area
    return stops
