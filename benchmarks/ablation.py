"""Which normalisation, and where? Table 3 of the RainNet paper at a scale of one's own.

`python -m benchmarks.ablation --data PHOTOS --validation-ids FILE --runs FOLDER` trains every model by the
real trainer with the same budget, seeds and composites, and prints a Markdown table of the final averaged
weights on the validation split, beside what is reported of them. Given again, the same command goes on where
it stopped, and prints the table of what is done. Options of the trainer can follow after `--`. `--together 8`
trains as many at a time, each in a process of its own with a log beside its folder: one alone leaves a GPU
waiting.

All models get the head, the width and the four input channels of `--head` and `--ngf`, and no dropout: what
differs is the body.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path
from statistics import mean, stdev

from engine.nets.network import Head
from engine.nets.registry import MODELS, build, configuration
from training import runlog, train
from training.interrupt import Interrupt

ABLATION = (
    "unet-none",
    "unet-in",
    "unet-bn",
    "unet-rn",
    "rainnet-encoder",
    "rainnet-decoder",
    "dih",
    "dih-rain",
)

REPORTED = {"rainnet-decoder": (36.12, 40.29), "dih": (33.41, 76.77)}
"""PSNR in dB and MSE on all of iHarmony4 at 256×256, where they are known to us (docs/published.md):
RainNet's by its paper, DIH's by the authors of the data set.
"""

_GLANCE = 0.1
"""Seconds between looks at what has ended."""
_LOST = 1
"""Exit code for a trainer that was killed."""

FIGURES = ("foreground_psnr", "gain", "foreground_mse", "worse")
_FORMATS = ("{:.2f}", "{:+.2f}", "{:.0f}", "{:.1%}")
_HEADINGS = ("fPSNR, dB", "gain, dB", "fMSE", "worse", "reported: PSNR, dB", "reported: MSE")


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: a model and a seed."""

    model: str
    seed: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Train what is not trained yet, then print the table; the trainer's exit code where it ends early."""
    options = _parse(arguments)
    trials = [Trial(model, seed) for seed, model in product(options.seeds, options.models)]
    code = _one_by_one(options, trials) if options.together == 1 else _together(options, trials)
    sys.stdout.write(table(options))
    return code


def _one_by_one(options: argparse.Namespace, trials: Sequence[Trial]) -> int:
    for trial in trials:
        sys.stderr.write(f"{trial.model}, seed {trial.seed}\n")
        if code := train.main(command(options, trial)):
            return code
    return 0


def _together(options: argparse.Namespace, trials: Sequence[Trial]) -> int:
    """Each in a process of its own. One that fails, or Ctrl+C, ends it when those that run have ended; these
    are told of Ctrl+C, and save.
    """
    waiting, running, code, told = list(trials), list[_Running](), 0, False
    with Interrupt() as interrupt:
        while waiting or running:
            if code or interrupt.signal:
                waiting.clear()
            if interrupt.signal and not told:
                for each in running:
                    each.process.send_signal(interrupt.signal)
                told = True
            while waiting and len(running) < options.together:
                running.append(_started(options, waiting.pop(0)))
            time.sleep(_GLANCE)
            for each in [each for each in running if each.process.poll() is not None]:
                running.remove(each)
                code = each.code() or code
        return code or (128 + interrupt.signal if interrupt.signal else 0)


@dataclass(frozen=True, slots=True)
class _Running:
    """A trainer at work. log: what it says; that of several in one terminal could not be read."""

    process: subprocess.Popen[bytes]
    log: Path

    def code(self) -> int:
        """Its exit code once it has ended; where it is not 0, with its last words on stderr."""
        if self.process.returncode:
            words = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
            sys.stderr.write(f"{self.log.stem}: {next((w for w in reversed(words) if w.strip()), '')}\n")
        return _LOST if self.process.returncode < 0 else self.process.returncode


