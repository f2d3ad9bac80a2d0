"""Weights by name, by path, and by default."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine import Harmonizer
from engine.cli import main
from engine.default_weights import BUNDLED, ENVIRONMENT, OPEN_PHOTOS, default_path, path_of
from engine.images import read
from engine.nets.semantic_net import SemanticConfig


@pytest.fixture(autouse=True)
def _no_other_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)


def test_none_and_nothing_are_the_default_weights() -> None:
    assert path_of(None) == path_of("") == default_path() == BUNDLED


def test_a_path_is_itself(tmp_path: Path) -> None:
    assert path_of(tmp_path / "own.safetensors") == path_of(str(tmp_path / "own.safetensors"))
    assert path_of("own.safetensors") == Path("own.safetensors")


def test_the_environment_may_name_a_file_or_bundled_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "elsewhere.safetensors")
    assert default_path() == Path("elsewhere.safetensors")
    monkeypatch.setenv(ENVIRONMENT, OPEN_PHOTOS)
    assert default_path() == path_of(OPEN_PHOTOS)


def test_the_weights_of_open_photographs_say_so_and_harmonize() -> None:
    harmonizer = Harmonizer.load(OPEN_PHOTOS, device="cpu")
    config = harmonizer.card.config
    assert isinstance(config, SemanticConfig)
    assert not config.backbone  # ImageNet is for research
    assert "958 photographs under open licences" in harmonizer.card.facts["photographs"]
    composite = np.full((64, 80, 3), (90, 120, 160), np.uint8)
    composite[20:40, 30:60] = (200, 120, 40)
    mask = np.zeros((64, 80), np.uint8)
    mask[20:40, 30:60] = 255
    result = harmonizer.harmonize(composite, mask).image
    assert np.array_equal(result[mask == 0], composite[mask == 0])
    assert not np.array_equal(result, composite)


def test_the_command_line_takes_the_name(tmp_path: Path) -> None:
    picture, mask = np.full((32, 40, 3), 90, np.uint8), np.zeros((32, 40), np.uint8)
    picture[8:20, 10:30] = (200, 120, 40)
    mask[8:20, 10:30] = 255
    Image.fromarray(picture).save(tmp_path / "c.png")
    Image.fromarray(mask).save(tmp_path / "m.png")
    paths = [str(tmp_path / name) for name in ("c.png", "m.png", "out.png")]
    how = ["--weights", OPEN_PHOTOS, "--device", "cpu"]
    assert main(["harmonize", paths[0], "--mask", paths[1], "-o", paths[2], *how]) == 0
    assert not np.array_equal(read(tmp_path / "out.png").rgb, picture)
