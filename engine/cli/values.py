"""What options take, beyond plain text: numbers, points, boxes. For argparse's `type`."""

from __future__ import annotations

import argparse
import math

DEFAULT_MEGAPIXELS = 200.0


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
    return sides
