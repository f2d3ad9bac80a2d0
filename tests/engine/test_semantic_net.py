"""The semantic harmonizer and its backbone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from engine.nets import restraint
from engine.nets.committee import Committee
from engine.nets.efficientnet_lite import WIDTHS, EfficientNetLite0
from engine.nets.global_transform import shrunk
from engine.nets.inference import prepared
from engine.nets.network import Head, changed, composed
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.nets.rim import STATISTICS as RIM_STATISTICS
from engine.nets.semantic_net import SemanticConfig, SemanticNet, Where
from engine.weights import read_network, save_network


def scene(count: int = 2, size: int = 160) -> tuple[Tensor, Tensor]:
    """Composites in −1…1, and discs."""
    numbers = torch.Generator().manual_seed(3)
    axis = torch.linspace(-1, 1, size)
    disc = (axis[:, None].square() + axis.square() < 0.4).float()
    coarse = torch.rand(count, 3, 10, 10, generator=numbers) * 2 - 1
    return nn.functional.interpolate(coarse, size=(size, size)), disc.expand(count, 1, size, size)


def trained() -> SemanticNet:
    """Calibrated weights whose regressions agree that objects are to be lighter."""
    torch.manual_seed(1)
    network = SemanticNet(SemanticConfig(ngf=8, components=4)).eval()
    network.calibrate(*network.statistics(*scene(count=8), None))
    nn.init.normal_(network.forecast.weight, std=0.02)
    for member in network.regression.members:
        nn.init.normal_(member[-1].weight, std=0.006)  # type: ignore[index, arg-type]
        nn.init.constant_(member[-1].bias, 0.1)  # type: ignore[index, arg-type]
    assert (network.judged(*scene())[1] == 1).all()
    return network


@torch.inference_mode()
def test_the_stages_shrink_as_they_should() -> None:
    stages = EfficientNetLite0()(torch.zeros(1, 3, 64, 96))
    assert [s.shape[1] for s in stages] == list(WIDTHS)
    shrunk = [(64 // s.shape[2], 96 // s.shape[3]) for s in stages]
    assert shrunk == [(s, s) for s in (2, 4, 8, 16, 16, 32, 32)]


@torch.inference_mode()
def test_it_says_the_mean_of_what_its_regressions_say() -> None:
    network = trained()
    network.config = replace(network.config, looks=1)
    standard = network.standardized(*network.statistics(*scene(), None))
    known = network.known(standard, network.forecast(standard))
    said = torch.stack([member(known) for member in network.regression.members])
    assert len(said) == 6
    assert not torch.allclose(said[0], said[1])
    torch.testing.assert_close(network.transform(*scene()), said.mean(dim=0))


@torch.inference_mode()
def test_where_its_regressions_contradict_one_another_it_does_less() -> None:
    composite, mask = scene()
    network = trained()
    transform, strength = network.judged(composite, mask)
    assert (strength == 1).all()
    torch.testing.assert_close(network.predict(composite, mask)[:, :, 0, 0], transform)
    for member in list(network.regression.members)[::2]:
        nn.init.constant_(member[-1].bias, -0.2)  # type: ignore[index, arg-type]
    transform, strength = network.judged(composite, mask)
    assert (strength < 0.5).all()
    torch.testing.assert_close(network.predict(composite, mask)[:, :, 0, 0], transform * strength)


@torch.inference_mode()
def test_it_doubts_by_what_is_said_of_the_object_as_it_came() -> None:
    composite, mask = scene()
    network = trained()
    for number, member in enumerate(network.regression.members):
        nn.init.constant_(member[-1].bias, 0.1 if number % 2 else 0.043)  # type: ignore[index, arg-type]
    standard = network.standardized(*network.statistics(composite, mask, None))
    said = network.regression.each(network.known(standard, network.forecast(standard)))
    transform, strength = network.judged(composite, mask)
    expected = restraint.strength(said, transform, shrunk(composite, 96), shrunk(mask, 96))
    assert ((expected > 0.25) & (expected < 0.95)).all()
    torch.testing.assert_close(strength, expected)


@torch.inference_mode()
def test_all_looks_together_change_no_object_too_far() -> None:
    composite, mask = scene()
    network = trained()
    for member in network.regression.members:
        nn.init.constant_(member[-1].bias, 0.3)  # type: ignore[index, arg-type]
    assert (network.judged(composite, mask)[1] < 0.8).all()
    network.config = replace(network.config, looks=1)
    assert (network.judged(composite, mask)[1] == 1).all()


@torch.inference_mode()
def test_what_would_change_the_background_alone_is_not_done() -> None:
    network = trained()
    for member in network.regression.members:
        nn.init.zeros_(member[-1].weight)  # type: ignore[index, arg-type]
        member[-1].bias.copy_(torch.eye(3, 4).flatten() * -0.3)  # type: ignore[index, union-attr]
    _, mask = scene()
    grey = torch.zeros_like(mask).expand(-1, 3, -1, -1)  # which scaling about the middle leaves as it is
    assert (network.judged(grey + 0.8 * (1 - mask), mask)[1] < 0.5).all()  # its rim is not all grey
    assert (network.judged(grey + 0.8 * mask, mask)[1] == 1).all()


@torch.inference_mode()
def test_near_the_object_is_not_everywhere() -> None:
    mask = torch.zeros(1, 1, 256, 256)
    mask[..., 100:140, 100:140] = 1
    near = Where.of(mask, None).near[0, 0]
    assert near[45, 45]
    assert near[45, 36]
    assert not near[:, :20].any()


@torch.inference_mode()
def test_a_u_net_after_it_does_no_more_than_it_would() -> None:
    before = SemanticConfig(ngf=8, components=4)
    config = RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4, before=before)
    torch.manual_seed(0)
    network = RainNet(config).eval()
    composite, mask = scene(size=256)
    assert network.overall is not None
    assert (network.overall.judged(composite, mask)[1] == 0).all()  # it says nothing yet
    assert not network.predict(composite, mask).any()
    assert network.predict_after(torch.zeros(2, 12), composite, mask).any()


def test_while_it_learns_it_does_all_of_it() -> None:
    network = SemanticNet(SemanticConfig(ngf=8, components=4)).train()
    _, strength = network.judged(*scene())
    assert (strength == 1).all()


@pytest.mark.parametrize("part", ["forecast.weight", "components"])
@torch.inference_mode()
def test_forecasts_and_components_have_their_say(part: str) -> None:
    silenced = trained()
    silenced.state_dict()[part].zero_()
    assert not torch.allclose(silenced.transform(*scene()), trained().transform(*scene()))


@torch.inference_mode()
def test_a_region_far_from_the_object_says_nothing_of_its_surroundings() -> None:
    composite, _ = scene(count=1)
    mask, far = torch.zeros(2, 1, 1, 160, 160).unbind()
    mask[..., 20:50, 20:50] = 1
    far[..., 100:, 100:] = 1
    colours, semantics = trained().statistics(composite, mask, far)
    own_colours, own_semantics = trained().statistics(composite, mask, None)
    assert torch.equal(semantics, own_semantics)
    assert not torch.equal(colours, own_colours)


def test_it_starts_at_the_identity() -> None:
    composite, mask = scene()
    assert torch.equal(SemanticNet(SemanticConfig(ngf=8))(composite, mask), composite)


@torch.no_grad()
def test_what_is_calibrated_on_is_standardized() -> None:
    network = SemanticNet(SemanticConfig(ngf=8, components=4))
    colours, semantics = network.statistics(*scene(count=16), None)
    network.calibrate(colours, semantics)
    standardized = network.colours(colours)
    varied = colours.std(dim=0) > 0.1
    assert int(varied.sum()) > 20
    assert float(standardized.mean(dim=0).abs().max()) < 0.5  # what lies far out is cut off
    torch.testing.assert_close(
        standardized[:, varied].std(dim=0), torch.ones(int(varied.sum())), atol=0.05, rtol=0
    )
    assert (network.components.gather(0, network.components.abs().argmax(0, keepdim=True)) > 0).all()
    known = network.semantics(semantics) @ network.components
    torch.testing.assert_close(known.std(dim=0), torch.ones(4), atol=1e-2, rtol=0)
    crossed = known.T @ known / 15
    torch.testing.assert_close(crossed, torch.diag(crossed.diag()), atol=0.2, rtol=0)


def test_backbone_and_forecasts_do_not_learn() -> None:
    network = trained().train().requires_grad_(requires_grad=True)
    network.predict(*scene()).square().mean().backward()  # type: ignore[no-untyped-call]
    assert all(p.grad is None for part in (network.backbone, network.forecast) for p in part.parameters())
    assert all(p.grad is not None for p in network.regression.parameters())


@torch.inference_mode()
def test_it_looks_at_the_background_and_at_a_reference_region() -> None:
    composite, mask = scene(count=1)
    network = trained()
    darker = torch.where(mask > 0, composite, composite * 0.5 - 0.5)
    own = network.transform(composite, mask)
    assert not torch.allclose(own, network.transform(darker, mask))
    region = torch.zeros_like(mask)
    region[..., :40, :40] = 1
    assert not torch.allclose(own, network.transform(composite, mask, region))
    torch.testing.assert_close(own, network.transform(composite, mask, 1 - mask))


@pytest.mark.parametrize("level", [0.0, 1.0])
@torch.inference_mode()
def test_an_empty_region_gives_numbers(level: float) -> None:
    composite, mask = scene()
    assert torch.isfinite(trained().transform(composite, torch.full_like(mask, level))).all()


@torch.inference_mode()
def test_a_file_keeps_what_was_calibrated(tmp_path: Path) -> None:
    network = trained()
    save_network(network, tmp_path / "semantic.safetensors", {})
    again = read_network(tmp_path / "semantic.safetensors").eval()
    assert again.config == network.config
    torch.testing.assert_close(again(*scene()), network(*scene()), atol=2e-2, rtol=0)
    assert (network(*scene()) - scene()[0]).abs().mean() > 0.05


@torch.inference_mode()
def test_without_a_backbone_it_knows_colours_alone(tmp_path: Path) -> None:
    torch.manual_seed(2)
    network = SemanticNet(SemanticConfig(ngf=8, backbone=False)).eval()
    colours, semantics = network.statistics(*scene(count=8), None)
    assert semantics.shape == (8, 0)
    network.calibrate(colours, semantics)
    nn.init.normal_(network.forecast.weight, std=0.02)
    for member in network.regression.members:
        nn.init.constant_(member[-1].bias, 0.1)  # type: ignore[index, arg-type]
    assert torch.equal(colours, trained().statistics(*scene(count=8), None)[0])
    save_network(network, tmp_path / "colours.safetensors", {})
    again = read_network(tmp_path / "colours.safetensors").eval()
    assert again.config == network.config
    assert not any(name.startswith("backbone") for name in again.state_dict())
    assert not torch.equal(again(*scene()), scene()[0])
    torch.testing.assert_close(again(*scene()), network(*scene()), atol=2e-2, rtol=0)
    torch.testing.assert_close(prepared(network)(*scene(1)), network(*scene(1)), atol=1e-4, rtol=0)


@torch.inference_mode()
def test_each_look_is_at_what_the_last_one_made_of_it() -> None:
    torch.manual_seed(2)
    network = SemanticNet(SemanticConfig(ngf=8, backbone=False)).eval()
    network.calibrate(*network.statistics(*scene(count=8), None))
    for member in network.regression.members:
        nn.init.normal_(member[-1].weight, std=0.006)  # type: ignore[index, arg-type]
    picture, mask = scene()

    def said(looks: int, seen: Tensor) -> Tensor:
        network.config = replace(network.config, looks=looks)
        return network.transform(seen, mask)

    for looks in (1, 2):
        so_far = said(looks, picture)
        whole = composed(said(1, changed(picture, so_far, mask))[:, :, None, None], so_far).flatten(1)
        torch.testing.assert_close(said(looks + 1, picture), whole)
        assert not torch.allclose(whole, so_far)


def test_a_backbone_is_there_or_not() -> None:
    with pytest.raises(ValueError, match="backbone must be true or false, not 1"):
        SemanticConfig(backbone=1)  # type: ignore[arg-type]


@torch.inference_mode()
def test_the_rim_has_its_say() -> None:
    silenced = trained()
    silenced.colours.deviation[-RIM_STATISTICS:] = 1e9
    assert not torch.allclose(silenced.transform(*scene()), trained().transform(*scene()))


@torch.inference_mode()
def test_it_goes_before_a_u_net() -> None:
    before = SemanticConfig(ngf=8, components=4)
    network = RainNet(RainNetConfig(ngf=1, head=Head.AFFINE, input_channels=4, size=32, before=before)).eval()
    assert network.predict(*scene(size=32)).shape == (2, 12, 32, 32)


@torch.inference_mode()
def test_it_is_laid_out_for_speed_and_says_the_same() -> None:
    network = trained()
    fast = prepared(network)
    assert not any(isinstance(module, nn.Conv2d | Committee) for module in fast.modules())
    assert (network(*scene(count=1)) - scene(count=1)[0]).abs().mean() > 0.05
    torch.testing.assert_close(fast(*scene(count=1)), network(*scene(count=1)), atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"head": "rgb"}, "affine head"),
        ({"input_channels": 3}, "4 input channels"),
        ({"dropout": 1.0}, "below 1"),
        ({"size": 160}, "sees pictures of 256 pixels"),
        ({"components": 0}, "components"),
        ({"components": 2000}, "1…1024, not 2000"),
        ({"committee": 0}, "committee must be in 1…64"),
        ({"looks": 0}, "looks must be in 1…16, not 0"),
        ({"size": 160.0}, "size must be a whole number"),
        ({"ngf": True}, "ngf must be a whole number"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        SemanticConfig(**change)  # type: ignore[arg-type]


def test_shrinking_takes_the_means_of_what_is_covered() -> None:
    pictures = torch.rand(2, 3, 256, 100, generator=torch.Generator().manual_seed(0))
    for size in (96, 160):
        expected = nn.functional.adaptive_avg_pool2d(pictures, size)
        torch.testing.assert_close(shrunk(pictures, size), expected)
