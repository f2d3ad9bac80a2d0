"""What composites say once their objects were changed, computed once and kept.

A regression that looks again must know objects that are nearly right already. Its own transforms are too good
where it learned from the photo, so these here are of regressions that have not seen it, as the forecasts are.
"""

from __future__ import annotations

import logging
from pathlib import Path

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from engine.files import write_atomic
from engine.nets.network import COEFFICIENTS, changed
from engine.nets.semantic_net import COLOUR_STATISTICS, SemanticNet
from training.batch import Source
from training.errors import DataError
from training.observations import SHARD, Observations, composites
from training.regression import FitConfig, of_others

log = logging.getLogger(__name__)

_FILE = "second-looks-{:04d}.safetensors"
_ORIGIN = "origin"


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
    the regressions that change them. Raises DataError for a file that is none of these or is of other
    composites, FileError where one cannot be written.
    """
    paths = [folder / _FILE.format(number) for number in range(len(seen) // SHARD)]
    lacking = [number for number, path in enumerate(paths) if not path.exists()]
    if lacking:
        transforms = of_others(network, seen, forecasts, config)
    for number in lacking:
        part = transforms[number * SHARD :][:SHARD]
        colours = _looked(network, source, part, first=number * SHARD, seed=seed)
        _write(colours, part, paths[number], origin=origin)
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
        found.append(network.colour_statistics(picture, batch.mask, batch.reference).half().cpu())
        at += len(batch.mask)
    return torch.cat(found)


def _write(colours: Tensor, transforms: Tensor, path: Path, *, origin: str) -> None:
    tensors = {"colours": colours.contiguous(), "transforms": transforms.contiguous()}
    content = safetensors.torch.save(tensors, {_ORIGIN: origin})
    write_atomic(path, lambda stream: stream.write(content))


def _read(path: Path, first: Observations, *, origin: str) -> Observations:
    """first: what was observed of them before."""
    try:
        with safetensors.safe_open(path, framework="pt") as stored:
            theirs = (stored.metadata() or {}).get(_ORIGIN, "")
            colours, transforms = stored.get_tensor("colours"), stored.get_tensor("transforms")
        sizes = ((len(first), COLOUR_STATISTICS), (len(first), COEFFICIENTS))
        if (tuple(colours.shape), tuple(transforms.shape)) != sizes:
            raise ValueError("its tensors have other sizes")
        if not (torch.isfinite(colours).all() and torch.isfinite(transforms).all()):
            raise ValueError("not all of it are numbers")
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise DataError(f"{path} does not hold second looks at composites: {error}.") from error
    if theirs != origin:
        raise DataError(f"{path} is of other composites ({theirs}; not {origin}): choose another run folder.")
    after = first.moments.after(transforms)
    return Observations(colours, first.semantics, after.squares, after.products, after.target, first.photo)
