"""How much of the hair an edge keeps: `python -m benchmarks.hair`.

Heads of fine strands with known transparency, before textured backgrounds; what is given is their outline at
a quarter of the size, blurred. SAD: sum of absolute differences, in thousands. MSE: mean squared
difference, in thousandths (C. Rhemann et al., "A Perceptually Motivated Online Benchmark for Image Matting",
CVPR 2009, which has photographs; it is not redistributed here).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

import cv2
import numpy as np

from engine.masks.matte import matted
from engine.masks.reduction import enlarged
from engine.types import F32, U8

SIDE = 1000
_OVER = 4
_STRANDS = 500
_COARSE = 256
_PAIRS = (
    ((60, 35, 25), 10, (170, 190, 210), 25),
    ((190, 150, 90), 15, (60, 90, 60), 30),
    ((40, 35, 35), 8, (110, 120, 90), 45),
    ((150, 120, 110), 12, (120, 130, 150), 15),
)
"""Mean colour and contrast of hair, then of the background."""


def strands(seed: int) -> F32:
    """The transparency of a head with curly hair, float32 SIDE×SIDE, 0 … 1."""
    random = np.random.default_rng(seed)
    side = SIDE * _OVER
    drawn = np.zeros((side, side), np.uint8)
    middle, axes = np.array([0.5, 0.55]) * side, np.array([0.2, 0.25]) * side
    cv2.ellipse(drawn, np.rint(middle).astype(int).tolist(), axes.astype(int).tolist(), 0, 0, 360, 255, -1)
    for _ in range(_STRANDS):
        angle = random.uniform(0.95, 2.05) * np.pi
        length, curl = random.uniform(0.03, 0.12) * side, random.normal(0, 1.5)
        bends = angle + random.normal(0, 0.5) + curl * np.linspace(0, 1, 40)
        steps = length / 40 * np.stack([np.cos(bends), np.sin(bends)], 1)
        root = middle + 0.97 * axes * (np.cos(angle), np.sin(angle))
        points = (root + steps.cumsum(0)).astype(np.int32)
        width = max(1, round(random.uniform(1, 2.5) * _OVER))
        cv2.polylines(drawn, [points], isClosed=False, color=255, thickness=width, lineType=cv2.LINE_AA)
    return cv2.resize(drawn, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def texture(seed: int, colour: tuple[int, int, int], contrast: float) -> F32:
    """Noise of four scales about a colour, SIDE×SIDE×3."""
    random = np.random.default_rng(seed)
    result = np.full((SIDE, SIDE, 3), colour, np.float32)
    for count in (4, 16, 64, 256):
        noise = random.normal(0, contrast / count**0.3, (count, count, 3)).astype(np.float32)
        result += cv2.resize(noise, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    return np.clip(result, 0, 255)


def scenes() -> Iterator[tuple[U8, F32]]:
    """Pictures and their true transparency."""
    for seed, (hair, hair_contrast, ground, contrast) in enumerate(_PAIRS):
        alpha = strands(seed)
        share = alpha[..., None]
        rgb = share * texture(100 + seed, hair, hair_contrast) + (1 - share) * texture(
            200 + seed, ground, contrast
        )
        rgb += np.random.default_rng(seed).normal(0, 2, rgb.shape)
        yield np.clip(rgb, 0, 255).astype(np.uint8), alpha


def coarse(alpha: F32) -> U8:
    """The outline at a quarter of the size, blurred, cut at a half: 0 or 255."""
    small = cv2.GaussianBlur(cv2.resize(alpha, (_COARSE, _COARSE), interpolation=cv2.INTER_AREA), (0, 0), 1.5)
    return np.where(small > 0.5, np.uint8(255), np.uint8(0))


WAYS: dict[str, Callable[[U8, U8], U8]] = {
    "coarse outline": lambda rgb, outline: cv2.resize(outline, rgb.shape[1::-1]).astype(np.uint8),
    "guided filter": lambda rgb, outline: enlarged(outline, rgb),
    "guided filter, matting": lambda rgb, outline: matted(rgb, enlarged(outline, rgb)),
}


def main() -> None:
    pictures = list(scenes())
    sys.stdout.write("| way | SAD | MSE | ms |\n|---|---|---|---|\n")
    for name, way in WAYS.items():
        rows = []
        for rgb, alpha in pictures:
            outline = coarse(alpha)
            start = time.process_time()
            found = way(rgb, outline)
            spent = 1e3 * (time.process_time() - start)
            wrong = found.astype(np.float32) / 255 - alpha
            rows.append((np.abs(wrong).sum() / 1e3, 1e3 * (wrong**2).mean(), spent))
        sad, mse, spent = np.mean(rows, axis=0)
        sys.stdout.write(f"| {name} | {sad:.1f} | {mse:.1f} | {spent:.0f} |\n")


if __name__ == "__main__":
    main()
