"""The training script: a few steps of a tiny network."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from training_runs import BATCH, IMAGES, ROOT, elsewhere, read_checkpoint, read_rows

from engine.nets.network import Head
from engine.nets.registry import build, configuration
from engine.weights import save_network
from training import checkpoint, players, train
from training.batch import Batch, Part
from training.config import HELP, TrainConfig
from training.options import parse
from training.state import State
from training.synthesis import Synthesizer


def test_run_writes_checkpoint_best_and_log(command: list[str], run: Path) -> None:
    assert train.main(command) == 0
    assert sorted(p.name for p in run.iterdir()) == [
        "best.pt",
        "checkpoint.pt",
        "log.csv",
        "validation_edits.npz",
    ]
    rows = read_rows(run)
    assert [row["images"] for row in rows] == ["2", "4", "6"]
    assert [bool(row["foreground_psnr"]) for row in rows] == [False, True, True]
    best = checkpoint.read_average(run)
    assert best.network.config.ngf == 2
    assert best.settings["batch"] == str(BATCH)
    assert best.figures["foreground_psnr"] == pytest.approx(read_checkpoint(run)["best"])


def test_finished_run_is_left_as_it_is_and_a_larger_number_goes_on(
    command: list[str], run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train.main(command)
    rows = read_rows(run)
    caplog.set_level(logging.INFO)
    assert train.main(command) == 0
    assert "All 6 composites are done" in caplog.text
    assert read_rows(run) == rows
    assert train.main([*command, "--images", "7"]) == 0
    assert read_rows(run)[:-1] == rows
    assert "--images is 7 from here on; it was 6." in caplog.text


def test_composites_of_neighbouring_steps_are_made_together(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, own = [], Synthesizer.batches

    def batches(synthesizer: Synthesizer, parts: Sequence[Part]) -> list[Batch]:
        made.append([part.seen for part in parts])
        return own(synthesizer, parts)

    monkeypatch.setattr(Synthesizer, "batches", batches)
    for images in ("3", "6"):  # one that goes on makes the same ones together
        assert train.main([*command, "--images", images]) == 0
    assert made == [list(range(16))] * 2


def test_changed_batch_and_seed_are_said_and_composites_still_counted(
    command: list[str], run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train.main([*command, "--images", "2"])
    with caplog.at_level(logging.INFO):
        assert train.main([*command, "--batch", "2", "--seed", "7"]) == 0
    assert "--batch is 2 from here on; it was 1." in caplog.text
    assert "--seed is 7 from here on; it was 0." in caplog.text
    assert read_checkpoint(run)["seen"] == IMAGES
    assert read_checkpoint(run)["step"] == 2 + 2


def test_real_script_says_what_is_wrong_in_one_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    ended = subprocess.run(
        [sys.executable, "-m", "training.train", "--data", str(missing), "--run", str(tmp_path / "run")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr == f"{missing} does not exist: give a photo folder or a tar of one.\n"


def test_run_folder_that_cannot_be_made_is_one_sentence(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert train.main(elsewhere(command, tmp_path / "file" / "run")) == 1
    assert "cannot be made: Not a directory; choose another." in capsys.readouterr().err


def test_rgb_network_can_be_trained(command: list[str], run: Path) -> None:
    options = ("--head", "rgb", "--input-channels", "3", "--images", "2")
    assert train.main([*command, *options]) == 0
    assert checkpoint.read_average(run).network.config.head is Head.RGB


def test_run_can_start_from_a_weights_file(command: list[str], run: Path, tmp_path: Path) -> None:
    train.main(elsewhere([*command, "--images", "2"], tmp_path / "first"))
    trained = checkpoint.read_average(tmp_path / "first").network
    save_network(trained, tmp_path / "first.safetensors", {})
    train.main([*command, "--init", str(tmp_path / "first.safetensors"), "--images", "2", "--ngf", "5"])
    assert checkpoint.read_average(run).network.config == trained.config


def test_frozen_weights_stay_and_the_others_learn(command: list[str], run: Path, tmp_path: Path) -> None:
    save_network(build(configuration("global", ngf=2)), tmp_path / "global.safetensors", {})
    options = ["--before", str(tmp_path / "global.safetensors"), "--frozen", "overall"]
    assert train.main([*command, *options, "--images", "1"]) == 0
    first = checkpoint.read_average(run / checkpoint.FILE).network.state_dict()
    assert train.main([*command, *options, "--images", "4"]) == 0
    last = checkpoint.read_average(run / checkpoint.FILE).network.state_dict()
    changed = {name.partition(".")[0] for name in first if not torch.equal(first[name], last[name])}
    assert "overall" not in changed
    assert "model_layer0" in changed


@pytest.mark.parametrize("frozen", ["", "roof"])
def test_what_cannot_be_frozen_is_one_sentence(
    frozen: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert train.main([*command, "--frozen", frozen]) == 1
    assert f"--frozen {frozen} names all of the network's weights, or none" in capsys.readouterr().err


def test_run_without_a_split_trains_on_everything_and_writes_no_best(command: list[str], run: Path) -> None:
    at = command.index("--validation-ids")
    assert train.main([*(command[:at] + command[at + 2 :]), "--images", "2"]) == 0
    assert not (run / checkpoint.BEST).exists()
    assert checkpoint.read_average(run).seen == 2


def test_every_setting_has_an_option_with_help(command: list[str]) -> None:
    assert list(HELP) == list(TrainConfig.__dataclass_fields__)
    assert parse(command).ngf == 2


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--batch", "0", "batch must be positive, not 0."),
        ("--ema", "1", "ema must be at least 0 and below 1, not 1.0."),
        ("--input-channels", "5", "input_channels must be 3, 4 or 7, not 5."),
        (
            "--input-channels",
            "7",
            "input_channels 7 shows a network the composite as it was before --before, so it needs that.",
        ),
    ],
)
def test_bad_setting_is_refused_with_a_sentence(
    command: list[str], capsys: pytest.CaptureFixture[str], option: str, value: str, sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse([*command, option, value])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"error: {sentence}\n")


@pytest.mark.parametrize("given", ["--before", "--init"])
def test_seven_channels_go_with_a_network_before_them(command: list[str], given: str) -> None:
    assert parse([*command, "--input-channels", "7", given, "weights.safetensors"]).input_channels == 7


def test_learning_rate_warms_up_and_falls_to_a_hundredth(command: list[str]) -> None:
    config = parse([*command, "--images", "1000", "--warm-up", "10"])
    state = players.initial_state(config, torch.device("cpu"))

    def rate(step: int, *, rewinds: int = 0) -> float:
        state.step, state.seen, state.rewinds = step, step * BATCH, rewinds
        return 0.5 * players.schedule(state, config)

    assert rate(0) == pytest.approx(0.05)
    assert rate(10) == pytest.approx(0.5)
    assert rate(505) == pytest.approx(0.5 * 0.505)
    assert rate(1000) == pytest.approx(0.005)
    assert rate(10, rewinds=2) == pytest.approx(0.125)


def test_average_follows_quickly_at_first_and_slowly_later(command: list[str]) -> None:
    state: State = players.initial_state(parse(command), torch.device("cpu"))
    with torch.no_grad():
        for weight in state.network.parameters():
            weight.fill_(1.0)
        for weight in state.average.parameters():
            weight.zero_()
    state.follow(0.998)
    assert next(state.average.parameters()).flatten()[0].item() == pytest.approx(0.9)
    state.step = 10**6
    state.follow(0.998)
    assert next(state.average.parameters()).flatten()[0].item() == pytest.approx(0.9 + 0.1 * 0.002)
