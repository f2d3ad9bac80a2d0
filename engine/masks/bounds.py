"""Where in a picture a mask is."""

from __future__ import annotations

import numpy as np

from engine.placement import Box
from engine.types import U8

VISIBLE = 16
"""Mask values below it can hardly be seen."""


def bounding_box(mask: U8, *, least: int = 1) -> Box:
    """The smallest box around all pixels of at least `least`; empty where there are none."""
    columns = np.flatnonzero(mask.max(0, initial=0) >= least)  # twice as fast as cv2.boundingRect
    if not len(columns):
        return Box(0, 0, 0, 0)
    left, right = int(columns[0]), int(columns[-1]) + 1
    rows = np.flatnonzero(mask[:, left:right].max(1) >= least)
    return Box(left, int(rows[0]), right, int(rows[-1]) + 1)
