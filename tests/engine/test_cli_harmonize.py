"""`rainharmonize harmonize`, run in this process."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from cli_runs import Cli, composite_and_mask, load, save
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from tiny_networks import photo, soft_disc, tiny_weights

from engine.cli import main
from engine.methods import default_strength
from engine.nets.rainnet import Head
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


# ------------------------------------------------------------------ a background and an object


def pasted(folder: Path) -> tuple[Path, Path]:
    background = save(folder / "background.png", photo(200, 150, 1))
    object_ = np.dstack((photo(60, 40, 2), soft_disc(60, 40)))
    return background, save(folder / "object.png", object_)


def test_object_is_pasted_in_the_middle_and_harmonized(cli: Cli, tmp_path: Path) -> None:
    background, object_ = pasted(tmp_path)
    out = tmp_path / "out.png"
    command = (
        "harmonize",
        "--background",
        background,
        "--foreground",
        object_,
        "-o",
        out,
        "--method",
        "reinhard",
    )
    assert cli(*command).code == 0
    changed = (load(out) != load(background)).any(2)
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    inside = load(object_)[..., 3] > 0
    assert (rows[0], columns[0]) == (
        55 + np.flatnonzero(inside.any(1))[0],
        70 + np.flatnonzero(inside.any(0))[0],
    )


def test_strength_zero_is_the_plain_paste(cli: Cli, tmp_path: Path) -> None:
    background, object_ = pasted(tmp_path)
    out = tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", out, "--strength", 0)
    assert cli(*command, "--at", "30,20", "--flip", "--method", "mkl").code == 0
    rgba, expected = load(object_)[:, ::-1].astype(float), load(background).astype(float)
    part = rgba[..., 3:] / 255
    expected[:40, :60] = part * rgba[..., :3] + (1 - part) * expected[:40, :60]
    assert np.abs(load(out) - expected).max() <= 0.51


def test_object_larger_than_the_background_is_fitted(cli: Cli, tmp_path: Path) -> None:
    background, _ = pasted(tmp_path)
    large = save(tmp_path / "large.png", np.dstack((photo(400, 900, 2), soft_disc(400, 900))))
    out = tmp_path / "out.png"
    command = (
        "harmonize",
        "--background",
        background,
        "--foreground",
        large,
        "-o",
        out,
        "--method",
        "reinhard",
    )
    assert cli(*command).code == 0
    changed = np.flatnonzero((load(out) != load(background)).any((0, 2)))
    assert changed[0] >= 100 - 150 * 400 / 900 / 2
    assert changed[-1] <= 100 + 150 * 400 / 900 / 2


def test_background_can_follow_the_object(cli: Cli, tmp_path: Path) -> None:
    background, object_ = pasted(tmp_path)
    out = tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", out, "--method", "mkl")
    assert cli(*command, "--direction", "background").code == 0
    middle, corner = np.s_[73:77, 98:102], np.s_[:20, :20]
    assert (load(out)[middle] == load(object_)[18:22, 28:32, :3]).all()
    assert (load(out)[corner] != load(background)[corner]).any()


def test_mask_cuts_an_opaque_object_out(cli: Cli, tmp_path: Path) -> None:
    background, _ = pasted(tmp_path)
    opaque, mask = save(tmp_path / "o.png", photo(60, 40, 2)), save(tmp_path / "m.png", soft_disc(60, 40))
    out = tmp_path / "out.png"
    command = (
        "harmonize",
        "--background",
        background,
        "--foreground",
        opaque,
        "-o",
        out,
        "--method",
        "reinhard",
    )
    assert "no transparency" in cli(*command).err
    assert cli(*command, "--mask", mask, "--force").err == ""
    assert (load(out) == load(background))[55:58, 70:73].all()


def test_object_outside_the_background_is_refused(cli: Cli, tmp_path: Path) -> None:
    background, object_ = pasted(tmp_path)
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", tmp_path / "out.png")
    run = cli(*command, "--at=-500,20", "--method", "mkl")
    assert run.code == 1
    assert run.is_one_sentence()
    assert "outside" in run.err


# ------------------------------------------------------------------ what the file keeps


def test_export_keeps_the_photographs_exif_but_not_where_it_was_taken(cli: Cli, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera works", 6
    exif.get_ifd(0x8825)[1] = "N"
    composite = save(tmp_path / "turned.jpg", photo(80, 120), exif=exif)
    mask = save(tmp_path / "m.png", soft_disc(120, 80))
    out, located = tmp_path / "out.jpg", tmp_path / "located.jpg"
    command = ("harmonize", composite, "--mask", mask, "--method", "mkl")
    assert cli(*command, "-o", out).code == 0
    assert cli(*command, "-o", located, "--keep-gps").code == 0
    with Image.open(out) as image, Image.open(located) as with_place:
        assert image.size == (120, 80)
        kept = image.getexif()
        assert (kept[0x010F], kept[0x0112]) == ("Camera works", 1)
        assert not kept.get_ifd(0x8825)
        assert with_place.getexif().get_ifd(0x8825)[1] == "N"
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)


def test_transparency_of_the_composite_is_kept(cli: Cli, tmp_path: Path) -> None:
    alpha = np.full((80, 120), 255, np.uint8)
    alpha[:, :30] = 100
    composite = save(tmp_path / "c.png", np.dstack((photo(120, 80), alpha)))
    mask = save(tmp_path / "m.png", soft_disc(120, 80))
    assert cli("harmonize", composite, "--mask", mask, "-o", tmp_path / "o.png", "--method", "mkl").code == 0
    assert (load(tmp_path / "o.png")[..., 3] == alpha).all()


def test_mask_of_the_same_proportions_is_brought_to_size(cli: Cli, tmp_path: Path) -> None:
    composite, mask = composite_and_mask(tmp_path)
    small = save(tmp_path / "s.png", cv2.resize(load(mask), (60, 40)))
    assert cli("harmonize", composite, "--mask", small, "-o", tmp_path / "o.png", "--method", "mkl").code == 0


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
