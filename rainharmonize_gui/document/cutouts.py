"""Cut-outs kept at about the size they are seen at, so that a drag never touches full-size pixels.

A large cut-out is halved as often as the view allows, block by block. Its edge is refined at full size, so
that the preview shows what an export gives; after a stroke only the blocks it reaches, and after a change of
the edge only those near an edge, are computed again. An export averages the cut-out at once: where a large
one is shown at less than half its size, the finest detail may differ by some levels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.compositing import warp
from engine.masks.edge import EdgeSettings
from engine.masks.tiles import grown, near_edges
from engine.placement import Box, Placement, Size
from engine.types import U8

from .layer import Layer
from .scene import Change, ChangeKind

_NOTHING = Box(0, 0, 0, 0)
_SMALL = 1 << 18
"""Pixels that are reduced and warped in some 3 ms: a cut-out of no more is not halved further."""


@dataclass(slots=True)
class _Entry:
    rgb: U8
    """What it was made of."""
    level: int
    """Halved this many times."""
    revision: int
    """Of the mask."""
    edge: EdgeSettings
    rgba: U8
    touched: Box
    """Where the mask was painted since."""


class Cutouts:
    """One reduced cut-out a layer. Use from one thread; hand `observe` to `document.observe`."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}

    def observe(self, change: Change) -> None:
        """Take note of strokes, so that only their pixels are renewed."""
        entry = None if change.target is None else self._entries.get(change.target)
        if entry is None or change.kind is not ChangeKind.MASK:
            return
        if change.box is None:
            del self._entries[change.target or 0]
        else:
            entry.touched = entry.touched.united(change.box)

    def keep(self, layer_ids: set[int]) -> None:
        """Forget every other layer."""
        self._entries = {key: entry for key, entry in self._entries.items() if key in layer_ids}

    def reduced(self, layer: Layer, placement: Placement, size: Size) -> tuple[U8, Placement]:
        """The part of the cut-out to be seen on a canvas of `size`, and its placement there.

        It is at no less than the size that `placement` gives it. The array, H×W×4, straight alpha, is the
        cache's own: not to be written to or kept.
        """
        level = halvings(layer.size, placement)
        entry = self._entries.get(layer.id)
        if (
            entry is None
            or entry.rgb is not layer.rgb
            or entry.level != level
            or (entry.revision != layer.mask.revision and entry.touched.empty)
        ):
            rgba = _halved(*layer.shown(), level)
            entry = self._entries[layer.id] = _Entry(
                layer.rgb, level, layer.mask.revision, layer.edge, rgba, _NOTHING
            )
        else:
            _renew_touched(entry, layer)
            _renew_edge(entry, layer)
        return _part_seen(entry.rgba, Placement.scaling(float(2**level)).then(placement), size)


def halvings(size: Size, placement: Placement) -> int:
    """How often a cut-out's sides are halved: to no less than it is placed at, and no oftener than pays."""
    allowed = max(0, math.floor(-math.log2(max(placement.scale))))
    paying = max(0, math.ceil(math.log2(size[0] * size[1] / _SMALL) / 2))
    return min(allowed, paying, math.floor(math.log2(min(size))))


def _part_seen(rgba: U8, placement: Placement, size: Size) -> tuple[U8, Placement]:
    """Only the pixels that land on a canvas of `size`, or next to it."""
    whole = rgba.shape[1], rgba.shape[0]
    margin = math.ceil(2 / min(placement.scale)) + 1
    needed = placement.inverse().box(size)
    needed = Box(
        needed.left - margin, needed.top - margin, needed.right + margin, needed.bottom + margin
    ).clip(whole)
    if needed.empty:
        return rgba, placement
    return rgba[needed.slices], Placement.translation(needed.left, needed.top).then(placement)


def _renew_touched(entry: _Entry, layer: Layer) -> None:
    """After strokes, with the edge of before."""
    if entry.revision == layer.mask.revision:
        return
    before = replace(layer, edge=entry.edge)
    blocks, source = _blocks(grown(entry.touched, before.edge_reach).clip(layer.size), entry.level)
    entry.rgba[blocks.slices] = _halved(*before.shown(source.clip(layer.size)), entry.level)
    entry.revision, entry.touched = layer.mask.revision, _NOTHING


def _renew_edge(entry: _Entry, layer: Layer) -> None:
    """After a change of the edge."""
    if entry.edge == layer.edge:
        return
    rgb, alpha = layer.shown()
    reach = max(entry.edge.reach, layer.edge.reach)
    for tile in near_edges(layer.mask.pixels, reach=reach, plateaus=True):
        blocks, source = _blocks(tile.inner, entry.level)
        source = source.clip(layer.size)
        entry.rgba[blocks.slices] = _halved(rgb[source.slices], alpha[source.slices], entry.level)
    entry.edge = layer.edge


def _blocks(box: Box, level: int) -> tuple[Box, Box]:
    """The pixels of a cut-out halved `level` times that a box touches, and all that is under them."""
    block = 2**level
    blocks = Box(box.left // block, box.top // block, -(-box.right // block), -(-box.bottom // block))
    return blocks, Box(*(edge * block for edge in (blocks.left, blocks.top, blocks.right, blocks.bottom)))


def _halved(rgb: U8, alpha: U8, level: int) -> U8:
    """Part of a cut-out, its sides halved `level` times; blocks past the border are clear there."""
    block = 2**level
    rows, columns = alpha.shape
    width, height = -(-columns // block), -(-rows // block)
    rgba = np.zeros((height * block, width * block, 4), np.uint8)
    rgba[:rows, :columns, :3] = rgb
    rgba[:rows, :columns, 3] = alpha
    if level == 0:
        return rgba
    return warp(rgba, Placement.scaling(1 / block), (width, height)).rgba
