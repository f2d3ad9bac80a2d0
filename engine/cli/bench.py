"""`rainharmonize bench`: how fast it is here, each figure beside its yardstick in the same run."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from importlib import import_module
from typing import Any


def run(options: Namespace) -> int:
    """Measure and print. Each package measures itself, in `PACKAGE.bench.run`.

    They are imported by name: the engine itself knows neither the training suite nor the window.
    """
    engine_bench = import_module("engine.bench")
    rows: list[Any] = [*engine_bench.run(), *_of("training.bench")]
    if options.gui:
        rows += _of("rainharmonize_gui.bench")
    if options.json:
        print(json.dumps({"rows": [asdict(row) for row in rows]}))
    else:
        print(engine_bench.render(rows))
    return 0


def _of(module: str) -> list[Any]:
    """The rows of a part that is not needed to harmonize; none, and said, where it is not installed."""
    try:
        bench = import_module(module)
    except ImportError as error:
        print(f"rainharmonize: {module} is left out: {error}.", file=sys.stderr)
        return []
    return list(bench.run())
