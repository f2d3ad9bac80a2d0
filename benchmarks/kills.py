"""Kill the program at random moments of saving, autosaving and exporting: is every file whole, old or new?

`python -m benchmarks.kills --moments 100` forks a process for each moment, lets it replace a file, and ends
it with SIGKILL; with `--window`, the process is the program with its window. It prints what was found, and
fails where a file is neither. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.images import Picture
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import ExportChoice, export
from rainharmonize_gui.document.project import save
from rainharmonize_gui.document.recovery import RecoveryStore
from rainharmonize_gui.document.scene import Scene

SIZE = (240, 180)
LATER, EARLIER = 1.1, 0.7
"""The span that moments are drawn from follows what was found, "old" or "new", so that it is as long as the
replacing takes then: on a busy machine that differs by a factor of ten from one second to the next."""


@dataclass(frozen=True)
class Replacing:
    """One way to replace a file. begin: leaves the old one; the returned call replaces it by the new one.

    found: the bytes that are there afterwards. old, new: the bytes of the two files.
    """

    name: str
    begin: Callable[[], Callable[[], object]]
    found: Callable[[], bytes]
    old: bytes
    new: bytes


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=100, help="how often to kill, in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--window", action="store_true", help="kill the window, not the functions it calls")
    options = parser.parse_args(arguments)
    chance = random.Random(options.seed)
    outcomes: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        ways = ways_of_the_window(Path(folder)) if options.window else replacings(Path(folder))
        spans = [duration(way) for way in ways]
        for moment in range(options.moments):
            index = moment % len(ways)
            outcome = killed(ways[index], chance.uniform(0, spans[index]))
            outcomes[ways[index].name, outcome] += 1
            spans[index] *= LATER if outcome == "old" else EARLIER
    for (name, outcome), count in sorted(outcomes.items()):
        sys.stdout.write(f"{name:18} {outcome:8} {count:4}\n")
    return 1 if any(outcome == "neither" for _, outcome in outcomes) else 0


def ways_of_the_window(folder: Path) -> list[Replacing]:
    """See `kills_window`."""
    from benchmarks import kills_window  # noqa: PLC0415  it builds on this module

    return kills_window.replacings(folder)


def replacings(folder: Path) -> list[Replacing]:
    """Saving, exporting and autosaving, each in a folder of its own."""
    before, after = scene(1), scene(2)
    ways = [
        _writing("saving", folder / "saving" / "a.ora", save, before, after),
        _writing("exporting", folder / "exporting" / "a.png", _export, before, after),
    ]
    saved = ways[0]
    return [*ways, _autosaving(folder / "recovery", before, after, saved.old, saved.new)]


def scene(seed: int) -> Scene:
    """A photo of noise and an object that is turned, so that all there is to do is done."""
    noise = np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    document = Document()
    document.open_background(Picture(noise))
    layer_id = document.add_object(Picture(noise[:100, :100].copy()), name=f"Object {seed}")
    document.rotate(layer_id, 20)
    return document.scene


def killed(way: Replacing, after: float) -> str:
    """Kill a process that replaces a file some seconds into it: "old", "new" or "neither" is there then."""
    process, done = _replacing_in_a_process(way)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(done)
    return {way.old: "old", way.new: "new"}.get(way.found(), "neither")


def duration(way: Replacing) -> float:
    """Seconds it takes undisturbed."""
    process, done = _replacing_in_a_process(way)
    start = time.perf_counter()
    os.read(done, 1)
    seconds = time.perf_counter() - start
    os.waitpid(process, 0)
    os.close(done)
    assert way.found() == way.new, f"{way.name} does not work at all"
    return seconds


def _replacing_in_a_process(way: Replacing) -> tuple[int, int]:
    """The id of a process that has the old file and has just begun to replace it, and what tells its end."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Qt has much to say offscreen
            replace = way.begin()
            os.write(writing, b"!")
            replace()
            os.write(writing, b"!")
        finally:
            os._exit(0)  # not to run the parent's exit handlers
    os.close(writing)
    os.read(reading, 1)
    return process, reading


def _export(scene: Scene, path: Path) -> None:
    export(scene, ExportChoice(), path, findings={})


def _writing(
    name: str, path: Path, write: Callable[[Scene, Path], object], before: Scene, after: Scene
) -> Replacing:
    path.parent.mkdir()
    write(after, path)
    new = path.read_bytes()
    write(before, path)
    old = path.read_bytes()

    def begin() -> Callable[[], object]:
        path.write_bytes(old)
        return lambda: write(after, path)

    return Replacing(name, begin, path.read_bytes, old, new)


def _autosaving(folder: Path, before: Scene, after: Scene, old: bytes, new: bytes) -> Replacing:
    store = RecoveryStore(folder)

    def begin() -> Callable[[], object]:
        session = store.begin()
        session.autosave(before)
        return lambda: session.autosave(after)

    def found() -> bytes:
        return recovered_bytes(store, folder.with_suffix(".ora"))

    return Replacing("autosaving", begin, found, old, new)


def recovered_bytes(store: RecoveryStore, path: Path) -> bytes:
    """What recovery brings back, saved once more."""
    (left,) = store.left_behind()
    loaded, session = store.restore(left)
    save(loaded.scene, path)
    session.close()
    return path.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
