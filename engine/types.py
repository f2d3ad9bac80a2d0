"""Conventions every package shares: arrays, requests and results, the error family.

* Picture (`rgb`): uint8, H×W×3, RGB, sRGB, C-contiguous.
* Cut-out (`rgba`): uint8, H×W×4, **straight** (unassociated) alpha.
* Mask (`mask`): uint8, H×W, 255 = object, 0 = background, soft edges in between.
* Points are float `(x, y)` with pixel centres at half-integers: the picture spans 0…width × 0…height.
* Picture sizes are `(width, height)`; array shapes are `(height, width)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.errors import DeviceError, EngineError, MaskError, PictureError, WeightsError

__all__ = [
    "DEFAULT_MEGAPIXELS",
    "F32",
    "F64",
    "LUMA",
    "MAX_STRENGTH",
    "U8",
    "DeviceError",
    "Direction",
    "EngineError",
    "HarmonizeRequest",
    "HarmonizeResult",
    "MaskError",
    "Method",
    "PictureError",
    "WeightsError",
    "check_mask",
    "check_rgb",
]

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

DEFAULT_MEGAPIXELS = 200.0
"""Of a picture that is read where nobody says how large one may be."""
MAX_STRENGTH = 1.5
LUMA = (0.299, 0.587, 0.114)
"""Weights of R, G, B in luma (ITU-R BT.601), those of cv2.cvtColor."""


class Method(StrEnum):
    """Ways to harmonize. All but `RAINNET` need no weights."""

    RAINNET = "rainnet"
    REINHARD = "reinhard"
    MKL = "mkl"
    HISTOGRAM = "histogram"
    POISSON = "poisson"


class Direction(StrEnum):
    """Which side changes: the object follows the background, or the background follows the object."""

    OBJECT = "object"
    BACKGROUND = "background"


@dataclass(frozen=True, slots=True, eq=False)
class HarmonizeRequest:
    """Everything one harmonization depends on, but the network.

    composite: picture H×W×3. mask: H×W. strength: 0 (unchanged) … 1 (full) … 1.5 (exaggerated); None for what
    suits the method. reference: H×W or None; where it is over 127, the look is taken from there alone. layer:
    H×W×3 or None; the side that follows (by default the object) as it was before blending, where it is known:
    soft edges are then exact.
    """

    composite: U8
    mask: U8
    method: Method = Method.RAINNET
    strength: float | None = None
    reference: U8 | None = None
    direction: Direction = Direction.OBJECT
    layer: U8 | None = None


@dataclass(frozen=True, slots=True, eq=False)
class HarmonizeResult:
    """image: picture H×W×3, equal to the composite byte for byte outside the mask. notices: sentences for the
    user.
    """

    image: U8
    notices: tuple[str, ...] = ()


def check_rgb(rgb: U8, *, name: str = "picture") -> None:
    """Raise PictureError unless `rgb` is a uint8 H×W×3 array."""
    if rgb.ndim != 3 or rgb.shape[2] != 3 or rgb.dtype != np.uint8:
        raise PictureError(f"The {name} must be uint8 H×W×3, but is {rgb.dtype} {rgb.shape}.")


def check_mask(mask: U8, shape: tuple[int, ...], *, name: str = "mask") -> None:
    """Raise MaskError unless `mask` is a uint8 H×W array of the picture's `shape` (height, width, …)."""
    if mask.dtype != np.uint8 or mask.ndim != 2:
        raise MaskError(f"The {name} must be uint8 H×W, but is {mask.dtype} {mask.shape}.")
    if mask.shape != shape[:2]:
        raise MaskError(
            f"The {name} is {mask.shape[1]}×{mask.shape[0]} pixels, the picture {shape[1]}×{shape[0]}: "
            "they must be the same size."
        )
