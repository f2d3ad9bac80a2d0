"""Where the bundled weights lie. No torch: whether there are any is asked before it is worth loading it."""

from __future__ import annotations

import os
from pathlib import Path

import resources

BUNDLED = resources.path("weights", "rainnet-affine.safetensors")
OPEN_PHOTOS = "open-photos"
"""Name of the other bundled weights: trained on openly licensed photos alone."""
_NAMED = {OPEN_PHOTOS: resources.path("weights", "open-photos.safetensors")}

ENVIRONMENT = "RAINHARMONIZE_WEIGHTS"
"""Environment variable that names the default weights file."""


def default_path() -> Path:
    """The weights used where none are named: those of $RAINHARMONIZE_WEIGHTS, else the bundled ones."""
    chosen = os.environ.get(ENVIRONMENT)
    return path_of(chosen) if chosen else BUNDLED


def path_of(weights: str | os.PathLike[str] | None) -> Path:
    """The file that is meant: by its path or the name of bundled weights; None or "" is the default."""
    if weights is None or str(weights) == "":
        return default_path()
    return _NAMED.get(str(weights)) or Path(weights)
