"""Reads JSON values of the right type and range; a wrong one is said by its place."""

from __future__ import annotations

import json
import math
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from .errors import Damage

Choice = TypeVar("Choice", bound=StrEnum)
_LARGEST_ID = 2**53
"""Beyond, JSON numbers are not exact everywhere."""


def parse(data: bytes, *, name: str) -> Fields:
    """The object in a JSON file. NaN and infinity, which JSON does not have, are refused."""
    try:
        value = json.loads(data, parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        raise Damage(f"{name} is not JSON ({error})") from error
    return Fields(value, name)


def _not_json(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")


class Fields:
    """One JSON object. Every getter raises Damage; one without a default asks for the field to be there."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, dict):
            raise Damage(f"{where} is not a JSON object")
        self._values: dict[str, Any] = value
        self._where = where
        self._asked: set[str] = set()
        self._children: list[Fields] = []

    def has(self, name: str) -> bool:
        self._asked.add(name)
        return self._values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value(name, default)
        return value if isinstance(value, str) else self._wrong(name, "text")

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if self.has(name) else None

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._value(name, default)
        return value if isinstance(value, bool) else self._wrong(name, "true or false")

    def number(self, name: str, low: float, high: float, *, default: float | None = None) -> float:
        return self._in_range(self._value(name, default), name, low, high)

    def numbers(self, name: str, count: int, *, largest: float) -> tuple[float, ...]:
        """A list of as many numbers, none farther from 0 than `largest`."""
        value = self._value(name, None)
        if not isinstance(value, list) or len(value) != count:
            self._wrong(name, f"a list of {count} numbers")
        return tuple(self._in_range(each, name, -largest, largest) for each in value)

    def identity(self, name: str) -> int:
        value = self._value(name, None)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < _LARGEST_ID:
            self._wrong(name, "a positive whole number")
        return value

    def choice(self, name: str, default: Choice) -> Choice:
        text = self.text(name, default.value)
        kind = type(default)
        return kind(text) if text in list(kind) else self._wrong(name, f"one of {', '.join(kind)}")

    def inner(self, name: str) -> Fields:
        """An object inside; where it is missing, an empty one."""
        return self._child(self._value(name, {}), name)

    def inners(self, name: str) -> list[Fields]:
        value = self._value(name, [])
        if not isinstance(value, list):
            self._wrong(name, "a list")
        return [self._child(each, f"{name}[{index}]") for index, each in enumerate(value)]

    def unknown(self) -> list[str]:
        """Fields that nobody asked for, here and inside."""
        here = [f"{self._where}: {name}" for name in self._values if name not in self._asked]
        return here + [name for child in self._children for name in child.unknown()]

    def _child(self, value: object, name: str) -> Fields:
        child = Fields(value, f"{self._where} › {name}")
        self._children.append(child)
        return child

    def _value(self, name: str, default: object) -> Any:
        self._asked.add(name)
        value = self._values.get(name, default)
        return self._wrong(name, "present") if value is None else value

    def _in_range(self, value: object, name: str, low: float, high: float) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(name, "a number")
        if not low <= value <= high or not math.isfinite(value):
            self._wrong(name, f"within {low:g} … {high:g}")
        return float(value)

    def _wrong(self, name: str, expected: str) -> NoReturn:
        raise Damage(f"{self._where} › {name} should be {expected}")
