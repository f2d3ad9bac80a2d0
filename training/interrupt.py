"""Ctrl+C as a wish: the step under way is finished and saved before the program ends."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Self


class Stopped(Exception):  # noqa: N818  a wish, not an error
    """The user stopped the program. code: what it should exit with, 128 + the signal's number."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


class Interrupt:
    """While entered, the first Ctrl+C (or SIGTERM, with which clusters ask to leave) is only remembered.

    The second one interrupts at once.
    """

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self) -> None:
        self.signal: int | None = None
        self._before: dict[int, object] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._remember) for number in self._SIGNALS}
        return self

    def __exit__(self, *exception: object) -> None:
        self._restore()

    def _remember(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.signal = number
        self._restore()

    def _restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]
        self._before = {}
