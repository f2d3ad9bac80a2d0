"""A picture sheet: composites, what became of them, and the real photographs, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor

from engine.files import write_atomic
from engine.types import U8

_TILE = 192
_GAP = 6
_LINE = 18
_GREY = (238, 238, 238)
_BLACK = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Column:
    """pictures: N×3×H×W in 0…1. captions: one a picture; may be empty."""

    title: str
    pictures: Tensor
    captions: Sequence[str]


def spread(gain: Tensor, count: int) -> list[int]:
    """Numbers of `count` pictures from the least to the greatest gain, evenly spread, both ends included."""
    order = gain.argsort().tolist()
    at = np.linspace(0, len(order) - 1, min(count, len(order))).round().astype(int)
    return [order[i] for i in at]


def write_sheet(path: Path, columns: Sequence[Column]) -> None:
    """Write the sheet as a PNG: a column each, its title above, its captions below the pictures."""
    rows = len(columns[0].pictures)
    width = _GAP + len(columns) * (_TILE + _GAP)
    height = _LINE + rows * (_TILE + _LINE + _GAP)
    sheet = Image.new("RGB", (width, height), _GREY)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(12)
    for x, column in enumerate(columns):
        left = _GAP + x * (_TILE + _GAP)
        draw.text((left, 2), column.title, _BLACK, font)
        for y, (picture, caption) in enumerate(zip(column.pictures, column.captions, strict=True)):
            top = _LINE + y * (_TILE + _LINE + _GAP)
            sheet.paste(Image.fromarray(_pixels(picture)).resize((_TILE, _TILE)), (left, top))
            draw.text((left, top + _TILE + 1), caption, _BLACK, font)
    write_atomic(path, lambda stream: sheet.save(stream, "PNG"))


def _pixels(picture: Tensor) -> U8:
    whole = (picture.clamp(0, 1) * 255).round().permute(1, 2, 0).cpu().numpy().astype(np.uint8)
    return np.ascontiguousarray(whole)
