"""How colours change across the rim of an object, B×456.

A photo goes on beyond the edge of an object's mask: edges are soft, and masks a little too wide here and too
narrow there. So where an object was recoloured in its own photo, the step of colour right at its rim tells
how, the better when both sides are carried on until they meet. Where it was pasted from elsewhere the step is
that between two different things. Which of both it is shows in how the step grows with its width.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import torch
from torch import Tensor

BINS = 16
OF_A_STEP = 16 + 3 * BINS + 12
"""Moments, histogram, transform."""

_AS_IT_IS = (1.0, 0.0, 0.0)
_CARRIED = (
    (15 / 8, -5 / 4, 3 / 8),  # to the middle of the step: the parabola through three pixels
    (3.0, -3.0, 1.0),  # to the other side of it
    (0.0, 5 / 2, -3 / 2),  # to the middle again, by a line that does without the pixel that may be mixed
)
STEPS = ((1, _AS_IT_IS), *((1, weights) for weights in _CARRIED), (3, _AS_IT_IS), (5, _AS_IT_IS))
"""Pixels from one side of the rim to the other; weights of the pixel at the rim and of the two behind it."""
STATISTICS = len(STEPS) * OF_A_STEP

_LEAST_FALL = 0.5
"""Of the mask, over a step."""
_ENOUGH = 8192
"""Steps of a picture in a direction."""
_DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))
_CAUTION = 0.02
"""Of the square of what a transform's entries differ by from the identity; and of a variance, for a slope."""
_MOST = 2.0
_FARTHEST = 1.5
"""What colours, −1…1, are carried on to at most."""
_EPS = 1e-4
_FEW = 1e-3


