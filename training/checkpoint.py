"""Checkpoints that survive a kill at any moment, and resume exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from engine.files import write_atomic
from engine.nets import registry
from engine.nets.network import HarmonizationNetwork, NetworkConfig
from engine.types import EngineError
from training.state import GENERATOR, State

FILE = "checkpoint.pt"
BEST = "best.pt"
KEPT = "best-{}.pt"
"""One of several that are kept, by the composites it was trained on."""


class CheckpointError(EngineError):
    """A checkpoint cannot be read, or is not of this run."""


_COUNTS = ("step", "seen", "best", "rewinds", "loss_steps")
_LATER = ("stale", "kept")
"""Counts that older checkpoints lack."""


@dataclass(frozen=True, slots=True)
class Averaged:
    """What is exported of a run. seen: composites trained on. settings, figures: by name."""

    network: HarmonizationNetwork
    seen: int
    settings: Mapping[str, str]
    figures: Mapping[str, float]


def save(state: State, folder: Path) -> None:
    """Write the checkpoint: the old one or the new one is there at any moment, whole."""
    content = {
        "architecture": state.network.config.architecture,
        "config": state.network.config.to_json(),
        "players": {
            name: {"network": player.network.state_dict(), "optimizer": player.optimizer.state_dict()}
            for name, player in state.players.items()
        },
        "average": state.average.state_dict(),
        "losses": state.losses,
        "settings": state.settings,
        **{name: getattr(state, name) for name in (*_COUNTS, *_LATER)},
    }
    write(content, folder / FILE)
    for path in folder.glob(KEPT.format("*")):
        if path.name not in {KEPT.format(seen) for _, seen in state.kept}:
            path.unlink(missing_ok=True)


def save_average(state: State, path: Path, figures: Mapping[str, float]) -> None:
    """Write the averaged weights with their validation figures; atomically as well."""
    content = {
        "architecture": state.average.config.architecture,
        "config": state.average.config.to_json(),
        "average": state.average.state_dict(),
        "seen": state.seen,
        "settings": state.settings,
        "figures": dict(figures),
    }
    write(content, path)


def restore(state: State, folder: Path) -> dict[str, str] | None:
    """Bring `state` to where the checkpoint in `folder` left it; None where there is none.

    Returns the settings the checkpoint was trained with; those of `state` stay.
    """
    path = folder / FILE
    if not path.exists():
        return None
    content = read(path)
    try:
        theirs = _config(content)
        if theirs != state.network.config:
            raise CheckpointError(
                f"{path} is of another model ({_differences(theirs, state.network.config)}); "
                "choose another run folder, or give the same network options."
            )
        _restore_players(state, content, path)
        state.average.load_state_dict(content["average"])
        device = next(state.network.parameters()).device
        losses = content["losses"] if "losses" in content else {"loss": content["loss_sum"]}
        state.losses = {name: loss.to(device) for name, loss in losses.items()}
        settings: dict[str, str] = content["settings"]
        for name in (*_COUNTS, *(n for n in _LATER if n in content)):
            setattr(state, name, content[name])
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise not_ours(path, error) from error
    return settings


def read_average(path: Path) -> Averaged:
    """The averaged network of a checkpoint file, or of the one in a run folder (the best before the last)."""
    if path.is_dir():
        path = path / BEST if (path / BEST).exists() else path / FILE
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint {path}; give a run folder or a checkpoint of one.")
    content = read(path)
    try:
        network = registry.build(_config(content))
        network.load_state_dict(content["average"])
        return Averaged(network.eval(), content["seen"], content["settings"], content.get("figures", {}))
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise not_ours(path, error) from error


def _restore_players(state: State, content: Mapping[str, Any], path: Path) -> None:
    # Checkpoints had the generator alone, and at the top, before there could be others.
    players = content.get("players", {GENERATOR: content})
    if players.keys() != state.players.keys():
        raise CheckpointError(
            f"{path} is of another objective (networks {', '.join(players)} instead of "
            f"{', '.join(state.players)}); choose another run folder, or give the same objective."
        )
    for name, player in state.players.items():
        player.network.load_state_dict(players[name]["network"])
        player.optimizer.load_state_dict(players[name]["optimizer"])


def write(content: Mapping[str, Any], path: Path) -> None:
    """Write a file, whole or not at all. Raises CheckpointError or FileError where it cannot be written."""
    try:
        write_atomic(path, lambda stream: torch.save(content, stream))
    except RuntimeError as error:
        # torch reports its own state when a write fails, and the system's reason only as the context.
        if isinstance(error.__context__, OSError):
            reason = error.__context__.strerror
            raise CheckpointError(
                f"{path} cannot be written: {reason}; the last checkpoint is whole."
            ) from error
        raise


def read(path: Path) -> dict[str, Any]:
    """What a file holds. Raises CheckpointError where it cannot be read."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # PyTorch raises almost anything on other files
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(f"The checkpoint {path} cannot be read ({reason}); choose another.") from error
    if not isinstance(content, dict):
        raise CheckpointError(f"{path} is not a checkpoint of a training run.")
    return content


def not_ours(path: Path, error: Exception) -> CheckpointError:
    """The error of a file that holds something else; error: what its content led to."""
    reason = f"{error.args[0]!s} is missing" if isinstance(error, KeyError) else str(error).splitlines()[0]
    return CheckpointError(f"{path} is not a checkpoint of this training program: {reason}.")


def _config(content: Mapping[str, Any]) -> NetworkConfig:
    return registry.config_of(content.get("architecture", registry.UNNAMED), content["config"])


def _differences(theirs: NetworkConfig, ours: NetworkConfig) -> str:
    if theirs.architecture != ours.architecture:
        return f"{theirs.title} instead of {ours.title}"
    there, here = theirs.to_json(), ours.to_json()
    names = [name for name in {**there, **here} if there.get(name) != here.get(name)]
    return ", ".join(f"{name} {there.get(name)} instead of {here.get(name)}" for name in names)
