"""Runs that are killed, stopped, derailed, resumed, or given a checkpoint that they cannot use."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from training_runs import BATCH, EVERY, IMAGES, assert_same, elsewhere, read_checkpoint, read_rows, script

from engine.nets.registry import build, configuration
from engine.weights import save_network
from training import checkpoint, config, players, train
from training.batch import Batch, Part
from training.objective import Objective
from training.options import parse
from training.state import GENERATOR, Player, State
from training.synthesis import Synthesizer

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
    killed = script(KILLED_WHILE_SAVING, *command)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert 0 < read_checkpoint(run)["step"] < IMAGES // BATCH
    assert train.main(command) == 0
    unbroken = tmp_path / "unbroken"
    assert train.main(elsewhere(command, unbroken)) == 0
    assert read_rows(run) == read_rows(unbroken)
    assert_same(read_checkpoint(run), read_checkpoint(unbroken))
    assert_same(read_checkpoint(run, checkpoint.BEST), read_checkpoint(unbroken, checkpoint.BEST))


def test_resume_from_an_older_checkpoint_logs_no_step_twice(
    command: list[str], run: Path, tmp_path: Path
) -> None:
    halfway = [*command, "--images", str(EVERY)]
    train.main(halfway)
    older = (run / checkpoint.FILE).read_bytes()
    train.main(command)
    (run / checkpoint.FILE).write_bytes(older)
    train.main(command)
    assert [row["step"] for row in read_rows(run)] == ["2", "4", "6"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process alone")
@pytest.mark.parametrize(
    ("number", "after"),
    [
        pytest.param(signal.SIGINT, 3, id="Ctrl+C"),
        pytest.param(signal.SIGTERM, 4, id="in a step after which it validates"),
        pytest.param(signal.SIGINT, IMAGES, id="in the last step"),
    ],
)
def test_interrupted_run_finishes_its_step_saves_and_says_how_to_go_on(
    command: list[str],
    run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: signal.Signals,
    after: int,
) -> None:
    _signal_in_step(after, number, monkeypatch)
    assert train.main(command) == 128 + number
    sentence = capsys.readouterr().err.strip().splitlines()[-1]
    assert sentence == f"Stopped and saved after {after} of 6 composites; the same command goes on there."
    assert read_checkpoint(run)["step"] == after
    monkeypatch.undo()
    assert train.main(command) == 0
    unbroken = tmp_path / "unbroken"
    assert train.main(elsewhere(command, unbroken)) == 0
    assert read_rows(run) == read_rows(unbroken)
    assert_same(read_checkpoint(run)["players"], read_checkpoint(unbroken)["players"])
    assert_same(read_checkpoint(run, checkpoint.BEST), read_checkpoint(unbroken, checkpoint.BEST))


def _signal_in_step(number: int, sent: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    step = train.step

    def interrupted(training: train.Run) -> None:
        if training.state.step == number - 1:
            os.kill(os.getpid(), sent)
        step(training)

    monkeypatch.setattr(train, "step", interrupted)


class _Faulty(Objective):
    """A loss that is no number at one step, the first time it is taken."""

    calls = 0
    at = 4

    def __call__(self, *arguments: Any) -> Tensor:
        _Faulty.calls += 1
        loss = super().__call__(*arguments)
        return loss * float("nan") if _Faulty.calls == _Faulty.at else loss


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    _Faulty.calls = 0
    monkeypatch.setattr(config, "Objective", _Faulty)


@pytest.mark.usefixtures("faulty")
def test_loss_that_is_no_number_goes_back_to_the_last_checkpoint(
    command: list[str], run: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert train.main(command) == 0
    assert "no longer a number at 4 composites; back to 2, at half the learning rate." in caplog.text
    assert [row["step"] for row in read_rows(run)] == ["2", "4", "6"]
    content = read_checkpoint(run)
    assert content["rewinds"] == 1
    assert all(torch.isfinite(t).all() for t in content["average"].values())


@pytest.mark.usefixtures("faulty")
def test_run_that_went_back_sees_other_composites(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, own = [], Synthesizer.batches

    def batches(synthesizer: Synthesizer, parts: Sequence[Part]) -> list[Batch]:
        made.append([(part.seen, part.seed) for part in parts])
        return own(synthesizer, parts)

    monkeypatch.setattr(Synthesizer, "batches", batches)
    assert train.main(command) == 0
    first, after = made
    assert [seen for seen, _ in first] == [seen for seen, _ in after]
    assert not set(first) & set(after)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process alone")
@pytest.mark.usefixtures("faulty")
def test_run_interrupted_when_the_loss_is_no_number_is_saved_as_it_last_was(
    command: list[str], run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_Faulty, "at", 3)
    _signal_in_step(3, signal.SIGINT, monkeypatch)
    assert train.main(command) == 128 + signal.SIGINT
    assert "Stopped and saved after 2 of 6 composites" in capsys.readouterr().err
    content = read_checkpoint(run)
    assert (content["seen"], content["rewinds"]) == (2, 1)


def test_loss_that_stays_no_number_ends_with_a_sentence_and_a_good_checkpoint(
    command: list[str], run: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    train.main([*command, "--images", "2"])
    good = (run / checkpoint.FILE).read_bytes()
    monkeypatch.setattr(Objective, "__call__", lambda self, output, *rest: output.sum() * float("inf"))
    assert train.main(command) == 1
    assert "after going back 3 times; the checkpoint after 2 composites is good" in capsys.readouterr().err
    assert (run / checkpoint.FILE).read_bytes() == good


def test_full_disk_is_one_sentence_and_leaves_the_last_checkpoint_whole(
    command: list[str],
    run: Path,
    full_disk: Callable[[int], AbstractContextManager[None]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    train.main([*command, "--images", "2"])
    before = read_checkpoint(run)
    with full_disk(20_000):
        assert train.main(command) == 1
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "cannot be written" in error
    assert_same(read_checkpoint(run), before)
    assert not [p for p in run.iterdir() if p.suffix == ".tmp"]


def test_checkpoint_of_another_network_is_refused_with_the_differences(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    train.main([*command, "--images", "2"])
    assert train.main([*command, "--ngf", "3", "--no-attention"]) == 1
    error = capsys.readouterr().err
    assert "is of another model (ngf 2 instead of 3, attention True instead of False)" in error


def test_a_transform_before_the_network_makes_it_another_one(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_network(build(configuration("global", ngf=2)), tmp_path / "global.safetensors", {})
    train.main([*command, "--images", "1"])
    assert train.main([*command, "--before", str(tmp_path / "global.safetensors")]) == 1
    assert "is of another model (before None instead of {" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"", b"not a checkpoint", b"PK\x03\x04 cut", b"step,images,loss\n2,2,0.5\n"]
)
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


def test_checkpoint_from_before_there_were_players_goes_on(
    command: list[str], run: Path, tmp_path: Path
) -> None:
    train.main([*command, "--images", "2"])
    unbroken = tmp_path / "unbroken"
    shutil.copytree(run, unbroken)
    older = read_checkpoint(run)
    older |= older.pop("players")[GENERATOR]
    older["loss_sum"] = torch.zeros(())
    for name in ("losses", "stale", "kept"):
        del older[name]
    torch.save(older, run / checkpoint.FILE)
    assert train.main(command) == 0
    assert train.main(elsewhere(command, unbroken)) == 0
    assert_same(read_checkpoint(run)["players"], read_checkpoint(unbroken)["players"])
    assert read_rows(run) == read_rows(unbroken)


def _with_adversary(command: list[str]) -> State:
    state = players.initial_state(parse(command), torch.device("cpu"))
    judge = torch.nn.Linear(2, 1)
    state.players["judge"] = Player(judge, torch.optim.Adam(judge.parameters()), 0.1)
    return state


def test_every_player_is_in_the_checkpoint_with_its_optimiser(command: list[str], run: Path) -> None:
    run.mkdir()
    state = _with_adversary(command)
    judge = state.players["judge"]
    judge.network(torch.ones(1, 2)).sum().backward()
    judge.optimizer.step()
    checkpoint.save(state, run)
    other = _with_adversary(command)
    assert checkpoint.restore(other, run) is not None
    assert_same(other.players["judge"].network.state_dict(), judge.network.state_dict())
    assert_same(other.players["judge"].optimizer.state_dict(), judge.optimizer.state_dict())


def test_checkpoint_without_the_adversary_is_refused(command: list[str], run: Path) -> None:
    train.main([*command, "--images", "2"])
    with pytest.raises(
        checkpoint.CheckpointError,
        match=r"another objective \(networks generator instead of generator, judge\)",
    ):
        checkpoint.restore(_with_adversary(command), run)
