"""Every named model is a network of this program: it predicts, runs prepared, is saved, read and used."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny_networks import photo, soft_disc
from torch import Tensor, nn

from engine.harmonizer import Harmonizer
from engine.nets.dih import DIH
from engine.nets.inference import prepared
from engine.nets.network import HarmonizationNetwork, Head, apply_affine
from engine.nets.norms import Norm
from engine.nets.regions import Regions
from engine.nets.registry import DEFAULT, MODELS, build, config_of, configuration, name_of
from engine.nets.s2am import SpatialSeparatedAttention
from engine.weights import read_card, read_network, save_network

ONE_OF_EACH = ("dih", "dih-rain", "s2am", "dovenet", "unet-rn", "rainnet-encoder", "global")


@pytest.mark.parametrize(
    ("model", "head"),
    [
        (model, head)
        for model in MODELS
        for head in Head
        if head is Head.AFFINE or model not in ("global", "semantic")
    ],
)
@torch.inference_mode()
def test_every_model_predicts_what_its_head_says(model: str, head: Head) -> None:
    network, (composite, mask) = tiny(model, head=head), scene()
    prediction = network.predict(composite, mask)
    assert prediction.shape == (1, 3 if head is Head.RGB else 12, 256, 256)
    expected = prediction if head is Head.RGB else apply_affine(composite, prediction)
    torch.testing.assert_close(network(composite, mask), expected)
    assert torch.isfinite(expected).all()


@pytest.mark.parametrize("model", MODELS)
@torch.inference_mode()
def test_an_affine_head_starts_near_the_identity(model: str) -> None:
    network, (composite, mask) = tiny(model, head=Head.AFFINE), scene()
    assert float((network(composite, mask) - composite).abs().max()) < 0.1


@pytest.mark.parametrize("model", ONE_OF_EACH)
@torch.inference_mode()
def test_a_prepared_model_computes_the_same(model: str) -> None:
    network, inputs = tiny(model, head=own(model)), scene()
    expected = network(*inputs)
    torch.testing.assert_close(prepared(network)(*inputs), expected, atol=2e-5, rtol=1e-4)
    half = prepared(network, torch.bfloat16)(*inputs)
    assert float((half.float() - expected).abs().max()) < 0.05 * float(expected.abs().max())


@pytest.mark.parametrize("model", ONE_OF_EACH)
def test_a_weights_file_knows_its_architecture(model: str, tmp_path: Path) -> None:
    network = tiny(model, head=own(model))
    save_network(network, tmp_path / "w.safetensors", {"licence": "CC0"})
    loaded = read_network(tmp_path / "w.safetensors")
    assert type(loaded) is type(network)
    assert loaded.config == network.config == read_card(tmp_path / "w.safetensors").config
    assert all(p.dtype is torch.float32 for p in loaded.parameters())


def test_running_statistics_too_large_for_half_precision_are_kept(tmp_path: Path) -> None:
    network = tiny("dih")
    network.encoder[0].norm.norm.running_var.fill_(1e6)
    save_network(network, tmp_path / "w.safetensors", {})
    assert float(read_network(tmp_path / "w.safetensors").encoder[0].norm.norm.running_var[0]) == 1e6


@pytest.mark.parametrize("head", list(Head))
@pytest.mark.parametrize("model", ["dih", "s2am"])
def test_the_harmonizer_works_with_other_networks(model: str, head: Head, tmp_path: Path) -> None:
    network = tiny(model, head=head)
    with torch.no_grad():
        (network.last if isinstance(network, DIH) else network.model_out[1]).bias.fill_(0.1)
    save_network(network, tmp_path / "w.safetensors", {})
    composite, mask = photo(200, 150), soft_disc(200, 150)
    image = Harmonizer.load(tmp_path / "w.safetensors", "cpu", "float32").harmonize(composite, mask).image
    assert np.array_equal(image[mask == 0], composite[mask == 0])
    assert np.abs(image.astype(int) - composite)[mask == 255].mean() > 1


@pytest.mark.parametrize("model", MODELS)
def test_a_configuration_survives_json(model: str) -> None:
    config = MODELS[model]
    values = config.to_json()
    assert config_of(config.architecture, json.loads(json.dumps(values))) == config
    assert {type(v) for v in values.values()} <= {int, float, bool, str, list}  # StrEnum would be pickled


def test_fields_of_a_model_can_be_changed() -> None:
    config = configuration("unet-bn", ngf=8, head=Head.AFFINE, dropout=None)
    assert (config.ngf, config.head, config.dropout) == (8, Head.AFFINE, 0.5)


@pytest.mark.parametrize(
    ("model", "change", "said"),
    [
        ("resnet", {}, "no model “resnet”; choose default, rainnet-decoder"),
        ("dih", {"dropout": 0.1}, "DIH has no dropout"),
        ("dih", {"ngf": 0}, "ngf"),
        ("dih", {"decoder_norm": "hat"}, "hat"),
    ],
)
def test_a_model_that_cannot_be_is_refused(model: str, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        configuration(model, **change)


def test_an_architecture_that_is_not_known_is_named() -> None:
    with pytest.raises(ValueError, match="no architecture “vit”; there are rainnet, dih, s2am"):
        config_of("vit", {})


def test_norms_stand_where_the_names_say() -> None:
    norms = {name: "".join(n[0] for n in c.norms) for name, c in MODELS.items() if hasattr(c, "norms")}
    assert norms[DEFAULT] == norms["rainnet-decoder"] == "iiiiii" + "n" + "rrrrrrr"
    assert norms["rainnet-encoder"] == "rrrrrr" + "n" + "iiiiiii"
    assert norms["rain-1"] == "iiiiii" + "n" + "iiiiiir"
    assert norms["rain-4"] == "iiiiii" + "n" + "iiirrrr"
    assert norms["unet-bn"] == "bbbbbb" + "n" + "bbbbbbb"
    assert set(norms["unet-none"]) == {"n"}
    assert MODELS["unet-rn"].norms == (Norm.RN,) * 6 + (Norm.NONE,) + (Norm.RN,) * 7


def parameters_of_unet(*, channels: int, affine: bool) -> int:
    """pix2pix's U-Net-256 at ngf 64, counted from its description: 4×4 kernels, no biases but the last."""
    down = [channels, 64, 128, 256, 512, 512, 512, 512, 512]
    up = [512, 1024, 1024, 1024, 1024, 512, 256, 128]
    to = [512, 512, 512, 512, 256, 128, 64, 3]
    weights = sum(16 * a * b for a, b in [*pairwise(down), *zip(up, to, strict=True)]) + 3
    return weights + (2 * (sum(down[2:8]) + sum(to[:7])) if affine else 0)