@dataclass(frozen=True, slots=True)
class _Steps:
    """P steps out of objects. owner: to whose statistics each counts. weight: P×1. inside, outside: colours
    P×3, or P×3×3 of three pixels from the rim on.
    """

    owner: Tensor
    weight: Tensor
    inside: Tensor
    outside: Tensor

    def carried(self, weights: tuple[float, float, float], *, number: int) -> _Steps:
        """Those of one colour on either side, which count to the statistics of that number."""
        factors = torch.tensor(weights, device=self.inside.device)
        sides = ((factors @ side).clamp(-_FARTHEST, _FARTHEST) for side in (self.inside, self.outside))
        return _Steps(self.owner * len(STEPS) + number, self.weight, *sides)


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where the P steps of a width are. owner: to whose statistics each counts. weight: P×1. at: P×6, numbers
    of pixels of the batch: three inside from the rim on, and three outside.
    """

    owner: Tensor
    weight: Tensor
    at: Tensor


class Rim:
    """The rims of objects, to be looked at in several pictures.

    regions: B×2×H×W in 0…1, the object and where steps may end. There are no steps where the mask does not
    fall by more than half within them: nowhere of one that is soft over many pixels.
    """

    def __init__(self, regions: Tensor) -> None:
        regions = regions.float()
        self._edges = {width: _edge(regions, width) for width in sorted({width for width, _ in STEPS})}

    def of(self, picture: Tensor) -> Tensor:
        """Statistics of the steps out of the objects, float32. picture: B×3×H×W in −1…1."""
        with torch.autocast(picture.device.type, enabled=False):
            pixels = picture.float().permute(0, 2, 3, 1).reshape(-1, 3)
            of_width = {width: _seen(pixels, edge) for width, edge in self._edges.items()}
            kinds = [of_width[width].carried(by, number=number) for number, (width, by) in enumerate(STEPS)]
            names = [field.name for field in fields(_Steps)]
            together = _Steps(*(torch.cat([getattr(kind, name) for kind in kinds]) for name in names))
            return _of_steps(together, len(picture) * len(STEPS)).view(len(picture), -1)


def _edge(regions: Tensor, width: int) -> _Edge:
    """From pixels to those `width` further in each direction where at least half of the mask ends between."""
    count, rows, columns = len(regions), *regions.shape[-2:]
    offsets = torch.tensor((0, -1, -2, width, width + 1, width + 2), device=regions.device)
    parts = []
    for down, right in _DIRECTIONS:
        vertical, horizontal = _shifted(rows, width * down), _shifted(columns, width * right)
        before, after = zip(vertical, horizontal, strict=True)
        falls = regions[:, 0, *before] - regions[:, 0, *after]
        at, stands_for = _thinned((falls > _LEAST_FALL).nonzero(), count=count)
        weight = (falls[at] - _LEAST_FALL) * regions[:, 1, *after][at] * stands_for
        row = ((at[1] + before[0].start).unsqueeze(1) + down * offsets).clamp(0, rows - 1)
        column = ((at[2] + before[1].start).unsqueeze(1) + right * offsets).clamp(0, columns - 1)
        parts.append((at[0], weight.unsqueeze(1), (at[0].unsqueeze(1) * rows + row) * columns + column))
    return _Edge(*(torch.cat(part) for part in zip(*parts, strict=True)))


def _seen(pixels: Tensor, edge: _Edge) -> _Steps:
    """Steps in pixels N×3."""
    colours = pixels[edge.at]
    return _Steps(edge.owner, edge.weight, colours[:, :3], colours[:, 3:])


def _thinned(at: Tensor, *, count: int) -> tuple[tuple[Tensor, ...], Tensor]:
    """Of steps N×3 (picture, row, column; in order) at most `_ENOUGH` of each of `count` pictures, evenly;
    and how many each stands for. Only ragged masks have more, and would take their time.
    """
    if len(at) <= _ENOUGH:
        return at.unbind(dim=1), torch.ones_like(at[:, 0])
    number = torch.bincount(at[:, 0], minlength=count)
    every = number.add(_ENOUGH - 1).div(_ENOUGH, rounding_mode="floor").clamp_min(1)[at[:, 0]]
    first = (number.cumsum(0) - number)[at[:, 0]]
    kept = (torch.arange(len(at), device=at.device) - first) % every == 0
    return at[kept].unbind(dim=1), every[kept]


def _shifted(length: int, step: int) -> tuple[slice, slice]:
    """Where steps may begin along an axis, and where these end."""
    first, last = max(0, -step), max(0, length - max(0, step))
    return slice(first, last), slice(first + step, max(first + step, last + step))


def _of_steps(steps: _Steps, count: int) -> Tensor:
    """What is said of each kind of step, count×76: moments, how many, histogram, transform to the outside."""
    inside, outside = steps.inside, steps.outside
    change, ones = outside - inside, torch.ones_like(steps.weight)
    cross = (inside.unsqueeze(2) * outside.unsqueeze(1)).flatten(1)
    square = (inside.unsqueeze(2) * inside.unsqueeze(1)).flatten(1)
    values = torch.cat((ones, change, change.abs(), inside, outside, outside.square(), square, cross), dim=1)
    sums = _sums(steps, values, count)
    amount = sums[:, :1]
    means = sums[:, 1:] / amount.clamp_min(_FEW)
    parts = torch.split(means, [3, 3, 3, 3, 3, 9, 9], dim=1)
    shift, size, before, after, after_square, squares, products = parts
    variance = squares[:, ::4] - before.square()
    slope = (products[:, ::4] - before * after + _CAUTION) / (variance + _CAUTION) - 1
    deviations = [(v.clamp_min(0) + _EPS).sqrt() for v in (variance, after_square - after.square())]
    histogram = _histogram(steps, change, count) / amount.clamp_min(_FEW)
    transform = _transform(before, after, squares, products)
    described = (shift, size, slope, *deviations, (amount + 1).log() / 10, histogram.clamp_min(0).sqrt())
    return torch.cat((*described, torch.where(amount > _FEW, transform, 0)), dim=1)


def _sums(steps: _Steps, values: Tensor, count: int) -> Tensor:
    """Weighted sums of values P×N over the steps of each owner, count×N."""
    sums = torch.zeros(count, values.shape[1], device=values.device)
    return sums.index_add_(0, steps.owner, values * steps.weight)


def _histogram(steps: _Steps, change: Tensor, count: int) -> Tensor:
    """Weights of changes P×3 in soft bins from −1 to 1, count×(3·BINS)."""
    place = ((change + 1) / 2 * (BINS - 1)).clamp(0, BINS - 1)
    lower = place.floor().clamp_max(BINS - 2)
    rest = place - lower
    first = steps.owner.unsqueeze(1) * (3 * BINS) + torch.arange(3, device=place.device) * BINS + lower.long()
    filled = torch.zeros(count * 3 * BINS, device=place.device)
    filled.index_add_(0, first.flatten(), ((1 - rest) * steps.weight).flatten())
    filled.index_add_(0, first.flatten() + 1, (rest * steps.weight).flatten())
    return filled.view(count, -1)


def _transform(before: Tensor, after: Tensor, squares: Tensor, products: Tensor) -> Tensor:
    """Of the transforms from inside to outside the best, but for some caution, as `apply_affine` has them."""
    augmented = torch.cat((before, torch.ones_like(before[:, :1])), dim=1)
    of_inside = torch.cat((squares.view(-1, 3, 3), before.unsqueeze(1)), dim=1)
    of_inside = torch.cat((of_inside, augmented.unsqueeze(2)), dim=2)
    of_both = torch.cat((products.view(-1, 3, 3), after.unsqueeze(1)), dim=1)
    # Few and tiny systems: on the CPU, for MPS has no solver in all versions of PyTorch.
    caution = _CAUTION * torch.eye(4)
    whole = torch.linalg.solve(of_inside.cpu() + caution, of_both.cpu() + caution[:, :3]).transpose(1, 2)
    transform: Tensor = whole - torch.eye(3, 4)
    return transform.flatten(1).clamp(-_MOST, _MOST).to(before.device)
