"""Train a network on composites made from photographs: `python -m training.train --data PHOTOS --run FOLDER`.

Reads top to bottom: main → setup → fit → step → validate. A killed run goes on where its last checkpoint left
it when the same command is given again. Under `torchrun` or `accelerate launch` several processes share every
step; all are at the same step at any time, and only the main one writes, but for the edits of the validation
composites: each draws the same ones and writes them, whole or not at all, where there are none yet.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine import device as devices
from engine.types import EngineError
from training import checkpoint
from training.batch import Part
from training.config import TrainConfig
from training.feed import open_feed
from training.held_out import HeldOut
from training.interrupt import Interrupt, Stopped
from training.memory import keep_freed
from training.options import parse
from training.players import initial_state, others_of, schedule, turns_of
from training.pretrained import prepare
from training.processes import Processes, SharedError
from training.run_folder import make_folder
from training.scores import Scores, measure, of_network
from training.state import Player, State
from training.turns import Pieces, Turn, gradient
from training.watch import Watch

log = logging.getLogger(__name__)

MOST_REWINDS = 3
PICTURES = 8
"""Of the validation split, on TensorBoard's sheet."""


class TrainingError(SharedError):
    """A run cannot begin or cannot go on."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train as the command line says; the exit code, with one sentence on stderr where it is not 0."""
    config = parse(arguments)
    keep_freed()
    try:
        with Processes.joined(config.device) as processes:
            return _main(config, processes)
    except EngineError as error:
        return _ended(str(error), 1)
    except KeyboardInterrupt:
        return _ended("Stopped at once; the same command goes on from the last checkpoint.", 130)


def _main(config: TrainConfig, processes: Processes) -> int:
    logging.basicConfig(level=logging.INFO if processes.is_main else logging.ERROR, format="%(message)s")
    try:
        fit(setup(config, processes))
    except SharedError as error:
        return _ended(str(error) if processes.is_main else "", 1)
    except Stopped as stop:
        return _ended(str(stop) if processes.is_main else "", stop.code)
    return 0


@dataclass(slots=True)
class Run:
    """What `fit` works with. turns: who learns in a step, in this order. validation: this process's share."""

    config: TrainConfig
    state: State
    turns: tuple[Turn, ...]
    pieces: Pieces
    validation: HeldOut | None
    processes: Processes


def setup(config: TrainConfig, processes: Processes) -> Run:
    """Open the data; make the networks, or go on with those of the run folder."""
    if config.batch < processes.count:
        raise TrainingError(
            f"{processes.count} processes cannot share steps of {config.batch} composites; "
            f"give a --batch of at least {processes.count}: it counts those of all processes."
        )
    if processes.count > 1:
        log.info("%d processes, the main one on %s.", processes.count, devices.describe(processes.device))
    run = processes.together(lambda: _prepared(config, processes))
    if len(set(processes.gathered(run.state.step))) > 1:
        raise TrainingError(f"The run folder {config.run} must be on a disk that all machines share.")
    # Each has made the same weights by itself, but for the rounding of different devices.
    networks = [run.state.average, *(player.network for player in run.state.players.values())]
    processes.take_from_main(tensor for network in networks for tensor in _tensors(network))
    return run


def _tensors(network: nn.Module) -> Iterator[Tensor]:
    yield from network.parameters()
    yield from network.buffers()


def _prepared(config: TrainConfig, processes: Processes) -> Run:
    make_folder(config.run)
    state = initial_state(config, processes.device)
    feed = open_feed(config, processes.device, size=state.network.config.size)
    validation = feed.validation
    if validation is not None:
        validation = validation.share(processes.rank, processes.count)
    earlier = checkpoint.restore(state, config.run)
    if earlier is None and config.init is None:
        prepare(state.network, feed.source, seed=config.seed)
        state.average.load_state_dict(state.network.state_dict())
    if earlier is not None:
        log.info("Going on after %d of %d composites.", state.seen, config.images)
        _tell_changes(earlier, state.settings)
    most = config.micro_batch or config.batch
    pieces = Pieces(feed.source, most, around=_together(config, state, processes, feed.source.together))
    turns = turns_of(config, others_of(config, state.network, feed.source))
    return Run(config, state, turns, pieces, validation, processes)


def fit(run: Run) -> None:
    """Train to the last composite, logging, validating and saving on the way. Raises Stopped after Ctrl+C."""
    config, state, processes = run.config, run.state, run.processes
    watch = processes.together(lambda: _watch(run) if processes.is_main else None)
    with Interrupt() as interrupt, watch or nullcontext():
        if state.step == 0:
            _save(run)  # what a rewind goes back to, and a folder that is full shows at once
        while not (end := _end(state, config)):
            step(run)
            signal = processes.greatest(interrupt.signal or 0)
            if _due(state, config, config.save_every) or _due(state, config, config.validate_every):
                _keep(run, watch)  # also where it is to stop: what is due after this step is never due again
            if signal:
                raise _stopped(run, signal)
            if watch:
                watch.advance(state)
        log.info(end)


def _end(state: State, config: TrainConfig) -> str:
    """Why the run is over, and how it could go on; empty while it is not."""
    if state.seen >= config.images:
        return f"All {config.images} composites are done; a larger --images goes on."
    if config.patience is not None and state.stale >= config.patience:
        return (
            f"Ended after {state.seen} of {config.images} composites: {state.stale} validations brought "
            f"nothing better than {state.best:.2f} dB; a larger --patience goes on."
        )
    return ""


