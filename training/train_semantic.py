"""Train a semantic transform: `python -m training.train_semantic --data PHOTOS --run FOLDER`.

Its backbone is frozen, so composites are made and looked at once (`training.observations`), and once more
when they were changed (`training.second_looks`), and the regression goes over what was seen several times:
minutes where the trainer for all networks takes hours.
What linear models forecast is solved for here alone; the other trainer leaves it as it finds it.

A killed run goes on with the observations that it has. `python -m training.export FOLDER OUT` exports it.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import torch

from engine import device as devices
from engine.nets.semantic_net import SemanticConfig, SemanticNet
from engine.weights import save_network
from training import checkpoint, others
from training.data import load_photos
from training.ending import exit_code
from training.errors import DataError, SettingsError
from training.forecasts import cross_fit
from training.frozen import FrozenComposites
from training.held_out import HeldOut
from training.memory import keep_freed
from training.observations import SHARD, Observations, described, gather
from training.options import add_options
from training.pretrained import load_backbone
from training.regression import FitConfig, fit
from training.run_folder import make_folder
from training.scores import measure, of_network
from training.second_looks import look_again
from training.split import read_ids
from training.state import State
from training.synthesis import SynthesisConfig, Synthesizer

log = logging.getLogger(__name__)

_OF_FITTING = {
    "passes": "how often the regressions go over them",
    "batch": "composites a step",
    "learning_rate": "peak learning rate of AdamW",
    "weight_decay": "decoupled weight decay",
    "ema": "decay of the averaged weights",
    "decibels": "weight of the logarithm of the error",
    "restraint": "weight of objects that are right as they are",
}
_OF_NETWORK = {
    "ngf": "units of the regressions' second layer",
    "backbone": "look at the object through EfficientNet-Lite0, which was trained on ImageNet",
    "components": "of the backbone's statistics",
    "committee": "regressions whose mean is taken",
    "dropout": "probability in the regressions",
    "looks": "how often the object is looked at and changed",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 1 with one sentence on stderr where that cannot be."""
    options = _parse(arguments)
    keep_freed()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    on = "the same command goes on with the composites that were observed."
    return exit_code(lambda: _main(options), stopped=on)


def _main(options: argparse.Namespace) -> None:
    _check(options)
    try:
        device = devices.choose(options.device)
        config = SemanticConfig(**_of(SemanticConfig, options))
        fitting = FitConfig(**_of(FitConfig, options))
    except ValueError as error:
        raise SettingsError(f"This cannot be trained: {error}.") from error
    make_folder(options.run)
    torch.manual_seed(options.seed)
    network = SemanticNet(config).to(device)
    if network.backbone is not None:
        load_backbone(network.backbone)
    source, held_out, photos = _data(options, device)
    half: bool = options.bfloat16
    origin = described(network, photos, seed=options.seed, bfloat16=half)
    whence = {"seed": options.seed, "origin": origin}
    seen = gather(network, source, options.run, count=options.composites, bfloat16=half, **whence)
    network.cpu()  # the rest is small, and what was observed lies there
    first = seen.between(0, SHARD)
    network.calibrate(first.colours.float(), first.semantics.float())
    count, forecasts = len(seen), cross_fit(network, seen)
    if config.looks > 1:
        seen = Observations.joined(
            (seen, look_again(network, source, seen, forecasts, options.run, config=fitting, **whence))
        )
        forecasts = cross_fit(network, seen)
    torch.manual_seed(options.seed)  # the same weights, whatever was there already
    average = fit(network, seen, forecasts, fitting)
    _keep(average, held_out, options, count=count, origin=origin)
    if options.parts:
        _write_parts(network, source.bank.ids, seen, fitting, options, origin=origin)


