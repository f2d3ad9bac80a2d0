"""Scores, contenders and the evaluation command."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
import torch
from skimage.metrics import mean_squared_error, peak_signal_noise_ratio, structural_similarity
from torch import Tensor
from training_photos import HEIGHT, WIDTH, write_picture
from training_triplets import write_iharmony4

from engine import harmonizer as harmonizer_module
from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.types import Method as Way
from engine.weights import load_network, save_network
from training import compare, contenders, evaluate
from training.batch import Batch
from training.data import load_photos
from training.elsewhere import Placing
from training.frozen import SIZE, FrozenComposites, Recoloured, freeze
from training.scores import Scores, finished, measure, of_network, unmodified


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


def test_scores_are_those_of_scikit_image_on_8_bit_pictures(composites: FrozenComposites) -> None:
    scores, batch = measure(unmodified, composites), composites.chosen([0, 3])
    for number, place in enumerate((0, 3)):
        output, real = (
            (p[number] * 255).round().permute(1, 2, 0).numpy().astype(np.uint8)
            for p in (batch.composite, batch.real)
        )
        assert scores.mse[place].item() == pytest.approx(mean_squared_error(real, output), abs=1e-6)
        assert scores.psnr[place].item() == pytest.approx(peak_signal_noise_ratio(real, output), abs=1e-6)
        expected = structural_similarity(real, output, channel_axis=2)
        assert scores.ssim[place].item() == pytest.approx(expected, abs=1e-6)


def test_restraint_is_what_a_method_does_to_the_photo_itself(composites: FrozenComposites) -> None:
    def brighter(batch: Batch) -> Tensor:
        return batch.composite + 3 / 255

    scores = measure(brighter, composites, unaltered=True)
    # Photos of 255 can get no brighter, and soft edges change less.
    means = scores.means()
    assert 2 < means["unaltered"] <= 3
    photos = torch.stack([batch.mask.mean() for batch in composites.batches(1, torch.device("cpu"))])
    assert means["unaltered_photo"] == pytest.approx(float((scores.unaltered * photos).mean()), rel=1e-4)
    assert not {"unaltered", "unaltered_photo"} & set(measure(brighter, composites).means())


def test_a_fall_counts_as_clear_beyond_a_tenth_of_a_decibel(composites: FrozenComposites) -> None:
    rows = measure(unmodified, composites).rows()
    gain = [f.name for f in fields(Scores)].index("gain")
    for row, value in zip(rows, (-0.05, -0.5, 0.0, 2.0), strict=True):
        row[gain] = value
    scores = Scores.of_rows(rows)
    assert (scores.worse, scores.clearly_worse) == (0.5, 0.25)
    assert scores.fall == pytest.approx(0.275)


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
    program = measure(contenders.of_program(weights, "tiny", torch.device("cpu")).method, composites)
    assert abs(bare.gain.mean()) > 0.05
    assert (bare.foreground_psnr - program.foreground_psnr).abs().max() < 0.1


def test_colour_match_at_no_strength_is_the_unmodified_composite(composites: FrozenComposites) -> None:
    scores = measure(contenders.of_colour_match(Way.REINHARD, 0.0).method, composites)
    assert scores.gain.abs().max() < 1e-3


def _evaluate(*options: object) -> int:
    return evaluate.main(["--device", "cpu", *map(str, options)])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_command_prints_tables_and_writes_figures_and_a_sheet(
    photos: Path, edits: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures, sheet = tmp_path / "figures.csv", tmp_path / "sheet.html"
    frozen = ("--data", photos, "--edits", edits)
    assert _evaluate(*frozen, "--weights", weights, "--csv", figures, "--sheet", sheet, "--pictures", 2) == 0
    printed = capsys.readouterr().out
    titles = [line for line in printed.splitlines() if line.startswith("## ")]
    assert titles == [
        "## All 4 composites",
        "## Restraint",
        "## Table 2. By the part covered by the object",
        "## Table 3. By network",
    ]
    rows = _rows(figures)
    names = list(dict.fromkeys(row["method"] for row in rows))
    assert names[0] == "unmodified"
    assert names[-2:] == ["tiny, network", "tiny, program"]
    assert len(names) == 1 + 4 + 2
    assert len(rows) == len(names) * 4
    assert {row["picture"] for row in rows} == {"a", "b", "c", "d"}
    assert not (tmp_path / "figures.csv.part").exists()
    page = sheet.read_text()
    assert page.count("<article>") == 2
    assert page.count("<img ") == 2 * (3 + len(names) - 1)


def test_iharmony4_is_measured_by_sub_set_and_at_both_sizes(
    weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, figures = write_iharmony4(tmp_path / "iHarmony4"), tmp_path / "figures.csv"
    options = ("--data", root, "--split", "train", "--methods", "--weights", weights, "--csv", figures)
    assert _evaluate(*options) == 0
    table = capsys.readouterr().out.partition("## Table 1. By sub-set")[2].partition("## ")[0]
    groups = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][2:]
    assert list(dict.fromkeys(groups)) == ["HCOCO (4)", "Hday2night (2)", "all (6)"]
    assert {row["method"] for row in _rows(figures)} == {"unmodified", "tiny, network", "tiny, program"}
    assert _evaluate(*options, "--size", "full") == 0
    assert {row["method"] for row in _rows(figures)} == {"unmodified", "tiny, program"}


def test_frozen_composites_are_measured_at_the_size_of_their_photos(
    photos: Path, edits: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.csv"
    frozen = ("--data", photos, "--edits", edits, "--methods", "--csv", figures)
    assert _evaluate(*frozen) == 0
    small = {row["picture"]: float(row["foreground_psnr"]) for row in _rows(figures)}
    assert _evaluate(*frozen, "--size", "full") == 0
    stored = {row["picture"]: float(row["foreground_psnr"]) for row in _rows(figures)}
    assert small.keys() == stored.keys()
    # The same edits, of pictures of another size: nearly, but not quite the same error.
    assert all(stored[name] == pytest.approx(small[name], abs=1) for name in small)
    assert stored != small


@pytest.mark.parametrize("size", ["256", "full"])
def test_objects_can_be_measured_elsewhere(photos: Path, edits: Path, tmp_path: Path, size: str) -> None:
    covered, before, after = {}, {}, {}
    for placing in Placing:
        figures = tmp_path / "figures.csv"
        frozen = (
            "--data",
            photos,
            "--edits",
            edits,
            "--methods",
            "reinhard",
            "--size",
            size,
            "--csv",
            figures,
        )
        assert _evaluate(*frozen, "--csv", figures, "--placing", placing) == 0
        unmodified, changed = (
            [row for row in _rows(figures) if row["method"].startswith(name)] for name in ("unmod", "rein")
        )
        covered[placing] = sum(float(row["ratio"]) for row in unmodified)
        before[placing], after[placing] = (
            sum(float(row["foreground_mse"]) for row in rows) for rows in (unmodified, changed)
        )
    assert covered[Placing.ENLARGED] > 1.1 * covered[Placing.IN_PLACE]
    assert covered[Placing.FOREIGN] == covered[Placing.IN_PLACE]
    # The same objects, changed in the same way, in front of something else.
    assert before[Placing.FOREIGN] == pytest.approx(before[Placing.IN_PLACE], rel=1e-3)
    assert after[Placing.FOREIGN] != pytest.approx(after[Placing.IN_PLACE], rel=1e-2)


def test_composites_whose_photos_are_recoloured_can_be_measured(
    photos: Path, edits: Path, tmp_path: Path
) -> None:
    found = []
    for what in Recoloured:
        figures, sheet = tmp_path / "figures.csv", tmp_path / "sheet.html"
        arguments = ("--data", photos, "--edits", edits, "--methods", "--csv", figures, "--sheet", sheet)
        assert _evaluate(*arguments, "--recoloured", what) == 0
        found.append([sum(float(row[name]) for row in _rows(figures)) for name in ("foreground_mse", "ssim")])
    assert "recoloured: photo" in sheet.read_text()
    # The same objects before and after the same edits, the other way round; in front of another photo.
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-3)
    assert found[0][1] != pytest.approx(found[1][1], rel=1e-3)


def test_bad_composites_are_named_once_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    root, figures = write_iharmony4(tmp_path / "iHarmony4"), tmp_path / "figures.csv"
    (root / "HCOCO" / "composite_images" / "c1_5_2.jpg").write_bytes(b"no picture")
    write_picture(root / "HCOCO" / "masks" / "c2_7.png", np.zeros((HEIGHT, WIDTH), np.uint8))
    assert _evaluate("--data", root, "--split", "train", "--methods", "--csv", figures) == 0
    assert {row["picture"] for row in _rows(figures)} == {"c1_5_1", "c1_6_1", "d90-1_1_1", "d90-1_1_2"}
    said = [record.message for record in caplog.records]
    assert len(said) == 2
    assert "c1_5_2" in said[0]
    assert "nothing of its object" in said[1]
    assert "2 composites were skipped" in capsys.readouterr().out


def test_interrupted_evaluation_goes_on_where_it_was(
    photos: Path, edits: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures, whole = tmp_path / "figures.csv", tmp_path / "whole.csv"
    monkeypatch.setattr(FrozenComposites, "together", 1)
    frozen = ("--data", photos, "--edits", edits, "--methods", "reinhard", "--csv")
    assert _evaluate(*frozen, whole) == 0
    measured: list[int] = []
    rows = compare._Measuring.rows

    def interrupted(self: compare._Measuring, numbers: list[int], read: Callable[[], Batch]) -> object:
        if len(measured) == 2:
            measured.append(-1)
            raise KeyboardInterrupt
        measured.extend(numbers)
        return rows(self, numbers, read)

    monkeypatch.setattr(compare._Measuring, "rows", interrupted)
    assert _evaluate(*frozen, figures) == 130
    assert not figures.exists()
    assert _evaluate(*frozen, figures) == 0
    assert measured == [0, 1, -1, 2, 3]
    assert figures.read_text() == whole.read_text()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--data", "nowhere"), "does not exist: give a photo folder"),
        (("--weights", "nowhere.safetensors"), "nowhere.safetensors does not exist"),
        (("--sheet", "sheet.png"), "should end in .html"),
        (("--csv", "nowhere/figures.csv"), "does not exist; create it first"),
        (("--data", "nowhere.csv"), "cannot be read"),
    ],
)
def test_command_says_what_is_missing_in_one_sentence(
    photos: Path,
    edits: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, str],
    sentence: str,
) -> None:
    option, value = options
    assert _evaluate("--data", photos, "--edits", edits, option, tmp_path / value) == 1
    error = capsys.readouterr().err.strip()
    assert sentence in error
    assert len(error.splitlines()) == 1


@pytest.mark.parametrize("size", ["256", "full"])
def test_who_forgot_the_edits_of_a_run_is_told_how_to_name_them(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: str
) -> None:
    assert _evaluate("--data", photos, "--size", size) == 1
    error = capsys.readouterr().err
    assert f"{photos} lacks 160 photos of the split, the first is " in error
    assert error.endswith("for the split of a run give --edits RUN/validation_edits.npz.\n")
    freeze(load_photos(photos, size=SIZE, only=["a"]), tmp_path / "one.npz")
    (photos_of_others := tmp_path / "others" / "images").mkdir(parents=True)
    shutil.copy(photos / "images" / "b.png", photos_of_others)
    options = ("--data", photos_of_others.parent, "--size", size, "--edits", tmp_path / "one.npz")
    assert _evaluate(*options) == 1
    assert capsys.readouterr().err.endswith("lacks 1 photos of the split, the first is a.\n")


@pytest.mark.parametrize("options", [("--strengths", "9"), ("--pictures", "0"), ("--methods", "nonsense")])
def test_values_that_cannot_be_are_refused_before_anything_is_read(
    options: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _evaluate("--data", "nowhere", *options)
    assert options[0] in capsys.readouterr().err.splitlines()[-1]


def test_weights_of_one_name_are_told_apart_by_their_folders(
    photos: Path, edits: Path, weights: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / weights.name
    other.write_bytes(weights.read_bytes())
    assert _evaluate("--data", photos, "--edits", edits, "--methods", "--weights", weights, other) == 0
    assert "| other/tiny, network |" in capsys.readouterr().out
