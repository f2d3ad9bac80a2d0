"""Apply a colour change to a picture of any size: in tiles inside the object's bounding box, on two threads.

Every method that recolours an object, with or without a network, passes through here, so that what is
promised about the pixels outside the mask is kept in one place.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from engine.progress import CancelToken, Progress, check, report
from engine.transfer.frame import Frame
from engine.transfer.scratch import scratch
from engine.types import F32, U8, EngineError, PictureError, check_mask, check_rgb

MAX_STRENGTH = 1.5
_TILE_PIXELS = 1 << 17
_TILE_WIDTH = 8192  # cv2.remap takes no side beyond 32767
_TILE_HEIGHT = 256
_THREADS = 2


class ColourModel(Protocol):
    """A change of colours that can be evaluated at any resolution."""

    def transformed(self, rgb: F32, u: F32, v: F32) -> F32:
        """New colours of a tile: rgb (3, n, w) in 0…1, at frame columns u (w,) and rows v (n,).

        Returns float32 (3, n, w), finite, not necessarily clipped; not `rgb` itself, as the caller writes
        into it. Called from several threads at once; the result need only last until the thread's next call.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Tile:
    left: int
    top: int
    right: int
    bottom: int

    @property
    def index(self) -> tuple[slice, slice]:
        return slice(self.top, self.bottom), slice(self.left, self.right)


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
    the
    blend of the recoloured layer over the same background: exact at soft edges, and needs no background.

    frame: where the network's frame lies in this picture; by default the network saw all of it.

    out: H×W×3, written to and returned; may be the composite itself. By default a new array. After Aborted it
    is half done.

    Raises EngineError for a strength out of range, PictureError or MaskError for arrays that do not fit,
    Aborted.
    """
    check_rgb(composite)
    check_mask(mask, composite.shape)
    if not 0 <= strength <= MAX_STRENGTH:
        raise EngineError(f"The strength must be between 0 and {MAX_STRENGTH}, but is {strength}.")
    _check_same_shape(layer, composite, "layer")
    _check_same_shape(out, composite, "output")
    if out is None:
        out = composite.copy()
    elif out is not composite:
        np.copyto(out, composite)
    if strength == 0:
        return out
    job = _Job(
        model=model,
        composite=composite,
        source=composite if layer is None else layer,
        mask=mask,
        out=out,
        strength=strength,
        frame=frame or Frame.of_whole(mask.shape[1], mask.shape[0]),
        cancel=cancel,
    )
    _in_threads(job.recolour, _tiles(mask), progress)
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
    frame: Frame
    cancel: CancelToken | None

    def recolour(self, tile: _Tile, /) -> None:
        check(self.cancel)
        left, _, width, _ = cv2.boundingRect(self.mask[tile.index])
        if width:
            left += tile.left
            self._recolour_all(_Tile(left, tile.top, left + width, tile.bottom))

    def _recolour_all(self, tile: _Tile) -> None:
        # planes, not pixels: numpy broadcasts coefficients and masks far faster over planes than over triples
        rgb = _planes(self.source[tile.index], "seen")
        u, v = self.frame.columns(tile.left, tile.right), self.frame.rows(tile.top, tile.bottom)
        result = self.model.transformed(rgb, u, v)
        np.clip(result, 0, 1, out=result)
        result -= rgb
        mask = self.mask[tile.index]
        result *= np.multiply(mask, np.float32(self.strength / 255), out=scratch("amount", *mask.shape))
        result += rgb if self.source is self.composite else _planes(self.composite[tile.index], "under")
        if self.strength > 1:
            np.clip(result, 0, 1, out=result)
        # rounds, and saturates above
        self.out[tile.index] = cv2.merge([cv2.convertScaleAbs(plane, alpha=255) for plane in result])


def _planes(picture: U8, name: str) -> F32:
    """(n, w, 3) in 0…255 as (3, n, w) in 0…1, in the thread's scratch array of that name."""
    planes = scratch(name, 3, *picture.shape[:2])
    for plane, channel in zip(planes, cv2.split(picture), strict=True):
        np.multiply(channel, np.float32(1 / 255), out=plane)
    return planes


def _tiles(mask: U8) -> list[_Tile]:
    """Tiles of about `_TILE_PIXELS` that cover the bounding box of the mask."""
    left, top, width, height = cv2.boundingRect(mask)
    columns = min(max(width, 1), _TILE_WIDTH)
    rows = min(max(_TILE_PIXELS // columns // 8, 1) * 8, _TILE_HEIGHT)  # models may work on blocks of 8 rows
    right, bottom = left + width, top + height
    return [
        _Tile(x, y, min(x + columns, right), min(y + rows, bottom))
        for y in range(top, bottom, rows)
        for x in range(left, right, columns)
    ]


class _Work(Protocol):
    def __call__(self, tile: _Tile, /) -> None: ...


def _in_threads(work: _Work, tiles: list[_Tile], progress: Progress | None) -> None:
    """Do all tiles; the first error (or Aborted) stops the rest and is raised. `progress` is told from this
    thread.
    """
    stop = threading.Event()

    def guarded(tile: _Tile) -> None:
        if stop.is_set():
            return
        try:
            work(tile)
        except BaseException:
            stop.set()
            raise

    if len(tiles) <= 1:
        for tile in tiles:
            work(tile)
        report(progress, 1.0)
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        for done, _ in enumerate(pool.map(guarded, tiles), start=1):
            report(progress, done / len(tiles))


def _check_same_shape(picture: U8 | None, composite: U8, name: str) -> None:
    if picture is None:
        return
    check_rgb(picture, name=name)
    if picture.shape != composite.shape:
        raise PictureError(
            f"The {name} is {picture.shape[1]}×{picture.shape[0]} pixels, "
            f"the composite {composite.shape[1]}×{composite.shape[0]}: they must be the same size."
        )
