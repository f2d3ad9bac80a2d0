"""Selections: by colour (wand), by outline (lasso), and how they join a mask."""

from __future__ import annotations

from enum import StrEnum
from functools import reduce

import cv2
import numpy as np
from numpy.typing import ArrayLike

from engine.masks.brush import Patch
from engine.placement import Box, Point, Size
from engine.types import F64, U8, MaskError, check_mask, check_rgb


class Combine(StrEnum):
    """How a selection joins a mask."""

    REPLACE = "replace"
    ADD = "add"
    SUBTRACT = "subtract"
    INTERSECT = "intersect"


def combine(mask: U8, selection: U8, how: Combine) -> U8:
    """The mask after `selection` has joined it; both H×W. Soft edges stay soft. A new array."""
    check_mask(mask, mask.shape)
    check_mask(selection, mask.shape, name="selection")
    match how:
        case Combine.REPLACE:
            return selection.copy()
        case Combine.ADD:
            return np.maximum(mask, selection)
        case Combine.SUBTRACT:
            return np.minimum(mask, np.invert(selection))
        case Combine.INTERSECT:
            return np.minimum(mask, selection)


def difference(before: U8, after: U8) -> Patch | None:
    """The smallest patch that makes `after` of `before`, both H×W; None where they are equal."""
    check_mask(before, before.shape)
    check_mask(after, before.shape)
    left, top, width, height = cv2.boundingRect(np.asarray(cv2.absdiff(before, after)))
    box = Box(left, top, left + width, top + height)
    return None if box.empty else Patch(box, after[box.slices].copy())


def wand(rgb: U8, point: Point, *, tolerance: int = 32, contiguous: bool = True) -> U8:
    """What has the colour of the picture at `point`.

    rgb: H×W×3. point: (x, y), pixel centres at halves. tolerance: how far off a pixel may be in any channel,
    0 … 255. contiguous: only what hangs together with the point, by sides of pixels. Returns H×W: 255 where
    selected, and at its border the share by which a pixel is nearer to the colour than what lies beyond it.
    Raises MaskError where the point lies outside.
    """
    check_rgb(rgb)
    height, width = rgb.shape[:2]
    x, y = (int(np.floor(coordinate)) for coordinate in point)
    if not (0 <= x < width and 0 <= y < height):
        raise MaskError(f"The point {point[0]:g}, {point[1]:g} lies outside the picture, {width}×{height}.")
    if not 0 <= tolerance <= 255:
        raise MaskError(f"The tolerance must be between 0 and 255, not {tolerance}.")
    colour = rgb[y, x].tolist()
    if contiguous:
        ringed = np.zeros((height + 2, width + 2), np.uint8)
        # OpenCV wants a picture it could write to, though here it does not.
        writable = np.require(rgb, requirements=["C", "W"])
        how = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | 255 << 8
        limits = (tolerance,) * 3
        cv2.floodFill(writable, ringed, (x, y), 0, limits, limits, how)
        hard = ringed[1:-1, 1:-1]
    else:
        low, high = (np.clip(np.array(colour) + sign * tolerance, 0, 255) for sign in (-1, 1))
        hard = np.asarray(cv2.inRange(rgb, low, high), np.uint8)
    return _antialiased(rgb, hard, colour)


def _antialiased(rgb: U8, hard: U8, colour: list[int]) -> U8:
    """Pixels beside the selection are mixtures of its colour and the one behind them: 0 … 255 by which."""
    left, top, width, height = cv2.boundingRect(hard)
    box = Box(left - 2, top - 2, left + width + 2, top + height + 2).clip((hard.shape[1], hard.shape[0]))
    inside = hard[box.slices]
    off = _difference_from(rgb[box.slices], colour)
    square = np.ones((3, 3), np.uint8)
    beyond = cv2.dilate(off, square)
    ring = (cv2.dilate(inside, square) > 0) & (inside == 0)
    result = np.zeros_like(hard)
    result[box.slices] = inside
    result[box.slices][ring] = 255 * (1 - off[ring] / np.maximum(beyond[ring], 1))
    return result


