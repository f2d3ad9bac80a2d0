"""What composites say once their objects were changed, computed once and kept.

A regression that looks again must know objects that are nearly right already. Its own transforms are too good
where it learned from the object, so these are of regressions that have not seen it, as the forecasts are.
"""

from __future__ import annotations

import logging
from pathlib import Path

import torch
from torch import Tensor

from engine.nets.network import COEFFICIENTS, changed
from engine.nets.semantic_net import COLOUR_STATISTICS, SemanticNet
from training.batch import Source
from training.observations import SHARD, Observations, composites, read_tensors, write_tensors
from training.regression import FitConfig, of_others

log = logging.getLogger(__name__)

_FILE = "second-looks-{:04d}.safetensors"


def look_again(
    network: SemanticNet,
    source: Source,
    seen: Observations,
    forecasts: Tensor,
    folder: Path,
    *,
    seed: int,
    origin: str,
    config: FitConfig,
) -> Observations:
    """Observations of the same composites after their objects were changed; goes on with the files that are
    there.

    seen, seed, origin: those of `gather`. forecasts: N×18, of models that have not seen the photo. config: of
    the regressions that change them; those of the files that are there may have had another. Raises DataError
    for a file that is none of these or is of other composites, FileError where one cannot be written.
    """
    paths = [folder / _FILE.format(number) for number in range(len(seen) // SHARD)]
    lacking = [number for number, path in enumerate(paths) if not path.exists()]
    if lacking:
        transforms = of_others(network, seen, forecasts, config)
    for number in lacking:
        part = transforms[number * SHARD :][:SHARD]
        colours = _looked(network, source, part, first=number * SHARD, seed=seed)
        write_tensors({"colours": colours, "transforms": part}, paths[number], origin=origin)
        log.info("%s of %s composites observed again.", f"{(number + 1) * SHARD:,}", f"{len(seen):,}")
    return Observations.joined(
        [_read(p, seen.between(n * SHARD, (n + 1) * SHARD), origin=origin) for n, p in enumerate(paths)]
    )


@torch.no_grad()
def _looked(network: SemanticNet, source: Source, transforms: Tensor, *, first: int, seed: int) -> Tensor:
    """Statistics of colours, float16 N×759, of the composites of a file after transforms N×12."""
    found, at = [], 0
    for batch in composites(source, first=first, seed=seed):
        transform = transforms[at : at + len(batch.mask)].to(batch.mask.device)
        picture = changed(batch.composite * 2 - 1, transform, batch.mask)
        found.append(network.colour_statistics(picture, batch.mask, batch.reference).half())
        at += len(batch.mask)
    return torch.cat(found)


def _read(path: Path, first: Observations, *, origin: str) -> Observations:
    """first: what was observed of them before."""

    def made(tensors: dict[str, Tensor]) -> Observations:
        colours, transforms = tensors["colours"], tensors["transforms"]
        sizes = ((len(first), COLOUR_STATISTICS), (len(first), COEFFICIENTS))
        if (tuple(colours.shape), tuple(transforms.shape)) != sizes:
            raise ValueError("its tensors have other sizes")
        if not (torch.isfinite(colours).all() and torch.isfinite(transforms).all()):
            raise ValueError("not all of it are numbers")
        after = first.moments.after(transforms)
        return Observations(
            colours, first.semantics, after.squares, after.products, after.target, first.photo
        )

    return read_tensors(path, ("colours", "transforms"), made, origin=origin)
