"""Synthetic pictures with a known change of colours, for the tests of full-resolution transfer."""

from __future__ import annotations

import cv2
import numpy as np

from engine.types import F32, U8

SIDE = 128


def texture(width: int, height: int, *, seed: int = 0) -> U8:
    """A picture with structure at all scales and a few hard edges."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for cell, share in ((width // 4 + 1, 0.5), (width // 16 + 1, 0.3), (6, 0.2)):
        noise = rng.random((height // cell + 2, width // cell + 2, 3), dtype=np.float32)
        total += share * cv2.resize(noise, (width, height), interpolation=cv2.INTER_LINEAR)
    total[:, width // 2 :] *= 0.7
    return np.rint(total * 220 + 15).astype(np.uint8)


def ellipse(width: int, height: int, *, feather: float = 3.0) -> U8:
    """A soft mask in the middle, about a quarter of the picture."""
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), (int(width * 0.28), int(height * 0.28)), 0, 0, 360, 255, -1)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), feather), np.uint8)


def small(picture: U8, side: int = SIDE) -> F32:
    """What a network sees: side × side, 0…1."""
    return cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def global_edit(rgb: F32) -> F32:
    matrix = np.array([[1.1, 0.05, -0.1], [0.0, 0.85, 0.05], [-0.05, 0.0, 0.8]], np.float32)
    return np.clip(rgb @ matrix.T + np.array([0.03, 0.02, 0.06], np.float32), 0, 1)


def varying_edit(rgb: F32) -> F32:
    """Brighter and warmer to the right, with a tone curve."""
    across = np.linspace(-1, 1, rgb.shape[1], dtype=np.float32)[None, :, None]
    gain = 1 + across * np.array([0.25, 0.1, -0.15], np.float32)
    return np.clip(np.clip(rgb, 0, 1) ** np.float32(0.9) * gain, 0, 1)


def psnr(result: U8, goal: F32, inside: np.ndarray) -> float:
    error = (result.astype(np.float32) / 255 - goal)[inside]
    return float(-10 * np.log10(np.mean(error**2)))
