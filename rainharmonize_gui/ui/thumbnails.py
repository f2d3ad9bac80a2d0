"""Small pictures of files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from engine.images.source import opened
from engine.types import DEFAULT_MEGAPIXELS
from rainharmonize_gui.document.project import SUFFIX, read_thumbnail
from rainharmonize_gui.ui.qimage import to_qimage

_PROJECT_MEGAPIXELS = 1.0
"""The standard asks for at most 256 × 256 pixels."""


def thumbnail(path: Path, *, size: QSize) -> QImage:
    """The picture, or the project's own thumbnail (OpenRaster), upright within `size` pixels; never enlarged.

    Profiles are not applied. Raises EngineError where there is none to be had.
    """
    project = path.suffix.lower() == SUFFIX
    source = read_thumbnail(path) if project else path
    limit = _PROJECT_MEGAPIXELS if project else DEFAULT_MEGAPIXELS
    with opened(source, label=path.name, max_megapixels=limit) as image:
        image.thumbnail((size.width(), size.height()), Image.Resampling.BOX)
        return to_qimage(np.asarray(ImageOps.exif_transpose(image).convert("RGBA")))
