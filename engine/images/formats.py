"""The picture formats that are read and written."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from PIL import features

from engine.types import PictureError

READABLE = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "DIB", "AVIF", "GIF", "HEIF")
"""Pillow's names, in the order they are tried. No others are: some of its readers start other programs."""


class Format(StrEnum):
    """Formats that are written; the values are Pillow's names."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    AVIF = "AVIF"

    @property
    def has_alpha(self) -> bool:
        return self is not Format.JPEG

    @property
    def longest_side(self) -> int:
        """The largest width or height, in pixels, that is written, and read again, of the format.

        The standards of JPEG and AVIF go farther than libjpeg writes and libavif reads.
        """
        return {Format.WEBP: 16_383, Format.JPEG: 65_500, Format.AVIF: 32_768}.get(self, 2**31 - 1)


_FORMAT_OF_SUFFIX = {
    ".png": Format.PNG,
    ".jpg": Format.JPEG,
    ".jpeg": Format.JPEG,
    ".webp": Format.WEBP,
    ".tif": Format.TIFF,
    ".tiff": Format.TIFF,
    **({".avif": Format.AVIF} if features.check("avif") else {}),
}

SUFFIXES_WRITE = tuple(_FORMAT_OF_SUFFIX)
"""File name endings that choose a format for writing, lower case."""


def format_of(path: PurePath) -> Format:
    """The format that the ending of `path` asks for. Raises PictureError where there is none."""
    try:
        return _FORMAT_OF_SUFFIX[path.suffix.lower()]
    except KeyError:
        raise PictureError(
            f"{path} cannot be written: the ending must be one of {', '.join(SUFFIXES_WRITE)}."
        ) from None
