"""How long a project takes to save, against writing the same pictures as plain PNG files."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

import resources
from engine.bench.row import Row, fastest
from engine.images import Picture, WriteOptions, read, write
from engine.types import U8
from rainharmonize_gui.bench import print_rows
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.project import save
from rainharmonize_gui.document.scene import Scene

SIZE = (4000, 3000)
OBJECT = (1800, 1600)


def rows() -> list[Row]:
    """Time of the processor, so that a busy machine and a slow disk do not count."""
    scene = three_objects(read(resources.path("samples", "rooftops.jpg")).rgb)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project.ora")
        ours, yardstick = fastest(
            lambda: save(scene, project), lambda: plain(scene, Path(folder)), runs=3, clock=time.process_time
        )
    megapixels = round(SIZE[0] * SIZE[1] / 1e6)
    label = f"save {megapixels} MP and three objects, against the same as plain PNG files"
    return [Row(label, ours, "ms", 2.0, yardstick)]


def three_objects(photo: U8) -> Scene:
    """Three soft-edged cut-outs, turned, on the photo at `SIZE` with the grain of a sensor."""
    grain = np.random.default_rng(0).integers(-2, 3, (SIZE[1], SIZE[0], 3))
    enlarged = cv2.resize(photo, SIZE, interpolation=cv2.INTER_CUBIC)
    rgb: U8 = np.clip(enlarged + grain, 0, 255).astype(np.uint8)
    x, y = np.meshgrid(np.linspace(-1, 1, OBJECT[0]), np.linspace(-1, 1, OBJECT[1]))
    alpha: U8 = np.clip((0.9 - np.hypot(x, y)) * 3000, 0, 255).astype(np.uint8)
    document = Document()
    document.open_background(Picture(rgb))
    for index in range(3):
        left, top = index * (SIZE[0] - OBJECT[0]) // 2, index * (SIZE[1] - OBJECT[1]) // 2
        cutout = rgb[top : top + OBJECT[1], left : left + OBJECT[0]].copy()
        layer_id = document.add_object(Picture(cutout, alpha.copy()), name=f"Object {index + 1}")
        document.move(layer_id, 0.175 * SIZE[0] * (index - 1), 0.067 * SIZE[1] * index)
        document.rotate(layer_id, 10.0 * index)
    return document.scene


def plain(scene: Scene, folder: Path) -> None:
    """The photo, and each object with its transparency, as PNG files of their own."""
    assert scene.background is not None
    options = WriteOptions(overwrite=True)
    write(folder / "background.png", scene.background.rgb, options=options)
    for layer in scene.layers:
        write(folder / f"{layer.id}.png", layer.rgba(), options=options)


if __name__ == "__main__":
    print_rows(rows())
