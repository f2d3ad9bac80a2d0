"""Measure weights and the methods without weights side by side: `python -m training.evaluate --data DATA`.

DATA is iHarmony4, a folder or CSV of triplets, or photographs with frozen validation edits. The tables are
those of the RainNet paper and some of our own; `--csv` writes the figures of every picture, `--sheet` an HTML
page with pictures. An interrupted evaluation that writes a CSV goes on when the same command is given again.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import logging
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path

import torch
from tqdm.contrib.logging import logging_redirect_tqdm

from engine import device as devices
from engine.files import FileError, write_atomic
from engine.types import MAX_STRENGTH
from engine.types import Method as Way
from training import contenders
from training.compare import Comparison, compare
from training.composites import Composites, open_composites
from training.contenders import WITHOUT_WEIGHTS, Contender
from training.elsewhere import Placing
from training.ending import exit_code
from training.frozen import EDITS_FILE, Recoloured
from training.journal import Journal
from training.report import Row, Tile, spread, write_report
from training.scores import Scores, finished
from training.tables import tables


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate as the command line says; 0 when done, 1 with one sentence on stderr when it cannot."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    options = _parse(arguments)
    kept = "the same command goes on where it was." if options.csv else "nothing was written."
    return exit_code(lambda: evaluate(options), stopped=kept)


def evaluate(options: argparse.Namespace) -> None:
    """Measure, print the tables and write what was asked for."""
    _check_places(options)
    device = devices.choose(options.device)
    composites = open_composites(
        options.data,
        full_size=options.size == "full",
        split=options.split,
        edits=options.edits,
        placing=options.placing,
        what=options.recoloured,
    )
    field = _contenders(options, device)
    journal = _journal(options, field, composites)
    with journal or nullcontext(), logging_redirect_tqdm():
        comparison = compare(
            field, composites, device=device, unaltered=not options.skip_unaltered, journal=journal
        )
    if comparison.skipped:
        sys.stdout.write(f"{len(comparison.skipped)} composites were skipped; each is named above.\n\n")
    sys.stdout.write("\n".join(table.markdown() for table in tables(comparison)))
    if options.csv is not None:
        write_csv(options.csv, comparison)
    if journal is not None:
        journal.remove()
    if options.sheet is not None:
        size = "full size" if options.size == "full" else "256×256"
        how = "" if options.placing is Placing.IN_PLACE else f", objects placed: {options.placing}"
        how += "" if options.recoloured is Recoloured.OBJECT else f", recoloured: {options.recoloured}"
        title = f"Evaluation on {options.data.name}, {size}{how}"
        write_sheet(options.sheet, title, comparison, composites, device=device, count=options.pictures)


def write_csv(path: Path, comparison: Comparison) -> None:
    """Figures of every composite and method, a row each."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["method", "subset", "picture", *(f.name for f in fields(Scores))])
    for result in comparison.results:
        rows = zip(comparison.subsets, comparison.ids, result.scores.rows(), strict=True)
        for subset, picture, figures in rows:
            writer.writerow([result.contender.name, subset, picture, *map(_figure, figures)])
    write_atomic(path, lambda stream: stream.write(text.getvalue().encode()))


def write_sheet(
    path: Path,
    title: str,
    comparison: Comparison,
    composites: Composites,
    *,
    device: torch.device,
    count: int,
) -> None:
    """The tables, and `count` pictures from the one that the last method served worst to the best."""
    last = comparison.results[-1]
    chosen = spread(last.scores.gain, count)
    by = f"from the least to the greatest gain of {last.contender.name}"
    order = f"{len(chosen)} of {len(comparison.ids)}, {by}."
    rows = (_row(comparison, composites, place, device=device) for place in chosen)
    write_report(path, title, tables(comparison), rows, order=order)


@torch.no_grad()
def _row(comparison: Comparison, composites: Composites, place: int, *, device: torch.device) -> Row:
    batch = composites.chosen([comparison.numbers[place]]).to(device)
    tiles = [Tile("mask", batch.mask[0]), Tile("real photo", batch.real[0])]
    for result in comparison.results:
        picture = finished(result.contender.method(batch), batch)[0]
        psnr, gain = (f[place].item() for f in (result.scores.foreground_psnr, result.scores.gain))
        plain = result is comparison.results[0]
        tile = Tile("composite" if plain else result.contender.name, picture, psnr, None if plain else gain)
        tiles.insert(0 if plain else len(tiles), tile)
    covered = f"object {comparison.results[0].scores.ratio[place].item():.1%} of the picture"
    details = [text for text in (comparison.subsets[place], covered) if text]
    return Row(comparison.ids[place], ", ".join(details), tiles)


