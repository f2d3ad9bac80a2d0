"""What a run shows while it goes on: a bar, the rows of the log, and TensorBoard where it is wanted."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from typing import Self

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from training.batch import Batch
from training.board import Board, sheet
from training.config import TrainConfig
from training.runlog import RunLog
from training.scores import of_network
from training.state import GENERATOR, State


class Watch:
    """Shows a run from `state` on; entered, it owns the last line of the terminal and the log.

    losses: names of the log's columns. pictures: what TensorBoard shows after each validation, if anything.
    """

    def __init__(
        self, config: TrainConfig, state: State, losses: Sequence[str], pictures: Batch | None
    ) -> None:
        self._pictures = pictures
        self._board = Board(config.run, seen=state.seen) if config.tensorboard else None
        self._rows = RunLog(config.run, after=state.step, losses=losses)
        self._bar = tqdm(
            total=config.images, initial=state.seen, unit="image", smoothing=0.05, dynamic_ncols=True
        )
        self._open = ExitStack()
        self._restart(state)

    def __enter__(self) -> Self:
        for context in (self._rows, self._bar, logging_redirect_tqdm()):
            self._open.enter_context(context)
        if self._board:
            self._open.enter_context(closing(self._board))
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def advance(self, state: State) -> None:
        """After a step."""
        self._bar.update(state.seen - self._bar.n)

    def record(self, state: State, losses: dict[str, float], figures: dict[str, float], rate: float) -> None:
        """A row of the log. losses: means since the last one. figures: of the validation, if there was one.
        rate: composites a second. Raises an EngineError where it cannot be written.
        """
        optimizer = state.players[GENERATOR].optimizer
        how = {"learning_rate": optimizer.param_groups[0]["lr"], "images_per_second": rate}
        self._rows.write(step=state.step, images=state.seen, **losses, **how, **figures)
        if self._board:
            curves = {
                **{f"loss/{name}": value for name, value in losses.items()},
                **{f"run/{name}": value for name, value in how.items()},
                **{f"validation/{name}": value for name, value in figures.items()},
            }
            if figures and self._pictures is not None:
                self._board.picture(sheet(of_network(state.average), self._pictures), seen=state.seen)
            self._board.scalars(curves, seen=state.seen)
        self._restart(state)

    def rate(self, state: State) -> float:
        """Composites a second since the last row."""
        return (state.seen - self._first) / (time.monotonic() - self._started)

    def _restart(self, state: State) -> None:
        self._started, self._first = time.monotonic(), state.seen