def _started(options: argparse.Namespace, trial: Trial) -> _Running:
    """In a session of its own, so that Ctrl+C reaches it once, through this process."""
    folder = _folder(options, trial)
    folder.parent.mkdir(parents=True, exist_ok=True)
    log = folder.with_name(f"{folder.name}.log")
    told = [sys.executable, "-m", "training.train", *command(options, trial)]
    sys.stderr.write(f"{trial.model}, seed {trial.seed}\n")
    with log.open("wb") as stream:
        process = subprocess.Popen(told, stdout=stream, stderr=stream, start_new_session=True)
    return _Running(process, log)


def command(options: argparse.Namespace, trial: Trial) -> list[str]:
    """What the trainer is told for one trial."""
    known = {field.name for field in fields(MODELS[trial.model])}
    return [
        *("--data", str(options.data), "--validation-ids", str(options.validation_ids)),
        *("--run", str(_folder(options, trial)), "--seed", str(trial.seed)),
        *("--model", trial.model, "--ngf", str(options.ngf), "--head", options.head),
        *("--input-channels", "4", *(("--dropout", "0") if "dropout" in known else ())),
        *("--images", str(options.images), "--validate-every", str(options.images)),
        *options.training,
    ]


def table(options: argparse.Namespace) -> str:
    """The finished trials as Markdown: of several seeds the mean, and the deviation in brackets."""
    lines = [
        f"ngf {options.ngf}, {options.head} head, {options.images:,} composites each.\n",
        f"| model | weights | seeds | {' | '.join(_HEADINGS)} |",
        "|---" * (len(_HEADINGS) + 3) + "|",
    ]
    for model in options.models:
        found = [final(_folder(options, Trial(model, s)), options.images) for s in options.seeds]
        done = [figures for figures in found if figures is not None]
        if not done:
            continue
        network = build(configuration(model, ngf=options.ngf, head=options.head, input_channels=4))
        weights = sum(p.numel() for p in network.parameters())
        cells = [
            _cell([row[name] for row in done], form) for name, form in zip(FIGURES, _FORMATS, strict=True)
        ]
        reported = [f"{value:.2f}" for value in REPORTED.get(model, ())] or ["—", "—"]
        lines.append(
            f"| {' | '.join([model, f'{weights / 1e6:.2f} M', str(len(done)), *cells, *reported])} |"
        )
    return "\n".join(lines) + "\n"


def final(run: Path, images: int) -> dict[str, float] | None:
    """The figures after the last composite; None where a run has not got there."""
    try:
        with (run / runlog.FILE).open(newline="", encoding="utf-8") as stream:
            rows = list(csv.DictReader(stream))
    except OSError:
        return None
    if not rows or int(rows[-1]["images"]) < images or not rows[-1][FIGURES[0]]:
        return None
    return {name: float(rows[-1][name]) for name in FIGURES}


def _cell(values: Sequence[float], form: str) -> str:
    if len(values) == 1:
        return form.format(values[0])
    return f"{form.format(mean(values))} ({form.replace('+', '').format(stdev(values))})"


def _folder(options: argparse.Namespace, trial: Trial) -> Path:
    folder: Path = options.runs / f"{trial.model}-{trial.seed}"
    return folder


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.ablation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, required=True, help="photo folder or tar")
    parser.add_argument("--validation-ids", type=Path, required=True, help="photos that judge")
    parser.add_argument("--runs", type=Path, required=True, help="folder for a run folder of each trial")
    parser.add_argument("--models", nargs="+", choices=list(MODELS), default=list(ABLATION))
    parser.add_argument("--seeds", nargs="+", type=int, default=[0])
    parser.add_argument("--images", type=int, default=20_000, help="composites for each")
    parser.add_argument("--ngf", type=int, default=16)
    parser.add_argument("--head", choices=[str(head) for head in Head], default=str(Head.AFFINE))
    parser.add_argument(
        "--together", type=_positive, default=1, help="trained at a time, in as many processes"
    )
    parser.add_argument("training", nargs="*", help="after --: more options for the trainer")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
