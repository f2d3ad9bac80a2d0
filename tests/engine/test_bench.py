"""The benchmark's rows are judged and shown rightly, and its yardsticks run."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_networks import tiny_weights

from engine import bench
from engine import device as devices
from engine.bench import Row, full_resolution
from engine.bench.row import fastest
from engine.default_weights import ENVIRONMENT
from engine.types import EngineError


@pytest.mark.parametrize(
    ("row", "ok"),
    [
        (Row("time", 9, "ms", 1.0, 10), True),
        (Row("time", 11, "ms", 1.0, 10), False),
        (Row("memory", 499, "MB", 500.0), True),
        (Row("memory", 501, "MB", 500.0), False),
        (Row("rate", 120, "/s", 100.0, at_least=True), True),
        (Row("rate", 99, "/s", 100.0, at_least=True), False),
        (Row("speed", 30, "/s", 2.0, 10, at_least=True), True),
    ],
)
def test_a_row_is_judged_by_its_ratio_or_its_figure(row: Row, ok: bool) -> None:
    assert row.ok is ok


def test_rows_are_shown_with_ratio_limit_and_verdict() -> None:
    table = bench.render([Row("network", 50.4, "ms", 1.0, 100), Row("memory", 600, "MB", 500.0)])
    heading, network, memory = table.splitlines()
    assert heading.split() == ["ours", "yardstick", "ratio", "limit"]
    assert network.split() == ["network", "50", "ms", "100", "ms", "0.50×", "≤", "1×", "ok"]
    assert memory.split() == ["memory", "600", "MB", "≤", "500", "MB", "TOO", "MUCH"]


def test_an_unknown_benchmark_is_refused_naming_those_there_are() -> None:
    with pytest.raises(EngineError, match="“speed”; there are network, full-resolution"):
        bench.run(["speed"])


def test_calls_take_turns_and_the_fastest_time_counts() -> None:
    order: list[str] = []
    clock = iter([0.0, 3.0, 3.0, 4.0, 4.0, 5.0, 5.0, 9.0])
    times = fastest(lambda: order.append("a"), lambda: order.append("b"), runs=2, clock=lambda: next(clock))
    assert times == (1000.0, 1000.0)
    assert order == ["a", "b"] * 3  # the first turn warms up


def test_the_full_resolution_benchmark_compares_time_and_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENVIRONMENT, str(tiny_weights(tmp_path / "w.safetensors")))
    monkeypatch.setattr(devices, "_bfloat16_pays", lambda *_: False)
    monkeypatch.setattr(full_resolution, "WIDTH", 300)
    monkeypatch.setattr(full_resolution, "HEIGHT", 200)
    monkeypatch.setattr(full_resolution, "_memory", lambda: 123.0)
    time, memory = full_resolution.rows()
    assert time.ratio is not None
    assert time.ratio > 0
    assert (memory.ours, memory.limit) == (123.0, 500.0)


def test_the_object_of_the_benchmark_covers_a_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_resolution, "WIDTH", 600)
    monkeypatch.setattr(full_resolution, "HEIGHT", 400)
    composite, mask = full_resolution.scene()
    assert composite.shape == (400, 600, 3)
    assert (mask > 127).mean() == pytest.approx(0.25, abs=0.005)


def test_memory_is_measured_in_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert full_resolution._peak() > 20 * full_resolution.MEGABYTE
    monkeypatch.setattr(full_resolution.sys, "executable", "/nowhere/python")
    monkeypatch.setattr(
        full_resolution.subprocess,
        "run",
        lambda *_, **__: full_resolution.subprocess.CompletedProcess([], 1, "", "no such module"),
    )
    assert full_resolution._memory() is None
