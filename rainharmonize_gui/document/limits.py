"""How much a document takes: no more than a project can hold, so that whatever is saved opens again."""

from __future__ import annotations

import re
from collections.abc import Collection

from engine.types import EngineError

MOST_LAYERS = 1000
LONGEST_NAME = 1000
"""Characters; what is beyond is cut off, as panels and messages have to show it."""


class LimitError(EngineError):
    """The document takes no more of something; the message is a sentence fit for the user."""


def check_room(layers: int) -> None:
    """Raise LimitError where there is no place for one more."""
    if layers >= MOST_LAYERS:
        raise LimitError(
            f"There are {layers} objects and regions, as many as a project can hold; delete some first."
        )


def named(name: str) -> str:
    """The name, as far as a layer can have it."""
    return name[:LONGEST_NAME]


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, with the next number where it is taken: Dog, Dog 2, Dog 3."""
    name = named(name)
    if name not in taken:
        return name
    stem = re.sub(r" \d+$", "", name)
    number = 2
    while (numbered := _numbered(stem, number)) in taken:
        number += 1
    return numbered


def _numbered(stem: str, number: int) -> str:
    end = f" {number}"
    return stem[: LONGEST_NAME - len(end)] + end
