"""`rainharmonize harmonize`: one picture."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace

from engine import images
from engine.cli import network, output, scene
from engine.methods import harmonize


def run(options: Namespace) -> int:
    """Harmonize, write, and say so. All that can be wrong with the arguments is found before the work."""
    started = time.perf_counter()
    inputs = scene.inputs(options)
    how = network.chosen(options)
    output.check_file(options.output, inputs=inputs, force=options.force)
    sizes = [images.probe(path).size for path in inputs]
    output.check_size(options.output, sizes[0])
    read = scene.read(options, how)
    runner = network.load(how, options)
    result = harmonize(read.request(how), harmonizer=runner.harmonizer)
    output.export(options.output, result.image, read, options=options)
    _report(
        options,
        {
            "output": str(options.output),
            "width": read.source.size[0],
            "height": read.source.size[1],
            "method": str(how.method),
            "direction": str(how.direction),
            "strength": how.strength,
            "device": runner.device,
            "precision": runner.precision,
            "seconds": round(time.perf_counter() - started, 3),
            "notices": [*how.notices, *read.notices, *result.notices],
        },
    )
    return 0


def _report(options: Namespace, facts: dict[str, object]) -> None:
    notices = facts["notices"]
    assert isinstance(notices, list)
    if options.json:
        print(json.dumps(facts))
        return
    if options.quiet:
        return
    for notice in notices:
        print(f"rainharmonize: {notice}", file=sys.stderr)
    print(
        f"{facts['output']}: {facts['width']}×{facts['height']}, {facts['method']} on {facts['device']}, "
        f"{facts['seconds']:.1f} s"
    )
