"""What a document is made of: masks, looks, and objects. Values never change; an edit makes a new one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from engine.placement import Placement
from engine.types import U8, Method, check_mask

MAX_STRENGTH = 1.5
_revisions = itertools.count(1)


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """`pixels`: uint8 H×W, 255 = object. `revision` names the content: equal revisions, equal pixels."""

    pixels: U8
    revision: int = field(default_factory=lambda: next(_revisions))


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
    """A way to harmonize. weights: path of a custom weights file, or None for the shipped ones."""

    method: Method = Method.RAINNET
    weights: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a target is harmonized. strength: 0 (unchanged) … 1 (full) … 1.5 (exaggerated)."""

    harmonize: bool = True
    variant: Variant = Variant()
    strength: float = 1.0
    trim: Trim = Trim()


DEFAULT_LOOK = Look()


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """An object over the background.

    rgb, alpha: the original, H×W×3 and H×W (None = opaque), never written to. mask: the cut-out as painted,
    H×W; it starts as the original's alpha and alone decides what shows. placement: cut-out to background.
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

    def __post_init__(self) -> None:
        check_mask(self.mask.pixels, self.rgb.shape)

    @property
    def size(self) -> tuple[int, int]:
        """(width, height) of the cut-out."""
        return self.rgb.shape[1], self.rgb.shape[0]

    def rgba(self) -> U8:
        """The cut-out as it shows, before opacity: a fresh H×W×4, straight alpha."""
        return np.dstack((self.rgb, self.mask.pixels))

    def arrays(self) -> Iterator[U8]:
        """The arrays that cost memory."""
        yield self.rgb
        yield self.mask.pixels
        if self.alpha is not None:
            yield self.alpha


def original_mask(rgb: U8, alpha: U8 | None) -> U8:
    """The mask an object starts with: its alpha, or all of it where it is opaque. Not to be written to."""
    return np.full(rgb.shape[:2], 255, np.uint8) if alpha is None else alpha
