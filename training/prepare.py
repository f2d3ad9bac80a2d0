"""Bring pictures to training size once: `python -m training.prepare SOURCE FOLDER`.

SOURCE is iHarmony4 or one of its sub-sets, a folder or CSV of triplets, or a folder or tar of photos; FOLDER
is then what training is given. A run that was stopped or killed goes on when the same command is given again.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

import cv2
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from engine.types import EngineError
from training import shards
from training.errors import DataError
from training.scenes import Scene, fingerprint, grouped, read_scenes
from training.shards import Description, Names, shard_path, write_shard
from training.triplets import Split

log = logging.getLogger(__name__)

SIZE = 288
"""Larger than what networks are trained at, to leave room for crops."""

ROOM = 64 << 20
"""Bytes of a shard: small enough that little is lost with one, large enough that they are few."""


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """A shard to make."""

    path: Path
    scenes: tuple[Scene, ...]
    size: int
    key: str

    @property
    def pictures(self) -> int:
        return sum(len(scene.files) for scene in self.scenes)

    def done(self) -> Names | None:
        """Names of what the shard holds if it is there, whole, and of these very files."""
        names = Names.read(self.path)
        return names if names is not None and names.key == self.key else None

    def run(self) -> Names:
        return write_shard(self.path, self.scenes, size=self.size, key=self.key)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare as the command line says; 0 when done, else an exit code and one sentence on stderr."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    options = _parse(arguments)
    try:
        prepare(options.source, options.folder, size=options.size, split=options.split, jobs=options.jobs)
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; the same command goes on from here.\n")
        return 130
    return 0


def prepare(
    source: Path, folder: Path, *, size: int = SIZE, split: Split = "train", jobs: int = 1, room: int = ROOM
) -> Description:
    """Resize the pictures of `source` into `folder`, in `jobs` processes; what is done is not done again.

    Raises DataError where `source` has nothing or `folder` is of something else, FileError if the disk is
    full.
    """
    found, skipped = read_scenes(source, split)
    tasks = _tasks(found, folder, size=size, room=room)
    begun = Description(source.resolve().name, split, size, shards=len(tasks))
    _claim(folder, begun)
    _check_room(folder, tasks)
    begun.write(folder)
    names = _run(tasks, jobs)
    whole = dataclasses.replace(
        begun,
        photos=sum(len(n.photos) for n in names),
        masks=sum(len(n.masks) for n in names),
        composites=sum(len(n.composites) for n in names),
        skipped=(*skipped, *(line for n in names for line in n.skipped)),
        finished=True,
    )
    _tell(whole, folder, already=len(skipped))
    whole.write(folder)
    return whole


def _tasks(found: Sequence[Scene], folder: Path, *, size: int, room: int) -> list[Task]:
    return [
        Task(shard_path(folder, number), tuple(group), size, fingerprint(group, size=size))
        for number, group in enumerate(grouped(found, size=size, room=room))
    ]


def _claim(folder: Path, begun: Description) -> None:
    """Make the folder, or make sure that what is in it is of the same source."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError as error:
        raise DataError(f"The folder {folder} cannot be made: {error.strerror}; choose another.") from error
    if empty:
        return
    if not (folder / shards.FILE).exists():
        raise DataError(f"{folder} holds other files; choose an empty or a new folder.")
    there = Description.read(folder)
    for name in ("source", "split", "size"):
        was, wanted = getattr(there, name), getattr(begun, name)
        if was != wanted:
            raise DataError(f"{folder} was prepared with {name} {was}, not {wanted}; choose another folder.")


def _check_room(folder: Path, tasks: Sequence[Task]) -> None:
    needed = sum(s.room(t.size) for t in tasks if not t.path.exists() for s in t.scenes)
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise DataError(
            f"{folder} needs {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free; "
            "free some, choose another folder or a smaller --size."
        )


def _run(tasks: Sequence[Task], jobs: int) -> list[Names]:
    """Names of all shards in order, with a progress bar; only those that are not done are made."""
    done = {task: names for task in tasks if (names := task.done()) is not None}
    left = [task for task in tasks if task not in done]
    total, before = (sum(task.pictures for task in some) for some in (tasks, done))
    bar = tqdm(total=total, initial=before, unit="picture", dynamic_ncols=True)

    def keep(task: Task, names: Names) -> None:
        done[task] = names
        bar.update(task.pictures)

    with bar, logging_redirect_tqdm():
        if min(jobs, len(left)) > 1:
            _run_in_processes(left, jobs, keep)
        else:
            for task in left:
                keep(task, task.run())
    return [done[task] for task in tasks]


def _run_in_processes(tasks: Sequence[Task], jobs: int, keep: Callable[[Task, Names], None]) -> None:
    others = multiprocessing.active_children()
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=spawn, initializer=_begin_worker)
    try:
        waiting = {pool.submit(task.run): task for task in tasks}
        for future in as_completed(waiting):
            keep(waiting[future], future.result())
    except BaseException as error:
        # Nobody wants to wait for the shards under way; half of one is never kept.
        for process in multiprocessing.active_children():
            if process not in others:
                process.terminate()
        if isinstance(error, BrokenProcessPool):
            raise DataError(
                "A process was ended from outside, perhaps for want of memory; "
                "the same command goes on from here, with fewer --jobs if need be."
            ) from error
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _begin_worker() -> None:
    """Ctrl+C is the parent's to handle; a parent that was killed is not survived."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _tell(whole: Description, folder: Path, *, already: int) -> None:
    for line in whole.skipped[already:]:  # the others were said where they were found
        log.warning("Skipped: %s", line)
    log.info(
        "%s: %d photos, %d masks, %d composites at %d×%d; %d files skipped.",
        *(folder, whole.photos, whole.masks, whole.composites, whole.size, whole.size, len(whole.skipped)),
    )


def _processors() -> int:
    """Those this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.prepare", description=__doc__)
    parser.add_argument(
        "source", type=Path, help="iHarmony4, triplets (folder or CSV), or photos (folder or tar)"
    )
    parser.add_argument("folder", type=Path, help="folder to write; goes on with what it finds there")
    parser.add_argument("--size", type=_positive, default=SIZE, help=f"height and width (default {SIZE})")
    parser.add_argument(
        "--split", choices=("train", "test"), default="train", help="list of iHarmony4 (default train)"
    )
    parser.add_argument(
        "--jobs", type=_positive, default=_processors(), help="processes (default: all cores)"
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number <= 0:
        raise argparse.ArgumentTypeError(f"{text} is not positive")
    return number


if __name__ == "__main__":
    sys.exit(main())
