"""`rainharmonize bench` puts together what the packages measure."""

import sys
from dataclasses import dataclass
from types import ModuleType

import pytest
from cli_runs import Cli


@dataclass
class Row:
    name: str


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    for package in ("engine", "training", "rainharmonize_gui"):
        bench = ModuleType(f"{package}.bench")
        bench.run = lambda name=package: [Row(name)]  # type: ignore[attr-defined]
        bench.render = lambda rows: " | ".join(row.name for row in rows)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, bench.__name__, bench)
    return Cli(capsys)


def test_engine_and_training_are_measured(cli: Cli) -> None:
    assert cli("bench") == (0, "engine | training\n", "")


def test_window_is_measured_on_demand(cli: Cli) -> None:
    rows = cli("bench", "--gui", "--json").facts["rows"]
    assert [row["name"] for row in rows] == ["engine", "training", "rainharmonize_gui"]


def test_part_that_is_not_installed_is_left_out(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "training.bench", None)
    run = cli("bench")
    assert (run.code, run.out) == (0, "engine\n")
    assert "left out" in run.err
