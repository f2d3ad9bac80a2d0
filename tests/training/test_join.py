"""Joining keeps what two networks compute."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from engine.nets.global_net import GlobalConfig, GlobalNet
from engine.nets.network import HarmonizationNetwork, Head, apply_affine
from engine.nets.registry import build, configuration
from engine.weights import read_network, save_network
from training.join import JoinError, joined, main


def _first() -> GlobalNet:
    torch.manual_seed(2)
    network = GlobalNet(GlobalConfig(ngf=2)).eval()
    nn.init.normal_(network.regression[-1].weight, std=0.01)  # type: ignore[arg-type]
    return network


def _then(model: str = "default", **changes: object) -> HarmonizationNetwork:
    torch.manual_seed(3)
    return build(configuration(model, **{"ngf": 2, "head": Head.AFFINE, "size": 32} | changes)).eval()


def _scene() -> tuple[Tensor, Tensor]:
    """A composite in −0.5…0.5, and where its object is."""
    mask = torch.zeros(1, 1, 32, 32)
    mask[..., 8:24, 10:20] = 1
    return torch.rand(1, 3, 32, 32) - 0.5, mask


@torch.inference_mode()
def test_a_joined_network_computes_one_and_then_the_other() -> None:
    first, then = _first(), _then()
    composite, mask = _scene()
    middle = first(composite, mask)
    assert float(middle.abs().max()) < 1  # nothing is cut off on the way
    seen = torch.where(mask > 0, middle, composite)
    expected = apply_affine(middle, then.predict(seen, mask))
    torch.testing.assert_close(joined(first, then).eval()(composite, mask), expected, atol=1e-5, rtol=1e-4)
    again = joined(first, joined(first, then)).eval()
    torch.testing.assert_close(again(composite, mask), expected, atol=1e-5, rtol=1e-4)


@torch.inference_mode()
def test_a_part_of_what_the_second_says_can_be_taken() -> None:
    first, then = _first(), _then()
    composite, mask = _scene()
    middle = first(composite, mask)
    coefficients = then.predict(torch.where(mask > 0, middle, composite), mask)
    found = joined(first, then, share=0.25).eval()(composite, mask)
    torch.testing.assert_close(found, apply_affine(middle, coefficients / 4), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (_then(), _then(), "first network must be a global transform, not RainNet"),
        (_first(), _first(), "second network must be a RainNet, not Global transform"),
        (_first(), _then(head=Head.RGB), "takes none before it: a global transform"),
    ],
)
def test_networks_that_do_not_go_together_are_refused(
    first: HarmonizationNetwork, then: HarmonizationNetwork, said: str
) -> None:
    with pytest.raises(JoinError, match=said):
        joined(first, then)


def test_the_command_writes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(tmp_path / f"{name}.safetensors") for name in ("first", "then", "out")]
    for network, path in zip((_first(), _then()), paths, strict=False):
        save_network(network, Path(path), {})
    assert main(paths) == 0
    assert read_network(Path(paths[2])).config.before == _first().config  # type: ignore[attr-defined]
    assert main([paths[1], *paths[1:]]) == 1
    assert capsys.readouterr().err.count("\n") == 1
