"""What the photographs of these tests are made of."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from engine.types import U8

WIDTH, HEIGHT = 96, 72
WITH_MASKS = ("a", "b", "c", "d")
WITHOUT_MASKS = ("e",)


def noise(rng: np.random.Generator) -> U8:
    """A smooth picture H×W×3 of many colours."""
    coarse = rng.uniform(0, 255, (4, 5, 3)).astype(np.float32)
    return cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC).clip(0, 255).astype(np.uint8)


def disc(rng: np.random.Generator) -> U8:
    """A mask H×W with a disc in it."""
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    centre = (int(rng.integers(30, 66)), int(rng.integers(25, 47)))
    cv2.circle(mask, centre, 18, 255, -1)
    return mask


def write_picture(path: Path, pixels: U8) -> None:
    assert cv2.imwrite(str(path), pixels[..., ::-1] if pixels.ndim == 3 else pixels)
