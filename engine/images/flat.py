"""Pictures that are see-through in places, as something that is to be seen by itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.compositing import WarpedLayer, blend
from engine.images.picture import Picture
from engine.placement import Box


def flattened(picture: Picture, *, name: str) -> Picture:
    """Opaque: on white where it was see-through, and that is said. name: how the sentence calls it."""
    if picture.alpha is None:
        return picture
    if picture.alpha.min(initial=255) == 255:
        return replace(picture, alpha=None)
    white = np.full_like(picture.rgb, 255)
    rgb = blend(white, WarpedLayer(picture.rgba, Box(0, 0, *picture.size)))
    notice = f"{name} is see-through in places; as a background it is white there."
    return replace(picture, rgb=rgb, alpha=None, notices=(*picture.notices, notice))
