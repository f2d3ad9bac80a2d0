"""Training in several processes: two on the CPU."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import torch
from several import in_two
from torch import Tensor, nn
from training_runs import ROOT, read_checkpoint

from training import checkpoint, players, train
from training.adversarial import DISCRIMINATOR
from training.batch import Part
from training.config import TrainConfig
from training.errors import DataError
from training.options import parse
from training.processes import Processes, SharedError
from training.state import GENERATOR, State

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")

HALF, WHOLE = 6, 12
LEARNING_RATE = 7e-4


def _joined(action: Any) -> Any:
    def work(rank: int) -> Any:
        with Processes.joined("cpu") as processes:
            assert processes.rank == rank
            return action(processes)

    return [result for result, _ in in_two(work)]


def test_one_process_is_the_main_one_and_has_all() -> None:
    with Processes.joined("cpu") as alone:
        assert alone.is_main
        assert alone.share(Part.whole(5)) == Part.whole(5)
        assert alone.gathered("x") == ["x"]
        total = torch.ones(2)
        alone.add_up([total])
        assert torch.equal(total, torch.ones(2))


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8])
def test_shares_are_disjoint_complete_and_nearly_equal(count: int) -> None:
    whole = Part(seed=3, first=0, count=8, of=8, seen=40)
    shares = [Processes(torch.device("cpu"), rank, count).share(whole) for rank in range(count)]
    positions = [at for share in shares for at in range(share.first, share.first + share.count)]
    assert positions == list(range(8))
    assert max(s.count for s in shares) - min(s.count for s in shares) <= 1
    assert {(s.seed, s.of, s.seen) for s in shares} == {(3, 8, 40)}


def test_processes_add_up_compare_and_gather() -> None:
    def action(processes: Processes) -> tuple[list[Any], int, list[str]]:
        tensors = [torch.full((1, 2), float(processes.rank + 1)), torch.tensor(10.0 * processes.rank)]
        processes.add_up(tensors)
        totals = [tensor.tolist() for tensor in tensors]
        return totals, processes.greatest(5 - processes.rank), processes.gathered("ab"[processes.rank])

    assert _joined(action) == [([[[3.0, 3.0]], 10.0], 5, ["a", "b"])] * 2


def test_processes_take_what_the_main_one_has() -> None:
    def action(processes: Processes) -> list[Any]:
        turned = torch.arange(6.0).view(2, 3).T + processes.rank
        tensors = [turned, nn.Parameter(torch.full((2,), 3.0 + processes.rank)), torch.tensor(processes.rank)]
        processes.take_from_main(tensors)
        return [tensor.tolist() for tensor in tensors]

    assert _joined(action) == [[[[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]], [3.0, 3.0], 0]] * 2


@pytest.mark.parametrize("failing", [0, 1])
def test_what_one_process_finds_wrong_ends_all_with_its_sentence(failing: int) -> None:
    def action(processes: Processes) -> str:
        def check() -> None:
            if processes.rank == failing:
                raise DataError("The folder is empty.")

        with pytest.raises(SharedError) as raised:
            processes.together(check)
        return str(raised.value)

    assert _joined(action) == ["The folder is empty."] * 2


def test_process_that_ends_is_one_sentence_for_the_others() -> None:
    def action(processes: Processes) -> str:
        if processes.rank == 1:
            os._exit(1)
        with pytest.raises(Exception, match="Another process of the run has ended") as raised:
            processes.greatest(1)
        return type(raised.value).__name__

    assert _joined(action) == ["ProcessError", None]


@pytest.fixture
def command(photos: Path, split: Path) -> list[str]:
    """Steps of three composites: one for the main process, two for the other."""
    return [
        *("--data", str(photos), "--validation-ids", str(split), "--batch", "3", "--bank-size", "64"),
        *("--save-every", "3", "--validate-every", str(HALF), "--warm-up", "2", "--device", "cpu"),
        *("--learning-rate", str(LEARNING_RATE), "--seed", "0"),
        # Most gradients of a picture head are far above rounding, which AdamW would blow up.
        *("--head", "rgb", "--input-channels", "3", "--ngf", "2", "--dropout", "0.3", "--no-bfloat16"),
    ]


def _rows(run: Path) -> list[dict[str, float]]:
    with (run / "log.csv").open(newline="") as stream:
        return [{k: float(v or "nan") for k, v in row.items()} for row in csv.DictReader(stream)]


def _root_mean_square(numbers: Tensor) -> float:
    return numbers.square().mean().sqrt().item()


def _flat(tensors: Iterable[Tensor]) -> Tensor:
    return torch.cat([tensor.flatten() for tensor in tensors])


def _assert_alike(a: Path, b: Path) -> None:
    """The same run but for the rounding of sums in another order.

    Of gradients it is a small part. But AdamW divides them by their size: where one is next to nothing, the
    weight takes a step of its own, no longer than any other.
    """
    one, other = (read_checkpoint(run) for run in (a, b))
    assert [one[name] for name in ("step", "seen")] == [other[name] for name in ("step", "seen")]
    mine, theirs = one["players"][GENERATOR], other["players"][GENERATOR]
    for weights, others in ((mine["network"], theirs["network"]), (one["average"], other["average"])):
        apart = _flat(weights.values()) - _flat(others.values())
        assert apart.abs().max() < 2 * one["step"] * LEARNING_RATE
        assert _root_mean_square(apart) < 0.8 * LEARNING_RATE
    momentum, like = (
        _flat(state["exp_avg"] for state in player["optimizer"]["state"].values())
        for player in (mine, theirs)
    )
    assert _root_mean_square(momentum - like) < 0.02 * _root_mean_square(momentum)
    for row, like in zip(_rows(a), _rows(b), strict=True):
        for name in set(row) - {"images_per_second"}:
            assert row[name] == pytest.approx(like[name], rel=1e-4, nan_ok=True), name


@pytest.mark.timeout(300)  # three programs start, on a busy machine one after the other
def test_two_processes_under_torchrun_train_as_one_does_and_one_goes_on_where_they_stopped(
    command: list[str], tmp_path: Path
) -> None:
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    options = [*command, "--run-folder", str(shared)]
    subprocess.run(
        [sys.executable, *launcher, "training.train", *options, "--images", str(HALF)],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
    )
    assert read_checkpoint(shared)["seen"] == HALF
    assert train.main([*options, "--images", str(WHOLE)]) == 0
    # The learning rate follows --images, so this one is made in two parts as well.
    for images in (HALF, WHOLE):
        assert train.main([*command, "--run", str(alone), "--images", str(images)]) == 0
    _assert_alike(alone, shared)


def test_two_processes_in_pieces_go_on_where_one_stopped(command: list[str], tmp_path: Path) -> None:
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    for images in (HALF, WHOLE):
        assert train.main([*command, "--run", str(alone), "--images", str(images)]) == 0
    assert train.main([*command, "--run", str(shared), "--images", str(HALF)]) == 0
    options = [*command, "--run", str(shared), "--images", str(WHOLE), "--micro-batch", "1"]
    (code, told), (other_code, other_told) = in_two(lambda rank: train.main(options))
    assert (code, other_code) == (0, 0)
    assert "12/12" in told
    assert other_told == ""
    _assert_alike(alone, shared)


def test_weights_that_differ_by_a_device_are_those_of_the_main_process(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    initial = players.initial_state

    def differing(config: TrainConfig, device: torch.device) -> State:
        state = initial(config, device)
        for network in (state.network, state.average):
            for tensor in network.state_dict().values():
                tensor.add_(int(os.environ["RANK"]))
        return state

    monkeypatch.setattr(train, "initial_state", differing)
    options = [*command, "--run", str(tmp_path / "run"), "--model", "unet-bn", "--head", "affine"]

    def weights(processes: Processes) -> list[list[float]]:
        state = train.setup(parse(options), processes).state
        networks = (state.network, state.average)
        return [[float(t.sum()) for t in network.state_dict().values()] for network in networks]

    first, second = _joined(weights)
    assert first == second
    assert len(first[0]) > 10


def test_signal_to_one_of_two_processes_stops_both_after_the_same_step(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = train.step

    def interrupted(run: train.Run) -> None:
        if run.state.step == 1 and not run.processes.is_main:
            os.kill(os.getpid(), signal.SIGTERM)
        step(run)

    monkeypatch.setattr(train, "step", interrupted)
    run = tmp_path / "run"
    options = [*command, "--run", str(run), "--images", str(WHOLE)]
    (code, told), (other_code, other_told) = in_two(lambda rank: train.main(options))
    assert code == other_code == 128 + signal.SIGTERM
    assert "Stopped and saved after 6 of 12 composites; the same command goes on there." in told
    assert other_told == ""
    assert read_checkpoint(run)["step"] == 2


def test_numbers_that_are_none_in_one_of_two_processes_send_both_back(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_finite(state: State) -> bool:
        return os.environ["RANK"] == "0" or state.step != 2 or state.rewinds > 0

    monkeypatch.setattr(State, "is_finite", is_finite)
    options = [*command, "--run", str(tmp_path / "run"), "--images", str(WHOLE)]
    assert [code for code, _ in in_two(lambda rank: train.main(options))] == [0, 0]
    content = read_checkpoint(tmp_path / "run")
    assert (content["rewinds"], content["seen"]) == (1, WHOLE)


def test_checkpoint_that_cannot_be_written_ends_both_with_one_sentence(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise checkpoint.CheckpointError("checkpoint.pt cannot be written: no room is left on the disk.")

    monkeypatch.setattr(checkpoint, "save", full)
    options = [*command, "--run", str(tmp_path / "run"), "--images", str(WHOLE)]
    (code, told), (other_code, other_told) = in_two(lambda rank: train.main(options))
    assert (code, other_code) == (1, 1)
    assert told.splitlines()[-1] == "checkpoint.pt cannot be written: no room is left on the disk."
    assert other_told == ""


def test_killed_process_ends_the_other_and_the_run_goes_on_from_its_checkpoint(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = train.step

    def killed(run: train.Run) -> None:
        if run.state.step == 2 and not run.processes.is_main:
            os.kill(os.getpid(), signal.SIGKILL)
        step(run)

    monkeypatch.setattr(train, "step", killed)
    run, unbroken = tmp_path / "run", tmp_path / "unbroken"
    options = [*command, "--run", str(run), "--images", str(WHOLE)]
    (code, told), (_, other) = in_two(lambda rank: train.main(options))
    assert (code, other) == (1, "died")
    assert told.endswith(
        "Another process of the run has ended; the same command goes on from the last checkpoint.\n"
    )
    assert read_checkpoint(run)["step"] == 2
    monkeypatch.undo()
    assert train.main(options) == 0
    assert train.main([*command, "--run", str(unbroken), "--images", str(WHOLE)]) == 0
    _assert_alike(run, unbroken)


def test_run_folder_that_is_not_shared_is_noticed(command: list[str], tmp_path: Path) -> None:
    folders = [tmp_path / "run", tmp_path / "elsewhere"]
    assert train.main([*command, "--run", str(folders[0]), "--images", str(HALF)]) == 0
    (code, told), (other_code, _) = in_two(
        lambda rank: train.main([*command, "--run", str(folders[rank]), "--images", str(WHOLE)])
    )
    assert (code, other_code) == (1, 1)
    assert told.endswith(f"The run folder {folders[0]} must be on a disk that all machines share.\n")


def test_fewer_composites_a_step_than_processes_are_refused(command: list[str], tmp_path: Path) -> None:
    options = [*command, "--run", str(tmp_path / "run"), "--batch", "1"]
    (code, told), (other_code, other_told) = in_two(lambda rank: train.main(options))
    assert (code, other_code) == (1, 1)
    assert told == (
        "2 processes cannot share steps of 1 composites; "
        "give a --batch of at least 2: it counts those of all processes.\n"
    )
    assert other_told == ""


def test_several_processes_without_accelerate_name_the_extra(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "accelerate", None)
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert train.main([*command, "--run", str(tmp_path / "run")]) == 1
    assert capsys.readouterr().err == (
        "Several processes need the packages of the extra “train”: pip install 'rainharmonize[train]'.\n"
    )


def test_two_processes_share_the_steps_of_an_adversary_too(command: list[str], tmp_path: Path) -> None:
    options = [*command, "--run", str(tmp_path / "run"), "--images", str(HALF), "--size", "32", "--ndf", "2"]
    ends = in_two(lambda rank: train.main([*options, "--adversarial", "1", "--micro-batch", "1"]))
    assert [code for code, _ in ends] == [0, 0]
    content = read_checkpoint(tmp_path / "run")
    assert content["seen"] == HALF
    assert set(content["players"]) == {GENERATOR, DISCRIMINATOR}
    assert all(t.isfinite().all() for t in content["players"][DISCRIMINATOR]["network"].values())
