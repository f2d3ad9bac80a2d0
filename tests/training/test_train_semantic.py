"""Training a semantic transform on what was seen once."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from engine.nets.semantic_net import SemanticNet
from engine.weights import read_card, read_network
from training import (
    checkpoint,
    forecasts,
    observations,
    regression,
    second_looks,
    synthesis,
    train_semantic,
)
from training.card import trained_facts
from training.observations import read
from training.others import ORIGIN, path_of

FIRST = "observations-0000.safetensors"


@pytest.fixture
def command(photos: Path, split: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Train a small one on few composites, many times over."""
    for module in (observations, second_looks, train_semantic, regression, forecasts):
        monkeypatch.setattr(module, "SHARD", 32)
    monkeypatch.setattr(observations, "_TOGETHER", 8)
    monkeypatch.setattr(regression, "_WARM_UP", 5)
    size = ["--composites", "32", "--passes", "20", "--batch", "8", "--ngf", "16", "--components", "4"]
    rest = ["--dropout", "0", "--ema", "0.9", "--device", "cpu", "--no-bfloat16"]
    folder = tmp_path / "run"
    return ["--data", str(photos), "--run", str(folder), "--validation-ids", str(split), *size, *rest]


@pytest.fixture
def quick(command: list[str]) -> list[str]:
    """The same without the backbone, whose statistics take most of the time."""
    return [*command, "--no-backbone"]


def origin_of(path: Path) -> str:
    with safe_open(path, framework="pt") as stored:
        origin: str = stored.metadata()["origin"]
    return origin


def trained(run: Path) -> SemanticNet:
    network = checkpoint.read_average(run).network
    assert isinstance(network, SemanticNet)
    return network


