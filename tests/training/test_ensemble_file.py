"""One weights file of several transforms."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.nets.global_net import GlobalConfig, GlobalNet
from engine.nets.network import HarmonizationNetwork
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.weights import read_card, read_network, save_network
from training.ensemble import EnsembleError, main, together
from training.join import joined


def _member(seed: int) -> GlobalNet:
    torch.manual_seed(seed)
    network = GlobalNet(GlobalConfig(ngf=1)).eval()
    torch.nn.init.normal_(network.regression[-1].bias, std=0.1)  # type: ignore[arg-type]
    return network


@torch.inference_mode()
def test_the_command_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    members = [_member(1), _member(2)]
    paths = [tmp_path / f"{name}.safetensors" for name in ("first", "second", "out")]
    for member, path in zip(members, paths, strict=False):
        save_network(member, path, {"scores": path.stem})
    assert main([str(paths[2]), str(paths[0]), str(paths[1])]) == 0
    assert read_card(paths[2]).facts == {"first, scores": "first", "second, scores": "second"}
    picture, mask = torch.rand(1, 3, 96, 96) - 0.5, torch.ones(1, 1, 96, 96)
    mask[..., :40] = 0
    first, second = (member.transform(picture, mask) for member in members)
    found = read_network(paths[2]).eval().predict(picture, mask)[..., 0, 0]
    torch.testing.assert_close(found, (first + second) / 2, atol=2e-3, rtol=1e-2)
    assert main([str(paths[2]), str(tmp_path / "nothing.safetensors")]) == 1
    assert "nothing.safetensors" in capsys.readouterr().err


def test_an_ensemble_goes_before_a_rainnet() -> None:
    both = together([_member(1), _member(2)])
    then = RainNet(RainNetConfig(ngf=1, head="affine", input_channels=4, size=32))  # type: ignore[arg-type]
    network = joined(both, then)
    assert network.config.before == both.config
    assert network.overall is not None
    for name, weight in both.state_dict().items():
        assert torch.equal(network.overall.state_dict()[name], weight)


def test_an_ensemble_takes_the_place_of_a_single_transform() -> None:
    then = RainNet(RainNetConfig(ngf=1, head="affine", input_channels=4, size=32))  # type: ignore[arg-type]
    both = together([_member(1), _member(2)])
    again = joined(both, joined(_member(1), then))
    assert again.config.before == both.config


@pytest.mark.parametrize(
    ("networks", "said"),
    [
        ([RainNet(RainNetConfig(ngf=1))], "not RainNet"),
        ([together([_member(1)])], "not Ensemble of transforms"),
        ([_member(1)] * 9, "1 to 8 members"),
    ],
)
def test_networks_that_cannot_be_members_are_refused(networks: list[HarmonizationNetwork], said: str) -> None:
    with pytest.raises(EnsembleError, match=said):
        together(networks)
