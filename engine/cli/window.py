"""`rainharmonize [FILE …]`: open the window, or say how to do without."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Mapping, Sequence

from engine.errors import EngineError
from rainharmonize_gui.command_line import parse

log = logging.getLogger(__name__)

_INSTEAD = "use “rainharmonize harmonize --background B --foreground F -o OUT” instead"


class WindowError(EngineError):
    """The window cannot be opened."""


def run(arguments: Sequence[str]) -> int:
    """Show the window until it is closed. Raises WindowError where there can be none."""
    parse(arguments)  # before all else: what is wrong with them is so without a window, too
    if not has_display(os.environ, sys.platform):
        raise WindowError(f"There is no display to open the window on; {_INSTEAD}.")
    try:
        from rainharmonize_gui.app import main  # noqa: PLC0415  only the window needs Qt
    except ImportError as error:
        log.debug("no window", exc_info=True)
        raise WindowError(f"The window cannot be opened ({error}); {_INSTEAD}.") from error
    return main(arguments)


def has_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether Qt can find a screen: on Linux, X11, Wayland or a platform that was named."""
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return named or not platform.startswith(("linux", "freebsd"))
