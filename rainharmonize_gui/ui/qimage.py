"""QImage ↔ numpy, always copying. The only module that touches qimage2ndarray or a QImage's memory.

Arrays follow `engine.types`: RGB(A), uint8, straight alpha, C-contiguous. qimage2ndarray's views do not keep
the QImage alive, so none ever leaves a function here; its `byte_view` of RGB32 and ARGB32 is B, G, R, A.
"""

from __future__ import annotations

import cv2
import numpy as np
from PySide6.QtGui import QColorSpace, QImage

# isort: split
import qimage2ndarray  # after PySide6: it binds to the Qt that is already imported

from engine.types import U8

_TO_BGRA = {3: cv2.COLOR_RGB2BGRA, 4: cv2.COLOR_RGBA2BGRA}
_GREY = (QImage.Format.Format_Grayscale8, QImage.Format.Format_Grayscale16)


def to_qimage(array: U8) -> QImage:
    """A QImage of its own memory from grey H×W, RGB H×W×3 or straight RGBA H×W×4, uint8.

    Grey becomes Grayscale8, RGB RGB32, RGBA ARGB32 (straight: no value changes). Raises ValueError otherwise.
    """
    if array.dtype != np.uint8 or array.ndim not in (2, 3) or array.size == 0:
        raise ValueError(f"A picture must be uint8 H×W, H×W×3 or H×W×4, but is {array.dtype} {array.shape}.")
    height, width = array.shape[:2]
    if array.ndim == 2:
        image = QImage(width, height, QImage.Format.Format_Grayscale8)
        qimage2ndarray.raw_view(image)[...] = array
        return image
    if array.shape[2] not in _TO_BGRA:
        raise ValueError(f"A picture must have 3 or 4 channels, but has {array.shape[2]}.")
    has_alpha = array.shape[2] == 4
    image = QImage(width, height, QImage.Format.Format_ARGB32 if has_alpha else QImage.Format.Format_RGB32)
    cv2.cvtColor(np.ascontiguousarray(array), _TO_BGRA[array.shape[2]], dst=qimage2ndarray.byte_view(image))
    return image


def to_painting(array: U8) -> QImage:
    """As `to_qimage`, but RGBA becomes ARGB32_Premultiplied, which Qt paints fastest: for the screen."""
    image = to_qimage(array)
    if image.format() == QImage.Format.Format_ARGB32:
        image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    return image


def from_qimage(image: QImage) -> U8:
    """Straight RGBA H×W×4 if `image` has an alpha channel, else RGB H×W×3; converted to sRGB.

    Takes every QImage format (without colour space: as sRGB); more than 8 bits a channel are rounded. Raises
    ValueError for a null image.
    """
    if image.isNull():
        raise ValueError("The picture is empty.")
    has_alpha = image.hasAlphaChannel()
    wanted = QImage.Format.Format_ARGB32 if has_alpha else QImage.Format.Format_RGB32
    plain = _in_srgb(image).convertToFormat(wanted)
    code = cv2.COLOR_BGRA2RGBA if has_alpha else cv2.COLOR_BGRA2RGB
    return np.asarray(cv2.cvtColor(qimage2ndarray.byte_view(plain), code), dtype=np.uint8)


def _in_srgb(image: QImage) -> QImage:
    space = image.colorSpace()
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if not space.isValid() or space == srgb or image.format() in _GREY:
        return image
    converted = image.convertedToColorSpace(srgb)
    return image if converted.isNull() else converted
