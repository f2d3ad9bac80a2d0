"""The fuzzer of `benchmarks` runs, and finds what it is there to find."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")


def test_it_opens_files_and_finds_nothing_wrong(tmp_path: Path) -> None:
    kept = tmp_path / "found"
    command = [
        sys.executable,
        "-m",
        "benchmarks.fuzz",
        "--minutes",
        "0.002",
        "--seed",
        "1",
        "--keep",
        str(kept),
    ]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert ", 0 failed" in run.stdout
    assert "opened" in run.stdout
    assert not kept.exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not say who computes")
@pytest.mark.parametrize("busy", [False, True], ids=["asleep", "computing"])
def test_only_who_neither_speaks_nor_computes_is_hung(monkeypatch: pytest.MonkeyPatch, *, busy: bool) -> None:
    from benchmarks import fuzz

    monkeypatch.setattr(fuzz, "_IDLE", 0.5)

    def source(_files: object, _judge: object) -> None:
        end = time.monotonic() + 1.2
        while busy and time.monotonic() < end:
            pass
        time.sleep(0 if busy else 60)

    verdicts = list(fuzz._batch(source, {}, time.monotonic() + 60))
    assert [verdict.kind for verdict in verdicts] == ([] if busy else ["hung"])
