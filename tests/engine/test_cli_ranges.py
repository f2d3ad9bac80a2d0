"""Numbers that do not fit an option are wrong usage, found before anything is read."""

from pathlib import Path

import pytest
from cli_runs import Cli, composite_and_mask, files

from engine.masks.brush import Brush
from engine.masks.edge import EdgeSettings
from engine.types import MaskError

_COMMANDS = {
    "harmonize": ["harmonize", "COMPOSITE", "--mask", "MASK", "-o", "OUT", "--method", "mkl"],
    "paste": ["harmonize", "--background", "COMPOSITE", "--foreground", "MASK", "-o", "OUT"],
    "batch": ["batch", "FOLDER", "--masks", "MASKS", "-o", "OUT", "--method", "mkl"],
    "wand": ["mask", "wand", "COMPOSITE", "-o", "OUT", "--at", "9,9"],
    "grabcut": ["mask", "grabcut", "COMPOSITE", "-o", "OUT", "--box", "40,20,80,60"],
    "brush": ["mask", "brush", "COMPOSITE", "-o", "OUT", "--points", "9,9"],
    "edge": ["mask", "edge", "COMPOSITE", "-o", "OUT", "--mask", "MASK"],
}
_WRONG = [
    ("harmonize", "--strength", ["-0.1", "1.6", "nan", "much"]),
    ("harmonize", "--max-megapixels", ["0", "-3", "inf"]),
    ("paste", "--scale", ["0", "-1", "inf"]),
    ("paste", "--rotate", ["nan"]),
    ("paste", "--at", ["nan,2", "1"]),
    ("batch", "--strength", ["-0.1", "1.6"]),
    ("batch", "--max-megapixels", ["0"]),
    ("wand", "--tolerance", ["-1", "256", "1.5", "x"]),
    ("wand", "--max-megapixels", ["0"]),
    ("grabcut", "--width", ["0", "-2"]),
    ("grabcut", "--box", ["80,20,40,60", "40,60,80,20", "1,2,3"]),
    ("brush", "--size", ["0", "-1"]),
    ("brush", "--hardness", ["-0.1", "1.1"]),
    ("edge", "--smooth", ["-1", "21"]),
    ("edge", "--shift", ["-100", "20.5"]),
    ("edge", "--feather", ["-1", "51"]),
    ("edge", "--contrast", ["-0.1", "1.1"]),
]
_LAST = [
    ("wand", "--tolerance", ["0", "255"]),
    ("brush", "--hardness", ["0", "1"]),
    ("edge", "--smooth", ["0", "20"]),
    ("edge", "--shift", ["-20", "20"]),
    ("edge", "--feather", ["0", "50"]),
    ("edge", "--contrast", ["0", "1"]),
]


def _each(options: list[tuple[str, str, list[str]]]) -> list[tuple[str, str, str]]:
    return [(command, option, number) for command, option, numbers in options for number in numbers]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


@pytest.fixture
def named(tmp_path: Path) -> dict[str, Path]:
    composite, mask = composite_and_mask(tmp_path)
    return {
        "COMPOSITE": composite,
        "MASK": mask,
        "FOLDER": tmp_path,
        "MASKS": tmp_path / "masks",
        "OUT": tmp_path / "out.png",
    }


@pytest.mark.parametrize(("command", "option", "number"), _each(_WRONG))
def test_a_number_out_of_range_is_wrong_usage(
    cli: Cli, named: dict[str, Path], tmp_path: Path, command: str, option: str, number: str
) -> None:
    before = files(tmp_path)
    run = cli(*(named.get(word, word) for word in _COMMANDS[command]), f"{option}={number}")

    assert run.code == 2
    assert run.is_one_sentence(), run.err
    assert option.strip("-") in run.err
    assert files(tmp_path) == before


@pytest.mark.parametrize(("command", "option", "number"), _each(_LAST))
def test_the_ends_of_a_range_are_taken(
    cli: Cli, named: dict[str, Path], command: str, option: str, number: str
) -> None:
    run = cli(*(named.get(word, word) for word in _COMMANDS[command]), f"{option}={number}")

    assert run.code == 0, run.err


@pytest.mark.parametrize("name", ["smooth", "shift", "feather", "contrast", "hardness"])
def test_the_ranges_are_those_of_the_engine(name: str) -> None:
    beyond = next(numbers for _, option, numbers in _WRONG if option == f"--{name}")
    for number in map(float, beyond):
        with pytest.raises(MaskError):
            Brush(hardness=number) if name == "hardness" else EdgeSettings(**{name: number})
