"""Read and write pictures.

In: any common format, mode, depth, orientation and profile becomes an upright 8-bit sRGB array. Out: whole
files or none, with a colour profile, and with the EXIF that may be shared.
"""

from engine.files import FileError, write_atomic
from engine.images.flat import flattened
from engine.images.formats import SUFFIXES_WRITE, Format, format_of
from engine.images.picture import Picture
from engine.images.profiles import ProfileError, srgb_profile
from engine.images.reading import read, read_mask
from engine.images.source import PictureInfo, Source, probe
from engine.images.writing import WriteOptions, encode, write
from engine.suffixes import SUFFIXES_READ
from engine.types import DEFAULT_MEGAPIXELS, PictureError

__all__ = [
    "DEFAULT_MEGAPIXELS",
    "SUFFIXES_READ",
    "SUFFIXES_WRITE",
    "FileError",
    "Format",
    "Picture",
    "PictureError",
    "PictureInfo",
    "ProfileError",
    "Source",
    "WriteOptions",
    "encode",
    "flattened",
    "format_of",
    "probe",
    "read",
    "read_mask",
    "srgb_profile",
    "write",
    "write_atomic",
]
