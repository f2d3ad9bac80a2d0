"""Train a semantic transform: `python -m training.train_semantic --data PHOTOS --run FOLDER`.

Its backbone is frozen, so composites are made and looked at once (`training.observations`), and the
regression goes over what was seen several times: minutes where the trainer for all networks takes hours. That
one trains such a network as well, from here on or from nothing.

A killed run goes on with the observations that it has. `python -m training.export FOLDER OUT` exports it.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from engine import device as devices
from engine.nets.semantic_net import SemanticConfig, SemanticNet
from engine.types import EngineError
from training import checkpoint
from training.batch import Source
from training.data import load_photos
from training.errors import SettingsError
from training.frozen import FrozenComposites
from training.held_out import HeldOut
from training.observations import SHARD, Moments, Observations, gather
from training.players import cosine
from training.pretrained import load_backbone
from training.scores import measure, of_network
from training.split import read_ids
from training.state import State
from training.synthesis import SynthesisConfig, Synthesizer

log = logging.getLogger(__name__)

_WARM_UP = 100
_FLOOR = 8 / 255
"""Root mean square error below which the logarithm levels off."""
_ABSOLUTE = 0.8
"""Of a root mean square error: what the mean absolute error of normally distributed errors is."""
_CLIP = 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 1 with one sentence on stderr where that cannot be."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        _main(options)
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped; the same command goes on with the composites that were observed.\n")
        return 130
    return 0


def _main(options: argparse.Namespace) -> None:
    _check(options)
    device = devices.choose(options.device)
    try:
        options.run.mkdir(parents=True, exist_ok=True)
        config = SemanticConfig(
            ngf=options.ngf,
            components=options.components,
            committee=options.committee,
            dropout=options.dropout,
        )
    except (OSError, ValueError) as error:
        raise SettingsError(f"This cannot be trained: {error}.") from error
    torch.manual_seed(options.seed)
    network = SemanticNet(config).to(device)
    load_backbone(network.backbone)
    source, held_out, origin = _data(options, device)
    seen = gather(
        network,
        source,
        options.run,
        count=options.composites,
        seed=options.seed,
        bfloat16=options.bfloat16,
        origin=origin,
    )
    network.cpu()  # the rest is small, and what was observed lies there
    first = seen.between(0, SHARD)
    network.calibrate(first.colours.float(), first.semantics.float())
    average = fit(network, seen, options)
    _keep(average, held_out, options, count=len(seen))


def _check(options: argparse.Namespace) -> None:
    """Raises SettingsError for numbers that no training can have."""
    for name in ("composites", "passes", "batch", "learning_rate"):
        if getattr(options, name) <= 0:
            raise SettingsError(f"--{name.replace('_', '-')} must be positive, not {getattr(options, name)}.")
    if not 0 <= options.ema < 1:
        raise SettingsError(f"--ema must be at least 0 and below 1, not {options.ema}.")
    for name in ("weight_decay", "decibels"):
        if getattr(options, name) < 0:
            raise SettingsError(f"--{name.replace('_', '-')} must not be negative.")
    if options.batch > SHARD:
        raise SettingsError(f"--batch must be at most {SHARD}, not {options.batch}.")
    if (options.run / checkpoint.FILE).exists():
        raise SettingsError(f"{options.run} is of another training: choose another run folder.")


def _data(options: argparse.Namespace, device: torch.device) -> tuple[Source, HeldOut | None, str]:
    """Where composites come from, what judges, and in words of what photos they are made."""
    ids = read_ids(options.validation_ids) if options.validation_ids else frozenset[str]()
    size = SemanticConfig().size
    bank = load_photos(options.data, size=size * 9 // 8, without=ids)
    held_out = FrozenComposites.of_split(options.data, ids, options.run) if ids else None
    names = hashlib.sha256("\n".join(bank.ids).encode()).hexdigest()[:12]
    origin = f"{len(bank.photos)} photos ({names}) with {len(bank.masks)} masks"
    return Synthesizer(bank.to(device), SynthesisConfig(size=size)), held_out, origin


def fit(network: SemanticNet, seen: Observations, options: argparse.Namespace) -> SemanticNet:
    """The averaged weights after some passes over the observations; those of `network` are changed."""
    average = copy.deepcopy(network).eval()
    known = _known(network, seen)
    members = zip(network.train().regression.members, average.regression.members, strict=True)
    for number, (regression, followed) in enumerate(members, start=1):
        loss = _fit_one(regression, followed, known, seen.moments, options)
        log.info("Regression %d of %d learned: loss %.4f.", number, network.config.committee, loss)
    return average


def _fit_one(
    regression: nn.Module, average: nn.Module, known: Tensor, moments: Moments, options: argparse.Namespace
) -> float:
    """Train one regression, `average` following its weights; the loss at the end."""
    rate, last = options.learning_rate, 0.0
    optimizer = torch.optim.AdamW(regression.parameters(), rate, weight_decay=options.weight_decay)
    batches = _batches(len(known), options.batch, passes=options.passes)
    for step, rows in enumerate(batches):
        for group in optimizer.param_groups:
            group["lr"] = rate * _rate(step, len(batches))
        loss = _loss(moments[rows].squared_error(regression(known[rows])), decibels=options.decibels)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(regression.parameters(), _CLIP)
        optimizer.step()
        _follow(average, regression, decay=min(options.ema, (1 + step) / (20 + step)))
        last = loss.item()
    return last


@torch.no_grad()
def _follow(average: nn.Module, regression: nn.Module, *, decay: float) -> None:
    for old, new in zip(average.parameters(), regression.parameters(), strict=True):
        old.lerp_(new, 1 - decay)


def _known(network: SemanticNet, seen: Observations) -> Tensor:
    """What the regression is given, N×335; some at a time, for float32 takes twice the room."""
    parts = (seen.between(first, first + SHARD) for first in range(0, len(seen), SHARD))
    return torch.cat([network.known(part.colours, part.semantics) for part in parts])


def _batches(count: int, batch: int, *, passes: int) -> list[Tensor]:
    """Row numbers of each step; what does not fill a batch is left out of a pass."""
    whole = count // batch * batch
    orders = (torch.randperm(count)[:whole] for _ in range(passes))
    return [rows for order in orders for rows in order.view(-1, batch).unbind()]


def _rate(step: int, steps: int) -> float:
    """Part of its peak that the learning rate has."""
    return min(1.0, (step + 1) / _WARM_UP) * cosine(step / steps)


def _loss(squared: Tensor, *, decibels: float) -> Tensor:
    """What the objective of the other networks is, of mean square errors alone."""
    return decibels * (squared + _FLOOR**2).log().mean() + _ABSOLUTE * (squared + 1e-5).sqrt().mean()


def _keep(average: SemanticNet, held_out: HeldOut | None, options: argparse.Namespace, *, count: int) -> None:
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
    state = State({}, average, seen=count, settings=settings)
    checkpoint.save_average(state, path, figures)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.train_semantic", description=__doc__)
    network = SemanticConfig()
    parser.add_argument("--data", type=Path, required=True, help="photo folder, tar, or prepared folder")
    parser.add_argument("--run", type=Path, required=True, help="folder for observations and weights")
    parser.add_argument("--validation-ids", type=Path, help="file of photo names never to train on")
    parser.add_argument("--composites", type=int, default=100_000, help="composites to look at")
    parser.add_argument("--passes", type=int, default=4, help="how often the regression goes over them")
    parser.add_argument("--batch", type=int, default=128, help="composites a step")
    parser.add_argument("--learning-rate", type=float, default=1e-3, help="peak learning rate of AdamW")
    parser.add_argument("--weight-decay", type=float, default=0.02, help="decoupled weight decay")
    parser.add_argument("--ema", type=float, default=0.998, help="decay of the averaged weights")
    parser.add_argument("--decibels", type=float, default=0.1, help="weight of the logarithm of the error")
    parser.add_argument("--ngf", type=int, default=network.ngf, help="units of its second layer")
    parser.add_argument(
        "--components", type=int, default=network.components, help="of the backbone's statistics"
    )
    parser.add_argument(
        "--committee", type=int, default=network.committee, help="regressions whose mean is taken"
    )
    parser.add_argument(
        "--dropout", type=float, default=network.dropout, help="probability in the regressions"
    )
    parser.add_argument("--seed", type=int, default=0, help="seed of weights and composites")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, mps or xpu")
    half = argparse.BooleanOptionalAction
    parser.add_argument("--bfloat16", action=half, default=True, help="backbone in bfloat16")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
