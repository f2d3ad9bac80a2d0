"""What goes wrong with training data; apart from the rest, so that it needs no torch."""

from __future__ import annotations

from engine.errors import EngineError


class DataError(EngineError):
    """Training data cannot be used."""


class SettingsError(EngineError):
    """Settings do not fit what they are for."""
