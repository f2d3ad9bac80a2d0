"""Photos in a light like that of another.

Nobody knows how an object of one photo should look in another, unless both were taken in much the same light:
then as it is.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.recolour import Draw

_CANDIDATES = 256


def moments(palettes: Tensor) -> Tensor:
    """Means and deviations of the channels of N photos, N×6 in 0…1; uint8 N×P×3."""
    colours = palettes.float() / 255
    return torch.cat((colours.mean(dim=1), colours.std(dim=1)), dim=1)


def alike(photo: Tensor, known: Tensor, draw: Draw) -> Tensor:
    """For each of B photos another one whose moments are nearest to its own, of some drawn at random.

    photo: B numbers. known: the `moments` of all.
    """
    drawn = (draw.uniform(len(photo), _CANDIDATES) * len(known)).long()
    distance = (known[drawn] - known[photo, None]).square().sum(dim=2)
    distance = torch.where(drawn == photo[:, None], torch.inf, distance)
    return drawn.gather(1, distance.argmin(dim=1, keepdim=True)).squeeze(1)


def nearest(known: Tensor) -> Tensor:
    """For each of two photos or more the other one whose moments are nearest to its own."""
    # Not as a matrix product, which is less exact, and differs between machines.
    distance = torch.cdist(known, known, compute_mode="donot_use_mm_for_euclid_dist")
    return distance.fill_diagonal_(torch.inf).argmin(dim=1)
