"""What the regressions of a semantic transform learn from observations."""

from __future__ import annotations

import pytest
import torch

from engine.nets.semantic_net import COLOUR_STATISTICS, FORECASTS, SemanticConfig, SemanticNet
from training.observations import Observations
from training.regression import FitConfig, fit

COUNT = 64


def observations() -> Observations:
    """Of objects that look alike; every second one should be brighter by 0.3, the others are right."""
    shift = torch.arange(COUNT) % 2 * 0.3
    squares = torch.diag(torch.tensor((0.2, 0.2, 0.2, 1.0))).repeat(COUNT, 1, 1)
    products = squares[:, :, :3].clone()
    products[:, 3] = shift[:, None]
    target = 0.6 + 3 * shift.square()
    colours = torch.zeros(COUNT, COLOUR_STATISTICS).half()
    return Observations(colours, colours[:, :0], squares, products, target, torch.arange(COUNT))


def shift(*, restraint: float) -> float:
    """What is done to them."""
    torch.manual_seed(0)
    network = SemanticNet(SemanticConfig(ngf=8, backbone=False, committee=1, dropout=0.0))
    config = FitConfig(passes=200, batch=32, ema=0.9, decibels=0.0, restraint=restraint)
    learned = fit(network, observations(), torch.zeros(COUNT, FORECASTS), config)
    with torch.no_grad():
        known = learned.known(learned.standardized(*_statistics()), torch.zeros(1, FORECASTS))
        return float(learned.regression(known)[0, 3::4].mean())


def _statistics() -> tuple[torch.Tensor, torch.Tensor]:
    seen = observations()
    return seen.colours[:1], seen.semantics[:1]


def test_the_more_restraint_the_less_is_done_where_nothing_may_be_wrong() -> None:
    eager, restrained = shift(restraint=0.2), shift(restraint=5.0)
    assert eager == pytest.approx(0.3, abs=0.05)
    assert restrained == pytest.approx(0, abs=0.05)
