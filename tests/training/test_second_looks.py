"""Looks at objects that were changed."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from engine.nets.network import apply_global, changed, composed
from engine.nets.semantic_net import SemanticConfig, SemanticNet
from training import observations, regression, second_looks
from training.batch import Batch
from training.data import PhotoBank
from training.errors import DataError
from training.observations import Observations, composites, gather, observe
from training.regression import FitConfig, of_others
from training.second_looks import look_again
from training.synthesis import SynthesisConfig, Synthesizer

FILES = 2
SHARD = 8
FIT = FitConfig(passes=20, batch=4)


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (observations, second_looks, regression):
        monkeypatch.setattr(module, "SHARD", SHARD)
    monkeypatch.setattr(observations, "_TOGETHER", 4)
    monkeypatch.setattr(regression, "_WARM_UP", 2)


@pytest.fixture
def net() -> SemanticNet:
    torch.manual_seed(0)
    return SemanticNet(SemanticConfig(ngf=8, backbone=False, committee=1))


@pytest.fixture
def source(bank: PhotoBank) -> Synthesizer:
    return Synthesizer(bank, SynthesisConfig(size=96))


@pytest.fixture
def seen(net: SemanticNet, source: Synthesizer, tmp_path: Path) -> Observations:
    found = gather(net, source, tmp_path, count=FILES * SHARD, seed=0, bfloat16=False, origin="these")
    net.calibrate(found.colours.float(), found.semantics.float())
    return found


def looked(net: SemanticNet, source: Synthesizer, seen: Observations, folder: Path) -> Observations:
    forecasts = torch.zeros(len(seen), 18)
    return look_again(net, source, seen, forecasts, folder, seed=0, origin="these", config=FIT)


def file(folder: Path, number: int) -> Path:
    return folder / f"second-looks-{number:04d}.safetensors"


def batches(source: Synthesizer) -> Batch:
    return Batch.joined([b for n in range(FILES) for b in composites(source, first=n * SHARD, seed=0)])


def test_the_same_composites_are_seen_as_their_transforms_left_them(
    net: SemanticNet, source: Synthesizer, seen: Observations, tmp_path: Path
) -> None:
    again = looked(net, source, seen, tmp_path)
    batch = batches(source)
    transforms = torch.cat([load_file(file(tmp_path, n))["transforms"] for n in range(FILES)])
    pictures = changed(batch.composite * 2 - 1, transforms, batch.mask)
    expected = net.colour_statistics(pictures, batch.mask, batch.reference)
    torch.testing.assert_close(again.colours.float(), expected, atol=1e-2, rtol=1e-2)
    assert (again.colours - seen.colours).abs().mean() > 0.001
    assert torch.equal(again.photo, seen.photo)


def test_each_object_is_changed_by_its_own_transform(
    net: SemanticNet,
    source: Synthesizer,
    seen: Observations,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = torch.randn(len(seen), 12, generator=torch.Generator().manual_seed(3)) * 0.1
    monkeypatch.setattr(second_looks, "of_others", lambda *_: own)
    looked(net, source, seen, tmp_path)
    kept = torch.cat([load_file(file(tmp_path, n))["transforms"] for n in range(FILES)])
    assert torch.equal(kept, own)


def test_what_further_transforms_cost_is_what_both_together_cost(
    net: SemanticNet, source: Synthesizer, seen: Observations, tmp_path: Path
) -> None:
    again = looked(net, source, seen, tmp_path)
    first = torch.cat([load_file(file(tmp_path, n))["transforms"] for n in range(FILES)])
    further = torch.randn(len(seen), 12, generator=torch.Generator().manual_seed(2)) * 0.1
    both = composed(further[:, :, None, None], first).flatten(1)
    torch.testing.assert_close(again.moments.squared_error(further), seen.moments.squared_error(both))


def test_moments_after_a_transform_are_those_of_the_changed_picture(net: SemanticNet) -> None:
    numbers = torch.Generator().manual_seed(1)
    picture, real = torch.rand(2, 2, 3, 32, 32, generator=numbers).unbind()
    mask = torch.ones(2, 1, 32, 32)
    transform = torch.randn(2, 12, generator=numbers) * 0.1
    after = (apply_global(picture * 2 - 1, transform) + 1) / 2
    known = [
        observe(net, Batch(c, real, mask, None, torch.arange(2)), bfloat16=False).moments
        for c in (picture, after)
    ]
    expected = known[1]
    found = known[0].after(transform)
    torch.testing.assert_close(found.squares, expected.squares, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(found.products, expected.products, atol=1e-4, rtol=1e-4)


def test_it_goes_on_with_the_files_that_are_there(
    net: SemanticNet,
    source: Synthesizer,
    seen: Observations,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)

    def said() -> int:
        return sum(each.name == second_looks.__name__ for each in caplog.records)

    whole = looked(net, source, seen, tmp_path)
    assert said() == FILES
    file(tmp_path, 1).unlink()
    again = looked(net, source, seen, tmp_path)
    assert said() == FILES + 1
    assert torch.equal(again.colours[:SHARD], whole.colours[:SHARD])
    assert len(again) == len(whole)


def test_files_that_are_there_need_no_regressions(
    net: SemanticNet,
    source: Synthesizer,
    seen: Observations,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked(net, source, seen, tmp_path)
    monkeypatch.delattr(second_looks, "of_others")
    looked(net, source, seen, tmp_path)


def test_nobody_speaks_of_a_photo_that_they_learned_from(net: SemanticNet, seen: Observations) -> None:
    def said(observed: Observations) -> Tensor:
        torch.manual_seed(1)
        return of_others(net, observed, torch.zeros(len(seen), 18), FIT)

    own = seen.photo == seen.photo[0]
    assert own.any()
    assert not own.all()
    other = replace(seen, products=seen.products.clone())
    other.products[own] += 0.3
    before, after = said(seen), said(other)
    assert torch.equal(before[own], after[own])
    assert not torch.equal(before, after)


def test_few_observations_are_learned_from_too(net: SemanticNet, seen: Observations) -> None:
    few = of_others(net, seen, torch.zeros(len(seen), 18), replace(FIT, batch=len(seen)))
    assert few.any(dim=1).all()


def test_of_one_photo_there_are_no_others(net: SemanticNet, seen: Observations) -> None:
    alone = replace(seen, photo=torch.zeros_like(seen.photo))
    with pytest.raises(DataError, match="needs at least two"):
        of_others(net, alone, torch.zeros(len(seen), 18), FIT)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"colours": torch.zeros(SHARD, 5)}, "other sizes"),
        ({"transforms": torch.full((SHARD, 12), torch.nan)}, "not all of it are numbers"),
        ({"transforms": None}, "transforms"),
        (None, "does not hold observations"),
    ],
)
def test_a_damaged_file_is_one_sentence(
    net: SemanticNet,
    source: Synthesizer,
    seen: Observations,
    tmp_path: Path,
    damage: dict[str, Tensor | None] | None,
    said: str,
) -> None:
    looked(net, source, seen, tmp_path)
    path = file(tmp_path, 0)
    if damage is None:
        path.write_bytes(b"?")
    else:
        tensors = {n: t for n, t in {**load_file(path), **damage}.items() if t is not None}
        save_file(tensors, path, {"origin": "these"})
    with pytest.raises(DataError, match=said):
        looked(net, source, seen, tmp_path)


def test_looks_at_other_composites_are_refused(
    net: SemanticNet, source: Synthesizer, seen: Observations, tmp_path: Path
) -> None:
    looked(net, source, seen, tmp_path)
    save_file(load_file(file(tmp_path, 1)), file(tmp_path, 1), {"origin": "those"})
    with pytest.raises(DataError, match="is of other composites"):
        looked(net, source, seen, tmp_path)
