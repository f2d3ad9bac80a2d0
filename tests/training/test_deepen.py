"""Deepening keeps what a network computes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from engine.nets.global_net import GlobalConfig, GlobalNet
from engine.nets.network import HarmonizationNetwork
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.weights import read_network, save_network
from training.deepen import DeepenError, deepened, main


def _shallow() -> GlobalNet:
    torch.manual_seed(2)
    network = GlobalNet(GlobalConfig(ngf=2)).eval()
    nn.init.normal_(network.regression[-1].weight, std=0.01)  # type: ignore[arg-type]
    return network


def test_a_deepened_network_computes_the_same_and_learns_with_all_its_layers() -> None:
    shallow, picture, mask = _shallow(), torch.rand(1, 3, 96, 96) - 0.5, torch.zeros(1, 1, 96, 96)
    mask[..., 20:60, 30:70] = 1
    deep = deepened(deepened(shallow, 1), 3).eval()
    assert deep.config.blocks == 3
    torch.testing.assert_close(deep(picture, mask), shallow(picture, mask))
    deep(picture, mask).square().mean().backward()
    gradients = [block.outer.weight.grad for blocks in deep.blocks for block in blocks]
    assert len(gradients) == 6
    assert all(gradient.abs().max() > 0 for gradient in gradients)


@pytest.mark.parametrize(
    ("network", "blocks", "said"),
    [
        (RainNet(RainNetConfig(ngf=1)), 1, "not RainNet"),
        (_shallow(), 0, "0 blocks already"),
        (_shallow(), 99, "blocks must be"),
    ],
)
def test_what_cannot_be_deepened_is_refused(network: HarmonizationNetwork, blocks: int, said: str) -> None:
    with pytest.raises(DeepenError, match=said):
        deepened(network, blocks)


def test_the_command_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_network(_shallow(), tmp_path / "shallow.safetensors", {})
    paths = [str(tmp_path / "shallow.safetensors"), str(tmp_path / "deep.safetensors")]
    assert main([*paths, "--blocks", "2"]) == 0
    assert read_network(tmp_path / "deep.safetensors").config.blocks == 2  # type: ignore[attr-defined]
    assert main([paths[1], *paths[1:], "--blocks", "2"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
