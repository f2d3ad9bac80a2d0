"""Transforms that have learned from no object of the photo they speak of, for a U-Net to learn behind.

A transform is better on the photos it has learned than it will be on anybody's; behind it a U-Net finds
little left to correct there, and learns as little. So several are trained that each do without a part of the
photos, and each composite is first changed by the one that does not know its photo, as in stacking (D.
Wolpert, "Stacked Generalization", 1992). In use the U-Net goes on behind the transform that has seen all of
them.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import torch
from torch import Tensor

from engine.nets.global_transform import GlobalTransform
from engine.nets.network import COEFFICIENTS
from engine.weights import read_card, read_network
from training.batch import Batch
from training.errors import SettingsError

_FILE = "without-{}-of-{}.safetensors"

ORIGIN = "origin"
"""Fact on the card of a semantic transform: of what composites it learned, see `observations.described`."""


def path_of(folder: Path, part: int, count: int) -> Path:
    """Where the transform is that has learned from no object of one of `count` parts of the photos."""
    return folder / _FILE.format(part + 1, count)


def remove(folder: Path) -> None:
    """Those of an earlier training."""
    for path in folder.glob(_FILE.format("*", "*")):
        path.unlink()


def parts_of(names: Sequence[str], count: int) -> Tensor:
    """In which of `count` parts photos are, by their names alone: the same in any set of photos."""
    return torch.tensor([zlib.crc32(name.encode()) % count for name in names])


class Others:
    """networks: one for each part of the photos, from whose objects it has not learned. part: of each photo,
    its number.
    """

    def __init__(self, networks: Sequence[GlobalTransform], part: Tensor) -> None:
        self._networks = networks
        self._part = part

    @classmethod
    def read(
        cls, folder: Path, names: Sequence[str], device: torch.device, *, before: Path | None = None
    ) -> Self:
        """Those that `training.train_semantic --parts` left in a folder. names: of the photos trained on.
        before: weights file of the transform that is used in their place.

        Raises SettingsError where there are none or they are of several trainings, WeightsError for a file
        that is none.
        """
        count = len(list(folder.glob(_FILE.format("*", "*"))))
        paths = [path_of(folder, part, count) for part in range(count)]
        if not paths or not all(path.exists() for path in paths):
            raise SettingsError(
                f"{folder} does not hold the transforms that training.train_semantic --parts leaves there: "
                "train them first."
            )
        _check_origins([*paths, *([before] if before else [])])
        networks = [read_network(path).to(device).eval() for path in paths]
        transforms = [network for network in networks if isinstance(network, GlobalTransform)]
        if len(transforms) < count:
            raise SettingsError(f"{folder} holds networks that are no transforms of the whole object.")
        return cls(transforms, parts_of(names, count).to(device))

    @torch.no_grad()
    def transform(self, batch: Batch) -> Tensor:
        """Coefficients B×12 for the objects, float32, each of a network that does not know its photo."""
        assert batch.photo is not None, "composites are made of photos"
        part = self._part[batch.photo]
        found = torch.empty(len(batch), COEFFICIENTS, device=part.device)
        for number in torch.unique(part).tolist():
            rows = (part == number).nonzero().squeeze(1)
            reference = None if batch.reference is None else batch.reference[rows]
            composite = batch.composite[rows] * 2 - 1
            transform = self._networks[number].transform(composite, batch.mask[rows], reference)
            found[rows] = transform.float()
        return found


def _check_origins(paths: Sequence[Path]) -> None:
    """Raises SettingsError where files say that they learned of different composites; older ones say
    nothing.
    """
    found = {path: origin for path in paths if (origin := read_card(path).facts.get(ORIGIN))}
    first = next(iter(found), None)
    for path, origin in found.items():
        if first is not None and origin != found[first]:
            raise SettingsError(
                f"{first} and {path} are of different trainings ({found[first]}; {origin}): "
                "give those of one."
            )
