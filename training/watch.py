"""What a run shows while it goes on: a bar, and the rows of the log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Self

from tqdm import tqdm
from tqdm.contrib.logging import logging_redirect_tqdm

from training.config import TrainConfig
from training.runlog import RunLog
from training.state import GENERATOR, State


class Watch:
    """Shows a run from `state` on; entered, it owns the last line of the terminal and the log."""

    def __init__(self, config: TrainConfig, state: State, losses: Sequence[str]) -> None:
        self._rows = RunLog(config.run, after=state.step, losses=losses)
        self._bar = tqdm(
            total=config.images, initial=state.seen, unit="image", smoothing=0.05, dynamic_ncols=True
        )
        self._open = ExitStack()
        self._restart(state)

    def __enter__(self) -> Self:
        for context in (self._rows, self._bar, logging_redirect_tqdm()):
            self._open.enter_context(context)
        return self

    def __exit__(self, *exception: object) -> None:
        self._open.close()

    def advance(self, state: State) -> None:
        """After a step."""
        self._bar.update(state.seen - self._bar.n)

    def record(self, state: State, losses: dict[str, float], figures: dict[str, float], rate: float) -> None:
        """A row of the log. losses: means since the last one. figures: of the validation, if there was one.
        rate: composites a second.
        """
        self._rows.write(
            step=state.step,
            images=state.seen,
            **losses,
            learning_rate=state.players[GENERATOR].optimizer.param_groups[0]["lr"],
            images_per_second=rate,
            **figures,
        )
        self._restart(state)

    def rate(self, state: State) -> float:
        """Composites a second since the last row."""
        return (state.seen - self._first) / (time.monotonic() - self._started)

    def _restart(self, state: State) -> None:
        self._started, self._first = time.monotonic(), state.seen
