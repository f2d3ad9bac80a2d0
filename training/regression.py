"""Training the regressions of a semantic transform on what was observed of composites."""

from __future__ import annotations

import copy
import logging
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from engine.nets.network import COEFFICIENTS
from engine.nets.semantic_net import SemanticNet
from training.forecasts import folds
from training.observations import SHARD, Moments, Observations
from training.players import cosine
from training.state import follow

log = logging.getLogger(__name__)

_WARM_UP = 100
_FLOOR = 3 / 255
"""Root mean square error below which the logarithm levels off."""
_RIGHT = 1.5 / 255
"""Root mean square error below which an object is right as it is."""
_ABSOLUTE = 0.8
"""Of a root mean square error: what the mean absolute error of normally distributed errors is."""
_CLIP = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FitConfig:
    """passes: how often all observations are gone over, batch of them a step. learning_rate: AdamW's at its
    peak; weight_decay: decoupled. ema: decay of the averaged weights. decibels: weight of the logarithm of
    the error beside its root. restraint: how much objects count that are right as they are, 1 for the others.
    """

    passes: int = 8
    batch: int = 128
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    ema: float = 0.998
    decibels: float = 0.3
    restraint: float = 3.0

    def __post_init__(self) -> None:
        for name in ("passes", "batch", "learning_rate", "restraint"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, not {getattr(self, name)}")
        for name in ("weight_decay", "decibels"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must not be negative, and is {getattr(self, name)}")
        if not 0 <= self.ema < 1:
            raise ValueError(f"ema must be at least 0 and below 1, not {self.ema}")


def fit(network: SemanticNet, seen: Observations, forecasts: Tensor, config: FitConfig) -> SemanticNet:
    """The averaged weights after some passes over the observations; those of `network` are changed.

    forecasts: N×18, of models that have not seen the photo (`training.forecasts`).
    """
    average = copy.deepcopy(network).eval()
    known = _known(network, seen, forecasts)
    members = zip(network.train().regression.members, average.regression.members, strict=True)
    for number, (regression, followed) in enumerate(members, start=1):
        loss = _fit_one(regression, followed, known, seen.moments, config)
        log.info("Regression %d of %d learned: loss %.4f.", number, network.config.committee, loss)
    return average


def of_others(network: SemanticNet, seen: Observations, forecasts: Tensor, config: FitConfig) -> Tensor:
    """Transforms N×12 for the objects, by regressions each of which learned from the objects of half of the
    photos and speaks of the others. Arguments: see `fit`; nothing of the network is changed.
    """
    known = _known(network, seen, forecasts)
    half = folds(seen.photo, 2)
    transforms = torch.empty(len(seen), COEFFICIENTS)
    for number in range(2):
        learned = (half == number).nonzero().squeeze(1)
        regression = copy.deepcopy(network.regression.members[0]).train()
        average = copy.deepcopy(regression).eval()
        batch = min(config.batch, len(learned))
        _fit_one(regression, average, known[learned], seen.moments[learned], replace(config, batch=batch))
        with torch.no_grad():
            for rows in torch.split((half != number).nonzero().squeeze(1), SHARD):
                transforms[rows] = average(known[rows])
    return transforms


def _fit_one(
    regression: nn.Module, average: nn.Module, known: Tensor, moments: Moments, config: FitConfig
) -> float:
    """Train one regression, `average` following its weights; the loss at the end."""
    rate, last = config.learning_rate, 0.0
    optimizer = torch.optim.AdamW(regression.parameters(), rate, weight_decay=config.weight_decay)
    batches = _batches(len(known), config.batch, passes=config.passes)
    weights = _weights(moments, restraint=config.restraint)
    for step, rows in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = rate * _rate(step, len(batches))
        squared = moments[rows].squared_error(regression(known[rows]))
        loss = (weights[rows] * _losses(squared, decibels=config.decibels)).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(regression.parameters(), _CLIP)
        optimizer.step()
        follow(average, regression, decay=min(config.ema, (1 + step) / (20 + step)))
        last = loss.item()
    return last


def _known(network: SemanticNet, seen: Observations, forecasts: Tensor) -> Tensor:
    """What the regressions are given; some at a time, for float32 of all statistics is gigabytes."""
    found = []
    for first in range(0, len(seen), SHARD):
        part = seen.between(first, first + SHARD)
        standard = network.standardized(part.colours, part.semantics)
        found.append(network.known(standard, forecasts[first : first + SHARD]))
    return torch.cat(found)


def _batches(count: int, batch: int, *, passes: int) -> list[Tensor]:
    """Row numbers of each step; what does not fill a batch is left out of a pass."""
    whole = count // batch * batch
    orders = (torch.randperm(count)[:whole] for _ in range(passes))
    return [rows for order in orders for rows in order.view(-1, batch).unbind()]


def _rate(step: int, steps: int) -> float:
    """Part of its peak that the learning rate has."""
    return min(1.0, (step + 1) / _WARM_UP) * cosine(step / steps)


def _weights(moments: Moments, *, restraint: float) -> Tensor:
    """Of N objects, 1 on the mean."""
    error = moments.squared_error(torch.zeros(len(moments.target), COEFFICIENTS))
    weights = torch.where(error < _RIGHT**2, restraint, 1.0)
    return weights / weights.mean()


def _losses(squared: Tensor, *, decibels: float) -> Tensor:
    """What the objective of the other networks is, of mean square errors alone."""
    return decibels * (squared + _FLOOR**2).log() + _ABSOLUTE * (squared + 1e-5).sqrt()
