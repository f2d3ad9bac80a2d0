"""How long work reports progress and is cancelled. Compute code knows no screen: it is handed these."""

from __future__ import annotations

import threading
from typing import Protocol


class Progress(Protocol):
    """Called with the fraction done (0…1) and what is being done."""

    def __call__(self, fraction: float, label: str = "", /) -> None: ...


class Aborted(Exception):  # noqa: N818  a request, not an error
    """The user cancelled; nothing was written."""


class CancelToken:
    """Set from one thread, checked in another."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise Aborted if cancelled."""
        if self._event.is_set():
            raise Aborted


def check(cancel: CancelToken | None) -> None:
    """Raise Aborted if there is a token and it is cancelled."""
    if cancel is not None:
        cancel.check()


def part_of(progress: Progress, start: float, stop: float, *, label: str = "") -> Progress:
    """What a part of the work reports to, that fills `start` … `stop` of the whole.

    label: what is being done, where the part does not say.
    """

    def told(fraction: float, said: str = "", /) -> None:
        progress(start + (stop - start) * fraction, said or label)

    return told


def report(progress: Progress | None, fraction: float, label: str = "") -> None:
    """Tell `progress`, if there is one."""
    if progress is not None:
        progress(fraction, label)
