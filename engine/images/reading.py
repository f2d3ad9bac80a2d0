"""Read a picture or a mask, whatever its format, mode, depth, orientation and profile."""

from __future__ import annotations

import logging
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from engine.images import metadata, profiles
from engine.images.picture import Picture
from engine.images.source import Source, label_of, opened
from engine.images.strips import array_of, strips_of
from engine.types import DEFAULT_MEGAPIXELS, U8, MaskError, PictureError

_log = logging.getLogger(__name__)

_WITH_ALPHA = {"LA", "La", "PA", "RGBA", "RGBa"}
_GREY = {"1", "L", "LA", "La"}
_COLOUR = {"P", "PA", "RGB", "RGBA", "RGBa", "RGBX", "YCbCr", "HSV"}
_OPAQUE = 255
_SAMPLED = 256
"""Pixels a side: as many are looked at to tell a coloured picture."""
_COLOURED = 32
"""Levels between the channels of a pixel that has a colour; less is what JPEG makes of grey."""
_COLOURED_PART = 0.05


def read(
    source: Source, *, name: str | None = None, max_megapixels: float | None = DEFAULT_MEGAPIXELS
) -> Picture:
    """Read a file, or the bytes of one, as an upright sRGB picture.

    name: how sentences call it (default: the path). max_megapixels: larger pictures are refused before they
    are decoded; None for no limit. Raises PictureError, one sentence, for whatever cannot be read.
    """
    label = label_of(source, name)
    with opened(source, label=label, max_megapixels=max_megapixels) as image:
        notices = []
        if _is_deep(image):
            notices.append(f"{label} has more than 8 bits a channel; it was read as 8-bit.")
        if getattr(image, "is_animated", False) and image.format != "MPO":
            notices.append(f"{label} holds several pictures; only the first was read.")
        profile = image.info.get("icc_profile") or None
        exif = metadata.of_photo(image)
        decoded = _Decoded(image, label)
        try:
            rgb = decoded.rgb(profile)
        except profiles.ProfileError as error:
            _log.info("%s: %s", label, error)
            profile, rgb = None, decoded.rgb(None)
            notices.append(f"{label} has a colour profile that cannot be used; it was read as sRGB.")
        if profile is None and image.mode == "CMYK":
            notices.append(f"{label} is CMYK without a usable profile; its colours are approximate.")
        return Picture(
            rgb=rgb,
            alpha=decoded.alpha(),
            icc_profile=profile if profile is not None and profiles.is_rgb(profile) else None,
            exif=exif,
            notices=tuple(notices),
        )


def read_mask(
    source: Source,
    *,
    size: tuple[int, int] | None = None,
    name: str | None = None,
    max_megapixels: float | None = DEFAULT_MEGAPIXELS,
    notices: list[str] | None = None,
) -> U8:
    """Read a mask (uint8 H×W, 255 = object): the alpha where it says something, else the grey level.

    A label map of 0 and 1 becomes 0 and 255, also in 16 bits or with a palette of colours. size: (width,
    height) of the picture it belongs to; a mask of the same proportions is brought to it. notices: gets a
    sentence where the grey level is that of a coloured picture. Raises PictureError as `read` does, MaskError
    where they differ.
    """
    label = label_of(source, name)
    with opened(source, label=label, max_megapixels=max_megapixels) as image:
        decoded = _Decoded(image, label)
        alpha = decoded.alpha()
        says_something = alpha is not None and alpha.min() != alpha.max()
        mask = alpha if alpha is not None and says_something else decoded.levels()
        if notices is not None and mask is not alpha and decoded.has_colour():
            notices.append(f"{label} is a coloured picture; its brightness is taken as the mask.")
    if mask.max() == 1:
        mask *= 255
    return mask if size is None else _brought_to(mask, size, label)


