"""Scores, contenders, the evaluation command and its picture sheet."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import torch
from PIL import Image
from torch import Tensor

from engine import Harmonizer
from engine import harmonizer as harmonizer_module
from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import Method as Way
from engine.weights import load_network, save_network
from training import contenders, evaluate
from training.batch import Batch
from training.data import load_photos
from training.frozen import SIZE, FrozenComposites, freeze
from training.scores import finished, measure, of_network, unmodified
from training.sheet import spread


@pytest.fixture(scope="module")
def edits(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("edits") / "edits.npz"
    freeze(load_photos(photos, size=SIZE), path)
    return path


@pytest.fixture(scope="module")
def composites(photos: Path, edits: Path) -> FrozenComposites:
    return FrozenComposites(photos, edits=edits)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of a tiny network that changes colours visibly."""
    torch.manual_seed(0)
    network = RainNet(RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4))
    with torch.no_grad():
        network.model_out[1].bias.normal_(std=0.05)  # type: ignore[union-attr]
    path = tmp_path_factory.mktemp("weights") / "tiny.safetensors"
    save_network(network, path, {})
    return path


def _truth(batch: Batch) -> Tensor:
    return batch.real


def test_doing_nothing_gains_nothing_and_the_photo_itself_gains_most(composites: FrozenComposites) -> None:
    nothing, truth = measure(unmodified, composites), measure(_truth, composites)
    assert nothing.gain.abs().max() == 0
    assert nothing.worse == 0
    assert (truth.gain >= 0).all()
    # Soft edges hold some of the composite whatever the method gives.
    assert truth.means()["ssim"] > 0.99
    assert truth.means()["foreground_mse"] < 0.05 * nothing.means()["foreground_mse"]


def test_scores_do_not_depend_on_the_batch(composites: FrozenComposites) -> None:
    one, all_ = measure(unmodified, composites, batch=1), measure(unmodified, composites, batch=4)
    assert torch.allclose(one.foreground_psnr, all_.foreground_psnr)


def test_darkening_a_truth_makes_everything_worse(composites: FrozenComposites) -> None:
    assert measure(lambda batch: batch.real * 0, composites).worse == 1


def test_finished_picture_keeps_the_composite_outside_the_mask() -> None:
    mask = torch.zeros(1, 1, 2, 2)
    mask[..., 0] = 1
    batch = Batch(torch.full((1, 3, 2, 2), 0.25), torch.zeros(1, 3, 2, 2), mask)
    out = finished(torch.full((1, 3, 2, 2), 7.0), batch)
    assert (out[..., 0] == 1).all()
    assert (out[..., 1] == 0.25).all()


def test_program_scores_as_the_bare_network_does_when_both_see_the_whole_picture(
    composites: FrozenComposites, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harmonizer_module, "CONTEXT", float("inf"))
    bare = measure(of_network(load_network(weights)), composites)
    harmonizer = Harmonizer.load(weights, device="cpu", precision="float32")
    program = measure(contenders.of_program(harmonizer, "tiny").method, composites)
    assert abs(bare.gain.mean()) > 0.05
    assert (bare.foreground_psnr - program.foreground_psnr).abs().max() < 0.1


def test_colour_match_at_no_strength_is_the_unmodified_composite(composites: FrozenComposites) -> None:
    scores = measure(contenders.of_colour_match(Way.REINHARD, 0.0).method, composites)
    assert scores.gain.abs().max() < 1e-3


def test_spread_goes_from_the_worst_to_the_best() -> None:
    gain = torch.tensor([0.5, -1.0, 3.0, 1.0, 0.0])
    assert spread(gain, 3) == [1, 0, 2]
    assert spread(gain, 9) == [1, 4, 0, 3, 2]


def test_command_prints_a_table_and_writes_figures_and_a_sheet(
    photos: Path, edits: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, sheet = tmp_path / "figures.csv", tmp_path / "sheet.png"
    arguments = ["--data", str(photos), "--edits", str(edits), "--weights", str(weights), "--device", "cpu"]
    assert evaluate.main([*arguments, "--csv", str(figures), "--sheet", str(sheet), "--pictures", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = [line.split("|")[1].strip() for line in lines[2:]]
    assert names[0] == "unmodified"
    assert names[-2:] == ["tiny, network", "tiny, program"]
    assert len(names) == 1 + 4 + 2
    with figures.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(names) * 4
    assert {row["photo"] for row in rows} == {"a", "b", "c", "d"}
    with Image.open(sheet) as picture:
        assert picture.width > picture.height  # eight columns, two rows


@pytest.mark.parametrize(
    ("option", "sentence"),
    [("--data", "does not exist: give a photo folder"), ("--weights", "There is no weights file")],
)
def test_command_says_what_is_missing_in_one_sentence(
    photos: Path, edits: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, sentence: str
) -> None:
    arguments = ["--data", str(photos), "--edits", str(edits), "--device", "cpu"]
    assert evaluate.main([*arguments, option, str(tmp_path / "nowhere.safetensors")]) == 1
    error = capsys.readouterr().err.strip()
    assert sentence in error
    assert len(error.splitlines()) == 1
