"""What a project costs on the disk and in seconds, saved and opened again, beside plain PNG files.

`python -m benchmarks.saving` takes the scene of `rainharmonize bench --gui`, `--photo` another photograph.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2

import resources
from engine.bench.row import fastest
from engine.images import read
from rainharmonize_gui.bench.saving import plain, three_objects
from rainharmonize_gui.document.project import load, save
from rainharmonize_gui.document.scene import Scene


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photo", type=Path, default=resources.path("samples", "rooftops.jpg"))
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    scene = three_objects(read(options.photo).rgb)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "project.ora"
        ways: dict[str, Callable[[], object]] = {
            "plain PNG files": lambda: plain(scene, folder),
            "plain, by OpenCV": lambda: by_opencv(scene, folder),
            "save": lambda: save(scene, project),
            "load": lambda: load(project),
        }
        times = fastest(*ways.values(), runs=options.repeat, clock=time.process_time)
        sizes = {
            "plain PNG files": sum(path.stat().st_size for path in folder.glob("[!o]*.png")),
            "plain, by OpenCV": sum(path.stat().st_size for path in folder.glob("opencv*.png")),
            "save": project.stat().st_size,
        }
    for way, milliseconds in zip(ways, times, strict=True):
        size = f"{sizes[way] / 1e6:8.1f} MB" if way in sizes else ""
        sys.stdout.write(f"{way:18}{milliseconds / 1e3:7.2f} s{milliseconds / times[0]:7.2f} ×{size}\n")


def by_opencv(scene: Scene, folder: Path) -> None:
    """As OpenCV writes them unless told otherwise."""
    assert scene.background is not None
    pictures = [scene.background.rgb, *(layer.rgba() for layer in scene.layers)]
    for index, picture in enumerate(pictures):
        swapped = cv2.COLOR_RGB2BGR if picture.shape[2] == 3 else cv2.COLOR_RGBA2BGRA
        cv2.imwrite(str(folder / f"opencv{index}.png"), cv2.cvtColor(picture, swapped))


if __name__ == "__main__":
    main()
