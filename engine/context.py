"""Which part of the picture the network sees, and how it is brought to the network's size."""

from __future__ import annotations

import cv2
import numpy as np

from engine.masks.bounds import bounding_box
from engine.placement import Box
from engine.types import U8

LEAST_SIDE = 64
"""Pixels: fewer hold too little of the surroundings, however small the object."""


def context_box(mask: U8, *, reference: U8 | None = None, least: float, size: int) -> Box:
    """The box the network is shown: as large a part of the picture as resolves a small object well.

    mask: H×W, not empty. The box keeps the picture's aspect and lies as centrally around the object as the
    border allows; it is at least `least` (1 … inf) times as wide and high as the object's bounding box, holds
    every pixel of the reference region, and is the whole picture where that is not larger. size: to which it
    will be `resized`; where it is much larger, its sides are rounded to what can be halved again and again
    (those of the whole picture down, unless that would cut the object).
    """
    height, width = mask.shape
    box = bounding_box(mask)
    part = max(_part(box, mask) * least, LEAST_SIDE / min(width, height))
    if reference is not None:
        box = box.united(bounding_box(reference))
        part = max(part, _part(box, mask))
    part = min(part, 1.0)
    w, h = max(round(width * part), 1), max(round(height * part), 1)
    block = 2 ** _halvings(w, h, size)
    w = _in_blocks(w, block, least=box.width, most=width)
    h = _in_blocks(h, block, least=box.height, most=height)
    left = min(max((box.left + box.right - w) // 2, 0), width - w)
    top = min(max((box.top + box.bottom - h) // 2, 0), height - h)
    return Box(left, top, left + w, top + h)


def _in_blocks(side: int, block: int, *, least: int, most: int) -> int:
    """The multiple of `block` next to `side`, larger if it may be, but within least … most; else `side`."""
    fitting = min(-(-side // block), most // block) * block
    return fitting if fitting >= least else side


def _halvings(width: int, height: int, size: int) -> int:
    """How often a picture may be halved and still be twice `size`.

    The last step splits pixels between two of the result, so they are to be small.
    """
    return max(min(width, height) // size // 2, 1).bit_length() - 1


def _part(box: Box, mask: U8) -> float:
    """How much of the picture's width or height, whichever is more, a box takes."""
    height, width = mask.shape
    return max(box.width / int(width), box.height / int(height))


def resized(picture: U8, size: int) -> U8:
    """A picture or mask stretched to size×size: averaged where it shrinks, interpolated where it grows."""
    height, width = picture.shape[:2]
    shrunk = (min(width, size), min(height, size))
    if shrunk != (width, height):
        picture = _halved(picture, size)
        picture = cv2.resize(picture, shrunk, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    if shrunk != (size, size):
        picture = cv2.resize(picture, (size, size), interpolation=cv2.INTER_LINEAR).astype(
            np.uint8, copy=False
        )
    return picture


def _halved(picture: U8, size: int) -> U8:
    """The picture averaged over 2×2 pixels as often as no pixel is split and both sides stay twice `size`.

    OpenCV has a fast path for just this factor: seven times faster than any other factor at 24 MP.
    """
    height, width = picture.shape[:2]
    for _ in range(_halvings(width, height, size)):
        if width % 2 or height % 2:
            break
        width, height = width // 2, height // 2
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA).astype(
            np.uint8, copy=False
        )
    return picture
