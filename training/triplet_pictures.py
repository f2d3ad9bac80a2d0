"""Pixels of triplets, at one size or as stored.

iHarmony4 is read as the literature reads it: stored values without regard to profiles and orientation,
pictures stretched bilinearly, masks cut at one half and stretched by nearest neighbour. Figures at 256×256
are comparable to published ones only so. Triplets of one's own are read as any picture is, masks stay soft.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from engine.images import read, read_mask
from engine.images.source import opened
from engine.types import DEFAULT_MEGAPIXELS, U8
from training.photo_folder import Sized


def read_picture(path: Path, *, published: bool, size: int | None = None) -> Sized:
    """A composite or real photo, H×W×3, at size×size or as stored. published: of iHarmony4.

    Raises PictureError where it cannot be read.
    """
    if published:
        with opened(path, label=str(path), max_megapixels=DEFAULT_MEGAPIXELS) as image:
            pixels = np.asarray(image.convert("RGB"))
    else:
        pixels = read(path).rgb
    return _sized(pixels, size, Image.Resampling.BILINEAR)


def read_object(path: Path, *, published: bool, size: int | None = None) -> Sized:
    """A mask, H×W, at size×size or as stored; of iHarmony4 it is 0 or 255. Raises as `read_picture`."""
    mask = read_mask(path)
    if published:
        return _sized(np.where(mask > 127, np.uint8(255), np.uint8(0)), size, Image.Resampling.NEAREST)
    return _sized(mask, size, Image.Resampling.BILINEAR)


def _sized(pixels: U8, size: int | None, way: Image.Resampling) -> Sized:
    height, width = pixels.shape[:2]
    if size is not None and (height, width) != (size, size):
        # Pillow averages over all the pixels that become one, unlike cv2.INTER_LINEAR.
        pixels = np.asarray(Image.fromarray(pixels).resize((size, size), way))
    return Sized(pixels, (width, height))
