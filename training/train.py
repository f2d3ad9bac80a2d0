"""Train a network on composites made from photographs: `python -m training.train --data PHOTOS --run FOLDER`.

Reads top to bottom: main → setup → fit → validate. A killed run goes on where its last checkpoint left it when the
same command is given again.
"""

from __future__ import annotations

import argparse
import copy
import csv
import logging
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import torch
from torch import Generator, Tensor
from tqdm import tqdm

from engine.nets.rainnet import RainNet, apply_affine
from engine.types import EngineError
from engine.weights import read_network
from training import checkpoint
from training.checkpoint import State
from training.config import TrainConfig, our_network
from training.data import DataError, load_photos, read_ids
from training.frozen import FrozenComposites
from training.objective import Objective, foreground_mse, foreground_psnr
from training.synthesis import Batch, Synthesizer

log = logging.getLogger(__name__)

BEST = "best.pt"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; 0 when done, 1 with one sentence on stderr when it cannot."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        run = setup(parse(arguments))
        fit(run)
    except (DataError, EngineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def parse(arguments: Sequence[str] | None) -> TrainConfig:
    """Settings from the command line: one option for each field of TrainConfig."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description="Train harmonization weights.")
    hints = get_type_hints(TrainConfig)
    for f in fields(TrainConfig):
        kind = next((t for t in get_args(hints[f.name]) if t is not type(None)), hints[f.name])
        option = "--" + f.name.replace("_", "-")
        required = f.name in ("data", "run")
        extra: dict[str, Any] = {"action": argparse.BooleanOptionalAction} if kind is bool else {"type": kind}
        default = None if required else f.default
        parser.add_argument(option, default=default, required=required, help=f.metadata["help"], **extra)
    try:
        return TrainConfig(**vars(parser.parse_args(arguments)))
    except ValueError as error:
        parser.error(str(error))


@dataclass(slots=True)
class Run:
    """What `fit` works with."""

    config: TrainConfig
    state: State
    synthesizer: Synthesizer
    validation: FrozenComposites | None
    device: torch.device
    objective: Objective


def setup(config: TrainConfig) -> Run:
    """Read the photos, make or resume the networks."""
    device = choose_device(config.device)
    held_out = read_ids(config.validation_ids) if config.validation_ids else frozenset[str]()
    bank = load_photos(config.data, size=config.bank_size, without=held_out).to(device)
    log.info("%d photos, %d masks, %d files skipped", len(bank.photos), len(bank.masks), len(bank.skipped))
    validation = FrozenComposites(config.data) if config.validation_ids else None
    torch.manual_seed(config.seed)
    network = read_network(config.init) if config.init else RainNet(our_network())
    network = network.to(device).train()
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
    )
    state = State(network, copy.deepcopy(network).eval(), optimizer)
    config.run.mkdir(parents=True, exist_ok=True)
    if checkpoint.restore(state, config.run):
        log.info("going on after %d of %d composites", state.step * config.batch, config.images)
    return Run(config, state, Synthesizer(bank), validation, device, Objective())


def choose_device(name: str) -> torch.device:
    """The device of that name, or for `auto` the best there is."""
    if name != "auto":
        return torch.device(name)
    accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return accelerator or torch.device("cpu")


def fit(run: Run) -> None:
    """Train to the last step, logging, validating and saving on the way."""
    config, state = run.config, run.state
    started, first_step = time.monotonic(), state.step
    bar = tqdm(total=config.images, initial=state.step * config.batch, unit=" images", smoothing=0.05)
    with bar, _CsvLog(config.run / "log.csv") as rows:
        while state.step < config.steps:
            loss = step(run)
            bar.update(config.batch)
            if _due(state.step, config, config.save_every):
                _check_finite(loss)
                seen = (state.step - first_step) * config.batch
                rate = seen / (time.monotonic() - started)
                rows.write(step=state.step, loss=loss.item(), images_per_second=rate, **_validated(run))
                checkpoint.save(state, config.run)
                bar.set_postfix(loss=f"{loss.item():.3f}")


def step(run: Run) -> Tensor:
    """One optimiser step on fresh composites; returns the loss, still on the device."""
    config, state = run.config, run.state
    # Drawn from (seed, step): an interrupted run sees the same composites as an unbroken one.
    generator = Generator(run.device).manual_seed(config.seed * 1_000_003 + state.step)
    batch = run.synthesizer.batch(config.batch, generator)
    for group in state.optimizer.param_groups:
        group["lr"] = config.learning_rate * schedule(state.step, config)
    output, coefficients = harmonized(state.network, batch, bfloat16=config.bfloat16)
    loss = run.objective(output, batch, coefficients)
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), config.clip)
    state.optimizer.step()
    state.step += 1
    checkpoint.average(state, config.ema)
    return loss.detach()


def schedule(step: int, config: TrainConfig) -> float:
    """Part of the peak learning rate: linear warm-up, then a cosine to 1 %."""
    if step < config.warm_up:
        return (step + 1) / config.warm_up
    done = (step - config.warm_up) / max(config.steps - config.warm_up, 1)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))


def harmonized(network: RainNet, batch: Batch, *, bfloat16: bool) -> tuple[Tensor, Tensor]:
    """The network's picture (B×3×H×W, about 0…1) and the coefficients it came from."""
    composite = batch.composite * 2 - 1
    with torch.autocast(composite.device.type, torch.bfloat16, enabled=bfloat16):
        coefficients = network.predict(composite, batch.mask, batch.reference)
    coefficients = coefficients.float()
    return apply_affine(composite, coefficients) / 2 + 0.5, coefficients


@torch.no_grad()
def validate(network: RainNet, composites: FrozenComposites, device: torch.device) -> dict[str, float]:
    """Mean figures over the frozen composites (see Figures in the log header), results clamped to 0…1."""
    psnr, before, mse = [], [], []
    for batch in composites.batches(8, device):
        output = network(batch.composite * 2 - 1, batch.mask) / 2 + 0.5
        psnr.append(foreground_psnr(output.clamp(0, 1), batch.real, batch.mask))
        before.append(foreground_psnr(batch.composite, batch.real, batch.mask))
        mse.append(foreground_mse(output.clamp(0, 1), batch.real, batch.mask) * 255**2)
    gain = torch.cat(psnr) - torch.cat(before)
    return {
        "foreground_psnr": torch.cat(psnr).mean().item(),
        "gain": gain.mean().item(),
        "foreground_mse": torch.cat(mse).mean().item(),
        "worse": (gain < 0).float().mean().item(),
    }


def _validated(run: Run) -> dict[str, float]:
    """Figures of the averaged weights where they are due; the best so far is kept."""
    state, config = run.state, run.config
    due = _due(state.step, config, config.validate_every) or state.step >= config.steps
    if run.validation is None or not due:
        return {}
    figures = validate(state.average, run.validation, run.device)
    log.info("after %d: %s", state.step * config.batch, {k: round(v, 3) for k, v in figures.items()})
    if figures["foreground_psnr"] > state.best:
        state.best = figures["foreground_psnr"]
        checkpoint.save(state, config.run)
        (config.run / BEST).unlink(missing_ok=True)
        (config.run / BEST).hardlink_to(config.run / checkpoint.FILE)
    return figures


def _due(step: int, config: TrainConfig, every: int) -> bool:
    return step >= config.steps or step % max(every // config.batch, 1) == 0


def _check_finite(loss: Tensor) -> None:
    if not bool(torch.isfinite(loss)):
        raise DataError("The loss is no longer a number; lower --learning-rate and start again: the last checkpoint is good.")


class _CsvLog:
    """Appends rows to a CSV file, flushed one by one so that a kill loses none."""

    COLUMNS = ("step", "loss", "images_per_second", "foreground_psnr", "gain", "foreground_mse", "worse")

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        self._stream = path.open("a", newline="")
        self._writer = csv.DictWriter(self._stream, self.COLUMNS)
        if fresh:
            self._writer.writeheader()

    def write(self, **row: float) -> None:
        self._writer.writerow({k: round(v, 5) for k, v in row.items()})
        self._stream.flush()

    def __enter__(self) -> _CsvLog:
        return self

    def __exit__(self, *exception: object) -> None:
        self._stream.close()


if __name__ == "__main__":
    sys.exit(main())