class _Decoded:
    """The pixels of a file, handed out upright, strip by strip, so that no second copy is in memory."""

    def __init__(self, image: Image.Image, label: str) -> None:
        self._orientation = metadata.orientation(image)
        image.load()
        deep = image.mode.startswith("I;16")
        if not (deep or image.mode in _GREY | _COLOUR | {"CMYK"}):
            raise PictureError(
                f"{label} has pixels of an unsupported kind; save it as 8- or 16-bit RGB.",
                detail=f"their mode is {image.mode}",
            )
        self._image = image
        self._deep = deep
        self._mode = _plain_mode(image)

    def rgb(self, profile: bytes | None) -> U8:
        """uint8 H×W×3 in sRGB. Raises ProfileError where the profile does not fit the pixels."""

        def colours(strip: Image.Image) -> Image.Image:
            strip = _without_alpha(self._plain(strip))
            return _in_mode(profiles.to_srgb(strip, profile) if profile is not None else strip, "RGB")

        return array_of(self._image, colours, channels=3, orientation=self._orientation)

    def alpha(self) -> U8 | None:
        """uint8 H×W, None where there is none or all is opaque."""
        if self._mode not in _WITH_ALPHA:
            return None
        alpha = array_of(
            self._image,
            lambda strip: self._plain(strip).getchannel("A"),
            channels=1,
            orientation=self._orientation,
        )
        return None if alpha.min() == _OPAQUE else alpha

    def levels(self) -> U8:
        """uint8 H×W: those of a mask, which are numbers where the colours of a palette only label them."""
        shift = 0 if self._deep and self._fits_8_bits() else 8

        def level(strip: Image.Image) -> Image.Image:
            if self._is_label_map:
                return Image.fromarray(np.asarray(strip))
            return _without_alpha(self._plain(strip, shift=shift)).convert("L")

        return array_of(self._image, level, channels=1, orientation=self._orientation)

    @cached_property
    def _is_label_map(self) -> bool:
        """Whether only a palette's entries 0, black, and 1, a colour, are used, as in a map of labels.

        A picture that was brought down to two colours has them in any order.
        """
        if self._image.mode != "P" or self._image.getextrema()[1] != 1:
            return False
        palette = np.array((self._image.getpalette() or [])[:6], np.uint8).reshape(-1, 3)
        return len(palette) == 2 and not palette[0].any() and bool(np.ptp(palette[1]) > _COLOURED)

    def _fits_8_bits(self) -> bool:
        """Whether the numbers of a 16-bit file all do, as those of labels and of masks made from 8 bits."""
        return all(np.asarray(strip).max() <= _OPAQUE for _, strip in strips_of(self._image))

    def has_colour(self) -> bool:
        """Whether more than a few pixels have one that means something, by a sample of them."""
        if self._is_label_map:
            return False
        width, height = (min(side, _SAMPLED) for side in self._image.size)
        sample = self._plain(self._image.resize((width, height), Image.Resampling.NEAREST))
        rgb = np.asarray(_in_mode(_without_alpha(sample), "RGB"))
        return bool((np.ptp(rgb, axis=2) > _COLOURED).mean() > _COLOURED_PART)

    def _plain(self, strip: Image.Image, *, shift: int = 8) -> Image.Image:
        """In one of the modes L, LA, RGB, RGBA, CMYK. shift: what 16 bits lose."""
        if not self._deep:
            return _in_mode(strip, self._mode)
        # Pillow's conversion clips; its 16-bit RGB is read by the high byte, and so is this.
        stored = np.asarray(strip)
        levels = Image.fromarray((stored >> shift).astype(np.uint8))
        if self._mode == "LA":
            shown = stored != self._image.info["transparency"]
            levels.putalpha(Image.fromarray(shown.astype(np.uint8) * np.uint8(_OPAQUE)))
        return levels


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    """The image in another mode; `convert` would also copy one that has it already."""
    return image if image.mode == mode and "transparency" not in image.info else image.convert(mode)


def _plain_mode(image: Image.Image) -> str:
    if image.mode == "CMYK":
        return "CMYK"
    alpha = image.mode in _WITH_ALPHA or "transparency" in image.info
    if image.mode in _GREY or image.mode.startswith("I;16"):
        return "LA" if alpha else "L"
    return "RGBA" if alpha else "RGB"


def _without_alpha(image: Image.Image) -> Image.Image:
    return image.convert(image.mode[:-1]) if image.mode in _WITH_ALPHA else image


def _is_deep(image: Image.Image) -> bool:
    """Whether the file has more than 8 bits a channel, which Pillow does not always say by the mode."""
    if image.mode.startswith("I;16") or image.info.get("bit_depth", 8) > 8:
        return True
    # Before decoding, the tiles still name the raw layout: "RGB;16B" (PNG), ("RGB;16N", …) (TIFF).
    layouts = (tile[3][0] if isinstance(tile[3], tuple) else tile[3] for tile in getattr(image, "tile", ()))
    return any(isinstance(layout, str) and ";16" in layout for layout in layouts)


def _brought_to(mask: U8, size: tuple[int, int], label: str) -> U8:
    height, width = mask.shape
    if (width, height) == size:
        return mask
    # The same proportions, up to the rounding of one side to whole pixels.
    if abs(width * size[1] - height * size[0]) > max(width, height, *size):
        raise MaskError(
            f"{label} is {width}×{height} pixels, its picture {size[0]}×{size[1]}: "
            "a mask must have the proportions of its picture."
        )
    shrinks = size[0] < width
    resized = cv2.resize(mask, size, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    return resized.astype(np.uint8, copy=False)
