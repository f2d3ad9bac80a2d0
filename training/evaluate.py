"""Measure weights and the methods without weights side by side on the frozen validation composites.

`python -m training.evaluate --data PHOTOS --weights FILE` prints a table; `--csv` writes the figures of every
composite, `--sheet` a picture of before, after and the real photo.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import torch
from tqdm import tqdm

from engine import Harmonizer
from engine import device as devices
from engine.files import write_atomic
from engine.types import EngineError
from engine.weights import read_network
from training import contenders
from training.contenders import WITHOUT_WEIGHTS, Contender
from training.frozen import EDITS_FILE, FrozenComposites
from training.scores import Scores, finished, measure, of_network
from training.sheet import Column, spread, write_sheet

_HEADINGS = ("fPSNR", "gain", "fMSE", "MSE", "PSNR", "SSIM", "worse")
_FIGURES = ("foreground_psnr", "gain", "foreground_mse", "mse", "psnr", "ssim", "worse")
_FORMATS = ("{:.2f}", "{:+.2f}", "{:.0f}", "{:.1f}", "{:.2f}", "{:.4f}", "{:.1%}")


@dataclass(frozen=True, slots=True)
class Result:
    """A contender and its scores."""

    contender: Contender
    scores: Scores


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate as the command line says; 0 when done, 1 with one sentence on stderr when it cannot."""
    options = _parse(arguments)
    try:
        composites = FrozenComposites(options.data, edits=options.edits)
        device = devices.choose(options.device)
        results = compare(_contenders(options, device), composites, device=device)
        sys.stdout.write(table(results))
        if options.csv is not None:
            write_csv(options.csv, results, composites.ids)
        if options.sheet is not None:
            _write_sheet(options.sheet, results, composites, count=options.pictures)
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; nothing was written.\n")
        return 130
    return 0


def compare(
    field: Sequence[Contender], composites: FrozenComposites, *, device: torch.device | None = None
) -> list[Result]:
    """Scores of every contender, with a progress bar."""
    bar = tqdm(field, unit="method", leave=False)
    return [Result(c, measure(c.method, composites, device=device)) for c in bar]


def table(results: Sequence[Result]) -> str:
    """Means of all results as Markdown."""
    lines = [f"| method | {' | '.join(_HEADINGS)} |", "|---" * (len(_HEADINGS) + 1) + "|"]
    for result in results:
        means = result.scores.means()
        cells = [form.format(means[name]) for form, name in zip(_FORMATS, _FIGURES, strict=True)]
        lines.append(f"| {result.contender.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def write_csv(path: Path, results: Sequence[Result], ids: Sequence[str]) -> None:
    """Figures of every composite and method, a row each."""
    names = [f.name for f in fields(Scores)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["method", "photo", *names])
    for result in results:
        figures = zip(*(getattr(result.scores, n).tolist() for n in names), strict=True)
        for photo, row in zip(ids, figures, strict=True):
            writer.writerow([result.contender.name, photo, *(f"{value:.6g}" for value in row)])
    write_atomic(path, lambda stream: stream.write(text.getvalue().encode()))


def _write_sheet(path: Path, results: Sequence[Result], composites: FrozenComposites, *, count: int) -> None:
    """From the picture the last method served worst to the one it served best."""
    chosen = spread(results[-1].scores.gain, count)
    batch = composites.chosen(chosen)
    with torch.no_grad():
        columns = [
            Column(
                result.contender.name,
                finished(result.contender.method(batch), batch),
                [f"{value:.1f} dB" for value in result.scores.foreground_psnr[chosen].tolist()],
            )
            for result in results
        ]
    photo = Column("photo", batch.real, [composites.ids[i] for i in chosen])
    write_sheet(path, [*columns, photo])


def _contenders(options: argparse.Namespace, device: torch.device) -> list[Contender]:
    field = [contenders.nothing()]
    strengths = options.strengths or [None]
    field += [contenders.of_colour_match(way, s) for way in WITHOUT_WEIGHTS for s in strengths]
    for path in options.weights:
        field.append(Contender(f"{path.stem}, network", of_network(read_network(path).to(device))))
        harmonizer = Harmonizer.load(path, device=options.device, precision="float32")
        field.append(contenders.of_program(harmonizer, f"{path.stem}, program"))
    return field


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="photo folder or tar with the photos of the split"
    )
    parser.add_argument("--weights", type=Path, nargs="*", default=[], help="weights files to measure")
    parser.add_argument("--strengths", type=float, nargs="*", help="strengths to try the other methods at")
    parser.add_argument(
        "--edits", type=Path, default=EDITS_FILE, help="edits file of the validation composites"
    )
    parser.add_argument("--csv", type=Path, help="write the figures of every composite here")
    parser.add_argument("--sheet", type=Path, help="write a PNG of before, after and photo here")
    parser.add_argument("--pictures", type=int, default=12, help="pictures on the sheet")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1, mps or xpu")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
