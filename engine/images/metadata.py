"""EXIF: what is kept in an export, and what is not."""

from __future__ import annotations

import logging
import struct
from typing import Any

from PIL import ExifTags, Image

from engine.images import png

_log = logging.getLogger(__name__)

_Base, _Ifd = ExifTags.Base, ExifTags.IFD

_MAIN = 0
"""Stands for the tags that are in no part of their own."""

_ABOUT_THE_PHOTO = {
    *(_Base.ImageDescription, _Base.Make, _Base.Model, _Base.Software, _Base.DateTime, _Base.Artist),
    *(_Base.HostComputer, _Base.Copyright, _Base.XResolution, _Base.YResolution, _Base.ResolutionUnit),
    *(_Base.Rating, _Base.RatingPercent, _Base.XPTitle, _Base.XPComment, _Base.XPAuthor, _Base.XPKeywords),
    *(_Base.XPSubject,),
}
"""Main tags about the photograph. The others (in a TIFF, all of its layout) are about the file it was in."""

_ABOUT_THE_OLD_FILE = {
    _Base.ExifImageWidth,
    _Base.ExifImageHeight,
    _Base.ExifInteroperabilityOffset,
    _Base.MakerNote,  # its offsets break when it moves, and some makers put the place in it
}

_DAMAGE = (SyntaxError, ValueError, TypeError, KeyError, IndexError, OSError, struct.error, OverflowError)
"""What Pillow raises, at one point or another, on damaged EXIF."""


def orientation(image: Image.Image) -> int:
    """How the image still has to be turned, as an EXIF orientation 1 … 8; 1 where the EXIF says nothing.

    Nothing is decoded, whatever the size.
    """
    if image.format == "TIFF":
        return 1  # Pillow turns these itself, and gives their size upright from the start
    try:
        value = _exif_of(image).get(_Base.Orientation, 1)
    except _DAMAGE as error:
        _log.info("Damaged EXIF ignored: %s", error)
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _exif_of(image: Image.Image) -> Image.Exif:
    """`getexif`, which decodes a PNG to find what may stand behind its pixels: it is looked for here."""
    file = getattr(image, "fp", None)
    if image.format != "PNG" or "exif" in image.info or file is None:
        return image.getexif()
    exif = Image.Exif()
    exif.load(png.exif_behind(file))
    return exif


def of_photo(image: Image.Image) -> bytes | None:
    """The EXIF of a just opened image as `cleaned` keeps it, GPS included; None where there is none."""
    try:
        return _kept(image.getexif(), keep_gps=True)
    except _DAMAGE as error:
        _log.info("Damaged EXIF dropped: %s", error)
        return None


def cleaned(exif: bytes, *, keep_gps: bool, most: int | None = None) -> bytes | None:
    """EXIF for an export: about the photograph, orientation 1, no thumbnail or maker note, GPS only if asked.

    most: bytes that there is room for; the longest entries are left out where it is not enough for all. None
    where nothing is left, or the EXIF is damaged.
    """
    try:
        source = Image.Exif()
        source.load(exif)
        return _kept(source, keep_gps=keep_gps, most=most)
    except _DAMAGE as error:
        _log.info("Damaged EXIF dropped: %s", error)
        return None


def _kept(source: Image.Exif, *, keep_gps: bool, most: int | None = None) -> bytes | None:
    parts = {_MAIN: {tag: value for tag, value in source.items() if tag in _ABOUT_THE_PHOTO}}
    for ifd in (_Ifd.Exif, _Ifd.GPSInfo) if keep_gps else (_Ifd.Exif,):
        entries = source.get_ifd(ifd).items()
        parts[ifd] = {tag: value for tag, value in entries if tag not in _ABOUT_THE_OLD_FILE}
    data = _bytes_of(parts)
    if data is None or most is None or len(data) <= most:
        return data
    return _shortened(parts, len(data), most)


def _shortened(parts: dict[int, dict[int, Any]], length: int, most: int) -> bytes | None:
    """Without as many of the longest texts as are too many, or None: numbers are short, and matter most."""
    texts = sorted(
        (len(value), ifd, tag)
        for ifd, entries in parts.items()
        for tag, value in entries.items()
        if isinstance(value, str | bytes | tuple)
    )
    data: bytes | None = None
    while texts and length > most:
        excess = length - most
        while texts and excess > 0:  # several at once: a damaged file can have thousands
            size, ifd, tag = texts.pop()
            del parts[ifd][tag]
            excess -= size
        data = _bytes_of(parts)
        length = len(data or b"")
    return data if length <= most else None


def _bytes_of(parts: dict[int, dict[int, Any]]) -> bytes | None:
    """None where there is nothing to say."""
    if not any(parts.values()):
        return None
    exif = Image.Exif()
    exif.update(parts[_MAIN])
    for ifd, entries in parts.items():
        if ifd != _MAIN and entries:
            exif.get_ifd(ifd).update(entries)
    exif[_Base.Orientation] = 1
    return exif.tobytes()
