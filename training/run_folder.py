"""The folder of a run."""

from __future__ import annotations

from pathlib import Path

from training.errors import SettingsError


def make_folder(path: Path) -> None:
    """Raises SettingsError where that cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"The run folder {path} cannot be made: {error.strerror}; choose another."
        ) from error
