"""Train a network on composites made from photographs: `python -m training.train --data PHOTOS --run FOLDER`.

Reads top to bottom: main → setup → fit → step → validate. A killed run goes on where its last checkpoint left
it when the same command is given again.
"""

from __future__ import annotations

import copy
import logging
import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from engine import device as devices
from engine.nets import registry
from engine.nets.network import HarmonizationNetwork
from engine.types import EngineError
from engine.weights import read_network
from training import checkpoint
from training.batch import Batch, Part
from training.checkpoint import State
from training.config import TrainConfig
from training.data import load_photos, read_ids
from training.frozen import FrozenComposites
from training.interrupt import Interrupt, Stopped
from training.objective import Objective
from training.options import parse
from training.runlog import RunLog
from training.scores import measure, of_network
from training.synthesis import SynthesisConfig, Synthesizer

log = logging.getLogger(__name__)

MOST_REWINDS = 3


class TrainingError(EngineError):
    """A run cannot begin or cannot go on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; the exit code, with one sentence on stderr where it is not 0."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        fit(setup(parse(arguments)))
    except EngineError as error:
        return _ended(str(error), 1)
    except Stopped as stop:
        return _ended(str(stop), stop.code)
    except KeyboardInterrupt:
        return _ended("Stopped at once; the same command goes on from the last checkpoint.", 130)
    return 0


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
    """Read the photos; make the networks, or go on with those of the run folder."""
    device = devices.choose(config.device)
    _make_folder(config.run)
    held_out = read_ids(config.validation_ids) if config.validation_ids else frozenset[str]()
    state = initial_state(config, device)
    size = state.network.config.size
    bank = load_photos(config.data, size=config.bank_size or size * 9 // 8, without=held_out).to(device)
    log.info("%d photos, %d masks, %d files skipped.", len(bank.photos), len(bank.masks), len(bank.skipped))
    validation = FrozenComposites.of_split(config.data, held_out, config.run) if held_out else None
    earlier = checkpoint.restore(state, config.run)
    if earlier is not None:
        log.info("Going on after %d of %d composites.", state.seen, config.images)
        _tell_changes(earlier, state.settings)
    return Run(config, state, Synthesizer(bank, SynthesisConfig(size=size)), validation, device, Objective())


def initial_state(config: TrainConfig, device: torch.device) -> State:
    """A run before its first step."""
    torch.manual_seed(config.seed)
    network = read_network(config.init) if config.init else registry.build(config.network())
    network = network.to(device).train()
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, fused=True
    )
    average = copy.deepcopy(network).eval().requires_grad_(requires_grad=False)
    loss_sum = torch.zeros((), device=device)
    return State(network, average, optimizer, loss_sum, settings=config.settings())


def fit(run: Run) -> None:
    """Train to the last composite, logging, validating and saving on the way. Raises Stopped after Ctrl+C."""
    config, state = run.config, run.state
    rows = RunLog(config.run, after=state.step)
    bar = tqdm(total=config.images, initial=state.seen, unit="image", smoothing=0.05, dynamic_ncols=True)
    with Interrupt() as interrupt, rows, bar, logging_redirect_tqdm():
        if state.step == 0:
            checkpoint.save(
                state, config.run
            )  # what a rewind goes back to, and a folder that is full shows at once
        started, first = time.monotonic(), state.seen
        if state.seen >= config.images:
            log.info("All %d composites are done; a larger --images goes on.", config.images)
        while state.seen < config.images:
            step(run)
            if interrupt.signal is not None:
                raise _stopped(run, interrupt.signal)
            if _due(state, config, config.save_every) or _due(state, config, config.validate_every):
                rate = (state.seen - first) / (time.monotonic() - started)
                _keep(run, rows, images_per_second=rate)
                started, first = time.monotonic(), state.seen
            bar.update(state.seen - bar.n)


def step(run: Run) -> Tensor:
    """One optimiser step on fresh composites; returns the loss, still on the device."""
    config, state = run.config, run.state
    # Everything random comes from (seed, step): an interrupted run sees the same composites as an unbroken
    # one, and one that went back sees others.
    seed = (config.seed * 1_000_003 + state.rewinds) * 1_000_003 + state.step
    torch.manual_seed(seed)  # dropout
    batch = run.synthesizer.batch(Part.whole(config.batch, seed=seed))
    rate = learning_rate(state, config)
    for group in state.optimizer.param_groups:
        group["lr"] = rate
    output = harmonized(state.network, batch, bfloat16=config.bfloat16)
    loss = run.objective(output, batch)
    state.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(state.network.parameters(), config.clip)
    state.optimizer.step()
    state.step += 1
    state.seen += config.batch
    state.loss_sum += loss.detach()
    state.loss_steps += 1
    checkpoint.average(state, config.ema)
    return loss.detach()


def learning_rate(state: State, config: TrainConfig) -> float:
    """Linear warm-up, then a cosine to 1 % at the last composite; half as much after each rewind."""
    peak = config.learning_rate * 0.5**state.rewinds
    if state.step < config.warm_up:
        return peak * (state.step + 1) / config.warm_up
    before = config.warm_up * config.batch
    done = (state.seen - before) / max(config.images - before, 1)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(max(done, 0.0), 1.0))))


def harmonized(network: HarmonizationNetwork, batch: Batch, *, bfloat16: bool) -> Tensor:
    """The network's picture (B×3×H×W, about 0…1)."""
    composite = batch.composite * 2 - 1
    with torch.autocast(composite.device.type, torch.bfloat16, enabled=bfloat16):
        prediction = network.predict(composite, batch.mask, batch.reference)
    return network.applied(composite, prediction.float()) / 2 + 0.5


