"""Every way to harmonize behind one door, with a network or without.

`analyse` finds the change of colours once; its answer is applied at any resolution and strength. `harmonize`
does both. Importing this does not import torch: whoever wants a network hands in a loaded `Harmonizer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import color_match
from engine.analysis import Analysis, following, sides
from engine.progress import CancelToken, Progress, check, part_of, report
from engine.transfer import Frame
from engine.types import HarmonizeRequest, HarmonizeResult, Method, WeightsError

if TYPE_CHECKING:
    from engine.harmonizer import Harmonizer

_ANALYSED = 0.5
"""The fraction of the work that is done when applying begins, as far as a progress bar is concerned."""


def default_strength(method: Method) -> float:
    """The strength that suits a method: a trained network knows how far to go, statistics overshoot."""
    return color_match.DEFAULT_STRENGTH.get(method, 1.0)


def analyse(
    request: HarmonizeRequest, *, harmonizer: Harmonizer | None = None, cancel: CancelToken | None = None
) -> Analysis:
    """What `request.method` would change, to be applied at any resolution and strength.

    harmonizer: the network for Method.RAINNET; the other methods need none. Raises PictureError or MaskError
    where the arrays do not fit or leave nothing to take the look from, WeightsError without the network,
    Aborted.
    """
    if request.method is Method.RAINNET:
        if harmonizer is None:
            raise WeightsError(
                f"The method {request.method} needs a network, and none is loaded: choose its weights."
            )
        return harmonizer.analyse(
            request.composite,
            request.mask,
            reference=request.reference,
            direction=request.direction,
            cancel=cancel,
        )
    part = sides(request.composite, request.mask, reference=request.reference, direction=request.direction)
    if part is None:
        return Analysis.of_empty_mask(request.composite)
    check(cancel)
    model = color_match.analyse(request.method, request.composite, part.follows, reference=part.look)
    height, width = request.mask.shape
    return Analysis(model, Frame.of_whole(width, height))


def harmonize(
    request: HarmonizeRequest,
    *,
    harmonizer: Harmonizer | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> HarmonizeResult:
    """Analyse and apply at once.

    The image equals the composite byte for byte where the mask is 0 (where it is 255, if the background
    follows), and everywhere at strength 0. Raises as `analyse` does, and EngineError for a strength out of
    range.
    """
    report(progress, 0.0, "Analysing")
    analysis = analyse(request, harmonizer=harmonizer, cancel=cancel)
    strength = default_strength(request.method) if request.strength is None else request.strength
    image = analysis.apply(
        request.composite,
        following(request.mask, request.direction),
        strength=strength,
        layer=request.layer,
        progress=progress and part_of(progress, _ANALYSED, 1.0, label="Applying"),
        cancel=cancel,
    )
    return HarmonizeResult(image, analysis.notices)
