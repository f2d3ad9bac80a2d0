"""Make a weights file of a training run: `python -m training.export RUN OUT.safetensors --data PHOTOS`.

The averaged weights of the best checkpoint become float16 safetensors with a model card inside. The scores on
the card are those of the file itself, read back the way the program reads it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import torch
from torch import nn

from engine.files import write_atomic
from engine.nets.network import HarmonizationNetwork
from engine.types import EngineError
from engine.weights import load_network, save_network
from training import contenders
from training.card import markdown, read_sections, score_facts, trained_facts
from training.checkpoint import Averaged, read_average
from training.compare import compare
from training.composites import edits_named
from training.contenders import STATISTICAL, Contender
from training.ending import exit_code
from training.frozen import EDITS_FILE, OWN_EDITS, FrozenComposites
from training.held_out import HeldOut, HeldOutTogether, HeldOutTriplets
from training.interrupt import Interrupt
from training.scores import Method, measure, of_network
from training.split import read_ids
from training.tables import Table, overall, restraint
from training.triplet_bank import Triplets

WORTHWHILE = 0.2
"""Decibels by which new weights must beat those in the file they are to replace."""

STRENGTHS = (0.2, 0.5, 1.0)
"""Strengths at which the baselines are measured, beside their defaults."""

THESE = "these weights"
"""What the tables of the card call them."""


class ExportError(EngineError):
    """Weights are not written, for a reason."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Export as the command line says; 0 when done, 1 with one sentence on stderr when it cannot."""
    options = _parse(arguments)
    return exit_code(lambda: export(options))


def export(options: argparse.Namespace) -> None:
    """Score, compare with what is there, write weights and card; EngineError where nothing is written."""
    check_name(options.out)
    if not options.out.parent.is_dir():
        raise ExportError(f"The folder {options.out.parent} does not exist; create it first.")
    averaged = read_average(options.run)
    facts = trained_facts(averaged, today=datetime.now(UTC).date(), version=torch.__version__)
    facts |= dict(pair.split("=", 1) for pair in options.fact)
    if options.sources is not None:
        facts |= read_sections(options.sources)
    composites = _composites(options)
    pages: list[Table] = []
    if composites is not None:
        own = of_network(_as_read_back(averaged))
        if options.out.exists() and not options.force:
            _check_better(own, options.out, composites)
        scores, pages = card_scores(own, composites)
        facts |= scores
    elif options.out.exists() and not options.force:
        raise ExportError(
            f"{options.out} exists, and without --data or --triplets nobody knows which is better; "
            "give one of them, or --force."
        )
    write(averaged.network, options.out, facts, pages)


def check_name(out: Path) -> None:
    """ExportError where no weights file can have that name."""
    if out.suffix.lower() != ".safetensors":
        raise ExportError(f"{out} must end in .safetensors.")


def card_scores(own: Method, composites: HeldOut) -> tuple[dict[str, str], list[Table]]:
    """What a card says of weights: facts and tables, beside the methods without weights."""
    field = [contenders.nothing(), *_baselines(), Contender(THESE, own)]
    results = compare(field, composites).results
    return score_facts(results), [overall(results), restraint(results)]


def write(network: HarmonizationNetwork, out: Path, facts: Mapping[str, str], pages: Sequence[Table]) -> None:
    """The weights file, the page beside it that holds its card, and a word to the user."""
    card = out.with_suffix(".md")
    page = markdown(out.stem, facts, tables=pages)
    with Interrupt():  # both or none: Ctrl+C between them waits
        save_network(network, out, facts)
        write_atomic(card, lambda stream: stream.write(page.encode()))
    sys.stdout.write(f"Wrote {out} ({out.stat().st_size / 1e6:.1f} MB) and {card}.\n")
    sys.stdout.writelines(f"{key}: {value}\n" for key, value in facts.items())


def _composites(options: argparse.Namespace) -> HeldOut | None:
    """What the weights are scored on: the frozen composites, held-out triplets, or both."""
    held: list[HeldOut] = []
    if options.data is not None:
        edits = _edits(options)
        with edits_named(edits):
            held.append(FrozenComposites(options.data, edits=edits))
    if options.triplets is not None:
        triplets = Triplets.of(options.triplets)
        if options.validation_ids is not None:
            triplets = triplets.only(read_ids(options.validation_ids))
        held.append(HeldOutTriplets(triplets))
    return HeldOutTogether(*held) if len(held) > 1 else next(iter(held), None)


def _edits(options: argparse.Namespace) -> Path:
    """The edits file named, else the one of the run's own split, else the bundled one."""
    own: Path = options.run / OWN_EDITS
    return options.edits or (own if own.exists() else EDITS_FILE)


def _as_read_back(averaged: Averaged) -> nn.Module:
    """The network as the file holds it: float16, written and read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "candidate.safetensors"
        save_network(averaged.network, path, {})
        return load_network(path)


def _check_better(own: Method, out: Path, composites: HeldOut) -> None:
    old, new = (
        measure(method, composites).means()["foreground_psnr"]
        for method in (of_network(load_network(out)), own)
    )
    if new < old + WORTHWHILE:
        raise ExportError(
            f"{out} stays: it reaches {old:.2f} dB on the validation composites, the new weights "
            f"{new:.2f} dB; they must be better by {WORTHWHILE} dB, or --force."
        )


def _baselines() -> list[Contender]:
    strengths = (None, *STRENGTHS)
    return [contenders.of_colour_match(way, s) for way in STATISTICAL for s in strengths]


def _fact(text: str) -> str:
    name, _, value = text.partition("=")
    if not name or not value:
        raise argparse.ArgumentTypeError(f"{text} should be NAME=VALUE")
    return text


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m training.export", description="Make a weights file of a training run."
    )
    parser.add_argument("run", type=Path, help="run folder (its best checkpoint is taken) or checkpoint file")
    parser.add_argument("out", type=Path, help="weights file to write, NAME.safetensors; NAME.md is its card")
    parser.add_argument(
        "--data", type=Path, help="photo folder or tar with the photos of the validation split"
    )
    parser.add_argument("--triplets", type=Path, help="prepared triplets to score on")
    parser.add_argument("--validation-ids", type=Path, help="names of photos; score on their triplets only")
    parser.add_argument("--edits", type=Path, help="edits file of the validation composites")
    parser.add_argument("--sources", type=Path, help="Markdown whose sections go on the card: data, licences")
    parser.add_argument("--fact", type=_fact, action="append", default=[], help="NAME=VALUE for the card")
    parser.add_argument(
        "--force", action="store_true", help="replace a weights file that is as good or better"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
