"""Feed damaged files to every reader: no crash, no hang, no gigabytes, nothing written elsewhere.

`python -m benchmarks.fuzz --minutes 10 --seed 1` takes turns: a corpus of every format changed at random, and
files that hypothesis makes up, opened by all that reads such a file, some hundred to a process. What fails is
kept in a folder; `--open FILE` does one again, here, with its traceback. Linux and macOS.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase

from benchmarks.fuzz_corpus import corpus
from benchmarks.fuzz_mutations import mutated
from benchmarks.fuzz_readers import LONGEST_SENTENCE, REFUSALS, Watch, open_file
from benchmarks.fuzz_strategies import Case, cases

LONGEST = 10.0
"""Seconds of the processor that one file may take."""
MOST_MEMORY = 2_000_000_000
"""Bytes that the process may ever have had."""
_ADDRESSES = 8 << 30
_PATIENCE = 180.0
"""Seconds after which a process that says nothing counts as hung, be the machine ever so busy."""
_IDLE = 20.0
"""Seconds after which a process that says nothing and computes nothing counts as hung."""
_CASES_A_PROCESS = 400

Judge = Callable[[Case], bool]
"""Opens a file and tells the parent; whether to go on."""
Source = Callable[[Mapping[str, bytes], Judge], object]
"""Hands files to the judge until it says no, or there are no more."""


@dataclass(frozen=True)
class Verdict:
    """What came of one file. failed: its name and bytes, where that should not have been."""

    suffix: str
    kind: str
    failed: Case | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="folder for files that fail")
    parser.add_argument("--open", type=Path, help="do only this file, here, with its traceback")
    options = parser.parse_args(arguments)
    if options.open is not None:
        open_file(options.open)
        return 0
    files = corpus()
    _warm_up(files)
    end = time.monotonic() + options.minutes * 60
    outcomes: Counter[tuple[str, str]] = Counter()
    failures = 0
    for source in _sources(options.seed):
        for verdict in _batch(source, files, end):
            outcomes[verdict.suffix, verdict.kind] += 1
            if verdict.failed:
                failures += 1
                _keep(verdict, options.keep)
        if time.monotonic() > end:
            break
    for (suffix, kind), count in sorted(outcomes.items()):
        sys.stdout.write(f"{count:7} {suffix:14} {kind}\n")
    sys.stdout.write(f"{sum(outcomes.values()):7} files of seed {options.seed}, {failures} failed\n")
    return 1 if failures else 0


def _warm_up(files: Mapping[str, bytes]) -> None:
    """What libraries load and lay out once, at their first use, is not the doing of any file."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            path = Path(folder, name)
            path.write_bytes(data)
            with contextlib.suppress(*REFUSALS):
                open_file(path)


def _sources(seed: int) -> Iterator[Source]:
    """Batches of files without end; each follows from the seed and its place."""
    for batch in itertools.count():
        yield _mutations(f"{seed}/{batch}")
        yield _inventions(f"{seed}/{batch}")


def _mutations(seed: str) -> Source:
    """Of the corpus, at random."""

    def source(files: Mapping[str, bytes], judge: Judge) -> None:
        chance = random.Random(seed)
        for _ in range(_CASES_A_PROCESS):
            name = chance.choice(sorted(files))
            if not judge((name, mutated(dict(files), name, chance))):
                break

    return source


def _inventions(seed: str) -> Source:
    """Of hypothesis."""

    def source(files: Mapping[str, bytes], judge: Judge) -> None:
        going = True

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=_CASES_A_PROCESS,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(cases(files))
        def run(case: Case) -> None:
            nonlocal going
            going = going and judge(case)

        run()

    return source


def _batch(source: Source, files: Mapping[str, bytes], end: float) -> Iterator[Verdict]:
    """The verdicts on some hundred files, fewer where one of them ended the process."""
    ours, theirs = multiprocessing.Pipe()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "inside")
        folder.mkdir()
        process = multiprocessing.get_context("fork").Process(
            target=_work, args=(source, files, end, folder, theirs)
        )
        process.start()
        theirs.close()
        how = "hung"
        try:
            while _speaks(ours, process.pid):
                yield ours.recv()
        except EOFError:
            process.join()
            how = f"crashed ({process.exitcode})" if process.exitcode else ""
        process.kill()
        process.join()
        if how:
            left = next((path for path in folder.iterdir() if path.is_file()), None)
            case = (left.name, left.read_bytes()) if left else ("nothing", b"")
            yield Verdict(Path(case[0]).suffix, how, case)
        if outside := [path.name for path in Path(name).iterdir() if path != folder]:
            yield Verdict("", f"left {', '.join(outside)} outside", ("nothing", b""))


def _speaks(results: Connection, process: int | None) -> bool:
    """Wait until the process says something, or ends; False where it is hung."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        before = _computed(process)
        if results.poll(_IDLE):
            return True
        if before is not None and _computed(process) == before:
            return False
    return False


def _computed(process: int | None) -> int | None:
    """Ticks of the processor that a process has had; None where the system does not say (macOS)."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return int(fields[11]) + int(fields[12])  # proc(5): utime and stime


def _work(source: Source, files: Mapping[str, bytes], end: float, folder: Path, results: Connection) -> None:
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    os.chdir(folder)
    os.environ["HOME"] = str(folder.parent / "home")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the C libraries have much to say
    watch = Watch(folder)

    def judge(case: Case) -> bool:
        results.send(_verdict(case, folder, watch))
        return time.monotonic() < end and _peak() < MOST_MEMORY

    try:
        source(files, judge)
    except BaseException:
        last = traceback.format_exc(limit=-2, chain=False)[:500]
        results.send(Verdict("", f"the fuzzer itself failed: {last}", ("nothing", b"")))


def _verdict(case: Case, folder: Path, watch: Watch) -> Verdict:
    name, data = case
    path = folder / name
    path.write_bytes(data)
    watch.seen.clear()
    before = time.process_time()
    bad = ""
    try:
        open_file(path)
        kind = "opened"
    except REFUSALS as error:
        kind = type(error).__name__
        if "\n" in str(error) or len(str(error)) > LONGEST_SENTENCE:
            bad = f"says too much: {str(error)[:200]!r}"
    except BaseException as error:
        kind = bad = f"{type(error).__name__}: {error} at {traceback.extract_tb(error.__traceback__)[-1]}"
    if time.process_time() - before > LONGEST:
        bad = "took too long"
    elif _peak() > MOST_MEMORY:
        bad = "took too much memory"
    elif watch.seen:
        bad = watch.seen[0]
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    if left := [each.name for each in folder.iterdir()]:
        bad = f"left {', '.join(left)} behind"
    return Verdict(Path(name).suffix, bad or kind, case if bad else None)


def _keep(verdict: Verdict, folder: Path) -> None:
    assert verdict.failed is not None
    folder.mkdir(parents=True, exist_ok=True)
    name, data = verdict.failed
    path = folder / f"{len(list(folder.iterdir()))}" / name
    path.parent.mkdir()
    path.write_bytes(data)
    sys.stdout.write(f"{path}: {verdict.kind}\n")
    sys.stdout.flush()


def _peak() -> int:
    """Bytes of memory that the process has had at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main())
