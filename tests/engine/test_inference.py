"""A prepared network computes what the network computes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from engine.nets import inference
from engine.nets.ensemble import EnsembleConfig
from engine.nets.global_net import GlobalConfig
from engine.nets.inference import prepared
from engine.nets.network import Head
from engine.nets.norms import Norm
from engine.nets.rainnet import PLACES, RainNet, RainNetConfig
from engine.nets.semantic_net import SemanticConfig

OURS = {"head": Head.AFFINE, "input_channels": 4}


@pytest.mark.parametrize(
    "config",
    [
        {},
        OURS,
        {"attention": False},
        {"norms": [Norm.NONE] * PLACES},
        {"norms": [Norm.BN] * PLACES},
        {"norms": [Norm.RN] * 6 + [Norm.NONE] + [Norm.RN] * 7},
        {"norms": [Norm.IN] * 6 + [Norm.NONE] + [Norm.IN] * 7},
    ],
    ids=["the authors'", "ours", "no attention", "no norms", "BN", "RN", "IN"],
)
@pytest.mark.parametrize("batch", [1, 3])
@torch.inference_mode()
def test_output_is_the_networks_up_to_rounding(config: dict[str, Any], batch: int) -> None:
    network, inputs = small(**config), scene(batch)
    expected = network(*inputs)
    torch.testing.assert_close(prepared(network)(*inputs), expected, atol=2e-5, rtol=1e-4)


@torch.inference_mode()
def test_predict_agrees_with_a_reference_region() -> None:
    network, (composite, mask) = small(**OURS), scene()
    reference = torch.zeros_like(mask)
    reference[..., :60, :70] = 1
    expected = network.predict(composite, mask, reference)
    torch.testing.assert_close(
        prepared(network).predict(composite, mask, reference), expected, atol=2e-5, rtol=1e-4
    )
    assert not torch.allclose(network.predict(composite, mask), expected, atol=1e-3)


@torch.inference_mode()
def test_pictures_of_other_sizes_are_welcome() -> None:
    network, fast = small(), prepared(small())
    inputs = scene(height=512, width=256)
    torch.testing.assert_close(fast(*inputs), network(*inputs), atol=2e-5, rtol=1e-4)


@torch.inference_mode()
def test_the_same_input_gives_the_same_output_again() -> None:
    fast, inputs = prepared(small()), scene()
    first = fast(*inputs).clone()
    fast(*scene(seed=1))
    assert torch.equal(fast(*inputs), first)


def test_inputs_are_not_written_to() -> None:
    (composite, mask), fast = scene(), prepared(small(**OURS))
    before = composite.clone(), mask.clone()
    fast(composite, mask)
    assert torch.equal(composite, before[0])
    assert torch.equal(mask, before[1])


def test_the_network_itself_is_not_changed() -> None:
    network = small(**OURS)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    prepared(network)
    after = network.state_dict()
    assert list(after) == list(before)
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())


def test_dropout_is_off() -> None:
    network = small().train()
    fast, inputs = prepared(network), scene()
    assert torch.equal(fast(*inputs), fast(*inputs))


@pytest.mark.parametrize("config", [{}, OURS], ids=["the authors'", "ours"])
@torch.inference_mode()
def test_bfloat16_is_near(config: dict[str, Any]) -> None:
    network, inputs = small(**config), scene()
    half = prepared(network, torch.bfloat16)(*inputs)
    assert float((half.float() - network(*inputs)).abs().max()) < 8 / 255


@torch.inference_mode()
def test_bfloat16_is_near_and_packed_with_transforms_before_the_network() -> None:
    members = (GlobalConfig(ngf=4), SemanticConfig(ngf=8, components=4))
    network, inputs = small(**OURS, before=EnsembleConfig(members=members)), scene()
    convolutional, semantic = network.overall.members  # type: ignore[union-attr]
    semantic.calibrate(*semantic.statistics(*scene(8), None))  # type: ignore[operator]
    for last in (convolutional.regression[-1], *(m[-1] for m in semantic.regression.members)):  # type: ignore[union-attr, index]
        torch.nn.init.normal_(last.weight, std=0.006)
    for member in semantic.regression.members:  # type: ignore[union-attr]
        torch.nn.init.constant_(member[-1].bias, 0.1)  # type: ignore[index, arg-type]
    assert (semantic.judged(*inputs)[1] == 1).all()  # type: ignore[operator]
    assert float((network.overall(*inputs) - inputs[0]).abs().max()) > 8 / 255  # type: ignore[misc]
    fast = prepared(network, torch.bfloat16)
    assert type(fast) is RainNet
    assert float((fast(*inputs).float() - network(*inputs)).abs().max()) < 8 / 255


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@torch.inference_mode()
def test_where_weights_cannot_be_packed_the_plain_network_runs(
    dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_operator(*_: object) -> None:
        raise NotImplementedError("no such operator")

    monkeypatch.setattr(inference._PackedConv, "_pack", no_operator)
    network, inputs = small(**OURS), scene()
    output = prepared(network, dtype)(*inputs)
    assert float((output - network(*inputs)).abs().max()) < 8 / 255
    assert prepared(network, dtype).predict(*inputs).shape == (1, 12, 256, 256)


@torch.no_grad()
def small(**config: Any) -> RainNet:
    """A network that changes colours as a trained one does; a fresh affine head is close to the identity."""
    torch.manual_seed(0)
    network = RainNet(RainNetConfig(**{"ngf": 4, **config})).eval()
    if network.config.head is Head.AFFINE:
        network.model_out[1].weight.mul_(20)
    return network


def scene(batch: int = 1, *, height: int = 256, width: int = 256, seed: int = 0) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(seed)
    mask = torch.zeros(batch, 1, height, width)
    mask[..., 70:180, 90:200] = torch.rand(batch, 1, 110, 110, generator=random).clamp_min(0.5)
    return torch.rand(batch, 3, height, width, generator=random) * 2 - 1, mask