def _difference_from(rgb: U8, colour: list[int]) -> U8:
    """The largest difference over the channels, H×W."""
    same = (np.full(rgb.shape[:2], value, np.uint8) for value in colour)
    channels = (cv2.absdiff(*planes) for planes in zip(cv2.split(rgb), same, strict=True))
    return np.asarray(reduce(cv2.max, channels), np.uint8)


def polygon(points: ArrayLike, size: Size) -> U8:
    """The inside of a closed outline: each pixel of the mask says how much of its area lies inside.

    points: N×2, (x, y) in pixels, possibly outside the picture; the last is joined to the first. size:
    (width, height). Where the outline goes round twice it is inside; loops the other way round count too.
    Raises MaskError for numbers that are not finite. Exact coverage by signed areas, as font renderers do it
    (R. Levien, "Inside the fastest font renderer in the world", 2016).
    """
    corners = np.asarray(points, np.float64).reshape(-1, 2)
    if not np.isfinite(corners).all():
        raise MaskError("An outline needs finite numbers for its points.")
    mask = np.zeros(size[::-1], np.uint8)
    if len(corners) < 3:
        return mask
    low, high = np.floor(corners.min(0)), np.ceil(corners.max(0))
    box = Box(*np.clip([*low, *high], 0, [*size, *size]).astype(int).tolist())
    if box.empty:
        return mask
    corners -= (box.left, box.top)
    starts, ends = _pieces(corners, np.roll(corners, -1, axis=0), box.size)
    mask[box.slices] = _coverage(starts, ends, box.size)
    return mask


def _pieces(starts: F64, ends: F64, size: Size) -> tuple[F64, F64]:
    """Straight lines, both N×2, cut where they cross the borders of the pixels of a picture."""
    edges, cuts = [np.arange(len(starts))] * 2, [np.zeros(len(starts)), np.ones(len(starts))]
    for axis, length in enumerate(size):
        first, last = np.minimum(starts, ends)[:, axis], np.maximum(starts, ends)[:, axis]
        low = np.ceil(np.clip(first, 0, length)).astype(int)
        count = np.maximum(np.floor(np.clip(last, -1, length)).astype(int) - low + 1, 0)
        edge = np.repeat(np.arange(len(starts)), count)
        line = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + low[edge]
        along = (ends - starts)[edge, axis]
        with np.errstate(divide="ignore", invalid="ignore"):
            part = (line - starts[edge, axis]) / along
        edges.append(edge)
        cuts.append(np.where(along == 0, 0.0, part).clip(0, 1))
    edge, part = np.concatenate(edges), np.concatenate(cuts)
    order = np.lexsort((part, edge))
    edge, part = edge[order], part[order]
    points = starts[edge] + part[:, None] * (ends - starts)[edge]
    same = edge[1:] == edge[:-1]
    return points[:-1][same], points[1:][same]


def _coverage(starts: F64, ends: F64, size: Size) -> U8:
    """How much of each pixel lies inside the outline that pieces of at most one pixel make up, 0 … 255."""
    width, height = size
    middle = (starts + ends) / 2
    row = np.floor(middle[:, 1]).astype(int)
    seen = (row >= 0) & (row < height)
    row, x = row[seen], middle[seen, 0].clip(0, width)
    rise = (ends - starts)[seen, 1]
    column = np.minimum(np.floor(x).astype(int), width)
    right_part = x - column
    # What a piece adds to its own pixel, and to all pixels to its right.
    steps = np.zeros((height, width + 2), np.float32)
    np.add.at(steps, (row, column), rise * (1 - right_part))
    np.add.at(steps, (row, column + 1), rise * right_part)
    np.cumsum(steps, axis=1, out=steps)
    return np.asarray(cv2.convertScaleAbs(steps[:, :width], alpha=255), np.uint8)  # |…|, at most 255
