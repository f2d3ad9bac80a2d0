"""The global harmonizer, alone and before a U-Net."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from engine.nets.global_net import GlobalConfig, GlobalNet
from engine.nets.inference import prepared
from engine.nets.network import Head, apply_affine, composed
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.weights import read_network, save_network


def scene(count: int = 2, size: int = 96) -> tuple[Tensor, Tensor]:
    """Composites in −1…1, and discs."""
    numbers = torch.Generator().manual_seed(3)
    axis = torch.linspace(-1, 1, size)
    disc = (axis[:, None].square() + axis.square() < 0.4).float()
    return torch.rand(count, 3, size, size, generator=numbers) * 2 - 1, disc.expand(count, 1, size, size)


def trained() -> GlobalNet:
    """Weights that change something."""
    torch.manual_seed(1)
    network = GlobalNet(GlobalConfig(ngf=2)).eval()
    nn.init.normal_(network.regression[-1].weight, std=0.02)  # type: ignore[arg-type]
    return network


def test_it_starts_at_the_identity() -> None:
    composite, mask = scene()
    assert torch.equal(GlobalNet(GlobalConfig(ngf=2))(composite, mask), composite)


@torch.inference_mode()
def test_blocks_change_nothing_at_first() -> None:
    shallow = trained()
    deep = GlobalNet(GlobalConfig(ngf=2, blocks=2)).eval()
    assert len(deep.load_state_dict(shallow.state_dict(), strict=False).missing_keys) == 16
    assert torch.equal(deep.transform(*scene()), shallow.transform(*scene()))


@torch.inference_mode()
def test_every_pixel_gets_the_same_transform() -> None:
    prediction = trained().predict(*scene())
    assert prediction.shape == (2, 12, 96, 96)
    assert torch.equal(prediction, prediction[..., :1, :1].expand_as(prediction))
    assert not torch.allclose(prediction[0], prediction[1])


@torch.inference_mode()
def test_it_sees_the_same_in_a_picture_twice_as_large() -> None:
    composite, mask = scene()
    network = trained()
    larger = (t.repeat_interleave(2, dim=2).repeat_interleave(2, dim=3) for t in (composite, mask))
    torch.testing.assert_close(network.transform(*larger), network.transform(composite, mask))


@torch.inference_mode()
def test_a_mirrored_picture_gets_the_same_transform() -> None:
    composite, mask = scene()
    mask = mask * (torch.arange(96) < 40)
    network = trained()
    mirrored = network.transform(composite.flip(3), mask.flip(3))
    torch.testing.assert_close(network.transform(composite, mask), mirrored)


@torch.inference_mode()
def test_it_looks_at_the_background_and_at_a_reference_region() -> None:
    composite, mask = scene(count=1)
    network = trained()
    darker = torch.where(mask > 0, composite, composite * 0.5 - 0.5)
    assert not torch.allclose(network.transform(composite, mask), network.transform(darker, mask))
    region = torch.zeros_like(mask)
    region[..., :20, :20] = 1
    assert not torch.allclose(network.transform(composite, mask), network.transform(composite, mask, region))
    torch.testing.assert_close(
        network.transform(composite, mask), network.transform(composite, mask, 1 - mask)
    )


@pytest.mark.parametrize("level", [0.0, 1.0])
@torch.inference_mode()
def test_an_empty_region_gives_numbers(level: float) -> None:
    composite, mask = scene()
    assert torch.isfinite(trained().transform(composite, torch.full_like(mask, level))).all()


def test_a_composed_transform_is_one_after_the_other() -> None:
    numbers = torch.Generator().manual_seed(0)
    picture = torch.rand(2, 3, 8, 8, generator=numbers)
    inner, outer = (torch.randn(2, 12, *s, generator=numbers) * 0.3 for s in ((), (8, 8)))
    first = apply_affine(picture, inner[:, :, None, None].expand(-1, -1, 8, 8))
    torch.testing.assert_close(apply_affine(picture, composed(outer, inner)), apply_affine(first, outer))


@torch.inference_mode()
def test_the_u_net_goes_on_from_what_the_global_transform_has_made() -> None:
    config = RainNetConfig(
        ngf=1, head=Head.AFFINE, input_channels=4, size=32, before=GlobalConfig(ngf=2, blocks=1)
    )
    network = RainNet(config).eval()
    assert network.overall is not None
    nn.init.normal_(network.overall.regression[-1].weight, std=0.02)  # type: ignore[arg-type]
    alone = RainNet(replace(config, before=None)).eval()
    alone.load_state_dict({n: t for n, t in network.state_dict().items() if not n.startswith("overall.")})
    composite, mask = scene(size=32)
    changed = network.overall(composite, mask)
    seen = torch.where(mask > 0, changed.clamp(-1, 1), composite)
    expected = apply_affine(changed, alone.predict(seen, mask))
    torch.testing.assert_close(network(composite, mask), expected, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"head": "rgb"}, "affine head"),
        ({"input_channels": 3}, "4 input channels"),
        ({"dropout": 1.0}, "below 1"),
        ({"size": 256}, "sees pictures of 96 pixels"),
        ({"blocks": -1}, "blocks"),
    ],
)
def test_a_configuration_that_cannot_be_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        GlobalConfig(**change)  # type: ignore[arg-type]


def test_before_a_picture_head_there_is_no_global_transform() -> None:
    with pytest.raises(ValueError, match="affine head"):
        RainNetConfig(head=Head.RGB, before=GlobalConfig())


@torch.inference_mode()
def test_with_seven_channels_the_u_net_sees_the_composite_as_it_came(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = RainNetConfig(ngf=1, head=Head.AFFINE, input_channels=7, size=32, before=GlobalConfig(ngf=2))
    network = RainNet(config).eval()
    network.model_out[1].weight.normal_(std=0.05)  # type: ignore[union-attr,operator]
    composite, mask = scene(size=32)
    dark = torch.tensor([0.0, 0, 0, -0.5] * 3).expand(len(composite), -1)
    shown: list[Tensor] = []
    hook = network.model_layer0.register_forward_pre_hook(lambda _, given: shown.append(given[0]))
    here = network.predict_after(dark, composite, mask)
    hook.remove()
    changed = torch.lerp(composite, (composite - 0.5).clamp(-1, 1), mask)
    torch.testing.assert_close(shown[0], torch.cat((changed, mask, composite), dim=1))
    network.model_layer0.weight[:, 4:] *= 0
    blind = network.predict_after(dark, composite, mask)
    assert not torch.allclose(here, blind, atol=1e-3)
    four = RainNet(replace(config, input_channels=4, before=None)).eval()
    own = {n: t for n, t in network.state_dict().items() if not n.startswith("overall.")}
    four.load_state_dict(own | {"model_layer0.weight": own["model_layer0.weight"][:, :4]})
    expected = composed(four.predict(changed, mask), dark)
    torch.testing.assert_close(blind, expected, atol=1e-5, rtol=1e-4)
    save_network(network, tmp_path / "seven.safetensors", {})
    again = read_network(tmp_path / "seven.safetensors")
    assert again.config == config
    torch.testing.assert_close(prepared(again)(composite, mask), network(composite, mask), atol=0.01, rtol=0)


@torch.inference_mode()
def test_without_a_transform_before_seven_channels_show_the_composite_twice() -> None:
    torch.manual_seed(0)
    seven = RainNet(RainNetConfig(ngf=1, head=Head.AFFINE, input_channels=7, size=32)).eval()
    four = RainNet(RainNetConfig(ngf=1, head=Head.AFFINE, input_channels=4, size=32)).eval()
    own = seven.state_dict()
    first = own["model_layer0.weight"].clone()
    first[:, :3] += first[:, 4:]
    four.load_state_dict(own | {"model_layer0.weight": first[:, :4]})
    composite, mask = scene(size=32)
    torch.testing.assert_close(seven.predict(composite, mask), four.predict(composite, mask))
