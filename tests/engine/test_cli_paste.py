"""`rainharmonize harmonize` of a background and an object, and what its files keep; run in this process."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from cli_runs import Cli, composite_and_mask, load, save
from PIL import Image, ImageCms
from tiny_networks import photo, soft_disc

from engine.types import U8


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.setenv("RAINHARMONIZE_CONFIG_DIR", str(tmp_path / "config"))
    return Cli(capsys)


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


@pytest.mark.parametrize(
    ("options", "made"),
    [
        ((), lambda rgb: rgb),
        (("--at", "100.5,75"), lambda rgb: rgb),
        (("--scale", 1), lambda rgb: rgb),
        (("--flip",), lambda rgb: rgb[:, ::-1]),
        (("--rotate", 90), lambda rgb: np.rot90(rgb, -1)),
        (("--rotate", 180), lambda rgb: rgb[::-1, ::-1]),
    ],
)
def test_object_of_odd_sides_stays_sharp_on_a_background_of_even_ones(
    cli: Cli, tmp_path: Path, options: tuple[object, ...], made: Callable[[U8], U8]
) -> None:
    background, _ = pasted(tmp_path)
    rgb = photo(51, 34, 2)
    object_ = save(tmp_path / "odd.png", np.dstack((rgb, np.full(rgb.shape[:2], 255, np.uint8))))
    out = tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", out)
    assert cli(*command, "--method", "mkl", "--strength", 0, *options).code == 0
    wanted, result = made(rgb), load(out)
    height, width = wanted.shape[:2]
    assert any(
        np.array_equal(result[top : top + height, left : left + width], wanted)
        for top in (round(75 - height / 2) + step for step in (-1, 0, 1))
        for left in (round(100 - width / 2) + step for step in (-1, 0, 1))
    )


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
    changed = np.flatnonzero((load(out) != load(background)).any((1, 2)))
    assert changed[0] <= 2  # what shows fills the height
    assert changed[-1] >= 147


def test_background_can_follow_the_object(cli: Cli, tmp_path: Path) -> None:
    background, object_ = pasted(tmp_path)
    out = tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", out, "--method", "mkl")
    assert cli(*command, "--direction", "background").code == 0
    middle, corner = np.s_[73:77, 98:102], np.s_[:20, :20]
    assert (load(out)[middle] == load(object_)[18:22, 28:32, :3]).all()
    assert (load(out)[corner] != load(background)[corner]).any()


def test_soft_edges_are_exact_where_the_object_follows(cli: Cli, tmp_path: Path) -> None:
    background, _ = pasted(tmp_path)
    plain = np.full((40, 60, 3), (40, 90, 160), np.uint8)
    object_ = save(tmp_path / "plain.png", np.dstack((plain, soft_disc(60, 40))))
    out = tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", out, "--method", "mkl")
    assert cli(*command, "--strength", 1).code == 0
    result, below = (load(path)[55:95, 70:130].astype(float) for path in (out, background))
    share = load(object_)[..., 3:] / 255
    changed = result[20, 30]
    assert np.abs(changed - (40, 90, 160)).max() > 5
    assert np.abs(result - share * changed - (1 - share) * below).max() <= 1.5


def test_soft_edges_are_exact_where_the_background_follows(cli: Cli, tmp_path: Path) -> None:
    background = save(tmp_path / "plain.png", np.full((150, 200, 3), (40, 90, 160), np.uint8))
    _, object_ = pasted(tmp_path)
    out = tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", object_, "-o", out, "--method", "mkl")
    assert cli(*command, "--direction", "background", "--strength", 1).code == 0
    result, rgba = load(out).astype(float), load(object_).astype(float)
    share = rgba[..., 3:] / 255
    assert np.abs(result[0, 0] - (40, 90, 160)).max() > 5
    blended = share * rgba[..., :3] + (1 - share) * result[0, 0]
    assert np.abs(result[55:95, 70:130] - blended).max() <= 1.5


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


def test_what_shows_of_the_object_is_put_where_it_is_to_be(cli: Cli, tmp_path: Path) -> None:
    background, _ = pasted(tmp_path)
    rgba = np.zeros((100, 160, 4), np.uint8)
    rgba[60:80, 120:150] = (200, 90, 40, 255)
    margins, out = save(tmp_path / "margins.png", rgba), tmp_path / "out.png"
    command = ("harmonize", "--background", background, "--foreground", margins, "-o", out, "--method", "mkl")
    assert cli(*command, "--at", "50,40").code == 0
    rows, columns = (load(out) != load(background)).any(2).nonzero()
    assert (rows.min(), rows.max() + 1, columns.min(), columns.max() + 1) == (30, 50, 35, 65)
    assert "outside" in cli(*command, "--at=-40,40", "--force").err


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
