"""A whole harmonization at 24 MP against the cheapest colour change there is, and the memory it takes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np

from engine.bench.row import Row, fastest
from engine.harmonizer import Harmonizer
from engine.types import U8

WIDTH, HEIGHT = 6000, 4000
MEGABYTE = 1 << 20


def rows() -> list[Row]:
    """Time and memory of analysing and applying with the default weights on the CPU."""
    composite, mask = scene()
    harmonizer = Harmonizer.load(device="cpu")
    matrix = np.array([[0.9, 0.05, 0, 5], [0, 1.1, 0, -3], [0.02, 0, 0.95, 2]])

    def harmonize() -> U8:
        return harmonizer.analyse(composite, mask).apply(composite, mask)

    ours, transform = fastest(harmonize, lambda: cv2.transform(composite, matrix), runs=5)
    found = [Row("analyse and apply at 24 MP, against one cv2.transform", ours, "ms", 8.0, transform)]
    memory = _memory()
    if memory is not None:
        found.append(Row("memory of the process at 24 MP, beside the pictures", memory, "MB", 500.0))
    return found


def scene() -> tuple[U8, U8]:
    """A picture of 24 MP and the mask of an object that covers a quarter of it."""
    small = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    composite = np.asarray(cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    radii = (round(WIDTH * (4 * np.pi) ** -0.5), round(HEIGHT * (4 * np.pi) ** -0.5))
    cv2.ellipse(mask, (WIDTH // 2, HEIGHT // 2), radii, 0, 0, 360, 255, -1, cv2.LINE_AA)
    return composite, mask


def _memory() -> float | None:
    """Peak memory in MB of a process that does only this, less its pictures; None where it cannot be told."""
    command = [sys.executable, "-m", "engine.bench.full_resolution"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 and done.stdout else None


def _peak() -> int:
    """The most memory this process ever held, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():  # the peak of resource.getrusage is inherited from the parent process on Linux
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    import resource  # noqa: PLC0415  not on Windows

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def _measure() -> float:
    composite, mask = scene()
    result = Harmonizer.load(device="cpu").analyse(composite, mask).apply(composite, mask)
    return (_peak() - composite.nbytes - mask.nbytes - result.nbytes) / MEGABYTE


if __name__ == "__main__":
    sys.stdout.write(f"{_measure()}\n")
