"""Open a picture file, or its bytes, as far as its header; every way that fails is one sentence."""

from __future__ import annotations

import contextlib
import io
import math
import os
import stat
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from PIL import Image, UnidentifiedImageError

from engine.errors import reason_of
from engine.images import heif, jpeg, metadata
from engine.images.formats import READABLE
from engine.types import PictureError

Source = str | os.PathLike[str] | bytes | bytearray | memoryview

_TWICE_THE_MEMORY = {"WEBP", "AVIF", "HEIF"}
"""Formats whose decoders hold a picture two to four times (measured: 14 to 16 bytes a pixel, others 8)."""

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# Pillow's own guard is one number for the whole process. `_check_size` does its work; this is for readers
# that set memory aside before they tell the size, as that of GIF does. Pillow warns above it, refuses above
# twice of it.
_MOST_MEGAPIXELS = 1500
Image.MAX_IMAGE_PIXELS = _MOST_MEGAPIXELS * 1_000_000 // 2
warnings.simplefilter("ignore", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class PictureInfo:
    """What the header of a picture tells.

    size: (width, height), upright. format: Pillow's name, such as "JPEG". cost: the megapixels that limits
    count: twice those it has, where decoding takes twice the memory.
    """

    size: tuple[int, int]
    format: str
    cost: float


def label_of(source: Source, name: str | None) -> str:
    """How sentences call the picture."""
    if name is not None:
        return name
    return "The picture" if isinstance(source, bytes | bytearray | memoryview) else os.fspath(source)


@contextlib.contextmanager
def opened(source: Source, *, label: str, max_megapixels: float | None) -> Iterator[Image.Image]:
    """The picture opened but not decoded; the file closes with the block.

    Raises PictureError, also for whatever goes wrong with the decoding inside the block.
    """
    with contextlib.ExitStack() as stack:
        try:
            if isinstance(source, bytes | bytearray | memoryview):
                if len(source) == 0:
                    raise PictureError(_empty(label))
                file: io.BufferedIOBase = io.BytesIO(source)
            else:
                file = stack.enter_context(_open_file(Path(source), label))
            yield stack.enter_context(_open_image(file, label, max_megapixels))
        except PictureError:
            raise
        except MemoryError as error:
            raise PictureError(f"{label} does not fit in memory; use a smaller one.") from error
        # Decoders raise almost anything on damaged bytes: SyntaxError, zlib.error, KeyError …
        except Exception as error:
            raise PictureError(_damaged(label), detail=reason_of(error)) from error


def _damaged(label: str) -> str:
    return f"{label} is damaged or cut short; get it once more from where it came."


def probe(source: Source, *, name: str | None = None) -> PictureInfo:
    """Size and format from the header alone, whatever the size. Raises PictureError as `read` does."""
    with opened(source, label=label_of(source, name), max_megapixels=None) as image:
        turned = metadata.orientation(image) >= 5
        width, height = image.size
        size = (height, width) if turned else (width, height)
        return PictureInfo(size, image.format or "", _cost_of(image, _scans(image)))


def _empty(label: str) -> str:
    return f"{label} is empty (0 bytes); get it once more from where it came."


def _open_file(path: Path, label: str) -> io.BufferedReader:
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise PictureError(f"{label} is a folder, not a picture.")
        if not stat.S_ISREG(kind):
            raise PictureError(f"{label} is a device or a pipe, not a picture file.")
        file = path.open("rb")
    except FileNotFoundError as error:
        raise PictureError(f"{label} does not exist; check the name.") from error
    except PermissionError as error:
        raise PictureError(f"{label} may not be read: permission denied; change that or copy it.") from error
    except OSError as error:
        raise PictureError(f"{label} cannot be opened: {error.strerror or error}.") from error
    if os.fstat(file.fileno()).st_size == 0:
        file.close()
        raise PictureError(_empty(label))
    return file


def _open_image(file: io.BufferedIOBase, label: str, max_megapixels: float | None) -> Image.Image:
    head = file.read(16)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        if not _heif_available():
            raise PictureError(
                f'{label} is a HEIC picture; to open it, install pip install "rainharmonize[heif]".'
            )
        if not heif.items_are_named(file):
            raise PictureError(_damaged(label), detail="the items of the HEIC file have no proper names")
        size = heif.stored_size(file)
        _check_size(size, _cost(size, doubled=True), label, max_megapixels)
    try:
        Image.init()
        image = Image.open(cast("IO[bytes]", file), formats=[name for name in READABLE if name in Image.OPEN])
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"{label} claims over {_MOST_MEGAPIXELS} megapixels, more than can be opened."
        ) from error
    except UnidentifiedImageError as error:
        raise PictureError(
            f"{label} is not a picture in a format that can be read, or is damaged; save it as PNG or JPEG "
            "where it comes from."
        ) from error
    scans = _scans(image)
    if scans > jpeg.MOST_SCANS:
        raise PictureError(
            f"{label} is stored in a way that takes minutes to read; save it once more in another program.",
            detail=f"it goes over its pixels more than {jpeg.MOST_SCANS} times, which no camera does",
        )
    _check_size(image.size, _cost_of(image, scans), label, max_megapixels)
    return image


def _check_size(size: tuple[int, int], cost: float, label: str, max_megapixels: float | None) -> None:
    if max_megapixels is not None and cost > max_megapixels:
        width, height = size
        megapixels = width * height / 1e6
        factor = round(cost / megapixels)
        why = "" if factor == 1 else " for pictures stored so, which need twice the memory"
        raise PictureError(
            f"{label} has {width}×{height} pixels, {megapixels:.1f} megapixels, over the limit of "
            f"{max_megapixels / factor:g}{why}; raise it with --max-megapixels {math.ceil(cost)}."
        )


def _cost_of(image: Image.Image, scans: int) -> float:
    return _cost(image.size, doubled=image.format in _TWICE_THE_MEMORY or scans > 1)


def _cost(size: tuple[int, int], *, doubled: bool) -> float:
    """The megapixels that limits count, see `PictureInfo`."""
    return math.prod(size) / 1e6 * (2 if doubled else 1)


def _scans(image: Image.Image) -> int:
    """Of a JPEG picture, see `jpeg.scans`; 1 of any other."""
    file = getattr(image, "fp", None)
    return jpeg.scans(file) if file is not None and image.format in {"JPEG", "MPO"} else 1


def _heif_available() -> bool:
    """Teach Pillow HEIC, if the extra is installed."""
    try:
        import pi_heif  # noqa: PLC0415  an extra, and slow to load: only when a HEIC picture comes
    except ImportError:
        return False
    pi_heif.register_heif_opener()
    return True
