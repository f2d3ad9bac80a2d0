"""Where the default weights lie. No torch: whether there are any is asked before it is worth loading it."""

from __future__ import annotations

import os
from pathlib import Path

import resources

BUNDLED = resources.path("weights", "rainnet-affine.safetensors")
ENVIRONMENT = "RAINHARMONIZE_WEIGHTS"
"""Environment variable that names the default weights file."""


def default_path() -> Path:
    """The weights used where none are named: those of $RAINHARMONIZE_WEIGHTS, else the bundled ones."""
    chosen = os.environ.get(ENVIRONMENT)
    return Path(chosen) if chosen else BUNDLED
