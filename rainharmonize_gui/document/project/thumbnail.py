"""The small picture that a project shows itself by."""

from __future__ import annotations

from pathlib import Path

from engine.errors import reason_of

from .archive import ZIP_TROUBLE, open_archive
from .errors import Damage, ProjectError

THUMBNAIL = "Thumbnails/thumbnail.png"
_LONGEST = 4 << 20
"""256 × 256 pixels, as the standard asks, are less than a tenth of it."""


def read_thumbnail(path: Path) -> bytes:
    """The PNG file of a project's thumbnail, not decoded. Raises ProjectError where there is none."""
    try:
        with open_archive(path) as archive:
            return archive.read(THUMBNAIL, limit=_LONGEST)
    except (Damage, *ZIP_TROUBLE) as error:
        raise ProjectError(f"{path} has no thumbnail: {reason_of(error)}.") from error
