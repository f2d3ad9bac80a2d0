"""TensorBoard: the curves of a run, and what becomes of a few fixed pictures."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from engine.types import EngineError
from training.batch import Batch
from training.scores import Method, finished

FOLDER = "tensorboard"
_GAP = 4


class BoardError(EngineError):
    """TensorBoard cannot be used."""


class Board:
    """Writes to the folder `tensorboard` of a run; the axis counts composites."""

    def __init__(self, run: Path, *, seen: int) -> None:
        """seen: composites trained on. What an earlier attempt wrote after them is hidden."""
        try:
            from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415  slow, and an extra
        except ImportError as error:
            raise BoardError(
                "--tensorboard needs the packages of the extra “train”: pip install 'rainharmonize[train]'."
            ) from error
        self._folder = run / FOLDER
        try:
            self._writer = SummaryWriter(str(self._folder), purge_step=seen + 1)
        except OSError as error:
            raise self._full(error) from error

    def scalars(self, values: Mapping[str, float], *, seen: int) -> None:
        """A point of each curve."""
        try:
            for name, value in values.items():
                self._writer.add_scalar(name, value, seen)
            self._writer.flush()
        except OSError as error:
            raise self._full(error) from error

    def picture(self, sheet: Tensor, *, seen: int) -> None:
        """sheet: 3×H×W in 0…1."""
        try:
            self._writer.add_image("composite, harmonized, photo", sheet, seen)
        except OSError as error:
            raise self._full(error) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):  # a point that could not be written is tried once more
            self._writer.close()

    def _full(self, error: OSError) -> BoardError:
        return BoardError(
            f"{self._folder} cannot be written: {error.strerror}; the last checkpoint is whole."
        )


@torch.no_grad()
def sheet(method: Method, batch: Batch) -> Tensor:
    """A row for each picture of a batch: composite, harmonized, photo; 3×H×W in 0…1, on the CPU."""
    columns = (batch.composite, finished(method(batch), batch), batch.real)
    tiles = [F.pad(column, (_GAP,) * 4, value=1.0) for column in columns]
    return torch.cat(list(torch.cat(tiles, dim=3)), dim=1).cpu()
