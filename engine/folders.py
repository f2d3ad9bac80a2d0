"""Where the program keeps its own: settings, autosaves, logs, measurements. There may be no such place."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path

import platformdirs

FOLDER_VARIABLE = "RAINHARMONIZE_CONFIG_DIR"
"""Environment variable that names one folder for everything."""


class Own(StrEnum):
    """Kinds of folders; the values are the names inside the folder of $RAINHARMONIZE_CONFIG_DIR."""

    SETTINGS = ""
    MEASUREMENTS = "."
    LOG = "log"
    RECOVERY = "recovery"


def own_folder(kind: Own) -> Path | None:
    """The folder, which need not exist yet; None where there is no home to keep it in."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen, kind)
    found = _of_the_system(kind)
    # Where nobody knows the home, "~" stays in the path, which would then begin in the current folder.
    return found if found is not None and found.is_absolute() else None


def home() -> Path | None:
    """The user's home folder; None where there is none."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def _of_the_system(kind: Own) -> Path | None:
    try:
        match kind:
            case Own.SETTINGS:
                return platformdirs.user_config_path("rainharmonize", appauthor=False)
            case Own.MEASUREMENTS:
                return platformdirs.user_cache_path("rainharmonize", appauthor=False)
            case Own.LOG:
                return platformdirs.user_log_path("rainharmonize", appauthor=False)
            case Own.RECOVERY:
                return platformdirs.user_state_path("rainharmonize", appauthor=False) / kind
    except (RuntimeError, KeyError, OSError):
        return None