def _figure(value: float) -> str:
    return "" if value != value else f"{value:.8g}"  # noqa: PLR0124  NaN is what differs from itself


def _journal(
    options: argparse.Namespace, field: Sequence[Contender], composites: Composites
) -> Journal | None:
    """Beside the CSV, where one is written."""
    if options.csv is None:
        return None
    places = [str(options.data.resolve()), options.split, options.size]
    places += [str(not options.skip_unaltered), options.placing, options.recoloured]
    ids = "\n".join(f"{s}/{i}" for s, i in zip(composites.subsets, composites.ids, strict=True))
    measured = [
        _digest(options.edits.read_bytes() if options.edits.is_file() else b""),
        _digest(ids.encode()),
    ]
    methods = [f"{c.name} {_digest(c.file.read_bytes()) if c.file else ''}" for c in field]
    figures = [f.name for f in fields(Scores)]
    path: Path = options.csv.with_name(f"{options.csv.name}.part")
    return Journal(path, [*places, *measured, *methods, *figures])


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _check_places(options: argparse.Namespace) -> None:
    """Before hours of work rather than after them."""
    if options.sheet is not None and options.sheet.suffix.lower() not in (".html", ".htm"):
        raise FileError(f"The sheet is an HTML page: {options.sheet} should end in .html.")
    for path in (options.csv, options.sheet):
        if path is not None and not path.parent.is_dir():
            raise FileError(
                f"{path} cannot be written: the folder {path.parent} does not exist; create it first."
            )


def _contenders(options: argparse.Namespace, device: torch.device) -> list[Contender]:
    field = [contenders.nothing()]
    strengths = options.strengths or [None]
    field += [contenders.of_colour_match(Way(name), s) for name in options.methods for s in strengths]
    stems = [path.stem for path in options.weights]
    for path in options.weights:
        name = path.stem if stems.count(path.stem) == 1 else f"{path.parent.name}/{path.stem}"
        if options.size != "full":
            field.append(contenders.of_file(path, name, device))
        field.append(contenders.of_program(path, name, device))
    return field


def _strength(text: str) -> float:
    if not 0 <= float(text) <= MAX_STRENGTH:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {MAX_STRENGTH:g}")
    return float(text)


def _count(text: str) -> int:
    if int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return int(text)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    without_weights = [str(method) for method in WITHOUT_WEIGHTS]
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="iHarmony4, a folder or CSV of triplets, or a folder or tar of the photos of the split",
    )
    parser.add_argument("--split", choices=["train", "test"], default="test", help="of iHarmony4")
    parser.add_argument(
        "--edits", type=Path, default=EDITS_FILE, help="edits file of the validation composites, for photos"
    )
    parser.add_argument(
        "--placing",
        type=Placing,
        choices=list(Placing),
        default=Placing.IN_PLACE,
        help="photos only: objects where they were (the default), enlarged over other parts of their photo, "
        "or in another photo of a like light",
    )
    parser.add_argument(
        "--recoloured",
        type=Recoloured,
        choices=list(Recoloured),
        default=Recoloured.OBJECT,
        help="photos only: what the edits change: the object (the default), or the photo around it, which "
        "the object should follow",
    )
    size_help = "256: stretched to 256×256, as in the paper; full: as stored, which only the program can do"
    parser.add_argument("--size", choices=["256", "full"], default="256", help=size_help)
    parser.add_argument("--weights", type=Path, nargs="*", default=[], help="weights files to measure")
    parser.add_argument(
        "--methods",
        nargs="*",
        choices=without_weights,
        default=without_weights,
        help="methods without weights to measure (default: all)",
    )
    parser.add_argument("--strengths", type=_strength, nargs="*", help="strengths to try those methods at")
    parser.add_argument(
        "--skip-unaltered", action="store_true", help="do not try the real photos themselves: half the work"
    )
    parser.add_argument("--csv", type=Path, help="write the figures of every picture here")
    parser.add_argument("--sheet", type=Path, help="write an HTML page with tables and pictures here")
    parser.add_argument("--pictures", type=_count, default=40, help="pictures on the sheet")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps or xpu")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
