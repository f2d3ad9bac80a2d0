"""`rainharmonize bench --gui`: how the window feels, and how long it saves. Without a screen, each part in a
process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile

from engine.bench.row import Row
from engine.types import EngineError

PARTS = ("start", "feel", "endurance", "saving")


def run() -> list[Row]:
    """Measure every part. Raises EngineError where one fails, with the last line it said."""
    return [row for part in PARTS for row in _measured(part)]


def print_rows(rows: list[Row]) -> None:
    """Hand rows to the process that asked for them."""
    fields = ("label", "ours", "unit", "limit", "yardstick", "at_least")
    sys.stdout.write(json.dumps([{name: getattr(row, name) for name in fields} for row in rows]))


def _measured(part: str) -> list[Row]:
    command = [sys.executable, "-m", f"{__name__}.{part}"]
    with tempfile.TemporaryDirectory() as folder:  # of its own, so that what is left in it can be counted
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "TMPDIR": folder}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or [f"exit code {done.returncode}"]
        raise EngineError(f"The benchmark of the window ({part}) fails: {last[0]}")
    return [Row(**fields) for fields in json.loads(done.stdout)]
