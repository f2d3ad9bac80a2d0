"""Checkpoints that survive a kill at any moment, and resume exactly."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.optim import Optimizer

from engine.nets.rainnet import RainNet, RainNetConfig
from training.data import DataError

FILE = "checkpoint.pt"


@dataclass(slots=True)
class State:
    """Everything a run consists of. Composites are drawn from (seed, step), so no generator state is needed."""

    network: RainNet
    average: RainNet
    optimizer: Optimizer
    step: int = 0
    best: float = float("-inf")


def save(state: State, folder: Path) -> None:
    """Write the checkpoint: the old one or the new one is there at any moment, whole."""
    content = {
        "config": state.network.config.to_json(),
        "network": state.network.state_dict(),
        "average": state.average.state_dict(),
        "optimizer": state.optimizer.state_dict(),
        "step": state.step,
        "best": state.best,
    }
    temporary = folder / f"{FILE}.tmp"
    with temporary.open("wb") as stream:
        torch.save(content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(folder / FILE)


def restore(state: State, folder: Path) -> bool:
    """Bring `state` to where the checkpoint in `folder` left it; False where there is none."""
    path = folder / FILE
    if not path.exists():
        return False
    content = _read(path)
    if RainNetConfig(**content["config"]) != state.network.config:
        raise DataError(f"{path} is of another model: {content['config']}. Choose another run folder.")
    state.network.load_state_dict(content["network"])
    state.average.load_state_dict(content["average"])
    state.optimizer.load_state_dict(content["optimizer"])
    state.step, state.best = content["step"], content["best"]
    return True


def read_average(path: Path) -> RainNet:
    """The averaged network of a checkpoint file."""
    content = _read(path)
    network = RainNet(RainNetConfig(**content["config"]))
    network.load_state_dict(content["average"])
    return network


def _read(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, ValueError, EOFError) as error:
        raise DataError(f"The checkpoint {path} cannot be read: {error}") from error
    return content


@torch.no_grad()
def average(state: State, decay: float) -> None:
    """Move the averaged weights toward the network's; faster at the start, while they are still far off."""
    decay = min(decay, (1 + state.step) / (10 + state.step))
    torch._foreach_lerp_(list(state.average.parameters()), list(state.network.parameters()), 1 - decay)
    for old, new in zip(state.average.buffers(), state.network.buffers(), strict=True):
        old.copy_(new)
