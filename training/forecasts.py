"""What linear models forecast of photos that they have not seen, for the regression to build on.

A ridge regression over all statistics finds what tells how an object was changed, also where principal
components do not look. But it knows the photos it learned better than others, and whoever learns from what it
says of these trusts it too much. So each photo's forecasts are those of a model of other photos (D. Wolpert,
"Stacked Generalization", 1992); the network keeps the model of all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from engine.nets.semantic_net import COLOUR_STATISTICS, FORECASTS, SemanticNet
from training.errors import DataError
from training.observations import SHARD, Moments, Observations

FOLDS = 5
_PENALTY_OF_COLOURS = 0.03
_PENALTY_OF_SEMANTICS = 1.0
"""Added to the mean squares of standardized statistics, which are about 1."""
_FEW = 0.01
"""Variance of colours (−1…1) at which their slope is believed by half."""
_CAUTION = 0.02
"""Of the square of what a transform's entries differ by from the identity."""
_MOST = 2.0
_LEAST = 1e-6
_PENALTY_OF_BIAS = 1e-6


def wanted(moments: Moments) -> Tensor:
    """What is forecast of N objects, N×18: how far each channel's mean moves, by how much more than one its
    slope is (both −2…2), and the transform that is best for the object, as `apply_affine` has them.
    """
    before, after = moments.squares[:, 3, :3], moments.products[:, 3]
    same = torch.arange(3)
    variance = moments.squares[:, same, same] - before.square()
    shared = moments.products[:, same, same] - before * after
    slope = (shared + _FEW) / (variance + _FEW) - 1
    restraint = _CAUTION * torch.eye(4, dtype=torch.float64)
    squares, products = moments.squares.double() + restraint, moments.products.double() + restraint[:, :3]
    best = torch.linalg.solve(squares, products).transpose(1, 2) - torch.eye(3, 4, dtype=torch.float64)
    return torch.cat((after - before, slope, best.float().flatten(1)), dim=1).clamp(-_MOST, _MOST)


def cross_fit(network: SemanticNet, seen: Observations) -> Tensor:
    """Teach a calibrated network its forecasts; what models of other photos forecast of each, N×18.

    Raises DataError where all that was seen is one photo.
    """
    target = wanted(seen.moments)
    target = target / target.std(dim=0).clamp_min(_LEAST)
    fold = folds(seen.photo, FOLDS)
    squares, products = _sums(network, seen, target, fold)
    all_squares, all_products = squares.sum(0), products.sum(0)
    of_others = [
        _ridge(all_squares - squares[number], all_products - products[number], len(seen) - count)
        for number, count in enumerate(torch.bincount(fold).tolist())
    ]
    weight = _ridge(all_squares, all_products, len(seen))
    with torch.no_grad():
        network.forecast.weight.copy_(weight[:-1].T)
        network.forecast.bias.copy_(weight[-1])
    found = torch.empty(len(seen), FORECASTS)
    for rows, statistics in _chunks(network, seen):
        for number, model in enumerate(of_others):
            own = fold[rows] == number
            found[rows][own] = statistics[own] @ model
    return found


def folds(photo: Tensor, count: int) -> Tensor:
    """In which of `count` parts of the photos each composite is: its number.

    Raises DataError where they are of one photo.
    """
    photos, number = torch.unique(photo, return_inverse=True)
    if len(photos) < 2:
        raise DataError("All composites are of one photo: a semantic transform needs at least two.")
    order = torch.randperm(len(photos), generator=torch.Generator().manual_seed(0))
    return order[number] % count


def _sums(network: SemanticNet, seen: Observations, target: Tensor, fold: Tensor) -> tuple[Tensor, Tensor]:
    """The normal equations of each fold: sums of products of the statistics with each other and with the
    target.
    """
    size = network.forecast.in_features + 1
    squares = torch.zeros(FOLDS, size, size, dtype=torch.float64)
    products = torch.zeros(FOLDS, size, FORECASTS, dtype=torch.float64)
    for rows, statistics in _chunks(network, seen):
        for number in torch.unique(fold[rows]).tolist():
            own = fold[rows] == number
            part = statistics[own]
            squares[number] += part.T @ part
            products[number] += part.T @ target[rows][own]
    return squares, products


def _chunks(network: SemanticNet, seen: Observations) -> Iterator[tuple[slice, Tensor]]:
    """All statistics and 1, some rows at a time: float32 of all would be gigabytes."""
    for first in range(0, len(seen), SHARD):
        part = seen.between(first, first + SHARD)
        statistics = network.standardized(part.colours, part.semantics)
        yield slice(first, first + len(part)), torch.cat((statistics, torch.ones(len(part), 1)), dim=1)


def _ridge(squares: Tensor, products: Tensor, count: int) -> Tensor:
    """Weights of the statistics and of 1, which has no penalty."""
    penalty = torch.full((len(squares),), _PENALTY_OF_SEMANTICS, dtype=torch.float64)
    penalty[:COLOUR_STATISTICS] = _PENALTY_OF_COLOURS
    penalty[-1] = _PENALTY_OF_BIAS
    factor = torch.linalg.cholesky(squares / count + penalty.diag())
    return torch.cholesky_solve(products / count, factor).float()
