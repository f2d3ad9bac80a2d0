"""`rainharmonize batch`: a folder of composites. One thread reads and writes beside the network."""

from __future__ import annotations

import json
import logging
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

from engine.cli import network, output
from engine.cli.errors import UsageError
from engine.cli.network import How, Runner
from engine.cli.pairs import Pair, pair
from engine.cli.scene import Scene, read_composite
from engine.images import SUFFIXES_WRITE
from engine.methods import harmonize
from engine.progress import Aborted, CancelToken
from engine.types import U8, EngineError, MaskError, PictureError

log = logging.getLogger(__name__)

_T = TypeVar("_T")


@dataclass(slots=True)
class _Outcome:
    done: int = 0
    skipped: int = 0
    failed: list[tuple[Path, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def run(options: Namespace) -> int:
    """Harmonize every pair; a bad file is noted and passed over. Returns 1 where there was one."""
    started = time.perf_counter()
    how = network.chosen(options)
    pairs = pair(options.composites, options.masks, options.output, suffix=_suffix(options.format))
    waiting = [p for p in pairs if not (options.resume and _is_done(p))]
    _prepare_folder(options, waiting)
    outcome = _Outcome(skipped=len(pairs) - len(waiting), notices=list(how.notices))
    runner = network.load(how, options) if waiting else Runner(None, "cpu", "float32")
    try:
        _Batch(how, runner, options, outcome).run(waiting)
    except KeyboardInterrupt:
        raise Aborted(
            f"Stopped; {outcome.done} of {len(waiting)} are done, --resume goes on from there."
        ) from None
    _report(options, outcome, how=how, runner=runner, seconds=time.perf_counter() - started)
    return 1 if outcome.failed else 0


def _suffix(text: str | None) -> str | None:
    if text is None:
        return None
    suffix = "." + text.lower().removeprefix(".")
    if suffix not in SUFFIXES_WRITE:
        raise UsageError(f"The format “{text}” is not written; choose one of {', '.join(SUFFIXES_WRITE)}.")
    return suffix


def _is_done(pair: Pair) -> bool:
    """Whether the result is there, which is then whole, and newer than what it is made from."""
    if pair.mask is None or not pair.output.is_file():
        return False
    made = pair.output.stat().st_mtime_ns
    return made >= max(path.stat().st_mtime_ns for path in (pair.composite, pair.mask))


def _prepare_folder(options: Namespace, pairs: Sequence[Pair]) -> None:
    folder: Path = options.output
    if folder.exists() and not folder.is_dir():
        raise PictureError(f"{folder} is a file; give the name of a folder.")
    if not folder.exists():
        output.check_folder(folder.parent)
        folder.mkdir()
        return
    output.check_folder(folder)
    old = [pair.output for pair in pairs if pair.output.exists()]
    if old and not (options.force or options.resume):
        raise PictureError(
            f"{len(old)} results exist already, such as {old[0]}; "
            "skip them with --resume or replace them with --force."
        )


@dataclass(frozen=True, slots=True)
class _Batch:
    how: How
    runner: Runner
    options: Namespace
    outcome: _Outcome
    cancel: CancelToken = field(default_factory=CancelToken)

    def run(self, pairs: Sequence[Pair]) -> None:
        """While one picture is harmonized, the next is read and the one before is written, but never more."""
        bar = tqdm(total=len(pairs), unit="picture", file=sys.stderr, disable=self.options.quiet or None)
        with bar, self._one_thread() as beside:
            writing: tuple[Pair, Future[Path]] | None = None
            reading = beside.submit(self._read, pairs[0]) if pairs else None
            for current, following in zip_longest(pairs, pairs[1:]):
                assert reading is not None
                read, reading = reading, beside.submit(self._read, following) if following else None
                made = self._attempted(current, partial(self._harmonized, current, read))
                if writing is not None:
                    self._finish(*writing, bar)
                    writing = None
                if made is None:
                    bar.update()
                else:
                    writing = current, beside.submit(self._write, current, *made)
            if writing is not None:
                self._finish(*writing, bar)

    @contextmanager
    def _one_thread(self) -> Iterator[ThreadPoolExecutor]:
        """What has not begun when the block is left early never does; a file half written is given up."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="files")
        try:
            yield pool
        except BaseException:
            self.cancel.cancel()
            raise
        finally:
            pool.shutdown(cancel_futures=True)

    def _read(self, pair: Pair) -> Scene:
        if pair.mask is None:
            raise MaskError(f"{pair.composite} has no mask in {self.options.masks}.")
        return read_composite(pair.composite, pair.mask, max_megapixels=self.options.max_megapixels)

    def _harmonized(self, pair: Pair, read: Future[Scene]) -> tuple[U8, Scene]:
        scene = read.result()
        output.check_size(pair.output, scene.source.size)
        result = harmonize(scene.request(self.how), harmonizer=self.runner.harmonizer)
        notices = scene.notices + result.notices
        self.outcome.notices += [f"{pair.composite.name}: {text}" for text in notices]
        return result.image, scene

    def _write(self, pair: Pair, image: U8, scene: Scene) -> Path:
        output.export(pair.output, image, scene, options=self.options, cancel=self.cancel)
        return pair.output

    def _finish(self, pair: Pair, written: Future[Path], bar: tqdm) -> None:
        self.outcome.done += self._attempted(pair, written.result) is not None
        bar.update()

    def _attempted(self, pair: Pair, work: Callable[[], _T]) -> _T | None:
        """What `work` makes; None, and noted, where it fails: thousands of others are not lost with it."""
        try:
            return work()
        except Aborted:
            raise
        except EngineError as error:
            self.outcome.failed.append((pair.composite, str(error)))
        except Exception as error:
            log.debug("%s failed", pair.composite, exc_info=True)
            self.outcome.failed.append((pair.composite, f"{pair.composite}: {type(error).__name__}: {error}"))
        return None


def _report(options: Namespace, outcome: _Outcome, *, how: How, runner: Runner, seconds: float) -> None:
    if options.json:
        facts = {
            "output": str(options.output),
            "done": outcome.done,
            "skipped": outcome.skipped,
            "failed": [{"composite": str(path), "error": error} for path, error in outcome.failed],
            "method": str(how.method),
            "direction": str(how.direction),
            "strength": how.strength,
            "device": runner.device,
            "precision": runner.precision,
            "seconds": round(seconds, 3),
            "notices": outcome.notices,
        }
        print(json.dumps(facts))
    elif not options.quiet:
        for notice in outcome.notices:
            print(f"rainharmonize: {notice}", file=sys.stderr)
        print(
            f"{options.output}: {outcome.done} done, {outcome.skipped} skipped, "
            f"{len(outcome.failed)} failed, {how.method} on {runner.device}, {seconds:.1f} s"
        )
    for _, sentence in outcome.failed:
        print(f"rainharmonize: {sentence}", file=sys.stderr)
