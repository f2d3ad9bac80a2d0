"""The Qt side: the only package that imports PySide6."""

import ctypes
import sys

if sys.version_info < (3, 12):
    # PySide6 6.12.0 takes None, True and False to be immortal, as they are since Python 3.12 (PEP 683):
    # each call that returns None and each signal drops a reference too many, and after some thousands
    # of them Python aborts ("none_dealloc: deallocating None"). 6.11 counts right.
    for _constant in (None, True, False):
        ctypes.c_ssize_t.from_address(id(_constant)).value += 1 << 30
