"""Linear forecasts, each photo's by a model that has not seen it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from torch import Tensor

from engine.nets.semantic_net import COLOUR_STATISTICS, FORECASTS, SemanticConfig, SemanticNet
from training import forecasts
from training.errors import DataError
from training.forecasts import cross_fit, wanted
from training.observations import Moments, Observations
from training.regression import FitConfig, fit

SEMANTICS = 3072


def colours_of(count: int, *, gain: float, shift: float) -> Moments:
    """Of objects whose colours are recoloured by the same line in every channel."""
    x = torch.rand(count, 500, 3, generator=torch.Generator().manual_seed(0)) * 1.6 - 0.8
    y = x * gain + shift
    one = torch.cat((x, torch.ones(count, 500, 1)), dim=2)
    squares = one.transpose(1, 2) @ one / 500
    return Moments(squares, one.transpose(1, 2) @ y / 500, y.square().mean(1).sum(1))


def observations(photos: int, each: int, *, semantic: bool = False) -> Observations:
    """Of objects that move by what one of their statistics says, of their colours or of the backbone's."""
    count = photos * each
    colours = torch.zeros(count, COLOUR_STATISTICS)
    semantics = torch.zeros(count, SEMANTICS if semantic else 0)
    telling = semantics if semantic else colours
    telling[:, :10] = torch.randn(count, 10, generator=torch.Generator().manual_seed(1))
    said = telling[:, 7] * 0.1
    squares = torch.diag(torch.tensor((0.2, 0.2, 0.2, 1.0))).repeat(count, 1, 1)
    products = squares[:, :, :3].clone()
    products[:, 3] = said[:, None]
    target = 0.6 + 3 * said.square()
    photo = torch.arange(photos).repeat_interleave(each)
    return Observations(colours.half(), semantics.half(), squares, products, target, photo)


def network(*, backbone: bool = False) -> SemanticNet:
    """Without the backbone, whose statistics are so many that a model of them takes seconds."""
    torch.manual_seed(0)
    return SemanticNet(SemanticConfig(ngf=4, components=2, committee=1, backbone=backbone)).eval()


def forecast(net: SemanticNet, seen: Observations) -> Tensor:
    with torch.no_grad():
        return net.forecast(net.standardized(seen.colours, seen.semantics))


def test_what_is_wanted_is_shift_slope_and_the_best_transform() -> None:
    found = wanted(colours_of(3, gain=1.2, shift=0.1))
    assert found.shape == (3, FORECASTS)
    shift, slope, best = found.split((3, 3, 12), dim=1)
    torch.testing.assert_close(shift, torch.full_like(shift, 0.1), atol=0.02, rtol=0)
    torch.testing.assert_close(slope, torch.full_like(slope, 0.2), atol=0.02, rtol=0)
    transform = best.view(3, 3, 4)
    diagonal = transform.diagonal(dim1=1, dim2=2)
    torch.testing.assert_close(diagonal, torch.full_like(diagonal, 0.2), atol=0.04, rtol=0)
    torch.testing.assert_close(transform[:, :, 3], torch.full((3, 3), 0.1), atol=0.04, rtol=0)


def test_objects_of_one_colour_give_numbers() -> None:
    flat = torch.zeros(2, 4, 4)
    flat[:, 3, 3] = 1
    found = wanted(Moments(flat, torch.zeros(2, 4, 3), torch.zeros(2)))
    assert torch.isfinite(found).all()


@pytest.mark.parametrize("semantic", [False, True])
def test_what_the_statistics_say_is_forecast_of_other_photos(
    semantic: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecasts, "FOLDS", 2)
    seen = observations(40, 20, semantic=semantic)
    found = cross_fit(network(backbone=semantic), seen)[:, 0]
    truth = wanted(seen.moments)[:, 0]
    assert float(torch.corrcoef(torch.stack((found, truth)))[0, 1]) > 0.3


def test_a_photo_is_forecast_by_models_that_have_not_seen_it() -> None:
    seen = observations(10, 6)
    first = cross_fit(network(), seen)
    own = seen.photo == 3
    products = seen.products.clone()
    products[own, 3] += 0.5
    changed = cross_fit(network(), replace(seen, products=products))
    ratio = (
        wanted(seen.moments).std(dim=0)[0] / wanted(replace(seen, products=products).moments).std(dim=0)[0]
    )
    torch.testing.assert_close(changed[own, 0], first[own, 0] * ratio, atol=1e-4, rtol=1e-3)
    elsewhere = changed[~own, 0] - first[~own, 0] * ratio
    assert float(elsewhere.abs().max()) > 1e-2


def test_the_network_keeps_the_model_of_all() -> None:
    seen, net = observations(10, 6), network()
    cross_fit(net, seen)
    truth = wanted(seen.moments)[:, 0]
    known = forecast(net, seen)[:, 0]
    others = cross_fit(network(), seen)[:, 0]
    assert float((known - truth / truth.std()).square().mean()) < float(
        (others - truth / truth.std()).square().mean()
    )


def test_one_photo_is_too_few() -> None:
    with pytest.raises(DataError, match="at least two"):
        cross_fit(network(), observations(1, 20))


def test_fewer_photos_than_folds_will_do() -> None:
    assert forecasts.FOLDS > 3
    assert torch.isfinite(cross_fit(network(), observations(3, 8))).all()


def test_the_regression_learns_from_the_forecasts_that_it_is_given() -> None:
    seen = observations(10, 6)
    weights = []
    for forecasts_of in (torch.zeros(60, FORECASTS), torch.ones(60, FORECASTS)):
        torch.manual_seed(0)
        learned = fit(network(), seen, forecasts_of, FitConfig(batch=20))
        weights.append(learned.regression.members[0].state_dict())
    assert any(not torch.equal(one, weights[1][name]) for name, one in weights[0].items())
