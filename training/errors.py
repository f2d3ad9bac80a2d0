"""What goes wrong with training data; apart from the rest, so that it needs no torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from engine.errors import EngineError


class DataError(EngineError):
    """Training data cannot be used."""


class LackingError(DataError):
    """Photos of a split are not where they should be."""

    def __init__(self, source: Path, names: Sequence[str]) -> None:
        """names: of the photos that `source` lacks, the first of them first."""
        super().__init__(f"{source} lacks {len(names)} photos of the split, the first is {names[0]}.")


class SettingsError(EngineError):
    """Settings do not fit what they are for."""
