"""The machinery of a document: the scene, its history, edits under way, observers."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np

from engine.placement import Box
from engine.types import U8

from .commands import Command, Compound, EditMask, changes_nothing, merged
from .history import MAX_BYTES, MAX_STEPS, History, Step
from .labels import Label
from .layer import Mask
from .scene import Change, ChangeKind, Scene, Target, differences

Observer = Callable[[Change], None]


class Interaction:
    """Edits that count as one step: a drag, a brush stroke, a slider being pulled.

    Between `begin` and `commit` every edit shows at once, but the history waits; `cancel` takes them all
    back. In a `with` block, leaving commits and an exception cancels. No step is left where nothing changed.
    """

    def __init__(self, core: DocumentCore, label: Label, base: Scene) -> None:
        self.label = label
        self.base = base
        self._core = core
        self._commands: list[Command] = []
        self._painting: dict[Target, tuple[Mask | None, Box]] = {}

    @property
    def active(self) -> bool:
        return self._core.interaction_under_way is self

    def commit(self) -> None:
        """Make the step. Does nothing when it is over already."""
        if self.active:
            self._core.finish_interaction()

    def cancel(self) -> None:
        """Back to how it was. Does nothing when it is over already."""
        if self.active:
            self._core.abandon_interaction()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.cancel()

    def add(self, command: Command) -> None:
        together = merged(self._commands[-1], command) if self._commands else None
        if together is None:
            self._commands.append(command)
        else:
            self._commands[-1] = together

    def is_painting(self, target: Target) -> bool:
        """Whether the target's mask is this interaction's own copy, free to be written to."""
        return target in self._painting

    def painted(self, target: Target, before: Mask | None, box: Box) -> None:
        """Remember what the target's mask was before the first touch, and where it was touched."""
        first, area = self._painting.get(target, (before, Box(0, 0, 0, 0)))
        self._painting[target] = first, area.united(box)

    def settle_masks(self, scene: Scene) -> None:
        """Turn what was painted so far into commands."""
        for target, (before, box) in self._painting.items():
            after = scene.mask(target)
            if before is None and after is None:
                continue
            command = EditMask.between(target, before, after, box)
            if command.patch.tiles:
                self._commands.append(command)
        self._painting.clear()

    def result(self) -> Command | None:
        """Every edit as one command, None when nothing changed."""
        commands = tuple(command for command in self._commands if not changes_nothing(command))
        if len(commands) > 1:
            return Compound(commands)
        return commands[0] if commands else None


