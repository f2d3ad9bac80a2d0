"""Small pictures of files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from engine.images.source import DEFAULT_MEGAPIXELS, opened
from rainharmonize_gui.ui.qimage import to_qimage

_IN_PROJECT = "Thumbnails/thumbnail.png"


def thumbnail(path: Path, *, size: QSize) -> QImage:
    """The picture, or the project's own thumbnail (OpenRaster), upright within `size` pixels; never enlarged.

    Profiles are not applied. Raises EngineError, OSError, KeyError or BadZipFile where there is none.
    """
    source: Path | bytes = path
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            source = archive.read(_IN_PROJECT)
    with opened(source, label=path.name, max_megapixels=DEFAULT_MEGAPIXELS) as image:
        image.thumbnail((size.width(), size.height()), Image.Resampling.BOX)
        return to_qimage(np.asarray(ImageOps.exif_transpose(image).convert("RGBA")))
