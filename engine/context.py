"""Which part of the picture the network sees, and how it is brought to the network's size."""

from __future__ import annotations

import cv2
import numpy as np

from engine.placement import Box
from engine.types import U8

LEAST_SIDE = 64
"""Pixels: fewer hold too little of the surroundings, however small the object."""


def bounding_box(mask: U8) -> Box:
    """The smallest box around all pixels over 0; empty where there are none."""
    left, top, width, height = cv2.boundingRect(mask)
    return Box(left, top, left + width, top + height)


def context_box(mask: U8, *, reference: U8 | None = None, least: float) -> Box:
    """The box the network is shown: as large a part of the picture as resolves a small object well.

    mask: H×W, not empty. The box keeps the picture's aspect and lies as centrally around the object as the
    border allows; it is at least `least` (1 … inf) times as wide and high as the object's bounding box, holds
    every pixel of the reference region, and is the whole picture where that is not larger.
    """
    height, width = mask.shape
    box = bounding_box(mask)
    part = max(_part(box, mask) * least, LEAST_SIDE / min(width, height))
    if reference is not None:
        box = _union(box, bounding_box(reference))
        part = max(part, _part(box, mask))
    if part >= 1:
        return Box(0, 0, width, height)
    w, h = max(round(width * part), 1), max(round(height * part), 1)
    left = min(max((box.left + box.right - w) // 2, 0), width - w)
    top = min(max((box.top + box.bottom - h) // 2, 0), height - h)
    return Box(left, top, left + w, top + h)


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


def _union(a: Box, b: Box) -> Box:
    if a.empty or b.empty:
        return b if a.empty else a
    return Box(min(a.left, b.left), min(a.top, b.top), max(a.right, b.right), max(a.bottom, b.bottom))


def _halved(picture: U8, size: int) -> U8:
    """The picture averaged over 2×2 pixels while no pixel is split and both sides stay over twice `size`.

    OpenCV has a fast path for just this factor: five times faster than any other factor at 24 MP.
    """
    height, width = picture.shape[:2]
    while min(width, height) >= 4 * size and width % 2 == height % 2 == 0:
        width, height = width // 2, height // 2
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA).astype(
            np.uint8, copy=False
        )
    return picture