def gates() -> int:
    return sum(c * c + c for c in (512, 256, 128))


def separated_attention(channels: int) -> int:
    hidden = channels // 16
    attention = 2 * channels * hidden + hidden + hidden * channels + channels
    return 3 * attention + 2 * (9 * channels * 2 * channels) + 2 * (2 * channels + channels)


def parameters_of_dih() -> int:
    """The authors' Caffe network less its innermost levels: no biases before batch norm."""
    levels = [4, 64, 64, 128, 128, 256, 256]
    back = [512, 256, 256, 128, 128, 64, 64]
    weights = sum(16 * a * b for a, b in [*pairwise(levels), *pairwise(back)])
    vector, last = 16 * 256 * 512 + 512, 16 * 64 * 3 + 3
    return weights + vector + last + 2 * (sum(levels[1:]) + sum(back[1:]))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("rainnet-decoder", 54_759_043),  # the authors' checkpoint
        ("unet-in", parameters_of_unet(channels=3, affine=False) + gates()),
        ("dovenet", parameters_of_unet(channels=4, affine=True) + gates()),
        (
            "s2am",
            parameters_of_unet(channels=4, affine=True)
            + sum(separated_attention(c) for c in (512, 256, 128)),
        ),
        ("dih", parameters_of_dih()),
    ],
)
def test_parameters_are_as_many_as_the_papers_networks_have(model: str, expected: int) -> None:
    with torch.device("meta"):
        network = build(MODELS[model])
    assert sum(p.numel() for p in network.parameters()) == expected


def test_pix2pix_counts_as_many_parameters_as_is_known() -> None:
    assert round(parameters_of_unet(channels=3, affine=True) / 1e6, 3) == 54.414  # its training log says so


