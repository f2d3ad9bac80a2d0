"""Runs of the training script: started, and compared."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training import checkpoint

BATCH = 1
IMAGES = 6
EVERY = 2
ROOT = Path(__file__).parents[2]


def read_rows(run: Path) -> list[dict[str, str]]:
    """The log without what depends on the clock."""
    with (run / "log.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row.pop("images_per_second")
    return rows


def read_checkpoint(run: Path, name: str = checkpoint.FILE) -> dict[str, Any]:
    content: dict[str, Any] = torch.load(run / name, weights_only=True)
    return content


def assert_same(a: Any, b: Any) -> None:
    """Bit for bit, however deep."""
    if isinstance(a, Tensor):
        assert torch.equal(a, b)
    elif isinstance(a, dict):
        assert a.keys() == b.keys()
        for key in a:
            assert_same(a[key], b[key])
    elif isinstance(a, list | tuple):
        for x, y in zip(a, b, strict=True):
            assert_same(x, y)
    else:
        assert a == b


def elsewhere(command: list[str], run: Path) -> list[str]:
    at = command.index("--run") + 1
    return [*command[:at], str(run), *command[at + 1 :]]


def script(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
