"""Where a picture's subject probably is, by the bundled network, run by OpenCV: torch need not be loaded."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Final

import cv2
import numpy as np

import resources
from engine.errors import WeightsError
from engine.types import F32, U8

WEIGHTS: Final = resources.path("weights", "subject.onnx")
SIDE: Final = 224
"""Height and width, in pixels, that every picture is stretched to."""

_lock = Lock()
"""OpenCV's network holds its input: one picture at a time."""


def probabilities(rgb: U8) -> F32:
    """The probability that a pixel is of the subject: float32 H×W, 0 … 1.

    rgb: H×W×3, best reduced: no more than SIDE pixels a side are looked at. Raises WeightsError where the
    bundled network cannot be read.
    """
    height, width = rgb.shape[:2]
    way = cv2.INTER_AREA if min(height, width) >= SIDE else cv2.INTER_LINEAR
    seen = cv2.resize(rgb, (SIDE, SIDE), interpolation=way)
    with _lock:
        network = _network()
        network.setInput(cv2.dnn.blobFromImage(seen, 1 / 255))
        logits = network.forward()[0, 0]
    logits = cv2.resize(logits, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)


@cache
def _network() -> cv2.dnn.Net:
    try:
        return cv2.dnn.readNetFromONNX(str(WEIGHTS))
    except cv2.error as error:
        raise WeightsError(f"{WEIGHTS} cannot be read: install the program again.") from error
