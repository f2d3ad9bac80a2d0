"""Which method is used, and its network where it has one. Loads torch only for that."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING

import engine
from engine.cli.errors import UsageError
from engine.default_weights import ENVIRONMENT, default_path, path_of
from engine.methods import default_strength
from engine.types import MAX_STRENGTH, Direction, Method, WeightsError

if TYPE_CHECKING:
    from engine.harmonizer import Harmonizer

FALLBACK = Method.REINHARD
NO_WEIGHTS = (
    "The trained weights are not installed, so colours are matched without a network "
    f"({FALLBACK}); name a file with --weights."
)


@dataclass(frozen=True, slots=True)
class How:
    """What the arguments ask for, the defaults filled in."""

    method: Method
    strength: float
    direction: Direction
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Runner:
    """harmonizer: the loaded network, None for a method without one. device, precision: where and in what."""

    harmonizer: Harmonizer | None
    device: str
    precision: str


def chosen(options: Namespace) -> How:
    """Check the options and settle on a method; nothing is loaded.

    Raises UsageError, or WeightsError where a network was asked for and its weights are missing.
    """
    if options.strength is not None and not 0 <= options.strength <= MAX_STRENGTH:
        raise UsageError(f"The strength must be between 0 and {MAX_STRENGTH}, not {options.strength:g}.")
    method = Method(options.method) if options.method else Method.RAINNET
    notices: tuple[str, ...] = ()
    if options.weights is not None:
        if method is not Method.RAINNET:
            raise UsageError(f"The method {method} has no weights; leave out --weights or --method.")
        if not path_of(options.weights).is_file():
            raise WeightsError(f"There is no weights file {options.weights}; check the name.")
    elif method is Method.RAINNET and not default_path().is_file():
        if options.method or os.environ.get(ENVIRONMENT):
            raise WeightsError(
                f"The weights {default_path()} do not exist; name others with --weights, "
                f"or use another method, such as --method {FALLBACK}."
            )
        method, notices = FALLBACK, (NO_WEIGHTS,)
    strength = default_strength(method) if options.strength is None else options.strength
    return How(method, strength, Direction(options.direction), notices)


def load(how: How, options: Namespace) -> Runner:
    """The network on its device. Raises WeightsError or DeviceError."""
    if how.method is not Method.RAINNET:
        return Runner(None, "cpu", "float32")
    harmonizer = engine.Harmonizer.load(options.weights, options.device, options.precision)
    return Runner(harmonizer, str(harmonizer.device), str(harmonizer.dtype).removeprefix("torch."))
