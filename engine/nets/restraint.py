"""How much of a transform to make: less where regressions contradict one another, none where nobody sees it,
and no more than was ever right.

What they agree on is mostly right. Objects that need no change get answers that differ by as much as half of
what they would change, and small ones (docs/decisions/restraint.md).
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

_AGREED, _AT_ODDS = 0.3, 0.5
"""How far the members are from their mean, in parts of what the mean changes: all of it is done up to the
first, `_DOUBTFUL` of it from the second on.
"""
_DOUBTFUL = 0.2
_UNSEEN, _SEEN = 2.0, 6.0
"""Levels by which the mean changes the object: nothing is done below the first, all of it from the second."""
_MOST = 80.0
"""Levels. Of 160 validation composites three are to be changed by more, none by more than 89."""
_LEVELS = 127.5
_LEAST = 1e-6


def strength(said: Tensor, transform: Tensor, pictures: Tensor, masks: Tensor) -> Tensor:
    """What part of a transform (B×12 as `apply_affine` has it) to make, B×1 in 0…1.

    said: what each regression says of the composites as they came, M×B×12; the transform is what came of it.
    pictures, masks: the composites, B×3×H×W in −1…1, and their objects, B×1×H×W in 0…1.
    """
    moments = _second_moments(pictures, masks)
    mean = said.mean(dim=0)
    change = _changed_by(mean, moments)
    apart = _changed_by(said - mean, moments).square().mean(dim=0).sqrt()
    doubt = _between(apart / change.clamp_min(_LEAST), _AGREED, _AT_ODDS)
    found = (1 - (1 - _DOUBTFUL) * doubt) * _between(change, _UNSEEN, _SEEN)
    found = found * (_MOST / _changed_by(transform, moments).clamp_min(_LEAST)).clamp(max=1)
    return found.unsqueeze(1)


def _second_moments(pictures: Tensor, masks: Tensor) -> Tensor:
    """Means of x·xᵀ over the object, B×4×4, where x is a pixel's three channels and a one."""
    weights = masks.flatten(2) / masks.sum(dim=(1, 2, 3)).clamp_min(_LEAST)[:, None, None]
    pixels = F.pad(pictures, (0, 0, 0, 0, 0, 1), value=1.0).flatten(2)
    return (pixels * weights) @ pixels.transpose(1, 2)


def _changed_by(transforms: Tensor, moments: Tensor) -> Tensor:
    """Root mean square, in levels, of what transforms …×B×12 add to the object's pixels; …×B."""
    rows = transforms.reshape(*transforms.shape[:-1], 3, 4)
    squares: Tensor = (rows @ moments * rows).sum(dim=(-2, -1)) / 3
    return squares.clamp_min(0).sqrt() * _LEVELS


def _between(values: Tensor, low: float, high: float) -> Tensor:
    """0 up to `low`, 1 from `high` on, smoothly between them."""
    part = ((values - low) / (high - low)).clamp(0, 1)
    return part.square() * (3 - 2 * part)
