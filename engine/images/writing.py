"""Write a picture: atomically, with a colour profile, with the EXIF that may be shared."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from PIL import Image

from engine.errors import reason_of
from engine.files import write_atomic
from engine.images import metadata, profiles
from engine.images.formats import Format, format_of
from engine.progress import Aborted, CancelToken, Progress, check, report
from engine.types import U8, PictureError

_FULL_CHROMA_FROM = 90  # JPEG quality at which colour is kept at full resolution
_LONGEST_JPEG_EXIF = 65_533  # bytes of one APP1 segment
_Z_RLE = 3  # zlib.h


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a picture is written."""

    format: Format | None = None
    """None: by the ending of the file name."""
    quality: int = 92
    """1 … 100 for JPEG, WebP and AVIF; at 100, WebP is lossless."""
    profile: bytes | None = None
    """RGB profile that the pixels are converted to and that is embedded; None: sRGB."""
    exif: bytes | None = None
    """What to say about the photograph; see `Picture.exif`. JPEG has room for 64 KB: the longest texts go."""
    keep_gps: bool = False
    """Whether the EXIF may tell where the photograph was taken."""
    overwrite: bool = False
    """Whether an existing file may be replaced."""


def write(
    path: str | os.PathLike[str],
    pixels: U8,
    *,
    options: WriteOptions | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Write a picture file, whole or not at all.

    pixels: sRGB, uint8 H×W (grey, a mask), H×W×3 or H×W×4 (straight alpha). Raises PictureError where they do
    not fit the format, or the file exists and may not be replaced; FileError where the folder does not take
    it; Aborted when cancelled, for PNG and JPEG within a fraction of a second. An old file then stays.
    """
    path = Path(path)
    options = options or WriteOptions()
    options = replace(options, format=options.format or format_of(path))
    if path.exists() and not path.is_dir() and not options.overwrite:
        raise PictureError(f"{path} exists already; choose another name, or allow replacing it (--force).")
    report(progress, 0.0, "Preparing")
    image, parameters = _prepared(pixels, options)
    check(cancel)
    report(progress, 0.2, f"Writing {path.name}")
    write_atomic(path, lambda file: _save(image, file, parameters, cancel))
    report(progress, 1.0, f"Writing {path.name}")


def encode(pixels: U8, *, options: WriteOptions, cancel: CancelToken | None = None) -> bytes:
    """The bytes that `write` would write; PNG unless the options name a format."""
    buffer = io.BytesIO()
    image, parameters = _prepared(pixels, replace(options, format=options.format or Format.PNG))
    check(cancel)
    _save(image, buffer, parameters, cancel)
    return buffer.getvalue()


def _prepared(pixels: U8, options: WriteOptions) -> tuple[Image.Image, dict[str, Any]]:
    """The image in its final colours, and what to tell Pillow's `save`."""
    chosen = options.format or Format.PNG
    channels = _check_pixels(pixels, chosen)
    profile = options.profile or profiles.srgb_profile()
    if channels >= 3 and options.profile is not None:
        colours = profiles.from_srgb(np.ascontiguousarray(pixels[..., :3]), options.profile)
        pixels = np.concatenate([colours, pixels[..., 3:]], axis=2) if channels == 4 else colours
    parameters: dict[str, Any] = {"format": chosen.value, **_compression(chosen, options.quality)}
    if channels >= 3:  # an RGB profile has no place in a grey file
        parameters["icc_profile"] = profile
    most = _LONGEST_JPEG_EXIF if chosen is Format.JPEG else None
    if options.exif and (exif := metadata.cleaned(options.exif, keep_gps=options.keep_gps, most=most)):
        parameters["exif"] = exif
    return Image.fromarray(pixels), parameters


def _check_pixels(pixels: U8, chosen: Format) -> int:
    """The number of channels, 1, 3 or 4. Raises PictureError where the format cannot hold the pixels."""
    channels = {2: 1, 3: pixels.shape[-1]}.get(pixels.ndim, 0)
    if (
        pixels.dtype != np.uint8
        or pixels.size == 0
        or (pixels.ndim, channels) not in {(2, 1), (3, 3), (3, 4)}
    ):
        kind = f"{pixels.dtype} {pixels.shape}"
        raise PictureError(f"A picture to write must be uint8 H×W, H×W×3 or H×W×4, but is {kind}.")
    if channels == 4 and not chosen.has_alpha:
        raise PictureError(
            f"{chosen} cannot hold transparency; choose PNG, WebP or TIFF, or write it opaque."
        )
    if max(pixels.shape[:2]) > chosen.longest_side:
        raise PictureError(
            f"{chosen} holds at most {chosen.longest_side} pixels along a side, the picture is "
            f"{pixels.shape[1]}×{pixels.shape[0]}; choose PNG or TIFF."
        )
    return int(channels)


def _compression(chosen: Format, quality: int) -> dict[str, Any]:
    """Settings measured on a 24-megapixel photograph, one core.

    PNG: level 1 with run-length matching takes 2.3 s for 38 MB; level 6, Pillow's default, 11 s for 39 MB.
    WebP: method 2 takes 1.5 s, the default 4 takes 8.9 s for 2 % more bytes. AVIF: speed 8 takes 11 s, the
    default 25 s for 4 % fewer. TIFF is not compressed: Pillow (13.0) loses the EXIF of a compressed one.
    """
    match chosen:
        case Format.PNG:
            return {"compress_level": 1, "compress_type": _Z_RLE}
        case Format.TIFF:
            return {"compression": "raw"}
        case Format.JPEG:
            return {"quality": quality, "subsampling": 0 if quality >= _FULL_CHROMA_FROM else 2}
        case Format.WEBP:
            return {"quality": quality, "method": 2, "lossless": quality == 100, "exact": quality == 100}
        case Format.AVIF:
            return {"quality": quality, "speed": 8}


class _Cancellable:
    """A file that takes no more bytes once cancelled; without a descriptor, or Pillow would write past it."""

    def __init__(self, file: IO[bytes], cancel: CancelToken | None) -> None:
        self._file, self._cancel = file, cancel
        self.read, self.seek, self.tell, self.flush = file.read, file.seek, file.tell, file.flush

    def write(self, data: bytes) -> int:
        check(self._cancel)
        return self._file.write(data)


def _save(
    image: Image.Image, file: IO[bytes], parameters: dict[str, Any], cancel: CancelToken | None
) -> None:
    try:
        image.save(cast("IO[bytes]", _Cancellable(file, cancel)), **parameters)
    except (OSError, Aborted):
        raise
    except Exception as error:
        raise PictureError(
            f"The picture cannot be written as {parameters['format']}; choose another format.",
            detail=reason_of(error),
        ) from error
