"""The ablation trains each model by the real trainer, goes on where it stopped, and prints a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import ablation
from training import train


def test_ablation_trains_what_is_missing_and_prints_a_table(
    photos: Path,
    split: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = [
        *("--data", str(photos), "--validation-ids", str(split), "--runs", str(tmp_path), "--images", "2"),
        *("--ngf", "2", "--models", "unet-in", "dih", "--seeds", "0", "1"),
        *("--", "--batch", "1", "--device", "cpu", "--no-bfloat16", "--warm-up", "1"),
    ]
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
    photos: Path, split: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tables = []
    for together in ("1", "2"):
        runs = tmp_path / together
        command = [
            *("--data", str(photos), "--validation-ids", str(split), "--runs", str(runs), "--images", "2"),
            *("--ngf", "2", "--models", "unet-in", "dih", "--together", together),
            *("--", "--batch", "1", "--device", "cpu", "--no-bfloat16", "--warm-up", "1"),
        ]
        assert ablation.main(command) == 0
        tables.append(capsys.readouterr().out)
    assert tables[0].count("\n") > 4
    assert tables[0] == tables[1]


@pytest.mark.parametrize("together", ["1", "2"])
def test_ablation_that_cannot_go_on_prints_what_is_done(
    photos: Path, split: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], together: str
) -> None:
    (tmp_path / "unet-in-0").write_text("not a folder")
    command = ["--data", str(photos), "--validation-ids", str(split), "--runs", str(tmp_path)]
    assert ablation.main([*command, "--models", "unet-in", "--together", together]) == 1
    out, err = capfd.readouterr()
    assert "| model |" in out
    assert "unet-in-0 cannot be made" in err
