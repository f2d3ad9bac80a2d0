"""Command lines made from dataclasses: one option a field, its default and its help from the field."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, fields
from enum import Enum
from typing import Any, get_args, get_type_hints

from engine.nets.registry import MODELS
from training.config import HELP, TrainConfig
from training.presets import PRESETS

_CHOICES = {"model": MODELS, "preset": PRESETS}
_ALSO = {"run": ("--run-folder",)}
"""Other names. torchrun takes --run for an abbreviation of its own --run-path (pytorch/pytorch#120601)."""


def parse(arguments: Sequence[str] | None) -> TrainConfig:
    """Settings of a run from the command line (None: the program's own); exits with usage if they are bad."""
    parser = argparse.ArgumentParser(
        prog="python -m training.train",
        description="Train harmonization weights. Given again, the same command goes on where it stopped.",
    )
    add_options(parser, TrainConfig, HELP)
    parser.set_defaults(**PRESETS[parser.parse_args(arguments).preset])
    try:
        return TrainConfig(**vars(parser.parse_args(arguments)))
    except ValueError as error:
        parser.error(f"{error}.")


def add_options(parser: argparse.ArgumentParser, config: type, texts: Mapping[str, str]) -> None:
    """An option for each field of a dataclass that `texts` explains, in the order of the fields."""
    kinds = get_type_hints(config)
    for option in fields(config):
        if option.name in texts:
            _add(parser, option, _plain(kinds[option.name]), texts[option.name])


def _add(parser: argparse.ArgumentParser, option: Field[Any], kind: type, text: str) -> None:
    extra: dict[str, Any] = {"type": kind}
    if kind is bool:
        extra = {"action": argparse.BooleanOptionalAction}
    elif issubclass(kind, Enum):
        extra["choices"] = list(kind)
    elif option.name in _CHOICES:
        extra["choices"] = list(_CHOICES[option.name])
    if option.default is MISSING:
        extra["required"] = True
    else:
        extra["default"] = option.default
        if option.default is not None:
            text += f" (default {option.default})"
    names = ["--" + option.name.replace("_", "-"), *_ALSO.get(option.name, ())]
    parser.add_argument(*names, dest=option.name, help=text, **extra)


def _plain(hint: Any) -> type:
    """`X` of `X | None`."""
    kind: type = next((t for t in get_args(hint) if t is not type(None)), hint)
    return kind
