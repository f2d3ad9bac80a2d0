"""What changes the colours of the objects of a batch, as the colour tables that it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import torch
from torch import Tensor

from training import recolour
from training.recolour import Development, Draw

_ROUNDS = 4
"""Of distribution transfer."""


class Edit(IntEnum):
    """What changes the object's colours."""

    NONE = 0
    REINHARD = 1
    MONGE_KANTOROVICH = 2
    HISTOGRAM = 3
    DISTRIBUTION = 4
    PHOTOGRAPHIC = 5


@dataclass(frozen=True, slots=True)
class Recolouring:
    """How the objects of a batch change: a colour table each (B×4913×3) and a light gradient (B×2, stops per
    side).
    """

    tables: Tensor
    light: Tensor


@dataclass(frozen=True, slots=True)
class Edits:
    """The edits of B objects before they are worked out.

    source, target: B×P×3, the colours (0…1) of the objects and of what they are to look like. kind: B, the
    Edit. blend: B×1×1, how much of a transfer is taken. axes: B×R×3×3, of distribution transfer.
    development: of photographic edits. light: B×2, see `Recolouring`.
    """

    source: Tensor
    target: Tensor
    kind: Tensor
    blend: Tensor
    axes: Tensor
    development: Development
    light: Tensor

    @classmethod
    def drawn(
        cls, source: Tensor, target: Tensor, draw: Draw, *, weights: Sequence[float], light: float
    ) -> Edits:
        """At random: each kind with its weight, light with a probability of `light`.

        All is drawn for all pictures: what one of them gets must not depend on the edits of the others.
        """
        b = len(source)
        kind = draw.choice(b, weights)
        blend = draw.uniform(b, 1, 1, between=(0.5, 1.0))
        axes = draw.normal(b, _ROUNDS, 3, 3)
        development = Development.drawn(b, draw)
        lit = draw.chance(b, 1, probability=light)
        stops = torch.where(lit, draw.normal(b, 2, deviation=0.8).clamp(-1.6, 1.6), 0.0)
        return cls(source, target, kind, blend, axes, development, stops)

    @property
    def none(self) -> Tensor:
        """Which of them change nothing, B booleans."""
        return (self.kind == Edit.NONE) & ~self.light.any(dim=1)

    def without(self, which: Tensor) -> Edits:
        """The same, but for objects (B booleans) that stay as they are."""
        kind = torch.where(which, int(Edit.NONE), self.kind)
        light = torch.where(which[:, None], 0.0, self.light)
        return replace(self, kind=kind, light=light)

    def recolouring(self, lattice: Tensor, *, largest_change: float) -> Recolouring:
        """What they come to at the colours of the lattice (4913×3). largest_change: mean change of an
        object's colours beyond which an edit is scaled back.
        """
        tables = lattice.repeat(len(self.kind), 1, 1)
        for edit in Edit:
            rows = (self.kind == edit).nonzero().squeeze(1)
            if edit is Edit.NONE or len(rows) == 0:
                continue
            colours = torch.cat((tables.index_select(0, rows), self.source.index_select(0, rows)), dim=1)
            edited = self._edited(edit, rows, colours).clamp(0, 1)
            objects = self.source.shape[1]
            tables[rows] = _restrained(colours, edited, objects=objects, limit=largest_change)[:, :-objects]
        return Recolouring(tables, self.light)

    def _edited(self, edit: Edit, rows: Tensor, colours: Tensor) -> Tensor:
        """Colours R×N×3 of some objects, all with the same kind of edit."""
        source, target = self.source.index_select(0, rows), self.target.index_select(0, rows)
        match edit:
            case Edit.PHOTOGRAPHIC:
                return recolour.photographic(colours, self.development[rows])
            case Edit.REINHARD:
                moved = recolour.reinhard(colours, source, target)
            case Edit.MONGE_KANTOROVICH:
                moved = recolour.monge_kantorovich(colours, source, target)
            case Edit.HISTOGRAM:
                moved = recolour.histogram(colours, source, target)
            case _:
                moved = recolour.distribution_transfer(colours, source, target, axes=self.axes[rows])
        return torch.lerp(colours, moved, self.blend[rows])


def _restrained(colours: Tensor, edited: Tensor, *, objects: int, limit: float) -> Tensor:
    """Scale back edits whose mean change over the last `objects` colours is beyond what anybody would
    paste.
    """
    change = edited - colours
    mean = change[:, -objects:].abs().mean(dim=(1, 2), keepdim=True)
    return colours + change * (limit / mean.clamp_min(1e-6)).clamp(max=1.0)
