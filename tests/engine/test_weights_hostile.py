"""Weights made to harm: no code of theirs runs, no memory is taken for what they claim, one sentence each."""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import random
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch
from weights_files import Edit, assert_refused, saved_with, tiny

from engine.types import WeightsError
from engine.weights import read_network, save_network


class Bomb:
    """Unpickled, it creates a file."""

    def __init__(self, witness: Path) -> None:
        self.witness = witness

    def __reduce__(self) -> tuple[Any, ...]:
        return os.open, (str(self.witness), os.O_CREAT)


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_a_pickle_that_runs_code_is_refused_unrun(protocol: int, tmp_path: Path) -> None:
    witness, path = tmp_path / "witness", tmp_path / "w.pth"
    path.write_bytes(pickle.dumps({"state_dict": Bomb(witness)}, protocol=protocol))
    assert_refused(path, "refused|no weights file")
    assert not witness.exists()
    os.close(pickle.loads(path.read_bytes())["state_dict"])
    assert witness.exists(), "the bomb is a dud: this test shows nothing"


def test_a_checkpoint_that_runs_code_is_refused_unrun(tmp_path: Path) -> None:
    witness, path = tmp_path / "witness", tmp_path / "w.pth"
    torch.save({**tiny().state_dict(), "bomb": Bomb(witness)}, path)
    assert_refused(path, "could run code")
    assert not witness.exists()


def test_a_pickled_module_is_refused(tmp_path: Path) -> None:
    torch.save(tiny(), tmp_path / "w.pth")
    assert_refused(tmp_path / "w.pth", "plain state dict")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_truncated_file_is_refused(part: float, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"w{suffix}"
    if suffix == ".pth":
        torch.save(tiny().state_dict(), path)
    else:
        save_network(tiny(), path, {})
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    assert_refused(path, "damaged")


@pytest.mark.parametrize("length", [0, 7, 2**40, 2**64 - 1])
def test_a_false_header_length_is_refused(length: int, tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    save_network(tiny(), path, {})
    path.write_bytes(struct.pack("<Q", length) + path.read_bytes()[8:])
    assert_refused(path, "damaged or no weights file")


@pytest.mark.parametrize(
    "edit",
    [
        lambda header: header["model_layer0.weight"].update(data_offsets=[0, 10**12]),
        lambda header: header["model_layer0.weight"].update(shape=[2, 3, 4, 400]),
        lambda header: header["model_layer0.weight"].update(dtype="F1000"),
    ],
    ids=["offsets", "shape", "dtype"],
)
def test_a_false_header_is_refused(edit: Edit, tmp_path: Path) -> None:
    assert_refused(saved_with(edit, tmp_path), "damaged or no weights file")


def test_numbers_of_a_kind_that_pytorch_has_not_are_refused(tmp_path: Path) -> None:
    def of_six_bits(header: dict[str, Any]) -> None:
        entry = header["model_layer0.weight"]
        start, stop = entry["data_offsets"]
        entry.update(dtype="F6_E2M3", shape=[(stop - start) * 8 // 6])

    with pytest.raises(WeightsError, match="damaged or no weights file"):
        read_network(saved_with(of_six_bits, tmp_path))


def test_a_network_too_large_for_memory_is_refused_without_trying(tmp_path: Path) -> None:
    edit = lambda header: header["__metadata__"].update(config='{"ngf": 1024}')  # noqa: E731
    with pytest.raises(WeightsError, match="does not fit the network"):  # it would take 56 GB
        read_network(saved_with(edit, tmp_path))


# Files that would grow


def test_a_compressed_checkpoint_is_refused_before_it_grows(tmp_path: Path) -> None:
    stored = io.BytesIO()
    torch.save({"model_layer0.weight": torch.zeros(10_000_000)}, stored)
    path = tmp_path / "bomb.pth"
    with zipfile.ZipFile(stored) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert path.stat().st_size < 100_000
    assert_refused(path, "is compressed")


def test_a_checkpoint_that_shows_one_number_as_a_million_is_refused(tmp_path: Path) -> None:
    state = {name: torch.zeros(1).expand(tensor.shape) for name, tensor in tiny().state_dict().items()}
    torch.save(state, tmp_path / "w.pth")
    assert_refused(tmp_path / "w.pth", "claims more numbers than it holds")


def test_tensors_that_share_their_numbers_count_each(tmp_path: Path) -> None:
    numbers = torch.zeros(100_000)
    torch.save({f"layer{index}": numbers for index in range(50)}, tmp_path / "w.pth")
    assert_refused(tmp_path / "w.pth", "claims more numbers than it holds")


def test_an_archive_with_a_directory_without_end_is_refused(tmp_path: Path) -> None:
    entry, count = b"PK\x01\x02" + bytes(42), 150_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(entry) * count, 0, 0)
    (tmp_path / "w.pth").write_bytes(b"PK\x03\x04" + entry * count + end)
    assert_refused(tmp_path / "w.pth", "far too long")


def test_names_without_end_make_no_sentence_without_end(tmp_path: Path) -> None:
    state = tiny().state_dict() | {"x" * 100_000: torch.zeros(1)}
    torch.save(state, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match="is not known") as caught:
        read_network(tmp_path / "w.pth")
    assert len(str(caught.value)) < 500


def test_a_name_of_several_lines_makes_a_sentence_of_one(tmp_path: Path) -> None:
    torch.save(tiny().state_dict() | {"two\nlines\x1b[2J": torch.zeros(1)}, tmp_path / "w.pth")
    with pytest.raises(WeightsError, match=r"two�lines�\[2J is not known"):
        read_network(tmp_path / "w.pth")


@pytest.mark.parametrize("seed", range(6))
def test_a_checkpoint_with_some_bytes_changed_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    path = tmp_path / "w.pth"
    torch.save(tiny().state_dict(), path, _use_new_zipfile_serialization=seed % 2 == 0)
    sound = path.read_bytes()
    pickled = sound.index(b"\x80\x02")
    for _ in range(25):
        data = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            data[pickled + chance.randrange(3000)] = chance.randrange(256)
        path.write_bytes(data)
        with contextlib.suppress(WeightsError):
            read_network(path)


# A file that changes


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_network_in_use_does_not_depend_on_its_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"w{suffix}"
    if suffix == ".pth":
        torch.save(tiny().state_dict(), path)
    else:
        save_network(tiny(), path, {})
    network = read_network(path)
    expected = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    os.truncate(path, 0)  # as another program would that writes it anew
    assert all(torch.equal(tensor, expected[name]) for name, tensor in network.state_dict().items())


def _nested(levels: int) -> str:
    return '{"architecture": "ensemble", "members": [' * levels + "{}" + "]}" * levels


@pytest.mark.parametrize(
    "config",
    [
        _nested(2),
        _nested(400),
        _nested(20_000),
        '{"members": [{"input_channels": 4.0}]}',
        '{"members": [{"ngf": true}]}',
        '{"members": [{"architecture": "semantic", "size": 256.0}]}',
        '{"members": "all"}',
        '{"members": [7]}',
    ],
)
def test_an_ensemble_that_cannot_be_is_refused(config: str, tmp_path: Path) -> None:
    def edit(header: dict[str, Any]) -> None:
        header["__metadata__"] |= {"architecture": "ensemble", "config": config}

    assert_refused(saved_with(edit, tmp_path), "is damaged, or for a network that this version does not know")
