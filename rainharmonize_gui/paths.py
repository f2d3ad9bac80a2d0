"""Where the program keeps its own files. `RAINHARMONIZE_CONFIG_DIR` puts all of them into one folder."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "rainharmonize"
OVERRIDE = "RAINHARMONIZE_CONFIG_DIR"


def config_dir() -> Path:
    """Settings and the list of recent files. It need not exist yet."""
    return _overridden("") or platformdirs.user_config_path(APP, appauthor=False)


def state_dir() -> Path:
    """What must survive a crash: autosaved projects. It need not exist yet."""
    return _overridden("state") or platformdirs.user_state_path(APP, appauthor=False)


def log_dir() -> Path:
    """The log and the crash log. It need not exist yet."""
    return _overridden("log") or platformdirs.user_log_path(APP, appauthor=False)


def _overridden(part: str) -> Path | None:
    folder = os.environ.get(OVERRIDE)
    return Path(folder, part) if folder else None
