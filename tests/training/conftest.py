"""Photographs that are none: smooth noise with an object on it, in a folder and in a tar of it."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from training_photos import WITH_MASKS, WITHOUT_MASKS, disc, noise, write_picture
from training_runs import BATCH, EVERY, IMAGES

from training.data import PhotoBank, load_photos


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """The order of additions, and so the last bit, depends on the number of threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of five photos: `a` has two masks, `b`, `c` and `d` one, `e` none."""
    folder = tmp_path_factory.mktemp("photos")
    (folder / "images").mkdir()
    (folder / "masks").mkdir()
    rng = np.random.default_rng(5)
    for name in WITH_MASKS + WITHOUT_MASKS:
        write_picture(folder / "images" / f"{name}.png", noise(rng))
    for name in WITH_MASKS:
        write_picture(folder / "masks" / f"{name}_0.png", disc(rng))
    write_picture(folder / "masks" / "a_1.png", disc(rng))
    return folder


@pytest.fixture(scope="session")
def archive(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same photos as a tar."""
    path = tmp_path_factory.mktemp("archive") / "photos.tar"
    with tarfile.open(path, "w") as tar:
        tar.add(photos, arcname="pack")
    return path


@pytest.fixture(scope="session")
def bank(photos: Path) -> PhotoBank:
    return load_photos(photos, size=64)


@pytest.fixture
def split(tmp_path: Path) -> Path:
    """A split file that holds `c` and `d` out."""
    path = tmp_path / "validation_ids.txt"
    path.write_text("c\nd\n")
    return path


@pytest.fixture
def command(photos: Path, split: Path, tmp_path: Path) -> list[str]:
    """Options of a run of six steps that saves every second one and validates every fourth."""
    return [
        *("--data", str(photos), "--run", str(tmp_path / "run"), "--validation-ids", str(split)),
        *("--images", str(IMAGES), "--batch", str(BATCH), "--save-every", str(EVERY)),
        *("--validate-every", str(2 * EVERY), "--warm-up", "2", "--bank-size", "64"),
        *("--ngf", "2", "--dropout", "0.3", "--no-bfloat16", "--device", "cpu"),
    ]


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return tmp_path / "run"
