"""A harmonization in two halves: found once at low resolution, applied at any resolution and strength."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.progress import CancelToken, Progress
from engine.transfer import ColourModel, Frame, apply
from engine.types import U8, Direction, MaskError, check_mask, check_rgb


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found.

    model: the change of colours, None where there is nothing to change. frame: what part of the picture it was found
    on. notices: sentences for the user.
    """

    model: ColourModel | None
    frame: Frame
    notices: tuple[str, ...] = ()

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

        composite, mask: H×W×3 and H×W, the picture that was analysed at any scale; layer: the clean object in the
        same geometry, where it is known (exact at soft edges). frame: for a view of the picture,
        `analysis.frame.of_view(left, top, zoom)`. strength: 0…1.5.
        """
        if self.model is None:
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


@dataclass(frozen=True, slots=True)
class Sides:
    """What follows, and whose look it takes: masks H×W, `look` None for all that does not follow."""

    follows: U8
    look: U8 | None

    @property
    def nothing_follows(self) -> bool:
        return not self.follows.any()


def sides(composite: U8, mask: U8, *, reference: U8 | None = None, direction: Direction) -> Sides:
    """Check the arrays and turn the mask round where the background is to follow the object.

    Raises PictureError or MaskError where the arrays do not fit each other, or where no pixel is left to take the
    look from.
    """
    check_rgb(composite, name="composite")
    check_mask(mask, composite.shape)
    follows = mask if direction is Direction.OBJECT else np.invert(mask)
    if follows.min(initial=255) == 255:
        whole = "object" if direction is Direction.OBJECT else "background"
        raise MaskError(f"The {whole} covers the whole picture: there is nothing left to take the look from.")
    if reference is None:
        return Sides(follows, None)
    check_mask(reference, composite.shape, name="reference region")
    look = np.where(reference > 127, np.invert(follows), 0).astype(np.uint8)
    if look.max(initial=0) <= 127:
        raise MaskError("The reference region is empty or lies within the object: choose a part that stays as it is.")
    return Sides(follows, look)
