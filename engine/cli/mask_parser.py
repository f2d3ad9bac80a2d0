"""The options of `rainharmonize mask`, a parser a tool."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.cli.values import between, box, point, points, positive
from engine.types import DEFAULT_MEGAPIXELS

TOOLS = {
    "subject": "what the picture seems to be of",
    "wand": "what has the colour at a point",
    "polygon": "the inside of an outline",
    "scissors": "the inside of an outline that follows the picture's edges from point to point",
    "grabcut": "what stands out inside a box, corrected by strokes",
    "brush": "a brush stroke",
    "edge": "another mask, its edge moved, smoothed, feathered or steepened",
}

_POINTS = "“X,Y X,Y …”"


def add_tools(
    parser: argparse.ArgumentParser, *, parser_class: type[argparse.ArgumentParser]
) -> list[argparse.ArgumentParser]:
    """Give `parser` a command a tool; `tool` of what it returns is one of TOOLS."""
    tools = parser.add_subparsers(
        dest="tool", required=True, metavar="TOOL", parser_class=parser_class, title="tools"
    )
    parsers = {name: tools.add_parser(name, help=text) for name, text in TOOLS.items()}
    for name, tool in parsers.items():
        tool.description = f"Make a mask of {TOOLS[name]}: white where the object is."
        _add_files(tool)
    _add_wand(parsers["wand"])
    _add_outline(parsers["polygon"], "its corners; the last is joined to the first")
    _add_outline(parsers["scissors"], "on the outline; the last is joined to the first")
    _add_grabcut(parsers["grabcut"])
    _add_brush(parsers["brush"])
    _add_edge(parsers["edge"])
    return list(parsers.values())


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("picture", type=Path, metavar="PICTURE")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="MASK", help="the ending chooses the format"
    )
    parser.add_argument(
        "--cut-out", type=Path, metavar="FILE", help="also write the picture with the mask as transparency"
    )
    parser.add_argument("--onto", type=Path, metavar="MASK", help="an existing mask that the new one joins")
    parser.add_argument(
        "--how",
        choices=("add", "subtract", "intersect"),
        help="how it joins that; default: add",
    )
    parser.add_argument("--invert", action="store_true", help="swap inside and outside at the end")
    parser.add_argument("--force", action="store_true", help="replace existing results")
    parser.add_argument(
        "--max-megapixels",
        type=positive,
        default=DEFAULT_MEGAPIXELS,
        metavar="N",
        help=f"refuse larger pictures; default: {DEFAULT_MEGAPIXELS:g}",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="print nothing but errors")


def _add_wand(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", type=point, required=True, action="append", metavar="X,Y", help="where; may be repeated"
    )
    parser.add_argument(
        "--tolerance",
        type=between(0, 255, whole=True),
        default=32,
        metavar="T",
        help="in any channel, 0 to 255; default: 32",
    )
    parser.add_argument(
        "--everywhere", action="store_true", help="also where it does not hang together with the point"
    )


def _add_outline(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--points", type=points, required=True, metavar=_POINTS, help=text)


def _add_grabcut(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--box", type=box, required=True, metavar="L,T,R,B", help="around the object")
    for name, text in (("--keep", "a stroke over the object"), ("--drop", "a stroke over the background")):
        parser.add_argument(
            name, type=points, action="append", default=[], metavar=_POINTS, help=f"{text}; may be repeated"
        )
    parser.add_argument(
        "--width", type=positive, default=12.0, metavar="W", help="of the strokes; default: 12"
    )


def _add_brush(parser: argparse.ArgumentParser) -> None:
    _add_outline(parser, "the path of the stroke")
    parser.add_argument("--size", type=positive, default=60.0, metavar="S", help="diameter; default: 60")
    parser.add_argument(
        "--hardness",
        type=between(0, 1),
        default=0.8,
        metavar="H",
        help="0 (soft) to 1 (hard); default: 0.8",
    )


def _add_edge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--mask", type=Path, help="default: the transparency of PICTURE, or PICTURE itself as a mask"
    )
    for name, limits, text in (
        ("--smooth", (0, 20), "bumps narrower than this go, 0 to 20 pixels"),
        ("--shift", (-20, 20), "outwards, −20 to 20 pixels (--shift=-2 inwards)"),
        ("--feather", (0, 50), "how far the edge fades, 0 to 50 pixels"),
        ("--contrast", (0, 1), "how much steeper soft edges become, 0 to 1"),
    ):
        parser.add_argument(name, type=between(*limits), default=0.0, metavar="N", help=text)
    parser.add_argument(
        "--remove-fringe", action="store_true", help="take the old background's colour out of --cut-out"
    )
