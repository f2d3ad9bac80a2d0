"""`rainharmonize mask`, run in this process."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from cli_runs import Cli, files, load, save
from PIL import Image

from engine.cli.mask_parser import TOOLS

SIZE = (160, 120)
NEEDED = {
    "wand": ["--at", "80,60"],
    "polygon": ["--points", "10,10 150,10 80,110"],
    "scissors": ["--points", "45,60 80,30 115,60 80,90"],
    "grabcut": ["--box", "30,15,130,105"],
    "brush": ["--points", "20,20 100,60"],
}


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


@pytest.fixture
def truth() -> np.ndarray:
    mask = np.zeros(SIZE[::-1], np.uint8)
    return cv2.ellipse(mask, (80, 60), (35, 30), 0, 0, 360, 255, -1, cv2.LINE_AA)


@pytest.fixture
def picture(tmp_path: Path, truth: np.ndarray) -> Path:
    """A red ellipse on blue."""
    share = truth[..., None] / 255
    return save(
        tmp_path / "photo.png", (share * (200, 60, 40) + (1 - share) * (60, 120, 180)).astype(np.uint8)
    )


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float(((one > 127) & (other > 127)).sum() / ((one > 127) | (other > 127)).sum())


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_writes_a_mask_of_the_pictures_size(
    cli: Cli, tmp_path: Path, picture: Path, tool: str
) -> None:
    out = tmp_path / "mask.png"
    facts = cli("mask", tool, picture, "-o", out, *NEEDED.get(tool, []), "--json").facts
    mask = load(out)
    assert mask.shape == SIZE[::-1]
    assert facts["covered"] == pytest.approx(mask.mean() / 255, abs=1e-3)


@pytest.mark.parametrize("tool", ["subject", "wand", "scissors", "grabcut"])
def test_object_is_found(cli: Cli, tmp_path: Path, picture: Path, truth: np.ndarray, tool: str) -> None:
    out = tmp_path / "mask.png"
    assert cli("mask", tool, picture, "-o", out, *NEEDED.get(tool, []), "-q") == (0, "", "")
    assert overlap(load(out), truth) > 0.9


def test_subject_says_how_sure_it_is(cli: Cli, tmp_path: Path, picture: Path) -> None:
    assert "confidence 0." in cli("mask", "subject", picture, "-o", tmp_path / "mask.png").out


def test_strokes_are_taken_into_account(cli: Cli, tmp_path: Path, picture: Path) -> None:
    out = tmp_path / "mask.png"
    cli("mask", "grabcut", picture, "-o", out, *NEEDED["grabcut"], "--drop", "70,60 90,60", "--width", 8)
    assert load(out)[60, 80] == 0


def test_mask_joins_another(cli: Cli, tmp_path: Path, picture: Path) -> None:
    old = save(tmp_path / "old.png", np.full(SIZE[::-1], 255, np.uint8))
    out = tmp_path / "mask.png"
    cli("mask", "wand", picture, "-o", out, *NEEDED["wand"], "--onto", old, "--how", "subtract")
    mask = load(out)
    assert mask[60, 80] == 0
    assert mask[5, 5] == 255


@pytest.fixture
def mask_of(cli: Cli, tmp_path: Path, picture: Path) -> Callable[..., np.ndarray]:
    """What a tool with some options makes of the picture, or of another that `on` names."""

    def made(tool: str, *options: object, on: Path | None = None) -> np.ndarray:
        out = tmp_path / "made.png"
        assert cli("mask", tool, on or picture, "-o", out, "--force", *options).code == 0
        return load(out)

    return made


LEFT = np.where(np.arange(SIZE[0]) < 80, 255, 0).astype(np.uint8)[None].repeat(SIZE[1], axis=0)


@pytest.mark.parametrize(
    ("how", "expected"),
    [([], np.maximum), (["--how", "add"], np.maximum), (["--how", "intersect"], np.minimum)],
    ids=["by default", "add", "intersect"],
)
def test_masks_are_joined_as_asked(
    tmp_path: Path, mask_of: Callable[..., np.ndarray], how: list[str], expected: np.ufunc
) -> None:
    old = save(tmp_path / "old.png", LEFT)
    alone = mask_of("polygon", *NEEDED["polygon"])
    joined = mask_of("polygon", *NEEDED["polygon"], "--onto", old, *how)
    assert np.array_equal(joined, expected(LEFT, alone))


@pytest.fixture
def patches(tmp_path: Path) -> Path:
    """Stripes of 40 pixels: grey 100, 120, 200 and 100 again."""
    row = np.repeat(np.array([100, 120, 200, 100], np.uint8), 40)
    return save(tmp_path / "patches.png", np.dstack([np.tile(row, (SIZE[1], 1))] * 3))


@pytest.mark.parametrize(
    ("options", "selected"),
    [
        (["--at", "20,60"], [1, 1, 0, 0]),
        (["--at", "20,60", "--tolerance", "10"], [1, 0, 0, 0]),
        (["--at", "20,60", "--tolerance", "10", "--everywhere"], [1, 0, 0, 1]),
        (["--at", "20,60", "--at", "100,60", "--tolerance", "10"], [1, 0, 1, 0]),
    ],
    ids=["by default", "tolerance", "everywhere", "two points"],
)
def test_wand_takes_what_its_options_say(
    patches: Path, mask_of: Callable[..., np.ndarray], options: list[str], selected: list[int]
) -> None:
    mask = mask_of("wand", *options, on=patches)
    assert [mask[60, x] // 255 for x in (20, 60, 100, 140)] == selected


def test_grabcut_keeps_what_is_stroked(tmp_path: Path, mask_of: Callable[..., np.ndarray]) -> None:
    pixels = np.full((*SIZE[::-1], 3), (60, 120, 180), np.uint8)
    pixels[40:80, 50:90] = 200, 60, 40
    picture = save(tmp_path / "square.png", pixels)
    box = ("--box", "40,30,130,90")
    assert mask_of("grabcut", *box, on=picture)[60, 110] == 0
    assert mask_of("grabcut", *box, "--keep", "104,60 116,60", "--width", "6", on=picture)[60, 110] == 255


def test_a_stroke_wider_than_the_picture_covers_all_of_it(mask_of: Callable[..., np.ndarray]) -> None:
    made = [
        mask_of("grabcut", *NEEDED["grabcut"], "--drop", "70,60 90,60", "--width", width)
        for width in (1000, 40_000, 1e300)
    ]
    assert not any(mask.any() for mask in made)


def test_a_brush_reaches_a_point_far_outside_at_once(mask_of: Callable[..., np.ndarray]) -> None:
    mask = mask_of("brush", "--points", "5,5 3e6,5 1e300,5", "--size", 1, "--hardness", 1)
    assert (mask[4:6, 5:].max(axis=0) > 0).all()


def test_brush_is_as_wide_as_its_size(mask_of: Callable[..., np.ndarray]) -> None:
    for size in (10, 40):
        column = mask_of("brush", "--points", "20,60 140,60", "--size", size, "--hardness", "1")[:, 80]
        assert (column > 127).sum() == pytest.approx(size, abs=1)


def test_brush_is_as_soft_as_its_hardness_leaves_it(mask_of: Callable[..., np.ndarray]) -> None:
    soft, hard = (
        mask_of("brush", "--points", "80,60", "--size", "40", "--hardness", hardness)[60]
        for hardness in ("0", "1")
    )
    assert ((hard > 10) & (hard < 245)).sum() <= 2
    assert ((soft > 10) & (soft < 245)).sum() > 20


def test_edge_is_smoothed_and_not_faded(tmp_path: Path, mask_of: Callable[..., np.ndarray]) -> None:
    bumpy = LEFT.copy()
    bumpy[60:63, 80:88] = 255  # narrower than what is to go
    mask = mask_of("edge", "--mask", save(tmp_path / "mask.png", bumpy), "--smooth", "10")
    assert mask[61, 86] == 0
    assert ((mask[20] > 10) & (mask[20] < 245)).sum() <= 2


def test_edge_is_feathered(tmp_path: Path, mask_of: Callable[..., np.ndarray]) -> None:
    mask = mask_of("edge", "--mask", save(tmp_path / "mask.png", LEFT), "--feather", "10")
    assert 10 < ((mask[20] > 0) & (mask[20] < 255)).sum() <= 20
    assert 0 < mask[20, 84] < 127 < mask[20, 75] < 255


def test_inside_and_outside_are_swapped(cli: Cli, tmp_path: Path, picture: Path) -> None:
    plain, swapped = tmp_path / "plain.png", tmp_path / "swapped.png"
    cli("mask", "polygon", picture, "-o", plain, *NEEDED["polygon"])
    cli("mask", "polygon", picture, "-o", swapped, *NEEDED["polygon"], "--invert")
    assert np.array_equal(load(plain), 255 - load(swapped))


def test_edge_is_shifted(cli: Cli, tmp_path: Path, picture: Path, truth: np.ndarray) -> None:
    mask = save(tmp_path / "mask.png", truth)
    out = tmp_path / "grown.png"
    cli("mask", "edge", picture, "--mask", mask, "-o", out, "--shift", 3)
    assert load(out).sum() > truth.sum()


def test_edge_of_a_mask_file_needs_no_picture(cli: Cli, tmp_path: Path, truth: np.ndarray) -> None:
    mask = save(tmp_path / "mask.png", truth)
    out = tmp_path / "same.png"
    assert cli("mask", "edge", mask, "-o", out).code == 0
    assert np.array_equal(load(out), truth)


def test_cut_out_has_the_mask_as_transparency(cli: Cli, tmp_path: Path, picture: Path) -> None:
    out, cut_out = tmp_path / "mask.png", tmp_path / "cut.png"
    cli("mask", "subject", picture, "-o", out, "--cut-out", cut_out)
    rgba = load(cut_out)
    assert np.array_equal(rgba[..., 3], load(out))
    assert np.array_equal(rgba[..., :3], load(picture))


def test_fringe_is_taken_out_of_the_cut_out(
    cli: Cli, tmp_path: Path, picture: Path, truth: np.ndarray
) -> None:
    mask = save(tmp_path / "mask.png", truth)
    out, cut_out = tmp_path / "edge.png", tmp_path / "cut.png"
    cli("mask", "edge", picture, "--mask", mask, "-o", out, "--cut-out", cut_out, "--remove-fringe")
    soft = (truth > 60) & (truth < 250)
    blue_before, blue_after = load(picture)[soft][:, 2].mean(), load(cut_out)[soft][:, 2].mean()
    assert blue_after < blue_before - 15


def test_a_mask_beyond_what_a_transparent_picture_shows_brings_no_black(
    cli: Cli, tmp_path: Path, truth: np.ndarray
) -> None:
    rgb = np.where(truth[..., None] > 0, (200, 60, 40), 0).astype(np.uint8)
    picture = save(tmp_path / "ball.png", np.dstack((rgb, truth)))
    out, cut_out = tmp_path / "mask.png", tmp_path / "cut.png"
    cli("mask", "edge", picture, "-o", out, "--cut-out", cut_out, "--shift", "6")
    shown = load(cut_out)
    beyond = (shown[..., 3] == 255) & (truth == 0)

    assert beyond.any()
    assert np.abs(shown[beyond][:, :3].astype(int) - (200, 60, 40)).max() < 3


def test_a_photo_for_a_mask_is_said(cli: Cli, tmp_path: Path, picture: Path) -> None:
    out = tmp_path / "mask.png"
    said = f"{picture} is a coloured picture; its brightness is taken as the mask."
    for command in (
        ("edge", picture),
        ("edge", picture, "--mask", picture),
        ("polygon", picture, *NEEDED["polygon"], "--onto", picture),
    ):
        assert cli("mask", *command, "-o", out, "--force", "--json").facts["notices"] == [said]
    assert cli("mask", "edge", picture, "-o", out, "--force").err == f"rainharmonize: {said}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["wand", "PHOTO", "-o", "OUT", "--at", "900,9"], 1, "outside the picture"),
        (["wand", "PHOTO", "-o", "OUT", "--at", "9"], 2, "not a point"),
        (["polygon", "PHOTO", "-o", "OUT", "--points", "1,1 2,x"], 2, "not a number"),
        (["scissors", "PHOTO", "-o", "OUT", "--points", "1,1"], 1, "two points"),
        (["grabcut", "PHOTO", "-o", "OUT", "--box", "1,2,3"], 2, "not a box"),
        (["grabcut", "PHOTO", "-o", "OUT", "--box", "0,0,160,120"], 1, "box around"),
        (["grabcut", "PHOTO", "-o", "OUT", "--box", "900,0,960,120"], 1, "box lies outside"),
        (["edge", "PHOTO", "-o", "OUT", "--remove-fringe"], 2, "--cut-out"),
        (["subject", "PHOTO", "-o", "OUT", "--how", "add"], 2, "--onto"),
        (["subject", "PHOTO", "-o", "PHOTO"], 1, "input"),
        (["subject", "PHOTO", "-o", "OUT", "--cut-out", "OUT"], 2, "two files"),
        (["subject", "PHOTO", "-o", "OUT", "--cut-out", "CUT.jpg"], 1, "transparency"),
        (["subject", "PHOTO.gone", "-o", "OUT"], 1, "PHOTO.gone"),
        (["paint", "PHOTO", "-o", "OUT"], 2, "paint"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_whatever_is_wrong_is_one_sentence_and_leaves_no_file(
    cli: Cli, tmp_path: Path, picture: Path, arguments: list[str], code: int, said: str
) -> None:
    here = {"PHOTO": picture, "OUT": tmp_path / "out.png", "CUT.jpg": tmp_path / "cut.jpg"}
    before = files(tmp_path)
    run = cli("mask", *(here.get(word, word) for word in arguments))
    assert run.code == code
    assert run.is_one_sentence(), run.err
    assert said in run.err
    assert files(tmp_path) == before


def test_existing_mask_is_replaced_only_by_force(cli: Cli, tmp_path: Path, picture: Path) -> None:
    out = save(tmp_path / "mask.png", np.zeros((3, 3), np.uint8))
    assert cli("mask", "subject", picture, "-o", out).code == 1
    assert load(out).shape == (3, 3)
    assert cli("mask", "subject", picture, "-o", out, "--force").code == 0
    assert load(out).shape == SIZE[::-1]


@pytest.mark.parametrize("before", [None, b"what was there"], ids=["new", "replaced"])
@pytest.mark.parametrize("room", [0, 9000], ids=["for none", "for the mask"])
def test_disk_that_is_full_takes_mask_and_cut_out_or_neither(
    cli: Cli, tmp_path: Path, full_disk, room: int, before: bytes | None
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
    picture = save(tmp_path / "noise.png", noise)
    results = [tmp_path / "mask.png", tmp_path / "cut.png"]
    if before is not None:
        for path in results:
            path.write_bytes(before)
    here = files(tmp_path)
    command = ("mask", "polygon", picture, "-o", results[0], *NEEDED["polygon"], "--cut-out", results[1])
    with full_disk(room):
        run = cli(*command, "--force")
    assert run.code == 1
    assert run.is_one_sentence(), run.err
    assert "no room is left" in run.err
    assert files(tmp_path) == here
    assert before is None or [path.read_bytes() for path in results] == [before] * 2

    assert cli(*command, "--force").code == 0
    assert results[0].stat().st_size < 9000 < results[1].stat().st_size


def test_transparent_picture_is_a_mask_to_refine(cli: Cli, tmp_path: Path, truth: np.ndarray) -> None:
    rgba = np.dstack([np.full((*truth.shape, 3), 90, np.uint8), truth])
    cut_out = tmp_path / "cut.png"
    Image.fromarray(rgba).save(cut_out)
    out = tmp_path / "mask.png"
    cli("mask", "edge", cut_out, "-o", out, "--contrast", 1)
    assert set(np.unique(load(out))) == {0, 255}
