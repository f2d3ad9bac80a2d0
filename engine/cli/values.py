"""What options take, beyond plain text: numbers, points, boxes. For argparse's `type`."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable


def number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise argparse.ArgumentTypeError(f"“{text}” is not a number")
    return found


def positive(text: str) -> float:
    if (found := number(text)) <= 0:
        raise argparse.ArgumentTypeError(f"“{text}” is not above 0")
    return found


def between(low: float, high: float, *, whole: bool = False) -> Callable[[str], float]:
    """A number from `low` to `high`."""

    def number_there(text: str) -> float:
        found = number(text)
        if whole and not found.is_integer():
            raise argparse.ArgumentTypeError(f"“{text}” is not a whole number")
        if not low <= found <= high:
            raise argparse.ArgumentTypeError(f"“{text}” is not between {low:g} and {high:g}")
        return int(found) if whole else found

    return number_there


def point(text: str) -> tuple[float, float]:
    x, comma, y = text.partition(",")
    if not comma:
        raise argparse.ArgumentTypeError(f"“{text}” is not a point; write it like 120,80")
    return number(x), number(y)


def points(text: str) -> tuple[tuple[float, float], ...]:
    """Points with blanks between them."""
    return tuple(point(part) for part in text.split())


def box(text: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom, in whole pixels."""
    sides = tuple(round(number(part)) for part in text.split(","))
    if len(sides) != 4:
        raise argparse.ArgumentTypeError(f"“{text}” is not a box; write left,top,right,bottom")
    if sides[0] >= sides[2] or sides[1] >= sides[3]:
        raise argparse.ArgumentTypeError(f"“{text}” has no inside; write left,top,right,bottom")
    return sides
