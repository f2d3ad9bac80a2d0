"""GIMP opens our files with the layers in place, and we open GIMP's.

GIMP takes a while to start, so these run only where RAINHARMONIZE_TEST_GIMP is set and there is a GIMP with
Python and its OpenRaster plug-in: GIMP 3.2, run with 3.2.6. The GIMP 2.10 of Debian 12 has no such plug-in.
The 3.0.4 of Debian 13 finds our layers, but writes its own shifted, and with their opacity applied twice.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from project_examples import blended_in_linear_light, scene_for_programs

from rainharmonize_gui.document.project import load, save
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.document.scene import Scene

GIMP = shutil.which("gimp-console")

pytestmark = [
    pytest.mark.skipif(
        not (os.environ.get("RAINHARMONIZE_TEST_GIMP") and GIMP),
        reason="RAINHARMONIZE_TEST_GIMP is not set, or there is no GIMP",
    ),
    pytest.mark.timeout(600),
]

SCRIPT = """
import json
from gi.repository import Gimp, Gio

def file(name):
    return Gio.File.new_for_path(FOLDER + "/" + name)

quiet = Gimp.RunMode.NONINTERACTIVE
image = Gimp.file_load(quiet, file("ours.ora"))
layers = []
for layer in image.get_layers():
    _, x, y = layer.get_offsets()
    layers.append((layer.get_name(), x, y, layer.get_opacity(), layer.get_visible()))
Gimp.file_save(quiet, image, file("theirs.ora"), None)
image.flatten()
Gimp.file_save(quiet, image, file("flat.png"), None)
with open(FOLDER + "/layers.json", "w") as found:
    json.dump(layers, found)
"""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return scene_for_programs()


@pytest.fixture(scope="module")
def converted(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What GIMP finds in our file, the file as GIMP's OpenRaster, and as one picture."""
    folder = tmp_path_factory.mktemp("gimp")
    save(scene, folder / "ours.ora")
    (folder / "script.py").write_text(f"FOLDER = {str(folder)!r}\n{SCRIPT}")
    run = f"exec(open({str(folder / 'script.py')!r}).read())"
    command = [str(GIMP), "-n", "--batch-interpreter=python-fu-eval", "-b", run, "--quit"]
    environment = {**os.environ, "HOME": str(folder)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=400)
    return folder


def test_gimp_finds_every_layer_in_its_place(scene: Scene, converted: Path) -> None:
    found: list[list[Any]] = json.loads((converted / "layers.json").read_text())
    boxes = [layer.placement.box(layer.size) for layer in scene.layers]
    assert [(name, x, y, round(opacity), visible) for name, x, y, opacity, visible in found] == [
        ("Cat", boxes[2].left, boxes[2].top, 50, True),
        ("Dog <ä> 2", boxes[1].left, boxes[1].top, 100, False),
        ("Dog <ä>", boxes[0].left, boxes[0].top, 100, True),
        ("Background", 0, 0, 100, True),
    ]


def test_gimp_shows_what_we_show_but_for_its_way_to_blend(scene: Scene, converted: Path) -> None:
    with Image.open(converted / "flat.png") as image:
        flat = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(flat - blended_in_linear_light(scene)).max() <= 2


def test_a_file_of_gimp_opens_as_it_looks(scene: Scene, converted: Path) -> None:
    loaded = load(converted / "theirs.ora")
    assert not loaded.ours
    assert [layer.name for layer in loaded.scene.layers] == ["Dog <ä>", "Dog <ä> 2", "Cat"]
    assert np.abs(composite(loaded.scene).astype(int) - composite(scene)).max() <= 2
