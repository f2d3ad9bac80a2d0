"""The sheet of an evaluation: one HTML file with its tables, and pictures from the worst to the best."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image
from torch import Tensor

from engine.files import write_atomic
from engine.types import U8
from training.tables import Table

_TILE = 224
"""Pixels along the longer side of a picture on the sheet."""

_STYLE = """
:root { color-scheme: light dark; --ground: #fafafa; --text: #1b1b1b; --muted: #5c5c5c; --line: #d5d5d5;
  --raised: #ffffff; --bad: #a8231c; --good: #1c6b35; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1e1e1e; --text: #e6e6e6; --muted: #a3a3a3; --line: #3d3d3d; --raised: #272727;
    --bad: #ff9086; --good: #86d89c; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1800px; background: var(--ground); color: var(--text);
  font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; }
p { margin: 4px 0; max-width: 90ch; color: var(--muted); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 12px; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { font-weight: 600; } .word { text-align: left; } .again { color: var(--muted); }
.first td { border-top: 2px solid var(--line); }
article { margin: 0 0 16px; padding: 12px; background: var(--raised); border: 1px solid var(--line);
  border-radius: 6px; }
h3 { margin: 0 0 8px; font-size: 15px; } h3 span { font-weight: 400; color: var(--muted); margin-left: 12px; }
.tiles { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); }
figure { margin: 0; max-width: 224px; } img { display: block; width: 100%; }
figcaption { font-size: 13px; margin-top: 4px; }
figcaption b { display: block; font-weight: 600; overflow-wrap: anywhere; }
.worse { color: var(--bad); } .better { color: var(--good); }
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """picture: 3×H×W or 1×H×W in 0…1. psnr: over the object, dB. gain: above the composite's own."""

    name: str
    picture: Tensor
    psnr: float | None = None
    gain: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A composite and what became of it."""

    title: str
    details: str
    tiles: Sequence[Tile]


def spread(gain: Tensor, count: int) -> list[int]:
    """Numbers of `count` pictures from the least to the greatest gain, evenly spread, both ends included."""
    order = gain.argsort().tolist()
    at = np.linspace(0, len(order) - 1, min(count, len(order))).round().astype(int)
    return [order[i] for i in at]


def write_report(path: Path, title: str, tables: Iterable[Table], rows: Iterable[Row], *, order: str) -> None:
    """order: by what the rows go from worst to best. Raises FileError where `path` cannot be written."""
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>",
        *map(_table, tables),
        f"<h2>Pictures</h2><p>{escape(order)}</p>",
        *map(_row, rows),
        "</body></html>\n",
    ]
    write_atomic(path, lambda stream: stream.writelines(part.encode() for part in parts))


def _table(table: Table) -> str:
    head = "".join(_cell("th", text, word=i < table.words) for i, text in enumerate(table.headings))
    body, group = [], ""
    for row in table.rows:
        again = table.words > 1 and row[0] == group
        cells = [_cell("td", text, word=i < table.words) for i, text in enumerate(row)]
        if again:
            cells[0] = '<td class="word again">″</td>'
        first = ' class="first"' if table.words > 1 and not again and group else ""
        group = row[0]
        body.append(f"<tr{first}>{''.join(cells)}</tr>")
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    return (
        f'<h2>{escape(table.title)}</h2><div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>{note}"
    )


def _cell(kind: str, text: str, *, word: bool) -> str:
    style = ' class="word"' if word else ""
    return f"<{kind}{style}>{escape(text)}</{kind}>"


def _row(row: Row) -> str:
    tiles = "".join(map(_figure, row.tiles))
    return (
        f"<article><h3>{escape(row.title)}<span>{escape(row.details)}</span></h3>"
        f'<div class="tiles">{tiles}</div></article>'
    )


def _figure(tile: Tile) -> str:
    return (
        f'<figure><img alt="{escape(tile.name, quote=True)}" src="{_address(tile.picture)}">'
        f"<figcaption><b>{escape(tile.name)}</b>{_figures(tile)}</figcaption></figure>"
    )


def _figures(tile: Tile) -> str:
    if tile.psnr is None:
        return ""
    if tile.gain is None:
        return f"{tile.psnr:.1f} dB"
    kind = "worse" if tile.gain < 0 else "better"
    return f'{tile.psnr:.1f} dB, <span class="{kind}">{tile.gain:+.1f}</span>'


def _address(picture: Tensor) -> str:
    """The picture itself as the address of an image, so that the file needs nothing beside it."""
    image = Image.fromarray(_pixels(picture))
    image.thumbnail((_TILE, _TILE), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=88)
    return f"data:image/jpeg;base64,{base64.b64encode(stream.getvalue()).decode()}"


def _pixels(picture: Tensor) -> U8:
    whole = (picture.clamp(0, 1) * 255).round().cpu().numpy().astype(np.uint8)
    return np.ascontiguousarray(whole[0] if len(whole) == 1 else whole.transpose(1, 2, 0))
