"""What composites say, kept in files."""

from __future__ import annotations

import logging
from dataclasses import fields, replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from engine.nets.network import apply_affine
from engine.nets.semantic_net import SemanticConfig, SemanticNet
from training import observations
from training.batch import Batch
from training.data import PhotoBank
from training.errors import DataError
from training.observations import Observations, gather, observe, read, write
from training.synthesis import SynthesisConfig, Synthesizer


def network() -> SemanticNet:
    torch.manual_seed(0)
    return SemanticNet(SemanticConfig(ngf=4, components=2)).eval()


def source(bank: PhotoBank) -> Synthesizer:
    return Synthesizer(bank, SynthesisConfig(size=160))


def scene() -> Batch:
    numbers = torch.Generator().manual_seed(1)
    composite, real = torch.rand(2, 3, 3, 160, 160, generator=numbers).unbind()
    mask = torch.zeros(3, 1, 160, 160)
    mask[..., 30:90, 50:120] = 1
    mask[..., 90:95, 50:120] = 0.4
    return Batch(composite, real, mask, None, torch.tensor((5, 3, 5)))


def errors(batch: Batch, transforms: Tensor) -> Tensor:
    """By the pixels."""
    changed = apply_affine(batch.composite * 2 - 1, transforms[:, :, None, None].expand(-1, -1, 160, 160))
    squared = ((changed + 1) / 2 - batch.real).square() * batch.mask
    return squared.sum(dim=(1, 2, 3)) / (3 * batch.mask.sum(dim=(1, 2, 3)))


def test_the_error_of_a_transform_is_that_of_the_pixels() -> None:
    batch = scene()
    transforms = torch.randn(3, 12, generator=torch.Generator().manual_seed(2)) * 0.3
    found = observe(network(), batch, bfloat16=False).moments.squared_error(transforms)
    torch.testing.assert_close(found, errors(batch, transforms), atol=1e-5, rtol=1e-4)


def test_statistics_are_those_of_the_network() -> None:
    batch = scene()
    seen = observe(network(), batch, bfloat16=False)
    with torch.inference_mode():
        colours, semantics = network().statistics(batch.composite * 2 - 1, batch.mask, None)
    assert seen.colours.dtype == torch.float16
    torch.testing.assert_close(seen.colours.float(), colours, atol=1e-2, rtol=1e-2)
    torch.testing.assert_close(seen.semantics.float(), semantics, atol=1e-2, rtol=1e-2)


def test_gathering_goes_on_with_the_files_that_are_there(
    bank: PhotoBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(observations, "SHARD", 4)
    monkeypatch.setattr(observations, "_TOGETHER", 2)
    caplog.set_level(logging.INFO)

    def said() -> int:
        return sum(each.name == observations.__name__ for each in caplog.records)

    def gathered(count: int) -> Observations:
        return gather(network(), source(bank), tmp_path, count=count, seed=0, bfloat16=False)

    first = gathered(3)
    assert len(first) == 4
    assert said() == 1
    both = gathered(8)
    assert len(both) == 8
    assert said() == 2
    assert torch.equal(both.between(0, 4).colours, first.colours)
    assert not torch.equal(both.between(4, 8).colours, first.colours)
    (tmp_path / "observations-0000.safetensors").unlink()
    assert torch.equal(gathered(8).semantics, both.semantics)


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "observations-0000.safetensors"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(DataError, match="does not hold observations"):
        read(path, origin="")


def test_a_file_keeps_all_of_it(tmp_path: Path) -> None:
    seen = observe(network(), scene(), bfloat16=False)
    write(seen, tmp_path / "seen.safetensors", origin="these")
    again = read(tmp_path / "seen.safetensors", origin="these")
    for name in ("colours", "semantics", "squares", "products", "target", "photo"):
        assert torch.equal(getattr(again, name), getattr(seen, name))


def test_observations_of_other_composites_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "seen.safetensors"
    write(observe(network(), scene(), bfloat16=False), path, origin="seed 0, 5 photos")
    with pytest.raises(DataError, match="5 photos; not seed 1, 5 photos\\): choose another run folder"):
        read(path, origin="seed 1, 5 photos")


def test_observations_of_another_network_are_refused(tmp_path: Path) -> None:
    seen = observe(network(), scene(), bfloat16=False)
    path = tmp_path / "seen.safetensors"
    write(replace(seen, semantics=seen.semantics[:, :100]), path, origin="these")
    with pytest.raises(DataError, match=r"semantics are \(3, 100\), not \(3, 3072\)"):
        read(path, origin="these")


def test_composites_of_unknown_photos_cannot_be_observed() -> None:
    with pytest.raises(ValueError, match="which photos"):
        observe(network(), replace(scene(), photo=None), bfloat16=False)


@pytest.mark.parametrize("broken", ["photo", "nan"])
def test_observations_that_lack_something_are_refused(tmp_path: Path, broken: str) -> None:
    seen = observe(network(), scene(), bfloat16=False)
    if broken == "nan":
        seen = replace(seen, colours=seen.colours * torch.nan)
    tensors = {f.name: getattr(seen, f.name) for f in fields(seen) if f.name != broken}
    path = tmp_path / "seen.safetensors"
    save_file(tensors, path, {"origin": "these"})
    with pytest.raises(
        DataError, match=r"does not hold observations of composites: .*(photo|not all numbers)"
    ):
        read(path, origin="these")
