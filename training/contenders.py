"""Everything that can harmonize, as methods to be measured side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine import Harmonizer, color_match
from engine.transfer import apply
from engine.types import U8
from engine.types import Method as Way
from training.batch import Batch
from training.scores import Method, unmodified

STATISTICAL = (Way.REINHARD, Way.MKL, Way.HISTOGRAM)
"""The baselines: methods without weights that match the colours of object and background."""

WITHOUT_WEIGHTS = (*STATISTICAL, Way.POISSON)


@dataclass(frozen=True, slots=True)
class Contender:
    """A method and what tables call it."""

    name: str
    method: Method


def nothing() -> Contender:
    """The composite as it came."""
    return Contender("unmodified", unmodified)


def of_colour_match(way: Way, strength: float | None = None) -> Contender:
    """A method without weights, at a strength or (None) at its default."""
    chosen = color_match.DEFAULT_STRENGTH[way] if strength is None else strength

    def changed(composite: U8, mask: U8) -> U8:
        return apply(color_match.analyse(way, composite, mask), composite, mask, strength=chosen)

    name = f"{way} {chosen:.2f}" + (" (default)" if strength is None else "")
    return Contender(name, _picture_by_picture(changed))


def of_program(harmonizer: Harmonizer, name: str) -> Contender:
    """A network with all that the program puts around it: what a user sees."""

    def changed(composite: U8, mask: U8) -> U8:
        return harmonizer.harmonize(composite, mask).image

    return Contender(name, _picture_by_picture(changed))


def _picture_by_picture(change: Callable[[U8, U8], U8]) -> Method:
    def method(batch: Batch) -> Tensor:
        composites, masks = _pixels(batch.composite), _pixels(batch.mask)[..., 0]
        changed = [change(c, np.ascontiguousarray(m)) for c, m in zip(composites, masks, strict=True)]
        return torch.from_numpy(np.stack(changed)).permute(0, 3, 1, 2).to(batch.composite) / 255

    return method


def _pixels(pictures: Tensor) -> U8:
    """B×C×H×W in 0…1 as B×H×W×C uint8."""
    whole = (pictures * 255).round().to(torch.uint8).permute(0, 2, 3, 1)
    return np.ascontiguousarray(whole.cpu().numpy())
