"""Feed damaged pictures and projects to the readers: no crash, no hang, no gigabytes, no file elsewhere.

`python -m benchmarks.fuzz --minutes 10 --seed 1 --keep found` changes a corpus of every format at random, in
processes of their own, and opens what comes of it. Every case follows from the seed and its number; those
that fail are kept in a folder, named so, and `--case` does one of them again. Linux and macOS.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.fuzz_mutations import corpus, mutated
from engine.images import probe, read, read_mask
from engine.types import EngineError
from rainharmonize_gui.document.project import SUFFIX, load
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.document.view import View

LONGEST = 10.0
"""Seconds of the processor that one file may take."""
MOST_MEMORY = 2_000_000_000
"""Bytes that the process may ever have had."""
_ADDRESSES = 6 << 30
_PATIENCE = 120.0
"""Seconds after which a process that says nothing counts as hung, be the machine ever so busy."""
_CASES_A_PROCESS = 400


@dataclass(frozen=True)
class Verdict:
    """What came of one case. bad: whether it should not have."""

    number: int
    kind: str
    bad: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="folder for cases that fail")
    parser.add_argument("--case", type=int, help="do only this case, here, with its traceback")
    options = parser.parse_args(arguments)
    files = corpus()
    if options.case is not None:
        with tempfile.TemporaryDirectory() as folder:
            _open(_write(files, options.seed, options.case, Path(folder)))
        return 0
    end = time.monotonic() + options.minutes * 60
    outcomes: Counter[str] = Counter()
    failures = number = 0
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as folder:
            for verdict in _batch(files, options.seed, number, end, Path(folder)):
                number = verdict.number + 1
                outcomes[verdict.kind] += 1
                if verdict.bad:
                    failures += 1
                    _keep(files, options.seed, verdict, options.keep)
    for kind, count in outcomes.most_common():
        sys.stdout.write(f"{count:7} {kind}\n")
    sys.stdout.write(f"{number:7} cases of seed {options.seed}, {failures} failed\n")
    return 1 if failures else 0


def _batch(files: dict[str, bytes], seed: int, first: int, end: float, folder: Path) -> list[Verdict]:
    """The verdicts on some hundred cases, fewer where one of them ended the process."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=_work, args=(files, seed, first, end, folder, theirs)
    )
    process.start()
    theirs.close()
    verdicts: list[Verdict] = []
    try:
        while ours.poll(_PATIENCE):
            verdicts.append(ours.recv())
        process.kill()
        verdicts.append(Verdict(first + len(verdicts), "hung", bad=True))
    except EOFError:
        process.join()
        if process.exitcode:
            verdicts.append(Verdict(first + len(verdicts), f"crashed ({process.exitcode})", bad=True))
    process.join()
    return verdicts


def _work(
    files: dict[str, bytes], seed: int, first: int, end: float, folder: Path, results: Connection
) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    os.chdir(folder)
    silent = os.open(os.devnull, os.O_WRONLY)  # the C libraries have much to say
    os.dup2(silent, 2)
    for number in range(first, first + _CASES_A_PROCESS):
        if time.monotonic() > end or _peak() > MOST_MEMORY:
            break
        results.send(_judge(files, seed, number, folder))


def _judge(files: dict[str, bytes], seed: int, number: int, folder: Path) -> Verdict:
    path = _write(files, seed, number, folder)
    before = time.process_time()
    try:
        _open(path)
        kind = "opened"
    except EngineError as error:
        kind = type(error).__name__
    except BaseException as error:
        kind = f"{type(error).__name__}: {error} at {traceback.extract_tb(error.__traceback__)[-1]}"
        return Verdict(number, kind, bad=True)
    finally:
        path.unlink(missing_ok=True)
    if time.process_time() - before > LONGEST:
        return Verdict(number, "took too long", bad=True)
    if _peak() > MOST_MEMORY:
        return Verdict(number, "took too much memory", bad=True)
    if any(folder.iterdir()):
        return Verdict(number, "left a file behind", bad=True)
    return Verdict(number, kind)


def _open(path: Path) -> None:
    if path.suffix == SUFFIX:
        scene = load(path).scene
        composite(scene, View.whole(scene.size, longest=64))  # what opens can be shown, too
    else:
        read(path)
        read_mask(path)
        probe(path)


def _write(files: dict[str, bytes], seed: int, number: int, folder: Path) -> Path:
    """The case of that number, as a file."""
    chance = random.Random(f"{seed}/{number}")
    name = chance.choice(sorted(files))
    path = folder / f"case{Path(name).suffix}"
    path.write_bytes(mutated(files, name, chance))
    return path


def _keep(files: dict[str, bytes], seed: int, verdict: Verdict, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = _write(files, seed, verdict.number, folder)
    kept = path.rename(folder / f"seed{seed}-case{verdict.number}{path.suffix}")
    sys.stdout.write(f"{kept}: {verdict.kind}\n")


def _peak() -> int:
    """Bytes of memory that the process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main())
