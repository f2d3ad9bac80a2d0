"""EXIF: what is kept in an export, and what is not."""

from __future__ import annotations

import logging
import struct

from PIL import ExifTags, Image

from engine.images import png

_log = logging.getLogger(__name__)

_Base, _Ifd = ExifTags.Base, ExifTags.IFD

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


def cleaned(exif: bytes, *, keep_gps: bool) -> bytes | None:
    """EXIF for an export: about the photograph, orientation 1, no thumbnail or maker note, GPS only if asked.

    None where nothing is left, or the EXIF is damaged.
    """
    try:
        source = Image.Exif()
        source.load(exif)
        return _kept(source, keep_gps=keep_gps)
    except _DAMAGE as error:
        _log.info("Damaged EXIF dropped: %s", error)
        return None


def _kept(source: Image.Exif, *, keep_gps: bool) -> bytes | None:
    kept = Image.Exif()
    for tag, value in source.items():
        if tag in _ABOUT_THE_PHOTO:
            kept[tag] = value
    found = len(kept) > 0
    for ifd in (_Ifd.Exif, _Ifd.GPSInfo) if keep_gps else (_Ifd.Exif,):
        entries = {tag: value for tag, value in source.get_ifd(ifd).items() if tag not in _ABOUT_THE_OLD_FILE}
        if entries:
            kept.get_ifd(ifd).update(entries)
            found = True
    kept[_Base.Orientation] = 1
    return kept.tobytes() if found else None
