"""`rainharmonize harmonize` of a composite and its mask, run in this process."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cli_runs import Cli, composite_and_mask, load, save
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_networks import tiny_weights

from engine.cli import main
from engine.methods import default_strength
from engine.nets.network import Head
from engine.types import Method

WITHOUT_WEIGHTS = [method for method in Method if method is not Method.RAINNET]


NETWORK = ("--device", "cpu", "--precision", "float32")


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.setenv("RAINHARMONIZE_CONFIG_DIR", str(tmp_path / "config"))
    return Cli(capsys)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> dict[Head, Path]:
    folder = tmp_path_factory.mktemp("weights")
    return {head: tiny_weights(folder / f"{head}.safetensors", head=head) for head in Head}


@pytest.fixture
def no_default_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RAINHARMONIZE_WEIGHTS", raising=False)
    monkeypatch.setattr("engine.default_weights.BUNDLED", tmp_path / "none.safetensors")


@pytest.mark.parametrize("direction", ["object", "background"])
@pytest.mark.parametrize("method", WITHOUT_WEIGHTS)
def test_pixels_that_do_not_follow_are_those_of_the_input(
    cli: Cli, tmp_path: Path, method: Method, direction: str
) -> None:
    composite, mask = composite_and_mask(tmp_path)
    out = tmp_path / "out.png"
    assert (
        cli(
            "harmonize", composite, "--mask", mask, "-o", out, "--method", method, "--direction", direction
        ).code
        == 0
    )
    stays = load(mask) == (0 if direction == "object" else 255)
    changed = (load(out) != load(composite)).any(2)
    assert not changed[stays].any()
    assert changed[~stays].any()


@pytest.mark.parametrize("size", [(16, 16), (31, 400), (1500, 1000)], ids=str)
@pytest.mark.parametrize("head", Head)
def test_network_changes_the_object_only_at_any_size(
    cli: Cli, tmp_path: Path, weights: dict[Head, Path], head: Head, size: tuple[int, int]
) -> None:
    composite, mask = composite_and_mask(tmp_path, size)
    out = tmp_path / "out.png"
    run = cli(
        "harmonize", composite, "--mask", mask, "-o", out, "--weights", weights[head], *NETWORK, "--json"
    )
    assert run.facts["method"] == "rainnet"
    assert (run.facts["device"], run.facts["precision"]) == ("cpu", "float32")
    changed = (load(out) != load(composite)).any(2)
    assert not changed[load(mask) == 0].any()
    assert changed[load(mask) == 255].any()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    size=st.tuples(st.integers(16, 60), st.integers(16, 60)),
    method=st.sampled_from(WITHOUT_WEIGHTS),
    strength=st.sampled_from([0, 0.4, 1.5]),
    seed=st.integers(0, 99),
)
def test_any_noise_stays_outside_the_mask(
    tmp_path: Path, size: tuple[int, int], method: Method, strength: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    composite = save(tmp_path / "c.png", rng.integers(0, 256, (*size[::-1], 3), np.uint8))
    mask = save(tmp_path / "m.png", rng.choice(np.array([0, 0, 90, 255], np.uint8), size[::-1]))
    out = tmp_path / "out.png"
    command = [
        "harmonize",
        composite,
        "--mask",
        mask,
        "-o",
        out,
        "--method",
        method,
        "--strength",
        strength,
        "--force",
    ]
    assert main([*map(str, command), "--quiet"]) == 0
    assert (load(out) == load(composite))[load(mask) == 0].all()
    assert strength or (load(out) == load(composite)).all()


def test_result_is_told_as_one_json_object(cli: Cli, tmp_path: Path) -> None:
    composite, mask = composite_and_mask(tmp_path)
    run = cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "out.png", "--method", "mkl", "--json")
    assert run.err == ""
    assert {**run.facts, "seconds": 0} == {
        "output": str(tmp_path / "out.png"),
        "width": 120,
        "height": 80,
        "method": "mkl",
        "direction": "object",
        "strength": default_strength(Method.MKL),
        "device": "cpu",
        "precision": "float32",
        "seconds": 0,
        "notices": [],
    }


def test_quiet_prints_nothing(cli: Cli, tmp_path: Path, no_default_weights: None) -> None:
    composite, mask = composite_and_mask(tmp_path)
    run = cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "out.png", "--quiet")
    assert run == (0, "", "")


def test_empty_mask_gives_the_composite_and_a_notice(cli: Cli, tmp_path: Path) -> None:
    composite, _ = composite_and_mask(tmp_path)
    mask = save(tmp_path / "empty.png", np.zeros((80, 120), np.uint8))
    run = cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "out.png", "--method", "reinhard")
    assert "mask is empty" in run.err
    assert (load(tmp_path / "out.png") == load(composite)).all()


def test_reference_region_sets_the_look(cli: Cli, tmp_path: Path) -> None:
    composite, mask = composite_and_mask(tmp_path)
    results = []
    for side in ("left", "right"):
        region = np.zeros((80, 120), np.uint8)
        region[:, :10] = 255 * (side == "left")
        region[:, -10:] = 255 * (side == "right")
        reference, out = save(tmp_path / f"{side}.png", region), tmp_path / f"out-{side}.png"
        command = ("harmonize", composite, "--mask", mask, "-o", out, "--method", "mkl")
        assert cli(*command, "--reference", reference).code == 0
        results.append(load(out))
    assert (results[0] != results[1]).any()


def test_without_weights_colours_are_matched_and_that_is_said(
    cli: Cli, tmp_path: Path, no_default_weights: None
) -> None:
    composite, mask = composite_and_mask(tmp_path)
    run = cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "out.png", "--json")
    assert run.facts["method"] == "reinhard"
    assert "weights" in run.facts["notices"][0]


def test_network_without_weights_is_refused_where_it_was_asked_for(
    cli: Cli, tmp_path: Path, no_default_weights: None
) -> None:
    composite, mask = composite_and_mask(tmp_path)
    run = cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "out.png", "--method", "rainnet")
    assert run.code == 1
    assert run.is_one_sentence()
    assert "none.safetensors" in run.err


def test_default_weights_are_used_where_there_are_some(
    cli: Cli, tmp_path: Path, weights: dict[Head, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(weights[Head.AFFINE]))
    composite, mask = composite_and_mask(tmp_path)
    run = cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "out.png", *NETWORK, "--json")
    assert (run.facts["method"], run.facts["strength"], run.facts["notices"]) == ("rainnet", 1.0, [])


# ------------------------------------------------------------------ in a process of its own


def test_color_match_and_help_load_no_more_than_they_need(tmp_path: Path) -> None:
    composite, mask = composite_and_mask(tmp_path)
    command = [
        "harmonize",
        str(composite),
        "--mask",
        str(mask),
        "-o",
        str(tmp_path / "o.png"),
        "--method",
        "reinhard",
    ]
    code = (
        "import sys; from engine.cli import main; main(['--help']);"
        "assert not {'torch', 'cv2', 'PIL', 'PySide6'} & set(sys.modules);"
        f"assert main({command!r}) == 0; assert 'torch' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, cwd=Path(__file__).parents[2]
    )
    assert (tmp_path / "o.png").is_file()
