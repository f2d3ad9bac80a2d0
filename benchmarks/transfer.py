"""Time and fidelity of carrying a colour change to full resolution. By hand: `python -m benchmarks.transfer`.

Time: analyse and apply at 24 MP, with an object that covers a quarter, against one cv2.transform of the same
picture in the same run. Fidelity: a known change of colours, seen through ever worse networks, recovered at
full resolution.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.context import resized
from engine.transfer import ColourModel, affine_field, apply, fit_affine, fit_grid
from engine.types import F32, U8

SIDE = 256


def picture(width: int, height: int, seed: int = 0) -> U8:
    """Noise at several scales and hard edges."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for cell, share in ((width // 8, 0.45), (width // 50, 0.3), (12, 0.15), (4, 0.1)):
        noise = rng.random((height // cell + 2, width // cell + 2, 3), dtype=np.float32)
        total += share * cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(40):
        x, y, side = rng.integers(0, width), rng.integers(0, height), int(rng.integers(20, width // 6))
        total[y : y + side, x : x + side] *= rng.uniform(0.5, 1.3, 3).astype(np.float32)
    return np.rint(np.clip(total, 0.02, 0.98) * 255).astype(np.uint8)


def soft_ellipse(width: int, height: int) -> U8:
    """An object that covers a quarter of the picture."""
    mask = np.zeros((height, width), np.uint8)
    cv2.ellipse(mask, (width // 2, height // 2), (int(width * 0.282),) * 2, 0, 0, 360, 255, -1)
    return cv2.GaussianBlur(mask, (0, 0), width / 1000).astype(np.uint8)


def seen(image: U8) -> F32:
    """What the network sees."""
    return np.asarray(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA) / 255, np.float32)


def smooth_noise(channels: int, sigma: float, size: float, seed: int) -> F32:
    """(SIDE, SIDE, channels) of Gaussian noise, smoothed, with deviation `size`."""
    noise = np.random.default_rng(seed).standard_normal((channels, SIDE, SIDE)).astype(np.float32)
    if sigma > 0:
        noise = np.stack([cv2.GaussianBlur(plane, (0, 0), sigma) for plane in noise]).astype(np.float32)
    return np.asarray(noise.transpose(1, 2, 0) * (size / noise.std()), np.float32)


# ------------------------------------------------------------------ time


def seconds(work: Callable[[], object], *, repeat: int = 7) -> float:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def time_rows(width: int = 6000, height: int = 4000) -> list[tuple[str, float]]:
    """(what, seconds); the first row is what the others are measured by."""
    composite, mask = picture(width, height), soft_ellipse(width, height)
    before, mask_lr = seen(composite), seen(mask)
    coefficients = np.ascontiguousarray(smooth_noise(12, 8, 0.05, 1).transpose(2, 0, 1))
    after = np.clip(before * 0.9 + 0.05, 0, 1)
    matrix = np.hstack([np.eye(3) * 0.9, np.full((3, 1), 5.0)])
    field, fitted = affine_field(coefficients), fit_affine(before, mask_lr, coefficients)
    grid = fit_grid(before, mask_lr, after)
    return [
        ("cv2.transform, 3×4", seconds(lambda: cv2.transform(composite, matrix))),
        ("copy of the picture", seconds(composite.copy)),
        (
            "resize picture and mask to the network",
            seconds(lambda: (resized(composite, SIDE), resized(mask, SIDE))),
        ),
        ("affine field: analyse", seconds(lambda: affine_field(coefficients))),
        ("affine field: apply", seconds(lambda: apply(field, composite, mask))),
        ("affine fitted: analyse", seconds(lambda: fit_affine(before, mask_lr, coefficients))),
        ("affine fitted: apply", seconds(lambda: apply(fitted, composite, mask))),
        ("grid: fit", seconds(lambda: fit_grid(before, mask_lr, after, blur=0.0))),
        ("grid: fit, and find the blur", seconds(lambda: fit_grid(before, mask_lr, after))),
        ("grid: apply", seconds(lambda: apply(grid, composite, mask))),
    ]


# ------------------------------------------------------------------ fidelity


def true_coefficients(kind: str) -> F32:
    """(SIDE, SIDE, 3, 4) in the network's −1…1 convention: a change that is global, or varies over the
    picture.
    """
    rng = np.random.default_rng(7)
    base = np.concatenate([rng.normal(0, 0.12, (3, 3)), rng.normal(0, 0.15, (3, 1))], 1).astype(np.float32)
    field = np.broadcast_to(base, (SIDE, SIDE, 3, 4))
    if kind == "global":
        return field.copy()
    return np.asarray(field + smooth_noise(12, 40, 0.08, 3).reshape(SIDE, SIDE, 3, 4), np.float32)


def changed(rgb: F32, coefficients: F32) -> F32:
    x = 2 * rgb - 1
    y = x + np.einsum("hwjk,hwk->hwj", coefficients[..., :3], x) + coefficients[..., 3]
    return np.asarray(np.clip((y + 1) / 2, 0, 1), np.float32)


def ambiguity(rgb: F32, *, size: float, sigma: float) -> F32:
    """Coefficients (SIDE, SIDE, 3, 4) that change no network pixel: noise in A, undone by b."""
    x = 2 * rgb - 1
    matrix = smooth_noise(9, sigma, size, 11).reshape(SIDE, SIDE, 3, 3)
    shift = -np.einsum("hwjk,hwk->hwj", matrix, x)
    return np.concatenate([matrix, shift[..., None]], -1)


def heads(rgb: F32, mask: F32) -> dict[str, tuple[F32, F32]]:
    """Heads from perfect to poor: the true coefficients and those that are predicted."""
    rows: dict[str, tuple[F32, F32]] = {}
    for kind in ("global", "varying"):
        true = true_coefficients(kind)
        rows[f"{kind}, perfect"] = true, true
    true = true_coefficients("varying")
    level = np.float32(2 / 255)
    for name, size, sigma in (("slow", 0.05, 6.0), ("fast", 0.05, 1.5), ("wild", 0.15, 1.0)):
        rows[f"varying, {name} ambiguity"] = true, true + ambiguity(rgb, size=size, sigma=sigma)
    for name, share in (("mild", 0.5), ("strong", 2.5)):
        noise = np.zeros_like(true)
        for sigma in (0.0, 2.0, 6.0):
            noise[..., 3] += smooth_noise(3, sigma, float(level) * share, int(sigma) + 20)
        rows[f"varying, {name} blotches"] = true, true + noise
    bled = cv2.GaussianBlur(mask, (0, 0), 1.5)[..., None, None]
    rows["varying, bleeding edge"] = true, true * bled
    rows["varying, all of it"] = (
        true,
        (true + ambiguity(rgb, size=0.05, sigma=3.0) + noise * 0.4) * (0.5 + 0.5 * bled),
    )
    return rows


def psnr(error: F32, where: NDArray[np.bool_]) -> float:
    return float(-10 * np.log10(np.mean(error[where] ** 2) + 1e-12))


def fidelity_rows(width: int = 3000, height: int = 2000) -> list[tuple[str, list[float]]]:
    """Head; PSNR in the core of the object with each way to carry the change, then in its rim. In dB."""
    composite, mask = picture(width, height, 5), soft_ellipse(width, height)
    full, before, mask_lr = composite.astype(np.float32) / np.float32(255), seen(composite), seen(mask)
    inside = mask >= 128
    core = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8), iterations=16) > 0
    rows = []
    for name, (true, predicted) in heads(before, mask_lr).items():
        smooth = cv2.resize(true.reshape(SIDE, SIDE, 12), (width, height), interpolation=cv2.INTER_LINEAR)
        goal = changed(full, smooth.astype(np.float32, copy=False).reshape(height, width, 3, 4))
        coefficients = np.ascontiguousarray(predicted.reshape(SIDE, SIDE, 12).transpose(2, 0, 1), np.float32)
        models: list[ColourModel] = [
            affine_field(coefficients),
            fit_affine(before, mask_lr, coefficients),
            fit_grid(before, mask_lr, changed(before, predicted), blur=0.0),
        ]
        everywhere = np.full_like(mask, 255)
        results = [apply(model, composite, everywhere) for model in models]
        errors = [np.asarray(result.astype(np.float32) / 255 - goal, np.float32) for result in results]
        rows.append((name, [psnr(error, where) for where in (core, inside & ~core) for error in errors]))
    return rows


def main() -> None:
    timed = time_rows()
    for name, duration in timed:
        sys.stdout.write(f"{name:42}{duration * 1000:8.1f} ms{duration / timed[0][1]:8.2f} ×\n")
    ways = ("field", "fitted", "grid", "rim: field", "fitted", "grid")
    sys.stdout.write("\n" + "PSNR, dB".ljust(30) + "".join(way.rjust(12) for way in ways) + "\n")
    for name, figures in fidelity_rows():
        sys.stdout.write(name.ljust(30) + "".join(f"{figure:12.2f}" for figure in figures) + "\n")


if __name__ == "__main__":
    main()
