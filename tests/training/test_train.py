"""The training script: a few steps of a tiny network; killed, resumed, stopped, given what it cannot use."""

from __future__ import annotations

import csv
import logging
import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from engine.nets.network import Head
from engine.weights import save_network
from training import checkpoint, train
from training.config import HELP, TrainConfig
from training.objective import Objective
from training.options import parse
from training.state import State

BATCH = 1
IMAGES = 6
EVERY = 2
ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(photos: Path, split: Path, tmp_path: Path) -> list[str]:
    """Options of a run of six steps that saves every second one and validates every fourth."""
    return [
        *("--data", str(photos), "--run", str(tmp_path / "run"), "--validation-ids", str(split)),
        *("--images", str(IMAGES), "--batch", str(BATCH), "--save-every", str(EVERY)),
        *("--validate-every", str(2 * EVERY), "--warm-up", "2", "--bank-size", "64"),
        *("--ngf", "2", "--dropout", "0.3", "--no-bfloat16", "--device", "cpu"),
    ]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "run"


def _rows(run: Path) -> list[dict[str, str]]:
    """The log without what depends on the clock."""
    with (run / "log.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row.pop("images_per_second")
    return rows


def _content(run: Path, name: str = checkpoint.FILE) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(run / name, weights_only=True)
    return content


def _assert_same(a: Any, b: Any) -> None:
    """Bit for bit, however deep."""
    if isinstance(a, Tensor):
        assert torch.equal(a, b)
    elif isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            _assert_same(a[key], b[key])
    elif isinstance(a, list | tuple):
        for x, y in zip(a, b, strict=True):
            _assert_same(x, y)
    else:
        assert a == b


def _elsewhere(command: list[str], run: Path) -> list[str]:
    at = command.index("--run") + 1
    return [*command[:at], str(run), *command[at + 1 :]]


def _with(command: list[str], *options: str) -> list[str]:
    return [*command, *options]


def _script(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_run_writes_checkpoint_best_and_log(command: list[str], run: Path) -> None:
    assert train.main(command) == 0
    assert sorted(p.name for p in run.iterdir()) == [
        "best.pt",
        "checkpoint.pt",
        "log.csv",
        "validation_edits.npz",
    ]
    rows = _rows(run)
    assert [row["images"] for row in rows] == ["2", "4", "6"]
    assert [bool(row["foreground_psnr"]) for row in rows] == [False, True, True]
    best = checkpoint.read_average(run)
    assert best.network.config.ngf == 2
    assert best.settings["batch"] == str(BATCH)
    assert best.figures["foreground_psnr"] == pytest.approx(_content(run)["best"])


KILLED_WHILE_SAVING = """
    import os, signal, sys
    sync, calls = os.fsync, []
    def killing(descriptor):
        calls.append(descriptor)
        if len(calls) == 9:
            os.kill(os.getpid(), signal.SIGKILL)
        sync(descriptor)
    os.fsync = killing
    from training import train
    sys.exit(train.main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_run_killed_while_it_saves_goes_on_as_if_nothing_had_happened(
    command: list[str], run: Path, tmp_path: Path
) -> None:
    killed = _script(KILLED_WHILE_SAVING, *command)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert 0 < _content(run)["step"] < IMAGES // BATCH
    assert train.main(command) == 0
    unbroken = tmp_path / "unbroken"
    assert train.main(_elsewhere(command, unbroken)) == 0
    assert _rows(run) == _rows(unbroken)
    _assert_same(_content(run), _content(unbroken))
    _assert_same(_content(run, checkpoint.BEST), _content(unbroken, checkpoint.BEST))


def test_resume_from_an_older_checkpoint_logs_no_step_twice(
    command: list[str], run: Path, tmp_path: Path
) -> None:
    halfway = _with(command, "--images", str(EVERY))
    train.main(halfway)
    older = (run / checkpoint.FILE).read_bytes()
    train.main(command)
    (run / checkpoint.FILE).write_bytes(older)
    train.main(command)
    assert [row["step"] for row in _rows(run)] == ["2", "4", "6"]


def test_finished_run_is_left_as_it_is_and_a_larger_number_goes_on(
    command: list[str], run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train.main(command)
    rows = _rows(run)
    caplog.set_level(logging.INFO)
    assert train.main(command) == 0
    assert "All 6 composites are done" in caplog.text
    assert _rows(run) == rows
    assert train.main(_with(command, "--images", "7")) == 0
    assert _rows(run)[:-1] == rows
    assert "--images is 7 from here on; it was 6." in caplog.text


def test_changed_batch_and_seed_are_said_and_composites_still_counted(
    command: list[str], run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train.main(_with(command, "--images", "2"))
    with caplog.at_level(logging.INFO):
        assert train.main(_with(command, "--batch", "2", "--seed", "7")) == 0
    assert "--batch is 2 from here on; it was 1." in caplog.text
    assert "--seed is 7 from here on; it was 0." in caplog.text
    assert _content(run)["seen"] == IMAGES
    assert _content(run)["step"] == 2 + 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process alone")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_run_finishes_its_step_saves_and_says_how_to_go_on(
    command: list[str],
    run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
) -> None:
    taken: list[int] = []
    step = train.step

    def interrupted(training: train.Run) -> None:
        taken.append(1)
        if len(taken) == 3:
            os.kill(os.getpid(), number)
        step(training)

    monkeypatch.setattr(train, "step", interrupted)
    assert train.main(command) == 128 + number
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence == "Stopped and saved after 3 of 6 composites; the same command goes on there."
    assert _content(run)["step"] == 3
    monkeypatch.undo()
    assert train.main(command) == 0
    unbroken = tmp_path / "unbroken"
    assert train.main(_elsewhere(command, unbroken)) == 0
    assert _rows(run) == _rows(unbroken)
    _assert_same(_content(run)["players"], _content(unbroken)["players"])


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


class _Faulty(Objective):
    """A loss that is no number at one step, the first time it is taken."""

    calls = 0

    def __call__(self, *arguments: Any) -> Tensor:
        _Faulty.calls += 1
        loss = super().__call__(*arguments)
        return loss * float("nan") if _Faulty.calls == 4 else loss


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    _Faulty.calls = 0
    monkeypatch.setattr(train, "Objective", _Faulty)


@pytest.mark.usefixtures("faulty")
def test_loss_that_is_no_number_goes_back_to_the_last_checkpoint(
    command: list[str], run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert train.main(command) == 0
    assert "no longer a number at 4 composites; back to 2, at half the learning rate." in caplog.text
    assert [row["step"] for row in _rows(run)] == ["2", "4", "6"]
    content = _content(run)
    assert content["rewinds"] == 1
    assert all(torch.isfinite(t).all() for t in content["average"].values())


def test_loss_that_stays_no_number_ends_with_a_sentence_and_a_good_checkpoint(
    command: list[str], run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    train.main(_with(command, "--images", "2"))
    good = (run / checkpoint.FILE).read_bytes()
    monkeypatch.setattr(Objective, "__call__", lambda self, output, *rest: output.sum() * float("inf"))
    assert train.main(command) == 1
    assert "after going back 3 times; the checkpoint after 2 composites is good" in capsys.readouterr().err
    assert (run / checkpoint.FILE).read_bytes() == good


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX")
def test_full_disk_is_one_sentence_and_leaves_the_last_checkpoint_whole(
    command: list[str], run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train.main(_with(command, "--images", "2"))
    before = _content(run)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        assert train.main(command) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "cannot be written" in error
    _assert_same(_content(run), before)
    assert not [p for p in run.iterdir() if p.suffix == ".tmp"]


def test_run_folder_that_cannot_be_made_is_one_sentence(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert train.main(_elsewhere(command, tmp_path / "file" / "run")) == 1
    assert "cannot be made: Not a directory; choose another." in capsys.readouterr().err


def test_checkpoint_of_another_network_is_refused_with_the_differences(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    train.main(_with(command, "--images", "2"))
    assert train.main(_with(command, "--ngf", "3", "--no-attention")) == 1
    error = capsys.readouterr().err
    assert "is of another model (ngf 2 instead of 3, attention True instead of False)" in error


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04 cut"])
def test_unreadable_checkpoint_is_one_sentence_and_stays(
    command: list[str], run: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    run.mkdir()
    (run / checkpoint.FILE).write_bytes(content)
    assert train.main(command) == 1
    error = capsys.readouterr().err.strip().splitlines()
    assert len(error) == 1
    assert "The checkpoint" in error[0]
    assert (run / checkpoint.FILE).read_bytes() == content


def test_checkpoint_of_another_program_is_one_sentence(
    command: list[str], run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run.mkdir()
    torch.save({"state_dict": {}}, run / checkpoint.FILE)
    assert train.main(command) == 1
    assert "is not a checkpoint of this training program: config is missing." in capsys.readouterr().err


def test_rgb_network_can_be_trained(command: list[str], run: Path) -> None:
    options = ("--head", "rgb", "--input-channels", "3", "--images", "2")
    assert train.main(_with(command, *options)) == 0
    assert checkpoint.read_average(run).network.config.head is Head.RGB


def test_run_can_start_from_a_weights_file(command: list[str], run: Path, tmp_path: Path) -> None:
    train.main(_elsewhere(_with(command, "--images", "2"), tmp_path / "first"))
    trained = checkpoint.read_average(tmp_path / "first").network
    save_network(trained, tmp_path / "first.safetensors", {})
    train.main(_with(command, "--init", str(tmp_path / "first.safetensors"), "--images", "2", "--ngf", "5"))
    assert checkpoint.read_average(run).network.config == trained.config


def test_run_without_a_split_trains_on_everything_and_writes_no_best(command: list[str], run: Path) -> None:
    at = command.index("--validation-ids")
    assert train.main(_with(command[:at] + command[at + 2 :], "--images", "2")) == 0
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
        ("--input-channels", "5", "input_channels must be 3 or 4, not 5."),
    ],
)
def test_bad_setting_is_refused_with_a_sentence(
    command: list[str], capsys: pytest.CaptureFixture[str], option: str, value: str, sentence: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(_with(command, option, value))
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith(f"error: {sentence}\n")


def test_learning_rate_warms_up_and_falls_to_a_hundredth(command: list[str]) -> None:
    config = parse(_with(command, "--images", "1000", "--warm-up", "10"))
    state = train.initial_state(config, torch.device("cpu"))

    def rate(step: int, *, rewinds: int = 0) -> float:
        state.step, state.seen, state.rewinds = step, step * BATCH, rewinds
        return 0.5 * train.schedule(state, config)

    assert rate(0) == pytest.approx(0.05)
    assert rate(10) == pytest.approx(0.5)
    assert rate(505) == pytest.approx(0.5 * 0.505)
    assert rate(1000) == pytest.approx(0.005)
    assert rate(10, rewinds=2) == pytest.approx(0.125)


def test_average_follows_quickly_at_first_and_slowly_later(command: list[str]) -> None:
    state: State = train.initial_state(parse(command), torch.device("cpu"))
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
