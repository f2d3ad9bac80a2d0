"""How a program ends: with an exit code, and one sentence where it is not 0."""

from __future__ import annotations

import sys
from collections.abc import Callable

from engine.types import EngineError


def exit_code(work: Callable[[], object], *, stopped: str = "nothing was written.") -> int:
    """Do it; 0, or 1 or 130 with one sentence on stderr where it cannot be done or was stopped.

    stopped: what to say where it was.
    """
    try:
        work()
    except EngineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(f"Stopped; {stopped}\n")
        return 130
    return 0
