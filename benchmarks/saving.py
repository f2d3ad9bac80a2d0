"""How long a project takes to save, against writing the same pictures as plain PNG files.

`python -m benchmarks.saving` saves a 12-megapixel scene of three objects; `--photo` takes another photograph.
Plain: the photo, and each object with its transparency, through `engine.images.write`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

import resources
from engine.images import Picture, WriteOptions, read, write
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import load, save
from rainharmonize_gui.document.scene import Scene

SIZE = (4000, 3000)
OBJECT = (1800, 1600)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photo", type=Path, default=resources.path("samples", "rooftops.jpg"))
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    scene = three_objects(read(options.photo).rgb)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project.ora")
        ways: dict[str, Callable[[], object]] = {
            "plain PNG files": lambda: plain(scene, Path(folder)),
            "save": lambda: save(scene, project),
            "load": lambda: load(project),
        }
        times = {name: min(spent(way) for _ in range(options.repeat)) for name, way in ways.items()}
        sizes = {
            "plain PNG files": sum(path.stat().st_size for path in Path(folder).glob("*.png")),
            "save": project.stat().st_size,
        }
    for name, seconds in times.items():
        ratio = seconds / times["plain PNG files"]
        size = f"{sizes[name] / 1e6:8.1f} MB" if name in sizes else ""
        sys.stdout.write(f"{name:18}{seconds:7.2f} s{ratio:7.2f} ×{size}\n")


def three_objects(photo: U8) -> Scene:
    """Three soft-edged cut-outs, turned, on the photo at 12 megapixels with the grain of a sensor."""
    grain = np.random.default_rng(0).integers(-2, 3, (SIZE[1], SIZE[0], 3))
    enlarged = cv2.resize(photo, SIZE, interpolation=cv2.INTER_CUBIC)
    rgb: U8 = np.clip(enlarged + grain, 0, 255).astype(np.uint8)
    x, y = np.meshgrid(np.linspace(-1, 1, OBJECT[0]), np.linspace(-1, 1, OBJECT[1]))
    alpha: U8 = np.clip((0.9 - np.hypot(x, y)) * 3000, 0, 255).astype(np.uint8)
    document = Document()
    document.open_background(Picture(rgb))
    for index, (left, top) in enumerate([(0, 0), (1100, 700), (2200, 1400)]):
        cutout = rgb[top : top + OBJECT[1], left : left + OBJECT[0]].copy()
        layer_id = document.add_object(Picture(cutout, alpha.copy()), name=f"Object {index + 1}")
        document.move(layer_id, 700.0 * (index - 1), 200.5 * index)
        document.rotate(layer_id, 10.0 * index)
    return document.scene


def plain(scene: Scene, folder: Path) -> None:
    assert scene.background is not None
    options = WriteOptions(overwrite=True)
    write(folder / "background.png", scene.background.rgb, options=options)
    for layer in scene.layers:
        write(folder / f"{layer.id}.png", layer.rgba(), options=options)


def spent(work: Callable[[], object]) -> float:
    """Seconds of the processor, so that a busy machine does not count."""
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
