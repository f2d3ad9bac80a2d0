"""Undoable edits. Each turns one scene into the next and back, and keeps no more than that takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from engine.placement import Box, Placement
from engine.types import U8

from .layer import Layer, Mask
from .patches import MaskPatch
from .scene import Scene, Target

Fields = Mapping[str, Any]


class Command(Protocol):
    """Applied and reverted in turn, always on the scene it was made for."""

    def apply(self, scene: Scene) -> Scene: ...

    def revert(self, scene: Scene) -> Scene: ...

    def arrays(self) -> Iterator[U8]:
        """Pixel arrays the command keeps alive; they cost memory once the scene lets go of them."""

    @property
    def nbytes(self) -> int:
        """Memory beyond `arrays`."""

    @property
    def mask_box(self) -> Box | None:
        """Where the mask changes, in mask pixels; None = no mask, or everywhere."""


class _Light:
    """A command that keeps nothing worth counting."""

    def arrays(self) -> Iterator[U8]:
        return iter(())

    @property
    def nbytes(self) -> int:
        return 0

    @property
    def mask_box(self) -> Box | None:
        return None


@dataclass(frozen=True)
class EditLayer(_Light):
    """Sets fields of a layer that keep nothing in memory; a region's pixels are the background's."""

    layer_id: int
    before: Fields
    after: Fields

    def apply(self, scene: Scene) -> Scene:
        return scene.with_layer(replace(scene.layer(self.layer_id), **self.after))

    def revert(self, scene: Scene) -> Scene:
        return scene.with_layer(replace(scene.layer(self.layer_id), **self.before))

    def merged(self, later: Command) -> EditLayer | None:
        """Both edits as one, or None where `later` is about something else."""
        if not isinstance(later, EditLayer) or later.layer_id != self.layer_id:
            return None
        return EditLayer(self.layer_id, {**later.before, **self.before}, {**self.after, **later.after})


@dataclass(frozen=True)
class EditScene(_Light):
    """Sets fields of the scene other than its layers."""

    before: Fields
    after: Fields

    def apply(self, scene: Scene) -> Scene:
        return replace(scene, **self.after)

    def revert(self, scene: Scene) -> Scene:
        return replace(scene, **self.before)

    def merged(self, later: Command) -> EditScene | None:
        if not isinstance(later, EditScene):
            return None
        return EditScene({**later.before, **self.before}, {**self.after, **later.after})

    def arrays(self) -> Iterator[U8]:
        for fields in (self.before, self.after):
            if backdrop := fields.get("background"):
                yield backdrop.rgb
            if reference := fields.get("reference"):
                yield reference.pixels


class InsertLayer(_Light):
    """Puts a layer in. Keeps it only while the scene does not have it, so pixels are never held twice."""

    def __init__(self, layer: Layer, index: int) -> None:
        self.layer_id = layer.id
        self._index = index
        self._layer: Layer | None = layer

    def apply(self, scene: Scene) -> Scene:
        if self._layer is None:
            raise RuntimeError("The layer is in already.")
        layers = (*scene.layers[: self._index], self._layer, *scene.layers[self._index :])
        self._layer = None
        return replace(scene, layers=layers)

    def revert(self, scene: Scene) -> Scene:
        self._layer = scene.layer(self.layer_id)
        return replace(scene, layers=tuple(layer for layer in scene.layers if layer.id != self.layer_id))

    def arrays(self) -> Iterator[U8]:
        return iter(()) if self._layer is None else self._layer.arrays()


class RemoveLayer(_Light):
    """Takes a layer out and keeps it: an insertion, run backwards."""

    def __init__(self, layer: Layer, index: int) -> None:
        self._insertion = InsertLayer(layer, index)

    def apply(self, scene: Scene) -> Scene:
        return self._insertion.revert(scene)

    def revert(self, scene: Scene) -> Scene:
        return self._insertion.apply(scene)

    def arrays(self) -> Iterator[U8]:
        return self._insertion.arrays()


@dataclass(frozen=True)
class MoveLayer(_Light):
    """Changes the order, counted from the bottom."""

    source: int
    destination: int

    def apply(self, scene: Scene) -> Scene:
        return _reordered(scene, self.source, self.destination)

    def revert(self, scene: Scene) -> Scene:
        return _reordered(scene, self.destination, self.source)


def _reordered(scene: Scene, source: int, destination: int) -> Scene:
    layers = list(scene.layers)
    layers.insert(destination, layers.pop(source))
    return replace(scene, layers=tuple(layers))


@dataclass(frozen=True)
class EditMask(_Light):
    """Paints on a mask. A reference region that is empty is None in the scene."""

    target: Target
    patch: MaskPatch
    shape: tuple[int, int]
    before: int | None
    after: int | None
    """Revisions, so that undo finds what was cached for the old mask; None = no reference region."""

    @classmethod
    def between(
        cls, target: Target, before: Mask | None, after: Mask | None, box: Box | None = None
    ) -> EditMask:
        """before and after differ inside `box` alone (None = anywhere); at most one of them is None."""
        shape = _shape(before or after)
        patch = MaskPatch.between(_pixels(before, shape), _pixels(after, shape), box)
        return cls(target, patch, shape, _revision(before), _revision(after))

    def apply(self, scene: Scene) -> Scene:
        return self._toggled(scene, self.after)

    def revert(self, scene: Scene) -> Scene:
        return self._toggled(scene, self.before)

    def _toggled(self, scene: Scene, revision: int | None) -> Scene:
        if revision is None:
            return scene.with_mask(self.target, None)
        pixels = self.patch.applied(_pixels(scene.mask(self.target), self.shape))
        return scene.with_mask(self.target, Mask(pixels, revision))

    @property
    def nbytes(self) -> int:
        return self.patch.nbytes

    @property
    def mask_box(self) -> Box | None:
        return self.patch.box


def _revision(mask: Mask | None) -> int | None:
    return None if mask is None else mask.revision


def _shape(mask: Mask | None) -> tuple[int, int]:
    if mask is None:
        raise ValueError("Nothing to compare: both masks are missing.")
    height, width = mask.pixels.shape
    return height, width


def _pixels(mask: Mask | None, shape: tuple[int, int]) -> U8:
    """Not to be written to: a mask that is missing is a single zero everywhere, which takes no memory."""
    return np.broadcast_to(np.uint8(0), shape) if mask is None else mask.pixels


@dataclass(frozen=True)
class Compound:
    """Several edits as one."""

    parts: tuple[Command, ...]

    def apply(self, scene: Scene) -> Scene:
        for part in self.parts:
            scene = part.apply(scene)
        return scene

    def revert(self, scene: Scene) -> Scene:
        for part in reversed(self.parts):
            scene = part.revert(scene)
        return scene

    def arrays(self) -> Iterator[U8]:
        for part in self.parts:
            yield from part.arrays()

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in self.parts)

    @property
    def mask_box(self) -> Box | None:
        return None


def merged(earlier: Command, later: Command) -> Command | None:
    """Two edits in a row as one that skips what lay between, or None where they cannot be."""
    if isinstance(earlier, EditLayer | EditScene):
        return earlier.merged(later)
    return None


def changes_nothing(command: Command) -> bool:
    """Whether the fields a command sets are what they were before it."""
    if not isinstance(command, EditLayer | EditScene):
        return False
    return all(_same(command.before[name], value) for name, value in command.after.items())


def _same(before: object, after: object) -> bool:
    if isinstance(before, Placement) and isinstance(after, Placement):
        return before.is_close(after)
    return before is after or before == after
