"""The harmonizing engine: numpy in, numpy out; never Qt.

Importing this package does not import torch: public names are loaded when first used, so that reading pictures,
compositing and masks work before a network is needed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine.types import (
    Direction,
    EngineError,
    HarmonizeRequest,
    HarmonizeResult,
    Method,
)

if TYPE_CHECKING:
    from engine.harmonizer import Harmonizer

__all__ = ["Direction", "EngineError", "HarmonizeRequest", "HarmonizeResult", "Harmonizer", "Method"]

_LAZY = {"Harmonizer": "engine.harmonizer"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
