"""Arrays that a thread keeps from tile to tile.

The C library hands freed blocks of this size back to the system, and getting them again, page by page, took
longer than the arithmetic on them.
"""

from __future__ import annotations

import threading
from math import prod

import numpy as np

from engine.types import F32, U8


class _Kept(threading.local):
    def __init__(self) -> None:
        self.blocks: dict[str, U8] = {}


_kept = _Kept()


def scratch(name: str, *shape: int) -> F32:
    """A float32 array with any content; the thread's next call with this name gets the same memory."""
    return _block(name, 4 * prod(shape)).view(np.float32).reshape(shape)


def scratch_bytes(name: str, *shape: int) -> U8:
    """As `scratch`, but uint8."""
    return _block(name, prod(shape)).reshape(shape)


def _block(name: str, size: int) -> U8:
    block = _kept.blocks.get(name)
    if block is None or block.size < size:
        block = _kept.blocks[name] = np.empty(size, np.uint8)
    return block[:size]
