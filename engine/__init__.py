"""The harmonizing engine: numpy in, numpy out; never Qt.

Importing this package imports neither torch nor numpy: public names are loaded when first used. So reading
pictures, compositing and masks work before a network is needed, and a window shows before anything is.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.errors import EngineError
    from engine.harmonizer import Harmonizer
    from engine.types import Direction, HarmonizeRequest, HarmonizeResult, Method

# Where another program keeps a core busy, libgomp threads that spin while they wait for each other slow a
# network down tenfold: let them sleep soon. Read once, when torch is imported.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

__all__ = ["Direction", "EngineError", "HarmonizeRequest", "HarmonizeResult", "Harmonizer", "Method"]

_LAZY = {
    "EngineError": "engine.errors",
    "Harmonizer": "engine.harmonizer",
    **dict.fromkeys(("Direction", "HarmonizeRequest", "HarmonizeResult", "Method"), "engine.types"),
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
