"""A picture in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.types import U8


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture as it should look, upright and in sRGB, with what an export wants to keep of its file."""

    rgb: U8
    """uint8 H×W×3, sRGB."""
    alpha: U8 | None = None
    """uint8 H×W, straight; None where the whole picture is opaque."""
    icc_profile: bytes | None = None
    """The file's own RGB profile; None where it had none, or one for other than RGB pixels."""
    exif: bytes | None = None
    """What the file says about the photograph, orientation 1, no thumbnail, GPS included."""
    notices: tuple[str, ...] = ()
    """Sentences for the user: what the file had that the picture has not."""

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)"""
        return self.rgb.shape[1], self.rgb.shape[0]

    @property
    def rgba(self) -> U8:
        """A new uint8 H×W×4 array, straight alpha."""
        rgba = np.full((*self.rgb.shape[:2], 4), 255, np.uint8)
        rgba[..., :3] = self.rgb
        if self.alpha is not None:
            rgba[..., 3] = self.alpha
        return rgba
