"""Memory that a step frees stays with the process, for the next step.

A batch's tensors are megabytes each. By default glibc gives such pieces back to the system at once, and gets
them anew, page by page and filled with zeros, which costs a fifth of the time that composites take.
"""

from __future__ import annotations

import ctypes

# malloc.h
_TRIM_THRESHOLD = -1
_MMAP_THRESHOLD = -3

_PIECES = 32 << 20
"""Bytes; glibc allows no more. What is larger comes from the system and goes back there as ever."""
_KEPT = 1 << 30
"""Bytes that are free at the end of the heap before any are given back."""


def keep_freed() -> None:
    """From now on, in this process; does nothing where there is no glibc."""
    try:
        adjust = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    adjust(_MMAP_THRESHOLD, _PIECES)
    adjust(_TRIM_THRESHOLD, _KEPT)