@torch.no_grad()
def test_separated_attention_joins_background_and_object_by_a_softened_mask() -> None:
    torch.manual_seed(0)
    module = SpatialSeparatedAttention(16).eval()
    features, mask = torch.randn(1, 16, 32, 32), torch.zeros(1, 1, 64, 64)
    mask[..., 20:44, 20:44] = 1
    joined = module(features, Regions(mask))
    outside, inside = module.kept(features), module.change(module.changed(features)) + module.mixed(features)
    torch.testing.assert_close(joined[..., :7, :], outside[..., :7, :])
    torch.testing.assert_close(joined[..., 14:18, 14:18], inside[..., 14:18, 14:18])
    edge = (joined - outside)[..., 10, 16] / (inside - outside)[..., 10, 16]
    torch.testing.assert_close(edge, edge[0, 0].expand(1, 16), atol=1e-3, rtol=1e-3)
    assert 0.5 < float(edge[0, 0]) < 0.9


@torch.no_grad()
def test_channel_attention_weighs_channels_by_what_is_in_the_picture() -> None:
    torch.manual_seed(0)
    attention = SpatialSeparatedAttention(64).kept
    for layer in attention.gains:
        if isinstance(layer, nn.Conv2d):
            nn.init.normal_(layer.weight)
    features = torch.randn(1, 64, 8, 8)
    gains = attention(features) / features
    torch.testing.assert_close(gains, gains[..., :1, :1].expand_as(gains), atol=1e-4, rtol=1e-4)
    assert not torch.allclose(gains, attention(features + 1) / (features + 1), atol=1e-3)


@pytest.mark.parametrize("model", [name for name in MODELS if name != DEFAULT])
def test_a_model_is_known_by_its_configuration_whatever_its_width_and_head(model: str) -> None:
    config = configuration(model, ngf=2, head=Head.AFFINE)
    stored = json.loads(json.dumps(config.to_json()))
    assert name_of(config_of(config.architecture, stored)) == model


def test_a_configuration_that_is_no_model_has_the_title_of_its_architecture() -> None:
    assert name_of(MODELS[DEFAULT]) == "rainnet-decoder"
    assert name_of(configuration("dih", encoder_norm=Norm.RN)) == "DIH"


def test_a_semantic_transform_is_one_however_often_it_looks() -> None:
    assert name_of(configuration("semantic", looks=1)) == "semantic"


@pytest.mark.parametrize("size", [(512, 256), (256, 512)])
@torch.inference_mode()
def test_dih_takes_larger_pictures(size: tuple[int, int]) -> None:
    composite, mask = torch.zeros(1, 3, *size), torch.ones(1, 1, *size)
    assert tiny("dih-rain")(composite, mask).shape == composite.shape


@torch.inference_mode()
def test_dih_with_rain_heeds_a_reference_region() -> None:
    network, (composite, mask) = tiny("dih-rain", std=0.2), scene()
    reference = torch.zeros_like(mask)
    reference[..., :60, :70] = 1
    assert not torch.allclose(network(composite, mask, reference), network(composite, mask), atol=1e-3)


@pytest.mark.parametrize("model", ["dih", "dih-rain", "s2am"])
def test_every_weight_of_the_other_networks_learns(model: str) -> None:
    network, (composite, mask) = tiny(model, std=0.1).train(), scene(batch=2)
    network(composite, mask).square().sum().backward()
    assert [n for n, p in network.named_parameters() if p.grad is None] == []
    # So narrow, channel attention has one hidden unit, which may be off.
    still = [n for n, p in network.named_parameters() if not p.grad.any() and ".gains." not in n]
    assert still == []


def tiny(model: str, *, ngf: int = 2, head: Head | None = Head.RGB, std: float = 0.0) -> HarmonizationNetwork:
    """A narrow model in evaluation mode, its weights pushed about by `std`. head: None for its own."""
    torch.manual_seed(0)
    network = build(configuration(model, ngf=ngf, head=head)).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * std)
    return network


def own(model: str) -> Head | None:
    return None if model == "global" else Head.RGB


def scene(batch: int = 1) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    mask = torch.zeros(batch, 1, 256, 256)
    mask[..., 70:180, 90:200] = 1
    return torch.rand(batch, 3, 256, 256, generator=random) * 2 - 1, mask
