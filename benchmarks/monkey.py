"""Somebody plays with the window at random: nothing may fail, hang, or be shown otherwise than it is.

`python -m benchmarks.monkey --minutes 10 --seed 1` opens a window offscreen, presses, drags, types and
chooses whatever there is, and looks from time to time whether the window comes to rest, whether what it shows
is what a fresh harmonizing of the same scene shows, and whether it is the same after undoing and redoing all,
and after saving and reading.
Each round has a seed of its own; the last acts before a failure are told. Timing is part of the game: a seed
finds again what does not depend on it.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import tempfile
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.folders import FOLDER_VARIABLE

if TYPE_CHECKING:
    from benchmarks.monkey_hands import Hands
    from rainharmonize_gui.ui.window import MainWindow

_REST_SECONDS = 60.0
"""Within which the window has come to rest, be the machine ever so busy."""
_TOLD = 30
"""Acts that are told of a failure."""
_ALIKE = 2
"""Levels that two ways to the same picture may differ by."""


class PlayError(Exception):
    """What should not have been."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=40, help="between two looks")
    parser.add_argument("--looks", type=int, default=5, help="a round")
    options = parser.parse_args(arguments)
    end = time.monotonic() + options.minutes * 60
    seed, failed = options.seed, 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ[FOLDER_VARIABLE] = folder
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        while time.monotonic() < end:
            acts: deque[str] = deque(maxlen=_TOLD)
            try:
                _round(seed, Path(folder), acts, between=options.acts, looks=options.looks)
            except Exception:  # every one is a finding, and the next round another game
                failed += 1
                sys.stdout.write("\n  ".join((f"seed {seed}:", *acts)) + "\n")
                traceback.print_exc(file=sys.stdout)
            seed += 1
    sys.stdout.write(f"{seed - options.seed} rounds, {failed} failed\n")
    return min(failed, 1)


def _round(seed: int, folder: Path, acts: deque[str], *, between: int, looks: int) -> None:
    from benchmarks.monkey_hands import Hands, open_window  # noqa: PLC0415  Qt reads the environment

    with open_window(folder) as (window, troubles):
        hands = Hands(window, folder, np.random.default_rng(seed), acts)
        for _ in range(looks):
            for _ in range(between):
                hands.do_something()
                if troubles:
                    raise PlayError("\n".join(troubles))
            hands.let_go()
            _rest(window)
            if window.editor.has_background:
                _look(window, hands)
            if troubles:
                raise PlayError("\n".join(troubles))
        if window.editor.has_background:
            _save_and_load(window, folder / "kept.ora")


def _rest(window: MainWindow) -> None:
    from benchmarks.monkey_hands import wait  # noqa: PLC0415

    try:
        wait(lambda: not _under_way(window), _REST_SECONDS)
    except TimeoutError as error:
        faulthandler.dump_traceback(sys.stdout)
        raise PlayError(f"the window does not come to rest: {', '.join(_under_way(window))}") from error


def _under_way(window: MainWindow) -> list[str]:
    """What is being done, by name."""
    editor = window.editor
    tasks = {
        "reading": editor.reading,
        "writing": editor.writing,
        "a mask": editor.canvas.mask_jobs.tasks,
        "autosaving": editor.autosave._tasks,
    }
    busy = [name for name, each in tasks.items() if each.busy]
    frame = editor.live.frame
    if editor.has_background and frame is None:
        busy.append("the first frame")
    elif editor.has_background and not frame.exact:
        busy.append(f"harmonizing ({editor.live.status})")
    elif editor.has_background and frame.scene is not editor.document.scene:
        busy.append(f"a frame of the scene (interaction: {editor.document.interaction_under_way})")
    return busy


def _look(window: MainWindow, hands: Hands) -> None:
    from benchmarks.monkey_hands import fresh, shown  # noqa: PLC0415

    document, live = window.editor.document, window.editor.live
    there = shown(live.frame)
    _same(there, fresh(document.scene, live.frame.view), "what is shown, and a fresh harmonizing")
    done = document.history.index
    _all(document.undo, lambda: document.history.index)
    _all(document.redo, lambda: len(document.history.steps) - document.history.index)
    while document.history.index > done:
        document.undo()
    hands.note(f"undid and redid {done} steps")
    _rest(window)
    if live.frame.view.size == (there.shape[1], there.shape[0]):
        _same(there, shown(live.frame), "what was shown, and it again after undoing and redoing all")


def _save_and_load(window: MainWindow, path: Path) -> None:
    from benchmarks.monkey_hands import fresh, shown  # noqa: PLC0415
    from rainharmonize_gui.document.project import load, save  # noqa: PLC0415

    frame = window.editor.live.frame
    save(frame.scene, path)
    again = load(path)
    if again.notices:
        raise PlayError(f"the project is not read whole: {' '.join(again.notices)}")
    _same(shown(frame), fresh(again.scene, frame.view), "what is shown, and what was saved and read")


def _all(step: Callable[[], object], left: Callable[[], int]) -> None:
    while left():
        before = left()
        step()
        if left() >= before:
            raise PlayError("a step of the history does not move")


def _same(one: np.ndarray, other: np.ndarray, what: str) -> None:
    if one.shape != other.shape:
        raise PlayError(f"{what}: {one.shape} and {other.shape}")
    difference = np.abs(one.astype(int) - other)
    if difference.max() > _ALIKE:
        where = np.argwhere(difference.max(-1) > _ALIKE)
        raise PlayError(
            f"{what}: up to {difference.max()} levels apart in {len(where)} of {one[..., 0].size} pixels, "
            f"{where.min(0)} … {where.max(0)}"
        )


if __name__ == "__main__":
    sys.exit(main())
