"""Colour profiles: anything to sRGB when reading, sRGB to the profile of an export."""

from __future__ import annotations

import functools
import io

import numpy as np
from PIL import Image, ImageCms

from engine.types import U8, PictureError

_CREATION_DATE = slice(24, 36)  # of an ICC header (ICC.1:2022, 7.2.8)
_FIXED_DATE = bytes((7, 234, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
_SPACE_OF_MODE = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
_Profile = ImageCms.ImageCmsProfile


class ProfileError(PictureError):
    """A colour profile is damaged or does not fit the pixels."""


@functools.cache
def srgb_profile() -> bytes:
    """An sRGB profile to embed; always the same bytes, so that equal pictures give equal files."""
    profile = _Profile(ImageCms.createProfile("sRGB")).tobytes()
    return profile[: _CREATION_DATE.start] + _FIXED_DATE + profile[_CREATION_DATE.stop :]


def is_rgb(profile: bytes) -> bool:
    """Whether an RGB picture can carry this profile."""
    try:
        return _space(_open(profile)) == "RGB"
    except ProfileError:
        return False


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert an image of mode L, RGB or CMYK to sRGB, mode RGB.

    Raises ProfileError if the profile is damaged or made for another kind of pixels.
    """
    source = _open(profile)
    space = _space(source)
    if image.mode == "L" and space == "RGB":
        image = image.convert("RGB")
    if _SPACE_OF_MODE[image.mode] != space:
        raise ProfileError(f"The colour profile is for {space} pixels, the picture has {image.mode}.")
    if image.mode == "RGB" and _changes_nothing(source):
        return image
    return _converted(image, source, _open(srgb_profile()))


def from_srgb(rgb: U8, profile: bytes) -> U8:
    """Convert an sRGB picture (uint8 H×W×3) to an RGB profile.

    Raises ProfileError if the profile is damaged, not for RGB, or can only be read from.
    """
    target = _open(profile)
    if _space(target) != "RGB":
        raise ProfileError(
            f"The colour profile is for {_space(target)} pixels; choose an RGB or the sRGB profile."
        )
    if _changes_nothing(target):
        return rgb
    return np.asarray(_converted(Image.fromarray(rgb), _open(srgb_profile()), target))


def _open(profile: bytes) -> _Profile:
    try:
        return _Profile(io.BytesIO(profile))
    except (OSError, ImageCms.PyCMSError) as error:
        raise ProfileError("The colour profile is damaged.") from error


def _space(profile: _Profile) -> str:
    return profile.profile.xcolor_space.strip()


def _converted(image: Image.Image, source: _Profile, target: _Profile) -> Image.Image:
    """Relative colorimetric with black point compensation, as photo editors do by default."""
    try:
        transform = ImageCms.buildTransform(
            source,
            target,
            image.mode,
            "RGB",
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        converted = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, ValueError) as error:
        raise ProfileError("The colour profile cannot be used for this conversion.") from error
    assert converted is not None  # only in-place transforms return None
    return converted


def _changes_nothing(profile: _Profile) -> bool:
    """Whether an RGB profile is sRGB in all but name: then pixels are kept exactly, and time is saved."""
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    probe = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(27, 27, 3)
    converted = np.asarray(_converted(Image.fromarray(probe), profile, _open(srgb_profile())))
    return int(np.abs(converted.astype(np.int16) - probe).max()) <= 1
