"""`rainharmonize doctor`."""

from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from cli_runs import Cli
from tiny_networks import tiny_weights

from engine.nets.ensemble import EnsembleConfig, EnsembleNet
from engine.nets.global_net import GlobalConfig
from engine.nets.network import Head
from engine.nets.rainnet import RainNet, RainNetConfig
from engine.nets.semantic_net import SemanticConfig
from engine.weights import save_network


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.setenv("RAINHARMONIZE_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "w.safetensors")))
    return Cli(capsys)


def test_report_says_what_there_is(cli: Cli, tmp_path: Path) -> None:
    run = cli("doctor", "--json")
    assert run.facts["problems"] == []
    assert run.code == 0
    assert run.facts["versions"]["torch"] == metadata.version("torch")
    assert run.facts["versions"]["numpy"] == np.__version__
    assert "cpu" in run.facts["devices"]
    assert run.facts["weights"]["ngf"] == "2"
    assert run.facts["weights"]["licence"] == "CC0"
    assert run.facts["weights"]["file size"].endswith(" MB")
    assert run.facts["weights"]["size"] == "256"
    assert run.facts["devices"]["precision"] in {"float32", "bfloat16"}
    assert run.facts["pictures"]["WebP"] == "yes"
    assert str(tmp_path) in run.facts["files"]["settings"]


def test_report_is_readable(cli: Cli) -> None:
    run = cli("doctor")
    assert run.code == 0
    assert run.err == ""
    assert run.out.startswith("Versions\n  rainharmonize")
    assert "  attention       yes\n" in run.out
    assert " in, in, in, in, in, in, none, rain, rain, rain, rain, rain, rain, rain\n" in run.out
    assert "All is well." in run.out


def test_what_comes_before_the_network_is_told_in_words(cli: Cli, tmp_path: Path) -> None:
    before = GlobalConfig(ngf=2)
    config = RainNetConfig(ngf=2, head=Head.AFFINE, input_channels=4, before=before)
    save_network(RainNet(config), tmp_path / "w.safetensors", {})
    told = cli("doctor").out
    assert "ngf 2, head affine, input_channels 4, size 96, dropout 0.1, blocks 0\n" in told


def test_the_members_of_an_ensemble_are_told_one_after_the_other(cli: Cli, tmp_path: Path) -> None:
    members = (GlobalConfig(ngf=2), SemanticConfig(ngf=4, components=2))
    save_network(EnsembleNet(EnsembleConfig(members=members)), tmp_path / "w.safetensors", {})
    told = cli("doctor").out
    assert "architecture global, ngf 2, " in told
    assert "; architecture semantic, ngf 4, " in told


@pytest.mark.parametrize("content", [None, b"nonsense"])
def test_missing_or_broken_weights_are_a_problem(cli: Cli, tmp_path: Path, content: bytes | None) -> None:
    weights = tmp_path / "w.safetensors"
    weights.unlink()
    if content is not None:
        weights.write_bytes(content)
    run = cli("doctor")
    assert run.code == 1
    assert run.err.count("\n") == 1
    assert "w.safetensors" in run.err


def test_package_that_does_not_load_is_a_problem(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "PySide6.QtWidgets", None)
    run = cli("doctor", "--json")
    assert run.code == 1
    assert any("PySide6" in problem for problem in run.facts["problems"])
