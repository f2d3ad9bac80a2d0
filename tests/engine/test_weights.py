"""Weights files: what is saved comes back, the authors' checkpoint loads, all else is refused and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from weights_files import Edit, assert_refused, saved_with, tiny

from engine.files import FileError
from engine.nets.network import Head
from engine.nets.norms import Norm
from engine.nets.rainnet import PLACES, RainNetConfig
from engine.types import WeightsError
from engine.weights import load_network, read_card, read_network, save_network

DATA = Path(__file__).parent / "data"


def test_what_is_saved_comes_back_in_half_precision(tmp_path: Path) -> None:
    network = tiny(head=Head.AFFINE, input_channels=4, dropout=0.0)
    save_network(network, tmp_path / "w.safetensors", {"trained on": "photos", "score": "31.4 dB"})
    loaded = read_network(tmp_path / "w.safetensors")
    assert loaded.config == network.config
    for name, tensor in loaded.state_dict().items():
        assert tensor.dtype is torch.float32
        assert torch.equal(tensor, network.state_dict()[name].half().float())


def test_counters_of_batch_norm_come_back_exactly(tmp_path: Path) -> None:
    network = tiny(norms=[Norm.BN] * PLACES)
    network.model_layer1norm.norm.num_batches_tracked.fill_(70_001)  # more than float16 holds
    save_network(network, tmp_path / "w.safetensors", {})
    assert int(read_network(tmp_path / "w.safetensors").model_layer1norm.norm.num_batches_tracked) == 70_001


def test_the_card_says_architecture_and_facts(tmp_path: Path) -> None:
    save_network(tiny(), tmp_path / "w.safetensors", {"licence": "CC0"})
    card = read_card(tmp_path / "w.safetensors")
    assert card.config == RainNetConfig(ngf=2)
    assert card.facts == {"licence": "CC0"}


def test_a_loaded_network_can_be_trained_further(tmp_path: Path) -> None:
    save_network(tiny(), tmp_path / "w.safetensors", {})
    network = read_network(tmp_path / "w.safetensors")
    assert network.training
    assert all(p.requires_grad and p.is_leaf for p in network.parameters())


def test_a_loaded_network_is_ready_to_run(tmp_path: Path) -> None:
    save_network(tiny(), tmp_path / "w.safetensors", {})
    network = load_network(tmp_path / "w.safetensors", "cpu")
    assert not network.training
    output = network(torch.zeros(1, 3, 256, 256), torch.ones(1, 1, 256, 256))
    assert output.shape == (1, 3, 256, 256)


def test_saving_into_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        save_network(tiny(), tmp_path / "nowhere" / "w.safetensors", {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("prefix", ["", "module."])
@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("zipped", [False, True])
def test_the_authors_checkpoint_loads_as_it_is(
    prefix: str, wrapped: bool, zipped: bool, tmp_path: Path
) -> None:
    network, path = tiny(), tmp_path / "net_G_last.pth"
    state: dict[str, Any] = {prefix + name: tensor for name, tensor in network.state_dict().items()}
    content = {"state_dict": state} if wrapped else state
    torch.save(content, path, _use_new_zipfile_serialization=zipped)
    loaded = read_network(path)
    assert loaded.config == RainNetConfig(ngf=2)
    assert all(torch.equal(t, network.state_dict()[n]) for n, t in loaded.state_dict().items())
    assert read_card(path).facts == {}


def test_a_checkpoint_with_the_published_names_and_shapes_loads(tmp_path: Path) -> None:
    lines = (DATA / "rainnet_state_dict.tsv").read_text().splitlines()
    table = {name: json.loads(f"[{shape.strip('(),')}]") for name, shape in (x.split("\t") for x in lines)}
    zeros = {name: torch.zeros(shape, dtype=torch.float16) for name, shape in table.items()}
    torch.save(zeros, tmp_path / "net_G_last.pth")
    network = read_network(tmp_path / "net_G_last.pth")
    assert network.config == RainNetConfig(ngf=64)
    assert len(network.state_dict()) == len(table)


@pytest.mark.parametrize(
    "change",
    [{"attention": False}, {"input_channels": 4}, {"head": Head.AFFINE}, {"ngf": 3}],
    ids="".join,
)
def test_the_architecture_is_seen_from_the_shapes(change: dict[str, Any], tmp_path: Path) -> None:
    network = tiny(**change)
    torch.save(network.state_dict(), tmp_path / "w.pth")
    assert read_network(tmp_path / "w.pth").config == network.config


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([1, 2], "map names to tensors"),
        (torch.zeros(3), "map names to tensors"),
        ({"model_layer0.weight": 1}, "map names to tensors"),
        ({}, "empty"),
        ({"conv1.weight": torch.zeros(8, 3, 3, 3)}, r"begins with conv1.weight \(8, 3, 3, 3\)"),
        ({1: torch.zeros(1)}, "begins with 1"),
    ],
)
def test_a_checkpoint_of_something_else_is_named(content: Any, said: str, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "w.pth")
    assert_refused(tmp_path / "w.pth", said)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
@pytest.mark.parametrize("content", [b"", b"hi", b"not a network at all", bytes(1000)])
def test_a_file_of_something_else_is_refused(content: bytes, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"w{suffix}"
    path.write_bytes(content)
    assert_refused(path, "damaged or no weights file")


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_missing_file_and_a_folder_are_named(suffix: str, tmp_path: Path) -> None:
    assert_refused(tmp_path / f"w{suffix}", "does not exist")
    (tmp_path / f"w{suffix}").mkdir()
    assert_refused(tmp_path / f"w{suffix}", "does not exist")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda header: header.pop("__metadata__"), "does not say which network"),
        (lambda header: header["__metadata__"].pop("config"), "does not say which network"),
        (lambda header: header["__metadata__"].update(config="{"), "does not know"),
        (lambda header: header["__metadata__"].update(config="[1]"), "does not know"),
        (lambda header: header["__metadata__"].update(config='{"depth": 3}'), "depth"),
        (lambda header: header["__metadata__"].update(config='{"ngf": "two"}'), "ngf"),
        (lambda header: header["__metadata__"].update(config='{"norms": 5}'), "does not know"),
        (lambda header: header["__metadata__"].update(card="[1]"), "does not know"),
    ],
)
def test_metadata_that_is_missing_or_wrong_is_told(edit: Edit, said: str, tmp_path: Path) -> None:
    assert_refused(saved_with(edit, tmp_path), said)


def test_the_first_differing_shapes_are_named(tmp_path: Path) -> None:
    state = tiny().state_dict()
    state["model_layer2.1.weight"] = torch.zeros(8, 5, 4, 4)
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match=r"model_layer2.1.weight is \(8, 5, 4, 4\), not \(8, 4, 4, 4\)"):
        read_network(tmp_path / "w.pth")


def test_missing_and_unknown_tensors_are_named(tmp_path: Path) -> None:
    state = tiny().state_dict()
    del state["model_layer3.1.weight"]
    state["extra.weight"] = torch.zeros(1)
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match=r"model_layer3.1.weight is missing; extra.weight is not known"):
        read_network(tmp_path / "w.pth")


def test_of_many_differences_only_the_first_are_named(tmp_path: Path) -> None:
    edit = lambda header: header["__metadata__"].update(config='{"ngf": 3}')  # noqa: E731
    with pytest.raises(WeightsError, match=r"model_layer0.weight is .* and \d+ more\.$"):
        read_network(saved_with(edit, tmp_path))


@pytest.mark.parametrize(
    "change",
    [
        torch.Tensor.to_sparse,
        lambda t: t.to(torch.complex64),
        torch.Tensor.int,
        pytest.param(
            lambda t: torch.zeros(t.shape, dtype=torch.uint8).view(torch.float4_e2m1fn_x2),
            marks=pytest.mark.skipif(
                not hasattr(torch, "float4_e2m1fn_x2"), reason="PyTorch has it from 2.8"
            ),
        ),
    ],
    ids=["sparse", "complex", "int", "four bits"],
)
def test_tensors_of_another_kind_are_refused(change: Callable[[Tensor], Tensor], tmp_path: Path) -> None:
    state = {name: change(tensor) for name, tensor in tiny().state_dict().items()}
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match="does not fit"):
        read_network(tmp_path / "w.pth")


@pytest.mark.parametrize(
    "kind", [torch.float64, torch.bfloat16, torch.float8_e4m3fn, torch.float8_e5m2], ids=str
)
def test_floats_of_every_size_come_in_float32(kind: torch.dtype, tmp_path: Path) -> None:
    state = {name: tensor.to(kind) for name, tensor in tiny().state_dict().items()}
    torch.save(state, tmp_path / "w.pth")
    for name, tensor in read_network(tmp_path / "w.pth").state_dict().items():
        assert tensor.dtype is torch.float32
        assert torch.equal(tensor, state[name].float())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (torch.float32, float("nan")),
        (torch.float32, float("inf")),
        (torch.float64, 1e300),  # in float32 that is infinite
        (torch.float8_e4m3fn, float("nan")),
    ],
    ids=str,
)
def test_weights_that_are_not_numbers_are_refused(kind: torch.dtype, value: float, tmp_path: Path) -> None:
    state = tiny().state_dict()
    weight = state["model_layer12.1.weight"].double()
    weight[0, 0, 0, 0] = value
    state["model_layer12.1.weight"] = weight.to(kind)
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match=r"model_layer12.1.weight holds values that are not numbers"):
        read_network(tmp_path / "w.pth")
