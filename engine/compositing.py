"""Put a cut-out on a background: warped only into its own box, blended with straight alpha.

Shrinking averages areas (the cut-out is first reduced to its placed size); everything else interpolates
linearly. Colours are premultiplied by alpha meanwhile, so a hidden colour never shows as a fringe (Porter and
Duff, "Compositing Digital Images", SIGGRAPH 1984). The cut-out's own border is cut by the area it covers of a
pixel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.placement import Box, Parts, Placement, Row, Size
from engine.types import F64, U8, PictureError, check_rgb

__all__ = ["Box", "Parts", "Placement", "WarpedLayer", "blend", "composite", "warp"]

_OPAQUE = 255
_STRIP = 1 << 18  # pixels worked on at once: keeps the temporaries in the cache and out of the memory figure

_U16 = NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class WarpedLayer:
    """A cut-out as it lies on the background.

    rgba: uint8 h×w×4, straight alpha, filling `box`, which lies inside the background.
    """

    rgba: U8
    box: Box

    def mask(self, size: Size) -> U8:
        """The layer's alpha on an otherwise empty mask of the background's `size`."""
        mask = np.zeros(size[::-1], np.uint8)
        mask[self.box.slices] = self.rgba[..., 3]
        return mask


def warp(rgba: U8, placement: Placement, size: Size) -> WarpedLayer:
    """Carry a cut-out (uint8 H×W×4, straight alpha) to its place on a background of `size` (width, height).

    A shift by whole pixels returns the cut-out's pixels bit for bit. Raises PictureError for another array.
    """
    if rgba.ndim != 3 or rgba.shape[2] != 4 or rgba.dtype != np.uint8 or rgba.size == 0:
        raise PictureError(f"A cut-out must be uint8 H×W×4, but is {rgba.dtype} {rgba.shape}.")
    box = placement.box((rgba.shape[1], rgba.shape[0]), within=size)
    if box.empty:
        return WarpedLayer(np.empty((0, 0, 4), np.uint8), box)
    shift = placement.whole_shift((rgba.shape[1], rgba.shape[0]))
    if shift is not None:
        return WarpedLayer(rgba[box.shifted(-shift[0], -shift[1]).slices].copy(), box)
    premultiplied, placement = _reduce(_premultiply(rgba), placement)
    in_box = placement.then(Placement.translation(-box.left, -box.top))
    warped = cv2.warpAffine(
        premultiplied,
        in_box.between_indices,
        box.size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.uint16, copy=False)
    source = premultiplied.shape[1], premultiplied.shape[0]
    return WarpedLayer(_unpremultiply(warped, in_box.inverse(), source), box)


def blend(background: U8, layer: WarpedLayer, *, opacity: float = 1.0, in_place: bool = False) -> U8:
    """Lay `layer` over a picture (uint8 H×W×3).

    A new picture, or in place the same, byte for byte the old one outside the layer's alpha. opacity: 0 … 1,
    multiplies that alpha.
    """
    check_rgb(background, name="background")
    result = background if in_place else background.copy()
    below = result[layer.box.slices]
    for rows in _strips(below.shape):
        over, under = layer.rgba[rows], below[rows]
        alpha = cv2.convertScaleAbs(over[..., 3], alpha=min(max(opacity, 0.0), 1.0))
        alpha = cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGB)
        light = cv2.add(
            cv2.multiply(cv2.cvtColor(over, cv2.COLOR_RGBA2RGB), alpha, dtype=cv2.CV_16U),
            cv2.multiply(under, cv2.bitwise_not(alpha), dtype=cv2.CV_16U),
        )
        under[...] = cv2.convertScaleAbs(light, alpha=1 / _OPAQUE)  # to the nearest
    return result


def composite(background: U8, rgba: U8, placement: Placement) -> tuple[U8, U8]:
    """Place a cut-out on a background. Returns the composite, H×W×3, and its mask, H×W: the warped alpha."""
    check_rgb(background, name="background")
    size = background.shape[1], background.shape[0]
    layer = warp(rgba, placement, size)
    return blend(background, layer), layer.mask(size)


def _premultiply(rgba: U8) -> _U16:
    """Colour × alpha and alpha × 255, both 0 … 65025: sixteen bits hold the product without rounding."""
    alpha = rgba[..., 3]
    factors = cv2.merge([alpha, alpha, alpha, np.full_like(alpha, _OPAQUE)])
    return cv2.multiply(rgba, factors, dtype=cv2.CV_16U).astype(np.uint16, copy=False)


def _reduce(premultiplied: _U16, placement: Placement) -> tuple[_U16, Placement]:
    """Average areas down to the placed size along each axis that shrinks; the placement of what is left."""
    height, width = premultiplied.shape[:2]
    reduced = tuple(
        max(1, round(length * min(scale, 1.0)))
        for length, scale in zip((width, height), placement.scale, strict=True)
    )
    if reduced == (width, height):
        return premultiplied, placement
    small = cv2.resize(premultiplied, reduced, interpolation=cv2.INTER_AREA).astype(np.uint16, copy=False)
    return small, Placement.scaling((width / reduced[0], height / reduced[1])).then(placement)


def _unpremultiply(warped: _U16, back: Placement, source: Size) -> U8:
    """Straight alpha again, the alpha cut to the part of each pixel inside the cut-out of size `source`.

    back: from the continuous coordinates of `warped` to those of the cut-out.
    """
    height, width = warped.shape[:2]
    columns: F64 = np.arange(0.5, width, dtype=np.float64)
    rows: F64 = np.arange(0.5, height, dtype=np.float64)
    rgba = np.empty(warped.shape, np.uint8)
    for strip in _strips(warped.shape):
        inside = _coverage(back.row_x, source[0], columns, rows[strip])
        inside = inside * _coverage(back.row_y, source[1], columns, rows[strip])
        alpha = warped[strip][..., 3]
        cv2.divide(warped[strip], cv2.merge([alpha] * 4), rgba[strip], scale=_OPAQUE, dtype=cv2.CV_8U)
        rgba[strip][..., 3] = alpha * (inside / _OPAQUE) + 0.5
    return rgba


def _coverage(row: Row, length: int, columns: F64, rows: F64) -> F64:
    """How much (0 … 1) of each pixel lies between two opposite sides of the cut-out.

    row: gives the position across the cut-out, 0 … length, at background x and y. The shape broadcasts to
    rows × columns, and is 1 along the axis that the sides run along.
    """
    along_x, along_y, offset = row
    across: F64 = np.full((1, 1), offset - length / 2)
    if along_x:
        across = across + along_x * columns
    if along_y:
        across = across + (along_y * rows)[:, None]
    steepness = float(np.hypot(along_x, along_y))
    to_side = (length / 2 - np.abs(across)) / steepness
    return np.clip(to_side + 0.5, 0.0, min(1.0, length / steepness))


def _strips(shape: tuple[int, ...]) -> Iterator[slice]:
    """Rows of an array, a few at a time."""
    step = max(1, _STRIP // max(1, shape[1]))
    for start in range(0, shape[0], step):
        yield slice(start, start + step)
