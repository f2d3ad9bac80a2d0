"""Apply a colour change to a picture of any size: in tiles inside the object's bounding box, on two threads.

Every method that recolours an object, with or without a network, passes through here, so that what is
promised about the pixels outside the mask is kept in one place.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import cv2
import numpy as np

from engine.progress import CancelToken, Progress, check, report
from engine.transfer.frame import Frame
from engine.transfer.scratch import scratch, scratch_bytes
from engine.types import F32, MAX_STRENGTH, U8, EngineError, PictureError, check_mask, check_rgb

_OPAQUE = 255
_BAND = 64
"""Rows done at once; a multiple of 16, as models may work on blocks of so many."""
_TILE_WIDTH = 2048
"""Columns done at once, at most: few enough for a core's cache, and enough to be worth the calls."""
_THREADS = 2


class ColourModel(Protocol):
    """A change of colours that can be evaluated at any resolution."""

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        """New colours of a tile: rgb (3, n, w) in 0…1, at frame columns u (w,) and rows v (n,).

        Returns float32 (3, n, w), finite, not necessarily clipped; not `rgb` itself, as the caller writes
        into it. Called from several threads at once; the result need only last until the thread's next call.
        """
        ...


def apply(  # noqa: PLR0913  all but the first three are options
    model: ColourModel,
    composite: U8,
    mask: U8,
    *,
    strength: float = 1.0,
    layer: U8 | None = None,
    frame: Frame | None = None,
    out: U8 | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> U8:
    """Recolour the object: composite + mask · strength · (T(I) − I), T clipped to 0…1.

    composite: picture H×W×3. mask: H×W. Where the mask is 0, and everywhere at strength 0, the result equals
    the composite byte for byte. strength: 0…1.5.

    layer: the clean foreground before blending, H×W×3 in the composite's geometry; T then sees I = layer
    instead of the blended composite. As composite = (1 − mask) · background + mask · layer, the formula is
    the blend of the recoloured layer over the same background: exact at soft edges, and needs no background.

    frame: where the network's frame lies in this picture; by default the network saw all of it.

    out: H×W×3, written to and returned; may be the composite itself. By default a new array. After Aborted it
    is half done.

    Raises EngineError for a strength out of range, PictureError or MaskError for arrays that do not fit,
    Aborted.
    """
    check_arguments(composite, mask, layer=layer, strength=strength)
    _check_same_shape(out, composite, "output")
    if out is None:
        out = np.empty_like(composite)
    height, width = mask.shape
    frame = frame or Frame.of_whole(width, height)
    job = _Job(
        model=model,
        composite=composite,
        source=composite if layer is None else layer,
        mask=mask,
        out=out,
        strength=strength,
        u=frame.columns(0, width),
        v=frame.rows(0, height),
        cancel=cancel,
    )
    bands = [slice(top, min(top + _BAND, height)) for top in range(0, height, _BAND)]
    _in_threads(job.recolour, bands, progress)
    return out


@dataclass(frozen=True, slots=True)
class _Job:
    model: ColourModel
    composite: U8
    source: U8
    """What T sees: the composite or the layer."""
    mask: U8
    out: U8
    strength: float
    u: F32
    v: F32
    """Where the network's frame has the picture's columns and rows."""
    cancel: CancelToken | None

    def recolour(self, band: slice, /) -> None:
        """Write the rows of a band, tile by tile, while they are still in the cache from being copied."""
        check(self.cancel)
        if self.out is not self.composite:
            np.copyto(self.out[band], self.composite[band])
        if self.strength == 0:
            return
        inside = np.flatnonzero(self.mask[band].max(0))
        if len(inside):
            left, right = int(inside[0]), int(inside[-1]) + 1
            ends = np.linspace(left, right, -((left - right) // _TILE_WIDTH) + 1).astype(int)
            for start, stop in pairwise(ends):
                self._recolour_tile(band, slice(start, stop))

    def _recolour_tile(self, rows: slice, columns: slice) -> None:
        tile = rows, columns
        mask = self.mask[tile]
        if not mask.any():
            return
        # planes, not pixels: numpy broadcasts coefficients and masks far faster over planes than over triples
        rgb = _planes(self.source[tile], "seen")
        result = self.model.transformed(rgb, self.u[columns], self.v[rows])
        np.clip(result, 0, 1, out=result)
        if self.source is not self.composite or self.strength != 1 or mask.min() < _OPAQUE:
            self._blend(result, rgb, tile)
        levels = scratch_bytes("levels", *result.shape)
        width = result.shape[2]
        # rounds, and saturates above
        cv2.convertScaleAbs(result.reshape(-1, width), dst=levels.reshape(-1, width), alpha=_OPAQUE)
        self.out[tile] = cv2.merge(list(levels), scratch_bytes("together", *levels.shape[1:], 3))

    def _blend(self, result: F32, rgb: F32, tile: tuple[slice, slice]) -> None:
        """Turn new colours into what the composite becomes by them, in place."""
        mask = self.mask[tile]
        result -= rgb
        result *= np.multiply(mask, np.float32(self.strength / _OPAQUE), out=scratch("amount", *mask.shape))
        result += rgb if self.source is self.composite else _planes(self.composite[tile], "under")
        if self.strength > 1:
            np.clip(result, 0, 1, out=result)


def _planes(picture: U8, name: str) -> F32:
    """(n, w, 3) in 0…255 as (3, n, w) in 0…1, in the thread's scratch array of that name."""
    together = scratch_bytes("together", *picture.shape)
    np.copyto(together, picture)  # cv2.split is many times slower where rows are apart
    channels = scratch_bytes("channels", 3, *picture.shape[:2])
    cv2.split(together, list(channels))
    return np.multiply(channels, np.float32(1 / _OPAQUE), out=scratch(name, *channels.shape))


class _Work(Protocol):
    def __call__(self, band: slice, /) -> None: ...


def _in_threads(work: _Work, bands: list[slice], progress: Progress | None) -> None:
    """Do all bands; the first error (or Aborted) stops the rest and is raised. `progress` is told from this
    thread.
    """
    stop = threading.Event()

    def guarded(band: slice) -> None:
        if stop.is_set():
            return
        try:
            work(band)
        except BaseException:
            stop.set()
            raise

    if len(bands) <= 1:
        for band in bands:
            work(band)
        report(progress, 1.0)
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        for done, _ in enumerate(pool.map(guarded, bands), start=1):
            report(progress, done / len(bands))


def check_arguments(composite: U8, mask: U8, *, layer: U8 | None, strength: float) -> None:
    """Raise as `apply` does, for those who find that there is nothing to apply."""
    check_rgb(composite)
    check_mask(mask, composite.shape)
    if not 0 <= strength <= MAX_STRENGTH:
        raise EngineError(f"The strength must be between 0 and {MAX_STRENGTH}, but is {strength}.")
    _check_same_shape(layer, composite, "layer")


def _check_same_shape(picture: U8 | None, composite: U8, name: str) -> None:
    if picture is None:
        return
    check_rgb(picture, name=name)
    if picture.shape != composite.shape:
        raise PictureError(
            f"The {name} is {picture.shape[1]}×{picture.shape[0]} pixels, "
            f"the composite {composite.shape[1]}×{composite.shape[0]}: they must be the same size."
        )
