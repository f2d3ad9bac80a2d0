"""Widening keeps what a network computes, and gives its copies something to learn apart by."""

from __future__ import annotations

import pytest
import torch
from torch import Generator

from engine.nets.network import HarmonizationNetwork, Head
from engine.nets.registry import build, configuration
from engine.weights import read_network, save_network
from training.join import joined
from training.widen import WidenError, main, widened


def _narrow(model: str = "default", head: Head = Head.AFFINE, *, ngf: int = 2) -> HarmonizationNetwork:
    torch.manual_seed(3)
    network = build(configuration(model, ngf=ngf, head=head)).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.05)
    return network


@pytest.mark.parametrize("head", Head)
@pytest.mark.parametrize("model", ["default", "dih", "dih-rain", "s2am"])
def test_a_widened_network_computes_the_same(model: str, head: Head) -> None:
    narrow = _narrow(model, head)
    wide = widened(narrow, Generator().manual_seed(0)).eval()
    picture, mask = torch.rand(1, 3, 256, 256) * 2 - 1, torch.zeros(1, 1, 256, 256)
    mask[..., 60:200, 40:160] = 1
    with torch.no_grad():
        before, after = narrow(picture, mask), wide(picture, mask)
    assert wide.config.ngf == 4
    assert (before - after).abs().max() < 1e-3 * before.abs().max()


def test_a_transform_before_the_network_stays_as_it_is() -> None:
    first = build(configuration("global", ngf=2)).eval()
    torch.nn.init.normal_(first.regression[-1].weight, std=0.01)
    narrow = joined(first, _narrow()).eval()
    wide = widened(narrow, Generator().manual_seed(0)).eval()
    picture, mask = torch.rand(1, 3, 256, 256) - 0.5, torch.zeros(1, 1, 256, 256)
    mask[..., 60:200, 40:160] = 1
    with torch.no_grad():
        assert (narrow(picture, mask) - wide(picture, mask)).abs().max() < 1e-3
        assert torch.equal(narrow.overall.transform(picture, mask), wide.overall.transform(picture, mask))


def test_a_network_whose_layers_do_not_all_double_is_refused() -> None:
    with pytest.raises(WidenError, match="not all double"):
        widened(_narrow("s2am", ngf=12), Generator().manual_seed(0))


def test_the_two_copies_of_a_channel_get_different_gradients() -> None:
    wide = widened(_narrow(), Generator().manual_seed(0))
    wide(torch.rand(1, 3, 256, 256) * 2 - 1, torch.ones(1, 1, 256, 256) * 0.3).square().mean().backward()
    gradient = wide.model_layer13[1].weight.grad
    assert gradient is not None
    pairs = gradient.unflatten(1, (-1, 2))
    assert (pairs[:, :, 0] - pairs[:, :, 1]).abs().max() > 0.01 * gradient.abs().max()


def test_the_command_writes_a_wider_file(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    save_network(_narrow(), tmp_path / "narrow.safetensors", {})
    assert main([str(tmp_path / "narrow.safetensors"), str(tmp_path / "wide.safetensors")]) == 0
    assert read_network(tmp_path / "wide.safetensors").config.ngf == 4
    assert main([str(tmp_path / "none.safetensors"), str(tmp_path / "wide.safetensors")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