def test_a_run_learns_what_it_saw_and_can_be_exported(command: list[str], tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert train_semantic.main(command) == 0
    seen, network = read(run / FIRST, origin=origin_of(run / FIRST)), trained(run)
    with torch.inference_mode():
        standard = network.standardized(seen.colours, seen.semantics)
        transforms = network.regression(network.known(standard, network.forecast(standard)))
    before = seen.moments.squared_error(torch.zeros(32, 12))
    assert network.forecast.weight.any()
    assert float(seen.moments.squared_error(transforms).mean()) < 0.6 * float(before.mean())
    averaged = checkpoint.read_average(run)
    facts = trained_facts(averaged, today=date(2026, 7, 1), version="2.0")
    assert facts[ORIGIN] == origin_of(run / FIRST)
    assert ORIGIN not in facts["settings"]
    assert averaged.seen == 32
    assert averaged.settings["passes"] == "20"
    assert averaged.settings["validation_ids"] == "validation_ids.txt"
    assert "foreground_psnr" in averaged.figures


def test_a_run_looks_again_unless_one_look_is_to_be_enough(quick: list[str], tmp_path: Path) -> None:
    assert train_semantic.main([*quick, "--looks", "1"]) == 0
    run = tmp_path / "run"
    assert not list(run.glob("second*"))
    assert train_semantic.main([*quick, "--looks", "2"]) == 0
    assert list(run.glob("second*"))


def test_a_run_leaves_transforms_that_have_not_seen_a_part_of_the_photos(
    quick: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.others.parts_of", lambda names, count: torch.arange(len(names)) % count)
    learned, own = [], regression.fit

    def fit(network, seen, *rest):  # type: ignore[no-untyped-def]
        learned.append(set(seen.photo.tolist()))
        return own(network, seen, *rest)

    monkeypatch.setattr(train_semantic, "fit", fit)
    options = [*quick, "--looks", "1", "--batch", "2", "--committee", "1"]
    assert train_semantic.main([*quick, "--parts", "1"]) == 1
    older = path_of(tmp_path / "run", 0, 2)
    older.parent.mkdir()
    older.write_bytes(b"?")
    assert train_semantic.main([*options, "--parts", "3"]) == 0
    assert not older.exists()
    everything, *without = learned
    assert without == [everything - {photo} for photo in range(3)]
    first, second, _ = (read_network(path_of(tmp_path / "run", part, 3)) for part in range(3))
    assert isinstance(first, SemanticNet)
    assert isinstance(second, SemanticNet)
    assert not torch.equal(first.forecast.weight, second.forecast.weight)
    weights = [network.state_dict()["regression.members.0.1.weight"] for network in (first, second)]
    assert not torch.equal(*weights)
    origins = {read_card(path_of(tmp_path / "run", part, 3)).facts[ORIGIN] for part in range(3)}
    assert origins == {origin_of(tmp_path / "run" / FIRST)}
    assert torch.equal(first.colours.mean, trained(tmp_path / "run").colours.mean)
    assert train_semantic.main(options) == 0  # which is not asked to replace them
    assert len(list((tmp_path / "run").glob("without-*"))) == 3


def test_a_run_without_a_backbone_learns_from_colours(command: list[str], tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert train_semantic.main([*command, "--no-backbone"]) == 0
    assert read(run / FIRST, origin=origin_of(run / FIRST)).semantics.shape == (32, 0)
    network = trained(run)
    assert network.backbone is None
    assert network.forecast.weight.any()
    assert train_semantic.main(command) == 1  # what was seen without one is of no use with one


@pytest.mark.parametrize("lost", [None, FIRST, "second-looks-0000.safetensors"])
def test_the_same_command_gives_the_same_weights(quick: list[str], tmp_path: Path, lost: str | None) -> None:
    assert train_semantic.main(quick) == 0
    first = trained(tmp_path / "run").state_dict()
    (tmp_path / "run" / checkpoint.BEST).unlink()
    if lost is not None:
        (tmp_path / "run" / lost).unlink()
    assert train_semantic.main(quick) == 0
    for name, weight in trained(tmp_path / "run").state_dict().items():
        assert torch.equal(weight, first[name])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--components", "0"), "components must be"),
        (("--data", "/nowhere"), "/nowhere does not exist"),
        (("--dropout", "1"), "dropout must be"),
        (("--batch", "0"), "batch must be positive"),
        (("--batch", "64"), "batch must be at most the 32 composites"),
        (("--passes", "0"), "passes must be positive"),
        (("--learning-rate", "-1"), "learning_rate must be positive"),
        (("--weight-decay", "-1"), "weight_decay must not be negative"),
        (("--ema", "1"), "ema must be"),
        (("--restraint", "-1"), "restraint must be positive"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    command: list[str], change: tuple[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train_semantic.main([*command, *change]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_file_that_is_none_is_named(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / FIRST).write_bytes(b"?")
    assert train_semantic.main(command) == 1
    assert "does not hold observations" in capsys.readouterr().err


def test_observations_of_other_photos_are_not_taken(
    quick: list[str], split: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train_semantic.main(quick) == 0
    split.write_text("b\nd\n")  # as many
    for edits in (tmp_path / "run").glob("*.npz"):
        edits.unlink()
    assert train_semantic.main(quick) == 1
    assert "is of other composites" in capsys.readouterr().err


def test_observations_of_another_synthesis_are_not_taken(
    quick: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert train_semantic.main(quick) == 0
    monkeypatch.setattr(synthesis, "VERSION", synthesis.VERSION + 1)
    assert train_semantic.main(quick) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert f"synthesis {synthesis.VERSION - 1} (" in error
    assert "not seed 0, 3 photos with 3 masks (" in error


def test_better_weights_of_an_earlier_training_stay(
    quick: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert train_semantic.main(quick) == 0
    path = tmp_path / "run" / checkpoint.BEST
    first = checkpoint.read_average(tmp_path / "run")
    content = torch.load(path, weights_only=True)
    content["figures"]["foreground_psnr"] = 99.0
    torch.save(content, path)
    caplog.set_level(logging.INFO)
    assert train_semantic.main([*quick, "--passes", "1"]) == 0
    assert "they stay" in caplog.text
    assert checkpoint.read_average(tmp_path / "run").settings == first.settings


def test_a_run_folder_that_is_a_file_is_one_sentence(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").write_text("")
    assert train_semantic.main(command) == 1
    folder = tmp_path / "run"
    assert capsys.readouterr().err == (
        f"The run folder {folder} cannot be made: File exists; choose another.\n"
    )


def test_the_folder_of_another_training_is_left_alone(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / checkpoint.FILE).write_bytes(b"?")
    assert train_semantic.main(command) == 1
    assert "is of another training" in capsys.readouterr().err
