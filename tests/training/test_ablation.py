"""The ablation trains each model by the real trainer, goes on where it stopped, and prints a table."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from training_runs import ROOT

from benchmarks import ablation
from training import checkpoint, train


def told(photos: Path, split: Path, runs: Path, *more: str) -> list[str]:
    """Two small models, two composites each."""
    return [
        *("--data", str(photos), "--validation-ids", str(split), "--runs", str(runs), "--images", "2"),
        *("--ngf", "2", "--models", "unet-in", "dih", *more),
        *("--", "--batch", "1", "--device", "cpu", "--no-bfloat16", "--warm-up", "1"),
    ]


def test_ablation_trains_what_is_missing_and_prints_a_table(
    photos: Path,
    split: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = told(photos, split, tmp_path, "--seeds", "0", "1")
    assert ablation.main(command) == 0
    table = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in table[4:]] == ["unet-in", "dih"]
    assert all(line.split("|")[3].strip() == "2" for line in table[4:])
    assert table[2].count("|") == table[4].count("|")

    def step(run: train.Run) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(train, "step", step)
    assert ablation.main(command) == 0
    assert capsys.readouterr().out.splitlines() == table


def test_several_trials_at_a_time_are_the_same_trials(
    photos: Path,
    split: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tables = []
    for together in ("1", "2"):
        assert ablation.main(told(photos, split, tmp_path / together, "--together", together)) == 0
        tables.append(capsys.readouterr().out)
        monkeypatch.setattr(train, "main", None)  # those of several are processes
    assert tables[0].count("\n") > 4
    assert tables[0] == tables[1]


@pytest.mark.parametrize("together", ["1", "2"])
def test_ablation_that_cannot_go_on_prints_what_is_done(
    photos: Path, split: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], together: str
) -> None:
    (tmp_path / "unet-in-0").write_text("not a folder")
    (tmp_path / "unet-bn-0").write_text("nor this")
    command = ["--data", str(photos), "--validation-ids", str(split), "--runs", str(tmp_path)]
    assert ablation.main([*command, "--models", "unet-in", "unet-bn", "dih", "--together", together]) == 1
    out, err = capfd.readouterr()
    assert "| model |" in out
    assert "unet-in-0 cannot be made" in err
    assert not (tmp_path / "dih-0").exists()


def test_ablation_that_is_stopped_has_its_trainers_save(photos: Path, split: Path, tmp_path: Path) -> None:
    command = [
        *(sys.executable, "-m", "benchmarks.ablation", "--data", str(photos), "--runs", str(tmp_path)),
        *("--validation-ids", str(split), "--ngf", "2", "--models", "unet-in", "dih", "--together", "2"),
        *("--", "--batch", "1", "--device", "cpu", "--no-bfloat16"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        runs = [tmp_path / name for name in ("unet-in-0", "dih-0")]
        while not all((run / checkpoint.FILE).exists() for run in runs):
            assert parent.poll() is None
            time.sleep(0.05)
        parent.send_signal(signal.SIGTERM)  # as Ctrl+C, but for this process alone
        out, _ = parent.communicate(timeout=60)
    assert parent.returncode == 128 + signal.SIGTERM
    assert "| model |" in out
    for run in runs:
        assert "Stopped and saved after" in run.with_name(f"{run.name}.log").read_text()


def test_at_least_one_is_trained_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        ablation.main(["--data", "x", "--validation-ids", "x", "--runs", "x", "--together", "0"])
    assert "must be at least 1" in capsys.readouterr().err
