"""What can be typed. Loads neither torch nor OpenCV."""

from __future__ import annotations

import argparse
from importlib import metadata
from pathlib import Path
from typing import Any, NoReturn

from engine.cli import mask_parser
from engine.cli.commands import COMMANDS
from engine.cli.values import number, point, positive
from engine.default_weights import OPEN_PHOTOS
from engine.types import DEFAULT_MEGAPIXELS, Direction, Method

PRECISIONS = ("auto", "float32", "bfloat16", "float16")

_DESCRIPTION = """\
Make a pasted object look as if it had been photographed there.

  rainharmonize [FILE …]              open the window, with pictures if any are named
  rainharmonize harmonize …           harmonize one picture here
  rainharmonize COMMAND --help        the options of a command
"""


class _Parser(argparse.ArgumentParser):
    """One sentence for a mistake, without the usage above it; no guessing at shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "allow_abbrev": False})

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def build() -> argparse.ArgumentParser:
    """The parser; `command` of what it returns is one of COMMANDS."""
    parser = _Parser(
        prog="rainharmonize",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"rainharmonize {_version()}")
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=_Parser, title="commands"
    )
    parsers = {
        name: commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        for name, text in COMMANDS.items()
    }
    tools = mask_parser.add_tools(parsers.pop("mask"), parser_class=_Parser)
    for command in (*parsers.values(), *tools):
        command.add_argument("--json", action="store_true", help="print one JSON object")
        command.add_argument(
            "--debug", action="store_true", help="show the log, and where an error came from"
        )
    _add_harmonize(parsers["harmonize"])
    _add_batch(parsers["batch"])
    parsers["bench"].add_argument("--gui", action="store_true", help="measure the window too")
    return parser


def _add_harmonize(parser: argparse.ArgumentParser) -> None:
    what = parser.add_argument_group("what")
    what.add_argument(
        "composite", nargs="?", type=Path, metavar="COMPOSITE", help="picture with the object in it"
    )
    what.add_argument(
        "--mask", type=Path, help="white where the object is; with --foreground, the shape to cut it out by"
    )
    what.add_argument("--background", type=Path, metavar="B", help="picture the object is placed on")
    what.add_argument("--foreground", type=Path, metavar="F", help="the object, usually with transparency")
    what.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="the ending chooses the format"
    )
    place = parser.add_argument_group("where the object goes (with --foreground)")
    place.add_argument(
        "--at",
        type=point,
        metavar="X,Y",
        help="its middle, in background pixels (--at=-5,20 if negative); default: the middle",
    )
    place.add_argument(
        "--scale", type=positive, metavar="S", help="default: 1, or less to fit the background"
    )
    place.add_argument("--rotate", type=number, default=0.0, metavar="D", help="degrees, clockwise")
    place.add_argument("--flip", action="store_true", help="mirror it left to right")
    _add_how(parser).add_argument(
        "--reference", type=Path, metavar="MASK", help="white where the look is to be taken from"
    )
    _add_output(parser)


def _add_batch(parser: argparse.ArgumentParser) -> None:
    what = parser.add_argument_group("what")
    what.add_argument("composites", type=Path, metavar="COMPOSITES", help="folder of pictures")
    what.add_argument(
        "--masks",
        type=Path,
        required=True,
        metavar="MASKS",
        help="folder of masks: a.png for a.jpg, or a.png for a_1.jpg, a_2.jpg …",
    )
    what.add_argument(
        "-o", "--output", type=Path, required=True, metavar="OUT", help="folder for the results"
    )
    what.add_argument("--format", metavar="ENDING", help="such as png; default: that of the composite")
    what.add_argument(
        "--resume",
        action="store_true",
        help="skip results that are newer than their inputs, however they were made",
    )
    _add_how(parser)
    _add_output(parser)


def _add_how(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    how = parser.add_argument_group("how")
    how.add_argument(
        "--method",
        choices=[method.value for method in Method],
        metavar="METHOD",
        help=f"{', '.join(Method)}; default: rainnet, reinhard where it has no weights",
    )
    how.add_argument(
        "--direction",
        choices=[side.value for side in Direction],
        metavar="SIDE",
        default="object",
        help="which side changes: object (default) or background",
    )
    how.add_argument("--strength", type=number, help="0 (unchanged) to 1.5; default: what suits the method")
    how.add_argument(
        "--weights",
        type=Path,
        metavar="FILE",
        help=f"your own, .safetensors or a RainNet .pth; or {OPEN_PHOTOS}, learned from open licences alone",
    )
    how.add_argument("--device", default="auto", help="auto (default), cpu, cuda, cuda:1, mps, xpu")
    how.add_argument(
        "--precision",
        choices=PRECISIONS,
        default="auto",
        help="of the network; default: the fastest that agrees",
    )
    return how


def _add_output(parser: argparse.ArgumentParser) -> None:
    output = parser.add_argument_group("files")
    output.add_argument("--force", action="store_true", help="replace existing results")
    output.add_argument(
        "--keep-gps", action="store_true", help="let the result say where the photo was taken"
    )
    output.add_argument(
        "--profile",
        choices=("srgb", "source"),
        default="srgb",
        help="colour profile of the result; default: srgb",
    )
    output.add_argument(
        "--max-megapixels",
        type=positive,
        default=DEFAULT_MEGAPIXELS,
        metavar="N",
        help=f"refuse larger pictures; default: {DEFAULT_MEGAPIXELS:g}",
    )
    output.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")


def _version() -> str:
    try:
        return metadata.version("rainharmonize")
    except metadata.PackageNotFoundError:
        return "(not installed)"
