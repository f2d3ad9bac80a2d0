"""The scene: everything a document shows, as one immutable value, and the difference of two of them.

A snapshot costs nothing, because scenes share their arrays: hand one to a worker and go on editing.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from engine.masks.bounds import VISIBLE
from engine.placement import Box, Point, Size
from engine.types import U8, Direction

from .layer import DEFAULT_LOOK, Layer, Look, Mask

if TYPE_CHECKING:
    from engine.images import Picture

Target = int | None
"""A layer's id, or None for the background (whose mask is the reference region)."""


class ChangeKind(StrEnum):
    BACKGROUND = "background"
    LAYERS = "layers"
    """Objects came, went or changed order."""
    PLACEMENT = "placement"
    MASK = "mask"
    """Of a layer, or the reference region when the target is None."""
    APPEARANCE = "appearance"
    """Name, opacity or visibility."""
    EDGE = "edge"
    """What is done to the edge of a layer's mask."""
    LOOK = "look"
    """How a target is harmonized."""
    DIRECTION = "direction"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. box: the pixels concerned, None = all of them.

    A mask's box is in the mask's own pixels, every other one in background pixels.
    """

    kind: ChangeKind
    target: Target = None
    box: Box | None = None


_backgrounds = itertools.count(1)


@dataclass(frozen=True, slots=True, eq=False)
class Backdrop:
    """The background. `revision` names the content, as it does for a mask. path: the file it came from."""

    picture: Picture
    path: str | None = None
    revision: int = field(default_factory=lambda: next(_backgrounds))

    @property
    def rgb(self) -> U8:
        return self.picture.rgb

    @property
    def size(self) -> Size:
        """(width, height)."""
        return self.picture.size


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Scene:
    """layers: bottom to top. reference: where set, the look is taken from there alone; the background's size.

    background_look: used where the background follows the objects.
    """

    background: Backdrop | None = None
    layers: tuple[Layer, ...] = ()
    direction: Direction = Direction.OBJECT
    reference: Mask | None = None
    background_look: Look = DEFAULT_LOOK

    @property
    def size(self) -> Size:
        """(width, height) of the background, (0, 0) without one."""
        return self.background.size if self.background else (0, 0)

    @property
    def regions(self) -> tuple[Layer, ...]:
        """Those layers that are parts of the background: the lowest ones."""
        return tuple(layer for layer in self.layers if layer.region)

    def has(self, layer_id: int) -> bool:
        return any(layer.id == layer_id for layer in self.layers)

    def index(self, layer_id: int) -> int:
        """Position from the bottom. Raises KeyError for an unknown id."""
        for index, layer in enumerate(self.layers):
            if layer.id == layer_id:
                return index
        raise KeyError(layer_id)

    def layer(self, layer_id: int) -> Layer:
        return self.layers[self.index(layer_id)]

    def layer_at(self, point: Point) -> Layer | None:
        """The topmost visible layer that shows something at a point of the background."""
        for layer in reversed(self.layers):
            x, y = np.floor(layer.placement.inverse().map(point)).astype(int).tolist()
            pixel = Box(x, y, x + 1, y + 1).clip(layer.size)
            if layer.visible and not pixel.empty and layer.shown_mask(pixel)[0, 0] >= VISIBLE:
                return layer
        return None

    def look(self, target: Target) -> Look:
        return self.background_look if target is None else self.layer(target).look

    def mask(self, target: Target) -> Mask | None:
        return self.reference if target is None else self.layer(target).mask

    def with_layer(self, layer: Layer) -> Scene:
        """With the layer of the same id replaced."""
        index = self.index(layer.id)
        return replace(self, layers=(*self.layers[:index], layer, *self.layers[index + 1 :]))

    def with_mask(self, target: Target, mask: Mask | None) -> Scene:
        if target is None:
            return replace(self, reference=mask)
        if mask is None:
            raise ValueError("An object always has a mask.")
        return self.with_layer(replace(self.layer(target), mask=mask))

    def arrays(self) -> Iterator[U8]:
        """The arrays the scene keeps in memory; some may come twice."""
        if self.background:
            yield self.background.rgb
        if self.reference:
            yield self.reference.pixels
        for layer in self.layers:
            yield from layer.arrays()


def differences(before: Scene, after: Scene) -> list[Change]:
    """What has to be drawn or computed again. Empty for two equal scenes."""
    if before is after:
        return []
    found = []
    if before.background is not after.background:
        found.append(Change(ChangeKind.BACKGROUND))
    if before.direction is not after.direction:
        found.append(Change(ChangeKind.DIRECTION))
    if before.background_look != after.background_look:
        found.append(Change(ChangeKind.LOOK))
    if before.reference is not after.reference:
        found.append(Change(ChangeKind.MASK))
    if [layer.id for layer in before.layers] != [layer.id for layer in after.layers]:
        found.append(Change(ChangeKind.LAYERS))
    old = {layer.id: layer for layer in before.layers}
    for layer in after.layers:
        if layer.id in old and old[layer.id] is not layer:
            found.extend(_layer_differences(old[layer.id], layer))
    return found


def _layer_differences(before: Layer, after: Layer) -> Iterator[Change]:
    bounds = after.placement.box(after.size)
    if before.placement != after.placement:
        yield Change(ChangeKind.PLACEMENT, after.id, bounds.united(before.placement.box(before.size)))
    if before.mask.revision != after.mask.revision:
        yield Change(ChangeKind.MASK, after.id)
    if (before.name, before.opacity, before.visible) != (after.name, after.opacity, after.visible):
        yield Change(ChangeKind.APPEARANCE, after.id, bounds)
    if before.edge != after.edge:
        yield Change(ChangeKind.EDGE, after.id, bounds)
    if before.look != after.look:
        yield Change(ChangeKind.LOOK, after.id, bounds)
