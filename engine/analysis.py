"""A harmonization in two halves: found once at low resolution, applied at any resolution and strength."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from engine.progress import CancelToken, Progress
from engine.transfer import ColourModel, Frame, apply, check_arguments
from engine.types import U8, Direction, MaskError, check_mask, check_rgb

EMPTY_MASK = "The mask is empty: nothing was changed."
FITS = "Nothing was changed: it fits as it is."

HALF = 127
"""Mask values above it belong for the greater part to the object."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found.

    model: the change of colours, None where there is nothing to change. frame: what part of the picture it
    was found on. notices: sentences for the user.
    """

    model: ColourModel | None
    frame: Frame
    notices: tuple[str, ...] = ()

    @classmethod
    def of_empty_mask(cls, composite: U8) -> Self:
        """Nothing to change, and said."""
        height, width = composite.shape[:2]
        return cls(None, Frame.of_whole(width, height), (EMPTY_MASK,))

    def apply(
        self,
        composite: U8,
        mask: U8,
        *,
        strength: float = 1.0,
        layer: U8 | None = None,
        frame: Frame | None = None,
        progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> U8:
        """The harmonized picture, equal to `composite` byte for byte where `mask` is 0.

        composite, mask: H×W×3 and H×W, the picture that was analysed at any scale, and what of it changes
        (where the background follows the object, `following(mask, direction)`). layer: the side that changes
        as it was before blending, in the same geometry, where it is known (exact at soft edges). frame: for a
        view of the picture, `analysis.frame.of_view(left, top, zoom)`. strength: 0…1.5.

        Raises EngineError for a strength out of range, PictureError or MaskError for arrays that do not fit,
        Aborted.
        """
        if self.model is None:
            check_arguments(composite, mask, layer=layer, strength=strength)
            return composite.copy()
        return apply(
            self.model,
            composite,
            mask,
            strength=strength,
            layer=layer,
            frame=frame or self.frame,
            progress=progress,
            cancel=cancel,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """What follows, and whose look it takes: masks H×W, `look` None for all that does not follow."""

    follows: U8
    look: U8 | None = None


def following(mask: U8, direction: Direction) -> U8:
    """The mask of the side that changes: the object's, or that of all the rest."""
    return mask if direction is Direction.OBJECT else np.invert(mask)


def sides(composite: U8, mask: U8, *, reference: U8 | None = None, direction: Direction) -> Sides | None:
    """Check the arrays, and turn the mask round where the background follows the object; None for an empty
    mask.

    Raises PictureError or MaskError where the arrays do not fit each other, or where hardly a pixel is left
    to take the look from.
    """
    check_rgb(composite, name="composite")
    check_mask(mask, composite.shape)
    if reference is not None:
        check_mask(reference, composite.shape, name="reference region")
    least, most = mask.min(initial=255), mask.max(initial=0)
    if most == 0:
        return None
    if least > HALF:
        raise MaskError(
            "The mask covers the whole picture, so there is no background to take the look from: "
            "leave some of the picture out of the mask."
        )
    if direction is Direction.BACKGROUND and most <= HALF:
        raise MaskError(
            "The mask is faint all over, so there is no object to take the look from: draw it white."
        )
    follows = following(mask, direction)
    if reference is None:
        return Sides(follows)
    look = np.where((reference > HALF) & (follows <= HALF), np.uint8(255), np.uint8(0))
    if not look.any():
        raise MaskError(
            "The reference region is empty or lies within what changes: draw it where nothing does."
        )
    return Sides(follows, look)
