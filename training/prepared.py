"""Prepared folders, mapped into memory: read where they are used, and dropped again where memory is short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from training import shards
from training.errors import DataError
from training.shards import Description, Names, shard_path


@dataclass(frozen=True, slots=True)
class Shard:
    """Rows as `training.shards` describes them; tensors are views of the file and must not be written to."""

    names: Names
    photos: Tensor
    masks: Tensor
    composites: Tensor
    owner: Tensor
    mask_of: Tensor


def is_prepared(folder: Path) -> bool:
    """Whether `folder` was made by `python -m training.prepare`, finished or not."""
    return (folder / shards.FILE).is_file()


def describe(folder: Path) -> Description:
    """What a finished folder holds. Raises DataError for one that is not."""
    if not is_prepared(folder):
        raise DataError(
            f"{folder} is no prepared folder; make one with python -m training.prepare SOURCE FOLDER."
        )
    description = Description.read(folder)
    if not description.finished:
        raise DataError(f"{folder} is not finished; run python -m training.prepare with it once more.")
    return description


def open_shards(folder: Path) -> Iterator[Shard]:
    """The shards of a finished folder in order. Raises DataError where one is missing or damaged."""
    for number in range(describe(folder).shards):
        path = shard_path(folder, number)
        try:
            # Mapped, not read: https://huggingface.co/docs/safetensors
            with safe_open(path, framework="pt") as file:
                names = Names.of_metadata(file.metadata())
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  no mapping
            yield Shard(names, **tensors)
        except (OSError, SafetensorError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{path} is missing or damaged ({error}); prepare {folder} once more.") from error


def stacked(tensors: list[Tensor], like: tuple[int, ...]) -> Tensor:
    """All rows, copied into one tensor; uint8 0×`like` where there are none."""
    return torch.cat(tensors) if tensors else torch.empty((0, *like), dtype=torch.uint8)
