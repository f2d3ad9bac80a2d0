"""Undo and redo: a list of named steps within limits of number and memory, and the saved marker."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from engine.types import U8

from .commands import Command, EditLayer, EditScene, changes_nothing, merged
from .labels import Label
from .layer import Look, Variant

MAX_STEPS = 100
MAX_BYTES = 256 * 2**20
MERGE_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history. merge_key: steps with equal keys, soon one after the other, become one."""

    label: Label
    command: Command
    merge_key: Hashable = None

    @property
    def variant(self) -> Variant | None:
        """Of the look that the step gave; None where it is about something else."""
        if not isinstance(self.command, EditLayer | EditScene):
            return None
        look = self.command.after.get("look", self.command.after.get("background_look"))
        return look.variant if isinstance(look, Look) else None


class History:
    """Knows the steps, not the scene: `document` applies what it hands out.

    `index` counts the steps that are done: 0 = the beginning, len(labels) = the latest.
    """

    def __init__(
        self,
        *,
        max_steps: int = MAX_STEPS,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_steps = max_steps
        self._max_bytes = max_bytes
        self._clock = clock
        self._steps: list[Step] = []
        self._index = 0
        self._clean: int | None = 0
        self._mergeable_until = float("-inf")
        self._observers: list[Callable[[], None]] = []

    def observe(self, observer: Callable[[], None]) -> Callable[[], None]:
        """Call `observer` when the list, the index or the clean state changed; returns how to stop that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    @property
    def index(self) -> int:
        return self._index

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step, oldest first, the undone ones included."""
        return tuple(self._steps)

    @property
    def labels(self) -> tuple[Label, ...]:
        """Of `steps`."""
        return tuple(step.label for step in self._steps)

    @property
    def undo_step(self) -> Step | None:
        """What undo takes back."""
        return self._steps[self._index - 1] if self._index else None

    @property
    def redo_step(self) -> Step | None:
        """What redo brings back."""
        return self._steps[self._index] if self._index < len(self._steps) else None

    @property
    def undo_label(self) -> Label | None:
        return self.undo_step.label if self.undo_step else None

    @property
    def redo_label(self) -> Label | None:
        return self.redo_step.label if self.redo_step else None

    @property
    def clean(self) -> bool:
        """Whether the document is as it was saved."""
        return self.clean_at(self._index)

    def clean_at(self, index: int) -> bool:
        """Whether it is after so many steps."""
        return self._clean == index

    def mark_clean(self) -> None:
        self._clean = self._index
        self._notify()

    def mark_unsaved(self) -> None:
        """No step leads back to what is on disk, as after a recovery."""
        self._clean = None
        self._notify()

    def cost(self, alive: Iterable[U8]) -> int:
        """Bytes the steps keep in memory beyond the arrays `alive` in the scene anyway."""
        counted = {id(array) for array in alive}
        total = 0
        for step in self._steps:
            total += step.command.nbytes
            for array in step.command.arrays():
                if id(array) not in counted:
                    counted.add(id(array))
                    total += array.nbytes
        return total

    def push(self, step: Step, *, alive: Iterable[U8]) -> None:
        """Remember a step that has just been applied; `alive` are the arrays of the scene it led to."""
        del self._steps[self._index :]
        if self._clean is not None and self._clean > self._index:
            self._clean = None
        if not self._merge(step):
            self._steps.append(step)
            self._index += 1
            self._mergeable_until = self._clock() + MERGE_SECONDS
        self._trim(tuple(alive))
        self._notify()

    def seal(self) -> None:
        """Let the next step stand for itself."""
        self._mergeable_until = float("-inf")

    def step_back(self) -> Command | None:
        """The command to revert, or None at the beginning."""
        if not self._index:
            return None
        self._index -= 1
        self.seal()
        return self._steps[self._index].command

    def step_forward(self) -> Command | None:
        """The command to apply, or None at the end."""
        if self._index == len(self._steps):
            return None
        self._index += 1
        self.seal()
        return self._steps[self._index - 1].command

    def moved(self) -> None:
        """Tell the observers after stepping."""
        self._notify()

    def clear(self) -> None:
        """Forget every step; the scene is what it is, and counts as saved."""
        self._steps.clear()
        self._index = 0
        self._clean = 0
        self.seal()
        self._notify()

    def _merge(self, step: Step) -> bool:
        """Fold `step` into the last one where that was the same edit a moment ago, and not yet saved.

        Where both together change nothing, neither stays.
        """
        if not self._index or step.merge_key is None or self._clean == self._index:
            return False
        last = self._steps[-1]
        if last.merge_key != step.merge_key or self._clock() > self._mergeable_until:
            return False
        command = merged(last.command, step.command)
        if command is None:
            return False
        if changes_nothing(command):
            del self._steps[-1]
            self._index -= 1
            self.seal()
        else:
            self._steps[-1] = Step(step.label, command, step.merge_key)
            self._mergeable_until = self._clock() + MERGE_SECONDS
        return True

    def _trim(self, alive: tuple[U8, ...]) -> None:
        """Drop the oldest steps over the limits; the newest always stays, so any edit can be taken back."""
        while len(self._steps) > 1 and (
            len(self._steps) > self._max_steps or self.cost(alive) > self._max_bytes
        ):
            del self._steps[0]
            self._index -= 1
            if self._clean is not None:
                self._clean = self._clean - 1 if self._clean else None

    def _notify(self) -> None:
        for observer in tuple(self._observers):
            observer()
