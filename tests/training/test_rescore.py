"""The scores on a card are measured again."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.weights import read_card, read_network, save_network
from training import rescore
from training.data import load_photos
from training.frozen import SIZE, freeze


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "mine.safetensors"
    network = RainNet(RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4))
    save_network(network, path, {"author": "a test", "validation": "an old score"})
    return path


@pytest.fixture
def edits(photos: Path, tmp_path: Path) -> Path:
    path = tmp_path / "edits.npz"
    freeze(load_photos(photos, size=SIZE, only={"c", "d"}), path)
    return path


def test_scores_are_new_and_all_else_stays(weights: Path, edits: Path, photos: Path) -> None:
    before = read_network(weights).state_dict()
    assert rescore.main([str(weights), "--data", str(photos), "--edits", str(edits)]) == 0
    after = read_network(weights).state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in before.items())
    facts = read_card(weights).facts
    assert facts["author"] == "a test"
    assert facts["validation"].startswith("2 held-out composites at 256×256: foreground PSNR ")
    page = weights.with_suffix(".md").read_text(encoding="utf-8")
    assert facts["validation"] in page
    assert "| these weights |" in page


def test_without_the_photos_nothing_is_written(
    weights: Path, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = weights.read_bytes()
    assert rescore.main([str(weights), "--data", str(photos)]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "give --edits" in error
    assert weights.read_bytes() == before
    assert not weights.with_suffix(".md").exists()


def test_a_file_of_another_kind_is_not_overwritten(
    tmp_path: Path, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checkpoint = tmp_path / "net_G_last.pth"
    torch.save(RainNet(RainNetConfig(ngf=2)).state_dict(), checkpoint)
    before = checkpoint.read_bytes()
    assert rescore.main([str(checkpoint), "--data", str(photos)]) == 1
    assert "must end in .safetensors" in capsys.readouterr().err
    assert checkpoint.read_bytes() == before