def _write_parts(
    network: SemanticNet,
    names: Sequence[str],
    seen: Observations,
    fitting: FitConfig,
    options: argparse.Namespace,
    *,
    origin: str,
) -> None:
    """Transforms that have each learned from no object of a part of the photos (`training.others`). names: of
    these. origin: of what was seen.
    """
    others.remove(options.run)
    part = others.parts_of(names, options.parts)[seen.photo]
    common = {n: t for n, t in network.state_dict().items() if not n.startswith("regression.")}
    for number in range(options.parts):
        torch.manual_seed(options.seed + 1 + number)
        own = SemanticNet(network.config)
        own.load_state_dict(common, strict=False)
        known = seen[(part != number).nonzero().squeeze(1)]
        fewer = replace(fitting, batch=min(fitting.batch, len(known)))
        average = fit(own, known, cross_fit(own, known), fewer)
        path = others.path_of(options.run, number, options.parts)
        save_network(average, path, {others.ORIGIN: origin})
        log.info("Transform %d of %d learned without a part of the photos.", number + 1, options.parts)


def _of(kind: type[SemanticConfig] | type[FitConfig], options: argparse.Namespace) -> dict[str, Any]:
    """The options that are fields of a configuration."""
    own = {field.name for field in fields(kind)}
    return {name: value for name, value in vars(options).items() if name in own}


def _check(options: argparse.Namespace) -> None:
    """Raises SettingsError for what would end in nothing, or overwrite what is of another training."""
    if options.composites <= 0:
        raise SettingsError(f"composites must be positive, not {options.composites}.")
    if options.parts < 0 or options.parts == 1:
        raise SettingsError(f"parts must be 0, or 2 and more, not {options.parts}.")
    if options.batch > options.composites:
        raise SettingsError(
            f"batch must be at most the {options.composites} composites, not {options.batch}."
        )
    if (options.run / checkpoint.FILE).exists():
        raise SettingsError(f"{options.run} is of another training: choose another run folder.")


def _data(options: argparse.Namespace, device: torch.device) -> tuple[Synthesizer, HeldOut | None, str]:
    """Where composites come from, what judges, and in words of what photos they are made."""
    ids = read_ids(options.validation_ids) if options.validation_ids else frozenset[str]()
    size = SemanticConfig().size
    bank = load_photos(options.data, size=size * 9 // 8, without=ids)
    if len(bank.photos) < 2:
        raise DataError(f"{options.data} has one photo to train on: a semantic transform needs at least two.")
    held_out = FrozenComposites.of_split(options.data, ids, options.run) if ids else None
    synthesis = SynthesisConfig(size=size)
    origin = f"{bank.described}, {synthesis.described}"
    return Synthesizer(bank.to(device), synthesis), held_out, origin


def _keep(
    average: SemanticNet,
    held_out: HeldOut | None,
    options: argparse.Namespace,
    *,
    count: int,
    origin: str,
) -> None:
    figures: dict[str, float] = {}
    path = options.run / checkpoint.BEST
    if held_out is not None:
        figures = measure(of_network(average), held_out, device=average.device).means()
        log.info("Foreground PSNR %.2f dB (%+.2f).", figures["foreground_psnr"], figures["gain"])
        earlier = checkpoint.read_average(path).figures if path.exists() else {}
        if earlier.get("foreground_psnr", float("-inf")) > figures["foreground_psnr"]:
            log.info("The weights of an earlier training in %s are better: they stay.", options.run)
            return
    places = ("data", "run", "device")
    settings = {name: str(value) for name, value in vars(options).items() if name not in places}
    settings["validation_ids"] = options.validation_ids.name if options.validation_ids else "None"
    settings[others.ORIGIN] = origin
    state = State({}, average, seen=count, settings=settings)
    checkpoint.save_average(state, path, figures)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.train_semantic", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="photo folder, tar, or prepared folder")
    parser.add_argument("--run", type=Path, required=True, help="folder for observations and weights")
    parser.add_argument("--validation-ids", type=Path, help="file of photo names never to train on")
    parser.add_argument("--composites", type=int, default=100_000, help="composites to look at")
    add_options(parser, FitConfig, _OF_FITTING)
    add_options(parser, SemanticConfig, _OF_NETWORK)
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and composites")
    parser.add_argument(
        "--parts",
        type=int,
        default=0,
        help="leave as many transforms besides, each without objects of a part of the photos, for --others",
    )
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps or xpu")
    half = argparse.BooleanOptionalAction
    parser.add_argument("--bfloat16", action=half, default=True, help="backbone in bfloat16")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