def _keep(run: Run, rows: RunLog, *, images_per_second: float) -> None:
    """Validate if it is due, log and save; or go back if the numbers are no longer numbers."""
    state, config = run.state, run.config
    if not state.is_finite():
        _rewind(run)
        return
    figures = _validated(run)
    rows.write(
        step=state.step,
        images=state.seen,
        loss=state.loss_sum.item() / state.loss_steps,
        learning_rate=state.optimizer.param_groups[0]["lr"],
        images_per_second=images_per_second,
        **figures,
    )
    state.loss_sum.zero_()
    state.loss_steps = 0
    if figures.get("foreground_psnr", float("-inf")) > state.best:
        state.best = figures["foreground_psnr"]
        checkpoint.save_best(state, config.run, figures)
    # Last: killed before this, the run repeats the steps since the checkpoint and writes the same row and
    # best again.
    checkpoint.save(state, config.run)


def _validated(run: Run) -> dict[str, float]:
    """Figures of the averaged weights on the validation split, where they are due."""
    state = run.state
    if run.validation is None or not _due(state, run.config, run.config.validate_every):
        return {}
    figures = measure(of_network(state.average), run.validation, device=run.device).means()
    log.info(
        "After %d: foreground PSNR %.2f dB (%+.2f), foreground MSE %.0f, %.0f %% worse than they came.",
        state.seen,
        figures["foreground_psnr"],
        figures["gain"],
        figures["foreground_mse"],
        100 * figures["worse"],
    )
    return figures


def _due(state: State, config: TrainConfig, every: int) -> bool:
    """Whether the last step passed a multiple of `every` composites, or was the last of the run."""
    return state.seen >= config.images or state.seen // every > (state.seen - config.batch) // every


def _rewind(run: Run) -> None:
    """Back to the last checkpoint, on to other composites at half the learning rate."""
    state = run.state
    rewinds, failed = state.rewinds + 1, state.seen
    checkpoint.restore(state, run.config.run)
    if rewinds > MOST_REWINDS:
        raise TrainingError(
            f"The loss is no longer a number, after going back {MOST_REWINDS} times; the checkpoint after "
            f"{state.seen} composites is good: go on from it with a lower --learning-rate."
        )
    state.rewinds = rewinds
    log.warning(
        "The loss was no longer a number at %d composites; back to %d, at half the learning rate.",
        failed,
        state.seen,
    )


def _stopped(run: Run, signal: int) -> Stopped:
    if run.state.is_finite():
        checkpoint.save(run.state, run.config.run)
    return Stopped(
        f"Stopped and saved after {run.state.seen} of {run.config.images} composites; "
        "the same command goes on there.",
        128 + signal,
    )


def _tell_changes(earlier: dict[str, str], now: dict[str, str]) -> None:
    for name, value in now.items():
        if name in earlier and earlier[name] != value:
            log.info("--%s is %s from here on; it was %s.", name.replace("_", "-"), value, earlier[name])


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(
            f"The run folder {path} cannot be made: {error.strerror}; choose another."
        ) from error


def _ended(sentence: str, code: int) -> int:
    sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
