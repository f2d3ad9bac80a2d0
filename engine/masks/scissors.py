"""Intelligent scissors: an outline that follows the picture's edges from click to click.

E. Mortensen, W. Barrett, "Intelligent Scissors for Image Composition", SIGGRAPH 1995, as OpenCV has it.
"""

from __future__ import annotations

import cv2
import numpy as np

from engine.masks.reduction import reduced
from engine.placement import Point
from engine.types import F64, U8, MaskError, check_rgb

_SIDE = 800
"""Longer side, in pixels, of the picture that is followed: a new start is then ready in a blink."""
_EDGE = (32, 100)
"""Canny's thresholds, as OpenCV's example has them."""
_STRONG = 200
"""Gradients above it cost nothing, lest one glaring edge drew every path to itself."""


class Scissors:
    """Paths along the edges of one picture (H×W×3), which is not kept."""

    def __init__(self, rgb: U8) -> None:
        check_rgb(rgb)
        height, width = rgb.shape[:2]
        small = reduced(rgb, side=_SIDE)
        self._size = width, height
        self._small_size = small.shape[1], small.shape[0]
        self._tool = cv2.segmentation.IntelligentScissorsMB()
        self._tool.setEdgeFeatureCannyParameters(*_EDGE)
        self._tool.setGradientMagnitudeMaxLimit(_STRONG)
        self._tool.applyImage(small)
        self._start: Point | None = None

    def start(self, point: Point) -> None:
        """Begin a stretch at (x, y): the slow part, once a click. Points outside are moved to the border."""
        self._start = self._inside(point)
        self._tool.buildMap(self._cell(self._start))

    def path(self, point: Point) -> F64:
        """The outline from the start to (x, y), at full resolution: N×2, both ends included, N ≥ 2.

        Fast enough to follow the mouse. Raises MaskError without a start.
        """
        if self._start is None:
            raise MaskError("Click where the outline is to begin.")
        end = self._inside(point)
        cells = self._tool.getContour(self._cell(end))
        scale = np.array(self._size) / self._small_size
        points = (np.asarray(cells, np.float64).reshape(-1, 2) + 0.5) * scale
        return np.concatenate([[self._start], points[1:-1], [end]])

    def _inside(self, point: Point) -> Point:
        x, y = (min(max(value, 0.0), float(side)) for value, side in zip(point, self._size, strict=True))
        return x, y

    def _cell(self, point: Point) -> tuple[int, int]:
        """The pixel of the reduced picture."""
        x, y = (
            min(int(value * small / side), small - 1)
            for value, small, side in zip(point, self._small_size, self._size, strict=True)
        )
        return x, y


def outline(rgb: U8, points: list[Point]) -> F64:
    """The closed outline through `points` along the picture's edges, N×2; for `selection.polygon`."""
    if len(points) < 2:
        raise MaskError("Scissors need at least two points.")
    scissors = Scissors(rgb)
    stretches = []
    for begin, end in zip(points, [*points[1:], points[0]], strict=True):
        scissors.start(begin)
        stretches.append(scissors.path(end)[:-1])
    return np.concatenate(stretches)
