"""The processes of a run: one, or several that `torchrun` or `accelerate launch` started, on any number of
machines.

Gradients are added up by hand, once a turn, instead of by DistributedDataParallel:
docs/decisions/several-processes.md says why.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeVar

import torch
import torch.distributed
from torch import Tensor

from engine import device as devices
from engine.types import EngineError
from training.batch import Part

T = TypeVar("T")


class ProcessError(EngineError):
    """The processes of a run cannot work together."""


class SharedError(EngineError):
    """What one process found, raised in all of them; the main process tells."""


@dataclass(frozen=True, slots=True)
class Processes:
    """This process among those of the run.

    rank: 0 for the main one, which writes files and tells the user. device: where this one computes.
    group: what the processes talk over, on the CPU; None where there is only one.
    """

    device: torch.device
    rank: int = 0
    count: int = 1
    group: Any = None

    @classmethod
    @contextmanager
    def joined(cls, device: str) -> Iterator[Self]:
        """As the launcher's environment says; "auto" and "cuda" are the launcher's GPU of this process."""
        chosen = devices.choose(device)
        if int(os.environ.get("WORLD_SIZE", "1")) == 1:
            yield cls(chosen)
            return
        state = _partial_state(chosen, device)
        group = torch.distributed.new_group(backend="gloo")
        try:
            yield cls(state.device, state.process_index, state.num_processes, group)
        finally:
            state.destroy_process_group()
            state._reset_state()

    @property
    def is_main(self) -> bool:
        return self.rank == 0

    def share(self, whole: Part) -> Part:
        """What this process makes of a step: neighbouring positions, as many as the others or one more."""
        first, after = (whole.count * rank // self.count for rank in (self.rank, self.rank + 1))
        return Part(whole.seed, whole.first + first, after - first, whole.of, whole.seen)

    def add_up(self, tensors: Sequence[Tensor]) -> None:
        """Make each tensor the sum over all processes; in place, in one transfer."""
        if self.count == 1:
            return
        flat = torch.cat([tensor.flatten() for tensor in tensors])
        with _lost():
            torch.distributed.all_reduce(flat)
        totals = torch.split(flat, [tensor.numel() for tensor in tensors])
        for tensor, total in zip(tensors, totals, strict=True):
            tensor.copy_(total.view_as(tensor))

    def take_from_main(self, tensors: Iterable[Tensor]) -> None:
        """Make each tensor that of the main process, in place."""
        if self.count == 1:
            return
        for tensor in tensors:
            own = tensor.detach().contiguous()
            with _lost():
                torch.distributed.broadcast(own, src=0)
            tensor.detach().copy_(own)

    def greatest(self, number: int) -> int:
        """The greatest of the numbers that the processes give."""
        if self.count == 1:
            return number
        shared = torch.tensor(number)
        with _lost():
            torch.distributed.all_reduce(shared, torch.distributed.ReduceOp.MAX, group=self.group)
        return int(shared)

    def gathered(self, value: T) -> list[T]:
        """What each process gives, in their order."""
        if self.count == 1:
            return [value]
        values: list[Any] = [None] * self.count
        with _lost():
            torch.distributed.all_gather_object(values, value, group=self.group)
        return values

    def together(self, action: Callable[[], T]) -> T:
        """Do `action` in every process; where it fails in one, all raise the same SharedError."""
        if self.count == 1:
            return action()
        failure, result = "", None
        try:
            result = action()
        except EngineError as error:
            failure = str(error)
        if failures := [sentence for sentence in self.gathered(failure) if sentence]:
            raise SharedError(failures[0])
        return result  # type: ignore[return-value]

    def on_main(self, action: Callable[[], object]) -> None:
        """Do `action` in the main process; the others wait, and fail where it fails."""
        self.together(action if self.is_main else lambda: None)


def _partial_state(chosen: torch.device, asked: str) -> Any:
    try:
        from accelerate import PartialState  # noqa: PLC0415  slow, and not needed for one process
    except ImportError as error:
        raise ProcessError(
            "Several processes need the packages of the extra “train”: pip install 'rainharmonize[train]'."
        ) from error
    if ":" in asked:
        raise ProcessError(f"Several processes cannot share the device “{asked}”; give its kind, or auto.")
    logging.getLogger("accelerate").setLevel(logging.ERROR)
    return PartialState(cpu=chosen.type == "cpu")


@contextmanager
def _lost() -> Iterator[None]:
    """Another process that ended shows as an error of the connection to it."""
    try:
        yield
    except RuntimeError as error:
        raise ProcessError(
            "Another process of the run has ended; the same command goes on from the last checkpoint."
        ) from error
