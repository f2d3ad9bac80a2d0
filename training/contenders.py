"""Everything that can harmonize, as methods to be measured side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine import Harmonizer, color_match
from engine.nets.network import NetworkConfig
from engine.nets.registry import name_of
from engine.transfer import apply
from engine.types import U8
from engine.types import Method as Way
from engine.weights import read_network
from training.batch import Batch
from training.scores import Method, of_network, unmodified

STATISTICAL = (Way.REINHARD, Way.MKL, Way.HISTOGRAM)
"""The baselines: methods without weights that match the colours of object and background."""

WITHOUT_WEIGHTS = (*STATISTICAL, Way.POISSON)


@dataclass(frozen=True, slots=True)
class Contender:
    """A method and what tables call it.

    model: what the network is, for the table of models; "" where it is none. file: of the weights.
    """

    name: str
    method: Method
    model: str = ""
    file: Path | None = None


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


def of_file(path: Path, name: str, device: torch.device) -> Contender:
    """The bare network of a weights file, for pictures of 256×256. Raises WeightsError."""
    network = read_network(path)
    method = of_network(network.to(device))
    return Contender(f"{name}, network", method, model=_described(network.config), file=path)


def of_program(path: Path, name: str, device: torch.device) -> Contender:
    """A weights file with all that the program puts around the network: what a user sees.

    Raises WeightsError.
    """
    harmonizer = Harmonizer.load(path, device=str(device), precision="float32")

    def changed(composite: U8, mask: U8) -> U8:
        return harmonizer.harmonize(composite, mask).image

    model = _described(harmonizer.card.config)
    return Contender(f"{name}, program", _picture_by_picture(changed), model=model, file=path)


def _described(config: NetworkConfig) -> str:
    return f"{name_of(config)}, {config.head} head, ngf {config.ngf}"


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
