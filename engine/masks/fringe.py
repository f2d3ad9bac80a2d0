"""The object's own colours at its soft edges, where the photograph shows a mix with its background.

Blur fusion: M. Forte, "Approximate Fast Foreground Colour Estimation", ICIP 2021, with its two passes of
90 and 6 pixels; the wide one is made at an eighth of the resolution, which its smoothness allows.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from engine.masks.tiles import grown, near_edges
from engine.placement import Box, Size
from engine.types import F32, U8, check_mask, check_rgb

_CELL = 8
_WIDE, _NARROW = 11, 7
"""Sides of the squares averaged over: in cells, and in pixels (the paper has 6; an odd side is symmetric)."""
_MARGIN = _WIDE // 2 + 1
"""Cells around a place that its colour may come from: half a square, and the next one to interpolate to."""
REACH = (_MARGIN + 1) * _CELL
"""How far from a changed pixel the colours can change, in pixels."""
_NOTHING = 1e-7


def decontaminated(rgb: U8, mask: U8, *, box: Box | None = None) -> U8:
    """The picture with the object's own colours wherever the mask is soft.

    rgb: H×W×3, the object as photographed before its background. mask: H×W. box: what is wanted of it, inside
    the picture; default: all. A pixel is taken to show mask·object + (1 − mask)·background; the object's
    colour is the one that agrees with that and with the object nearby. Equal to `rgb` byte for byte where the
    mask is 0 or 255. A new array.
    """
    check_rgb(rgb)
    check_mask(mask, rgb.shape)
    area = Box(0, 0, mask.shape[1], mask.shape[0]) if box is None else box
    result = rgb[area.slices].copy()
    for part in _soft_parts(mask, area):
        alpha = mask[part.slices]
        soft = (alpha > 0) & (alpha < 255)
        here = result[part.shifted(-area.left, -area.top).slices]
        here[soft] = _object_colours(rgb, mask, part)[soft]
    return result


def surroundings(box: Box, size: Size) -> Box:
    """What the colours inside `box` are made from, in a picture of `size`.

    It begins at whole cells, so that `decontaminated` gives there what it gives of the whole picture.
    """
    near = grown(box, REACH).clip(size)
    return Box(near.left // _CELL * _CELL, near.top // _CELL * _CELL, near.right, near.bottom)


def _soft_parts(mask: U8, area: Box) -> Iterator[Box]:
    """Boxes with soft pixels in them, a tile each at most."""
    for tile in near_edges(mask, reach=REACH, within=area):
        soft = cv2.inRange(mask[tile.inner.slices], 1, 254)
        left, top, width, height = cv2.boundingRect(soft)
        if width:
            yield Box(left, top, left + width, top + height).shifted(tile.inner.left, tile.inner.top)


def _object_colours(rgb: U8, mask: U8, part: Box) -> U8:
    size = mask.shape[1], mask.shape[0]
    near = grown(part, _NARROW // 2).clip(size)
    image = rgb[near.slices].astype(np.float32)
    alpha = _alpha(mask, near)
    inside, outside = _wide_means(rgb, mask, near, size)
    front = _unmixed(image, alpha, inside, outside)
    inside = _narrow_mean(front, alpha)
    outside = _narrow_mean(outside, 1 - alpha)
    core = part.shifted(-near.left, -near.top).slices
    return np.rint(_unmixed(image, alpha, inside, outside)[core]).astype(np.uint8)


def _wide_means(rgb: U8, mask: U8, near: Box, size: Size) -> tuple[F32, F32]:
    """Mean colours of object and background around every pixel of `near`, each H×W×3.

    Cells count from the picture's corner, so that a part gives what the whole gives there.
    """
    cells = Box(near.left // _CELL, near.top // _CELL, -(-near.right // _CELL), -(-near.bottom // _CELL))
    around = grown(cells, _MARGIN).clip((-(-size[0] // _CELL), -(-size[1] // _CELL)))
    source = Box(*(edge * _CELL for edge in (around.left, around.top, around.right, around.bottom))).clip(
        size
    )
    image = rgb[source.slices].astype(np.float32)
    alpha = _alpha(mask, source)
    means = []
    for weight in (alpha, 1 - alpha):
        small = _on_cells(np.concatenate([image * weight, weight], axis=2), around.size)
        blurred = np.asarray(cv2.blur(small, (_WIDE, _WIDE)), np.float32)
        means.append(_spread(_ratio(blurred), around, near))
    return means[0], means[1]


def _on_cells(weighted: F32, cells: Size) -> F32:
    """Means over cells; pixels that the last ones lack weigh nothing."""
    right, bottom = cells[0] * _CELL - weighted.shape[1], cells[1] * _CELL - weighted.shape[0]
    padded = cv2.copyMakeBorder(weighted, 0, bottom, 0, right, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    return np.asarray(cv2.resize(padded, cells, interpolation=cv2.INTER_AREA), np.float32)


def _spread(colours: F32, cells: Box, wanted: Box) -> F32:
    """Colours of cells for every pixel of a box, interpolated."""
    large = cv2.resize(colours, (cells.width * _CELL, cells.height * _CELL), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large[wanted.shifted(-cells.left * _CELL, -cells.top * _CELL).slices], np.float32)


def _narrow_mean(colours: F32, weight: F32) -> F32:
    weighted = np.concatenate([colours * weight, weight], axis=2)
    return _ratio(np.asarray(cv2.blur(weighted, (_NARROW, _NARROW)), np.float32))


def _ratio(weighted: F32) -> F32:
    """Weighted means, H×W×3, from weighted colours and weights, H×W×4."""
    return np.asarray(weighted[..., :3] / (weighted[..., 3:] + np.float32(_NOTHING)))


def _alpha(mask: U8, box: Box) -> F32:
    """0 … 1, H×W×1."""
    return mask[box.slices].astype(np.float32)[..., None] / np.float32(255)


def _unmixed(image: F32, alpha: F32, inside: F32, outside: F32) -> F32:
    """The colours inside, corrected by what they leave unexplained of the picture."""
    unexplained = image - alpha * inside - (1 - alpha) * outside
    return np.asarray(np.clip(inside + alpha * unexplained, 0, 255))
