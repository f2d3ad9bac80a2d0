"""Krita opens our files with the layers in place, and we open Krita's.

Krita takes a while to start, so these run only where RAINHARMONIZE_TEST_KRITA is set and Krita and xvfb-run
are installed (Debian: `apt-get install krita xvfb`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from project_examples import scene_for_programs

from rainharmonize_gui.document.project import load, save
from rainharmonize_gui.document.render import composite
from rainharmonize_gui.document.scene import Scene

pytestmark = [
    pytest.mark.skipif(
        not (
            os.environ.get("RAINHARMONIZE_TEST_KRITA") and shutil.which("krita") and shutil.which("xvfb-run")
        ),
        reason="RAINHARMONIZE_TEST_KRITA is not set, or there is no Krita",
    ),
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module")
def scene() -> Scene:
    return scene_for_programs()


@pytest.fixture(scope="module")
def converted(scene, tmp_path_factory) -> Path:
    """Our file as Krita saves it in its own format, in Krita's OpenRaster, and as one picture."""
    folder = tmp_path_factory.mktemp("krita")
    save(scene, folder / "ours.ora")
    for name in ("as.kra", "theirs.ora", "flat.png"):
        # OpenCV points Qt to its own plug-ins, which are not Krita's.
        ours = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
        environment = {**ours, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        command = ["xvfb-run", "-a", "krita", "--export", "--export-filename", str(folder / name)]
        subprocess.run(
            [*command, str(folder / "ours.ora")],
            env=environment,
            check=True,
            capture_output=True,
            timeout=300,
        )
    return folder


def test_krita_finds_every_layer_in_its_place(scene, converted):
    with zipfile.ZipFile(converted / "as.kra") as archive:
        found = ET.fromstring(archive.read("maindoc.xml")).iter("{http://www.calligra.org/DTD/krita}layer")
        layers = [
            tuple(layer.get(name) for name in ("name", "x", "y", "opacity", "visible")) for layer in found
        ]
    boxes = [layer.placement.box(layer.size) for layer in scene.layers]
    assert layers == [
        ("Cat", str(boxes[2].left), str(boxes[2].top), "127", "1"),
        ("Dog <ä> 2", str(boxes[1].left), str(boxes[1].top), "255", "0"),
        ("Dog <ä>", str(boxes[0].left), str(boxes[0].top), "255", "1"),
        ("Background", "0", "0", "255", "1"),
    ]


def test_krita_shows_what_we_show(scene, converted):
    with Image.open(converted / "flat.png") as image:
        flat = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(flat - composite(scene)).max() <= 2


def test_a_file_of_krita_opens_as_it_looks(scene, converted):
    loaded = load(converted / "theirs.ora")
    assert not loaded.ours
    assert [layer.name for layer in loaded.scene.layers] == ["Dog <ä>", "Dog <ä> 2", "Cat"]
    assert np.abs(composite(loaded.scene).astype(int) - composite(scene)).max() <= 2
