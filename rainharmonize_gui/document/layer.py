"""What a document is made of: masks, looks, and objects. Values never change; an edit makes a new one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from engine.masks.bounds import VISIBLE, bounding_box
from engine.masks.edge import EdgeSettings, refined
from engine.masks.fringe import REACH as FRINGE_REACH
from engine.masks.fringe import decontaminated, surroundings
from engine.masks.tiles import grown
from engine.methods import default_strength
from engine.placement import Box, Placement, Point, Size
from engine.types import U8, Method, check_mask

_STRIP = 256
_revisions = itertools.count(1)


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """`pixels`: uint8 H×W, 255 = object. `revision` names the content: equal revisions, equal pixels."""

    pixels: U8
    revision: int = field(default_factory=lambda: next(_revisions))
    _box: Box | None = field(default=None, init=False, repr=False)

    @property
    def box(self) -> Box:
        """The smallest box around what can be seen; empty where nothing can. Looked for once."""
        box = self._box
        if box is None:
            box = bounding_box(self.pixels, least=VISIBLE)
            object.__setattr__(self, "_box", box)
        return box


@dataclass(frozen=True, slots=True)
class Trim:
    """Fine correction after harmonizing; each value −1…1, zero leaves the picture as it is."""

    brightness: float = 0.0
    contrast: float = 0.0
    warmth: float = 0.0
    saturation: float = 0.0

    def clamped(self) -> Trim:
        """The nearest trim inside the range."""
        return Trim(
            *(min(max(v, -1.0), 1.0) for v in (self.brightness, self.contrast, self.warmth, self.saturation))
        )

    @property
    def neutral(self) -> bool:
        return self == Trim()


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to harmonize. weights: path of a custom weights file, a name of shipped ones, or None for the
    default ones.
    """

    method: Method = Method.RAINNET
    weights: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a target is harmonized. strength: 0 (unchanged) … 1 (full) … 1.5 (exaggerated).

    other_strength: what the strength was with a method that another one suits, to go back to; None = not yet
    tried. A network does well at 1, where matching statistics overshoots by far.
    """

    harmonize: bool = True
    variant: Variant = Variant()
    strength: float = 1.0
    trim: Trim = Trim()
    other_strength: float | None = None

    def with_variant(self, variant: Variant) -> Look:
        """Harmonized another way: as strongly where the same strength suits, else as last time."""
        suits = default_strength(variant.method)
        if suits == default_strength(self.variant.method):
            return replace(self, variant=variant)
        back = suits if self.other_strength is None else self.other_strength
        return replace(self, variant=variant, strength=back, other_strength=self.strength)


DEFAULT_LOOK = Look()
PLAIN_EDGE = EdgeSettings()
NEW_REGION = 0
"""The id of a region that is not in the scene yet; all others are larger."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """An object over the background.

    rgb, alpha: the original, H×W×3 and H×W (None = opaque), never written to. mask: the cut-out as painted,
    H×W; it starts as the original's alpha. edge: what is done to that mask's edge, and to the colours there;
    both together decide what shows. placement: cut-out to background. region: whether it is no object but a
    part of the background to be harmonized; its pixels are then the background's own, and it stays in place.
    """

    id: int
    name: str
    rgb: U8
    mask: Mask
    placement: Placement
    alpha: U8 | None = None
    opacity: float = 1.0
    visible: bool = True
    look: Look = DEFAULT_LOOK
    edge: EdgeSettings = PLAIN_EDGE
    region: bool = False

    def __post_init__(self) -> None:
        check_mask(self.mask.pixels, self.rgb.shape)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the cut-out."""
        return self.rgb.shape[1], self.rgb.shape[0]

    @property
    def box(self) -> Box:
        """The part of the cut-out that shows, as the bounds of its mask and its edge's settings have it: what
        its handles, its numbers and snapping go by. All of it where nothing shows.
        """
        shown = self._with_edge(self.mask.box)
        return Box(0, 0, *self.size) if shown.empty else shown

    def drawn(self) -> Box:
        """As `box`, with what is too faint to be seen; empty where nothing shows. Looks at every pixel."""
        return self._with_edge(bounding_box(self.mask.pixels))

    def _with_edge(self, kept: Box) -> Box:
        """Where the edge's settings bring the bounds of the mask."""
        return kept if kept.empty else grown(kept, self.edge.outwards).clip(self.size)

    @property
    def boxed(self) -> Placement:
        """Where `box` lies: from its pixels to the background's."""
        return Placement.translation(self.box.left, self.box.top).then(self.placement)

    def unboxed(self, boxed: Placement) -> Placement:
        """The placement of all of the cut-out that brings `box` there."""
        if boxed == self.boxed:
            return self.placement  # to the last bit: nothing has moved
        return Placement.translation(-self.box.left, -self.box.top).then(boxed)

    def fitted(self, background: Size, *, center: Point | None = None) -> Layer:
        """With `box` at a point (default: the background's middle), scaled down, never up, to fit."""
        boxed = Placement.fit(self.box.size, background, center=center)
        return replace(self, placement=self.unboxed(boxed))

    @property
    def mask_is_original(self) -> bool:
        """Whether the mask is the one it came with; a region came with none. Looks at every pixel."""
        if self.region or self.mask.pixels is self.alpha:
            return True
        rows = range(0, self.size[1], _STRIP)
        return all(self._is_original(slice(top, top + _STRIP)) for top in rows)

    def _is_original(self, rows: slice) -> bool:
        mask = self.mask.pixels[rows]
        return bool(mask.min() == 255) if self.alpha is None else np.array_equal(mask, self.alpha[rows])

    @property
    def edge_reach(self) -> int:
        """How far from a painted pixel the stroke changes what shows, in pixels."""
        return self.edge.reach + (FRINGE_REACH if self.edge.remove_fringe else 0)

    def shown_mask(self, box: Box) -> U8:
        """The mask as it shows inside `box`. Not to be written to."""
        return refined(self.mask.pixels, self.edge, box=box)

    def shown(self, box: Box | None = None) -> tuple[U8, U8]:
        """Colours, H×W×3, and alpha, H×W, as they show, before opacity: the edge settings are applied.

        box: what is wanted of the cut-out; default: all. Not to be written to.
        """
        area = Box(0, 0, *self.size) if box is None else box
        if not self.edge.remove_fringe:
            return self.rgb[area.slices], self.shown_mask(area)
        around = surroundings(area, self.size)
        alpha = self.shown_mask(around)
        here = area.shifted(-around.left, -around.top)
        return decontaminated(self.rgb[around.slices], alpha, box=here), alpha[here.slices]

    def rgba(self) -> U8:
        """The cut-out as it shows, before opacity: a fresh H×W×4, straight alpha."""
        return np.dstack(self.shown())

    def arrays(self) -> Iterator[U8]:
        """The arrays that cost memory."""
        yield self.rgb
        yield self.mask.pixels
        if self.alpha is not None:
            yield self.alpha


def blank_region(rgb: U8) -> Layer:
    """What tools select on where nothing is selected: nothing yet of the background, H×W×3."""
    return Layer(NEW_REGION, "", rgb, Mask(np.zeros(rgb.shape[:2], np.uint8)), Placement(), region=True)


def original_mask(rgb: U8, alpha: U8 | None) -> U8:
    """The mask an object starts with: its alpha, or all of it where it is opaque. Not to be written to."""
    return np.full(rgb.shape[:2], 255, np.uint8) if alpha is None else alpha