def step(run: Run) -> None:
    """One optimiser step of every player on fresh composites."""
    config, state = run.config, run.state
    part = _part(config, state, run.processes, state.step)
    losses: dict[str, Tensor] = {}
    for turn in run.turns:
        losses |= gradient(turn, state.players, part, pieces=run.pieces, processes=run.processes)
        _descend(state.players[turn.player], schedule(state, config), clip=config.clip)
    state.count(losses, composites=config.batch)
    state.follow(config.ema)


def _part(config: TrainConfig, state: State, processes: Processes, step: int) -> Part:
    """What this process makes of a step.

    Everything random comes from (seed, step, position): an interrupted run sees the same composites as an
    unbroken one, however many processes go on with it; and one that went back sees others.
    """
    seed = (config.seed * 1_000_003 + state.rewinds) * 1_000_003 + step
    seen = max(state.seen + (step - state.step) * config.batch, 0)
    return processes.share(Part.whole(config.batch, seed=seed, seen=seen))


def _together(
    config: TrainConfig, state: State, processes: Processes, most: int
) -> Callable[[Part], list[Part]]:
    """The parts of neighbouring steps, of at most `most` composites; an interrupted run makes the same ones
    together as an unbroken one.
    """

    def around(part: Part) -> list[Part]:
        count = max(most // part.count, 1)
        first = state.step - state.step % count
        return [_part(config, state, processes, step) for step in range(first, first + count)]

    return around


def _descend(player: Player, factor: float, *, clip: float) -> None:
    for group in player.optimizer.param_groups:
        group["lr"] = player.learning_rate * factor
        torch.nn.utils.clip_grad_norm_(group["params"], clip)  # there is one group
    player.optimizer.step()


def _keep(run: Run, watch: Watch | None) -> None:
    """Validate if it is due, log and save; or go back if the numbers are no longer numbers."""
    state, processes = run.state, run.processes
    rate = watch.rate(state) if watch else 0.0
    if processes.greatest(int(not state.is_finite())):
        _rewind(run)
        return
    figures = validate(run) if _due(state, run.config, run.config.validate_every) else {}
    losses = state.mean_losses()
    better = bool(figures) and state.judge(figures["foreground_psnr"], keep=run.config.keep_best)

    def record() -> None:
        if watch:
            watch.record(state, losses, figures, rate)
        if better:
            checkpoint.save_average(state, run.config.run / checkpoint.BEST, figures)
        if run.config.keep_best > 1 and figures and state.seen in [seen for _, seen in state.kept]:
            path = run.config.run / checkpoint.KEPT.format(state.seen)
            checkpoint.save_average(state, path, figures)
        # Last: killed before this, the run repeats the steps since the checkpoint and writes the same row
        # and weights again.
        checkpoint.save(state, run.config.run)

    processes.on_main(record)


def validate(run: Run) -> dict[str, float]:
    """Figures of the averaged weights on the validation split, by name; none where there is no split."""
    if run.validation is None:
        return {}
    own = measure(of_network(run.state.average), run.validation, device=run.processes.device)
    rows = [row for part in run.processes.gathered(own.rows()) for row in part]
    figures = Scores.of_rows(rows).means()
    log.info(
        "After %d: foreground PSNR %.2f dB (%+.2f), foreground MSE %.0f, %.0f %% worse than they came.",
        run.state.seen,
        figures["foreground_psnr"],
        figures["gain"],
        figures["foreground_mse"],
        100 * figures["worse"],
    )
    return figures


def _watch(run: Run) -> Watch:
    terms = [term for turn in run.turns for term in turn.terms]
    pictures = None
    if run.validation is not None and run.config.tensorboard:
        count = len(run.validation.ids)
        spread = range(0, count, -(-count // PICTURES))
        pictures = run.validation.chosen(spread).to(run.processes.device)
    return Watch(run.config, run.state, terms, pictures)


def _due(state: State, config: TrainConfig, every: int) -> bool:
    """Whether the last step passed a multiple of `every` composites, or was the last of the run."""
    return state.seen >= config.images or state.seen // every > (state.seen - config.batch) // every


def _save(run: Run) -> None:
    run.processes.on_main(lambda: checkpoint.save(run.state, run.config.run))


def _rewind(run: Run) -> None:
    """Back to the last checkpoint, on to other composites at half the learning rate."""
    state = run.state
    rewinds, failed = state.rewinds + 1, state.seen
    run.processes.together(lambda: checkpoint.restore(state, run.config.run))
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
    if run.processes.greatest(int(not run.state.is_finite())):
        _rewind(run)
    _save(run)
    return Stopped(
        f"Stopped and saved after {run.state.seen} of {run.config.images} composites; "
        "the same command goes on there.",
        128 + signal,
    )


def _tell_changes(earlier: dict[str, str], now: dict[str, str]) -> None:
    for name, value in now.items():
        if name in earlier and earlier[name] != value:
            log.info("--%s is %s from here on; it was %s.", name.replace("_", "-"), value, earlier[name])


def _ended(sentence: str, code: int) -> int:
    if sentence:
        sys.stderr.write(f"{sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
