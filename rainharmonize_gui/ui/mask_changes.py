"""Strokes on their way from the document, in the GUI thread, to the cut-outs of another."""

from __future__ import annotations

import threading
from dataclasses import replace

from engine.placement import Box
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.scene import Change, ChangeKind, Target


class MaskChanges:
    """Where masks were painted since the last look: noted in one thread, taken in another."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changes: dict[Target, Change] = {}

    def note(self, change: Change) -> None:
        if change.kind is not ChangeKind.MASK:
            return
        with self._lock:
            before = self._changes.get(change.target)
            if before is not None:
                change = replace(change, box=_both(before.box, change.box))
            self._changes[change.target] = change

    def tell(self, cutouts: Cutouts) -> None:
        """Hand them on, and forget them."""
        with self._lock:
            changes, self._changes = self._changes, {}
        for change in changes.values():
            cutouts.observe(change)


def _both(one: Box | None, other: Box | None) -> Box | None:
    return None if one is None or other is None else one.united(other)