class DocumentCore:
    """Holds the scene and changes it by commands alone, so every change can be undone and is announced."""

    def __init__(
        self,
        scene: Scene | None = None,
        *,
        max_steps: int = MAX_STEPS,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._scene = scene or Scene()
        self._observers: list[Observer] = []
        self._interaction: Interaction | None = None
        self.history = History(max_steps=max_steps, max_bytes=max_bytes, clock=clock)

    @property
    def scene(self) -> Scene:
        """What is to be seen now, an edit under way included.

        A value to keep or to hand to another thread. While a stroke is under way its mask alone may still be
        written to; `settled` never is.
        """
        return self._scene

    @property
    def settled(self) -> Scene:
        """The scene without an edit under way: what to save."""
        return self._interaction.base if self._interaction else self._scene

    @property
    def interaction_under_way(self) -> Interaction | None:
        return self._interaction

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` with every change, after it happened; returns how to stop that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def begin(self, label: Label) -> Interaction:
        """Start an edit of many small parts. One that is still under way is committed first."""
        if self._interaction:
            self.finish_interaction()
        self._interaction = Interaction(self, label, self._scene)
        return self._interaction

    def finish_interaction(self) -> None:
        """Commit the edit under way, if there is one."""
        interaction, self._interaction = self._interaction, None
        if interaction is None:
            return
        self._drop_empty_reference()
        interaction.settle_masks(self._scene)
        if command := interaction.result():
            self._remember(Step(interaction.label, command))

    def abandon_interaction(self) -> None:
        """Cancel the edit under way, if there is one."""
        interaction, self._interaction = self._interaction, None
        if interaction:
            self._show(interaction.base)

    def undo(self) -> bool:
        """Take back the last step, or the edit under way. Says whether there was one."""
        if self._interaction:
            self.abandon_interaction()
            return True
        return self.jump_to(self.history.index - 1)

    def redo(self) -> bool:
        """Says whether there was a step to redo."""
        self.finish_interaction()
        return self.jump_to(self.history.index + 1)

    def jump_to(self, index: int) -> bool:
        """Undo or redo until `index` steps are done; says whether anything happened."""
        self.finish_interaction()
        index = min(max(index, 0), len(self.history.labels))
        if index == self.history.index:
            return False
        before, scene, box = self._scene, self._scene, None
        steps = abs(index - self.history.index)
        while self.history.index > index and (command := self.history.step_back()):
            scene, box = command.revert(scene), command.mask_box
        while self.history.index < index and (command := self.history.step_forward()):
            scene, box = command.apply(scene), command.mask_box
        self._scene = scene
        self._announce(before, box if steps == 1 else None)
        self.history.moved()
        return True

    def replace_scene(self, scene: Scene) -> None:
        """Show another document: the history starts afresh, and what is shown counts as saved."""
        self.abandon_interaction()
        self._show(scene)
        self.history.clear()

    def _do(
        self, label: Label, command: Command, merge_key: Hashable = None, *, result: Scene | None = None
    ) -> None:
        """Apply a command, as a step of its own or as part of the edit under way.

        result: what it makes of the scene, where that is known.
        """
        if self._interaction:
            self._interaction.settle_masks(self._scene)
        self._show(command.apply(self._scene) if result is None else result, command.mask_box)
        if self._interaction:
            self._interaction.add(command)
        else:
            self._remember(Step(label, command, merge_key))

    def _change_mask(self, label: Label, target: Target, after: Mask | None) -> None:
        """Replace a mask; `after` is None only for the reference region."""
        before = self._scene.mask(target)
        if before is None and after is None:
            return
        command = EditMask.between(target, before, after)
        if command.patch.tiles:
            self._do(label, command, result=self._scene.with_mask(target, after))

    def _paint_mask(self, target: Target, box: Box, pixels: U8, *, shape: tuple[int, int]) -> None:
        """Write a patch into the mask of the edit under way: in place, after one copy at the first touch."""
        interaction = self._interaction
        if interaction is None:
            raise RuntimeError("A mask is painted inside an interaction.")
        before = self._scene.mask(target)
        own = before is not None and interaction.is_painting(target)
        mask = Mask(before.pixels if before is not None and own else _own_pixels(before, shape))
        mask.pixels[box.slices] = pixels
        interaction.painted(target, before, box)
        self._show(self._scene.with_mask(target, mask), box)

    def _drop_empty_reference(self) -> None:
        reference = self._scene.reference
        if reference is not None and not reference.pixels.any():
            self._show(self._scene.with_mask(None, None))

    def _show(self, scene: Scene, mask_box: Box | None = None) -> None:
        before, self._scene = self._scene, scene
        self._announce(before, mask_box)

    def _announce(self, before: Scene, mask_box: Box | None) -> None:
        for change in differences(before, self._scene):
            told = replace(change, box=mask_box) if change.kind is ChangeKind.MASK else change
            for observer in tuple(self._observers):
                observer(told)

    def _remember(self, step: Step) -> None:
        self.history.push(step, alive=self._scene.arrays())


def _own_pixels(mask: Mask | None, shape: tuple[int, int]) -> U8:
    """Pixels free to be written to; zeros of `shape` where there is no mask yet."""
    return np.zeros(shape, np.uint8) if mask is None else mask.pixels.copy()
