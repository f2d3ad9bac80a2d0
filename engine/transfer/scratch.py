"""Arrays that a thread keeps from tile to tile.

The C library hands freed blocks of this size back to the system, and getting them again, page by page, took
longer than the arithmetic on them.
"""

from __future__ import annotations

import threading
from math import prod

import numpy as np

from engine.types import F32


class _Kept(threading.local):
    def __init__(self) -> None:
        self.arrays: dict[str, F32] = {}


_kept = _Kept()


def scratch(name: str, *shape: int) -> F32:
    """A float32 array with any content; the thread's next call with this name gets the same memory."""
    size = prod(shape)
    array = _kept.arrays.get(name)
    if array is None or array.size < size:
        array = _kept.arrays[name] = np.empty(size, np.float32)
    return array[:size].reshape(shape)
