"""What composites say to a semantic transform, computed once and kept, and what any transform of them costs.

The backbone is frozen, so what it says of a composite never changes; and with one transform T (3×4) for all
of an object the mean square error is a function of second moments of its colours, no pixels are needed:
with x the composite's colour and 1, y the photo's, E|T·x − y|² = tr(T·E[xxᵀ]·Tᵀ) − 2·tr(T·E[xyᵀ]) + E|y|².
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import safetensors
import safetensors.torch
import torch
import torch.nn.functional as F
from torch import Tensor

from engine.files import write_atomic
from engine.nets.close_up import MARGIN
from engine.nets.semantic_net import COLOUR_STATISTICS, SEMANTIC_STATISTICS, SemanticNet
from training.batch import Batch, Part, Source
from training.errors import DataError

log = logging.getLogger(__name__)

SHARD = 4096
"""Composites in a file; those of the first one set the scale of the statistics."""
_TOGETHER = 128
_FILE = "observations-{:04d}.safetensors"
_ORIGIN = "origin"
_LEAST = 1e-7


@dataclass(frozen=True, slots=True)
class Moments:
    """Of the colours (−1…1) of N objects. squares: E[xxᵀ], N×4×4; products: E[xyᵀ], N×4×3; target: E|y|²."""

    squares: Tensor
    products: Tensor
    target: Tensor

    def __getitem__(self, rows: Tensor) -> Moments:
        return Moments(self.squares[rows], self.products[rows], self.target[rows])

    def after(self, transforms: Tensor) -> Moments:
        """Of the same objects once changed by transforms N×12 as `apply_affine` has them."""
        whole = F.pad(transforms.view(-1, 3, 4), (0, 0, 0, 1)) + torch.eye(4)
        return Moments(whole @ self.squares @ whole.transpose(1, 2), whole @ self.products, self.target)

    def squared_error(self, transforms: Tensor) -> Tensor:
        """Mean square error (N; colours in 0…1) after transforms N×12 as `apply_affine` has them."""
        whole = transforms.view(-1, 3, 4) + torch.eye(3, 4, device=transforms.device)
        changed = ((whole @ self.squares) * whole).sum(dim=(1, 2))
        both = (whole * self.products.transpose(1, 2)).sum(dim=(1, 2))
        return (changed - 2 * both + self.target).clamp_min(_LEAST) / (3 * 4)


@dataclass(frozen=True, slots=True)
class Observations:
    """Of N composites. colours: N×759 and semantics: N×3072, float16, the `statistics` of the network; N×0
    without a backbone.

    squares, products, target: see Moments. photo: which photo each is of, int64.
    """

    colours: Tensor
    semantics: Tensor
    squares: Tensor
    products: Tensor
    target: Tensor
    photo: Tensor

    def __len__(self) -> int:
        return len(self.target)

    @property
    def moments(self) -> Moments:
        """What transforms cost."""
        return Moments(self.squares, self.products, self.target)

    def __getitem__(self, rows: Tensor | slice) -> Observations:
        return Observations(*(getattr(self, field.name)[rows] for field in fields(self)))

    def between(self, first: int, last: int) -> Observations:
        """Those from `first` to before `last`."""
        return self[first:last]

    @classmethod
    def joined(cls, parts: Sequence[Observations]) -> Observations:
        """One after the other."""
        return cls(*(torch.cat([getattr(part, field.name) for part in parts]) for field in fields(cls)))


def observe(network: SemanticNet, batch: Batch, *, bfloat16: bool) -> Observations:
    """What the network sees of composites. `batch` is in 0…1, and knows which photos it is of."""
    if batch.photo is None:
        raise ValueError("composites must know which photos they are of")
    composite, real = batch.composite * 2 - 1, batch.real * 2 - 1
    with torch.no_grad():
        with torch.autocast(composite.device.type, torch.bfloat16, enabled=bfloat16):
            colours, semantics = network.statistics(composite, batch.mask, batch.reference)
        weights = batch.mask.flatten(2)
        weights = weights / weights.sum(dim=2, keepdim=True).clamp_min(_LEAST)
        before = torch.cat((composite, torch.ones_like(composite[:, :1])), dim=1).flatten(2)
        after = real.flatten(2)
        weighted = before * weights
        target = (after.square() * weights).sum(dim=(1, 2))
        products = weighted @ after.transpose(1, 2)
        squares = weighted @ before.transpose(1, 2)
    return Observations(colours.half(), semantics.half(), squares, products, target, batch.photo)


def gather(
    network: SemanticNet,
    source: Source,
    folder: Path,
    *,
    count: int,
    seed: int,
    bfloat16: bool,
    origin: str = "",
) -> Observations:
    """Observations of at least `count` composites, a file of the folder for every 4,096; goes on with what is
    there. origin: what they are of, see `described`.

    Raises DataError for a file that is none of these or is of other composites, FileError where one cannot be
    written.
    """
    parts = []
    for number in range(-(-count // SHARD)):
        path = folder / _FILE.format(number)
        if not path.exists():
            first = number * SHARD
            write(_observed(network, source, first=first, seed=seed, bfloat16=bfloat16), path, origin=origin)
            log.info("%s of %s composites observed.", f"{first + SHARD:,}", f"{count:,}")
        parts.append(read(path, origin=origin))
    return Observations.joined(parts)


def described(network: SemanticNet, photos: str, *, seed: int, bfloat16: bool) -> str:
    """What observations are of, in words; photos: what photos the composites are made of, and how."""
    precision = "bfloat16" if bfloat16 else "float32"
    eyes = f"close-up {MARGIN}" if network.config.backbone else "no backbone"
    return f"seed {seed}, {photos}, {eyes}, {precision}"


def _observed(network: SemanticNet, source: Source, *, first: int, seed: int, bfloat16: bool) -> Observations:
    return Observations.joined(
        [observe(network, batch, bfloat16=bfloat16) for batch in composites(source, first=first, seed=seed)]
    )


def composites(source: Source, *, first: int, seed: int) -> Iterator[Batch]:
    """Those of a file, the same ones each time. first: the number of its first one."""
    for at in range(first, first + SHARD, _TOGETHER):
        pieces = Part.whole(_TOGETHER, seed=seed * 1_000_003 + at).split(source.together)
        yield Batch.joined([source.batch(piece) for piece in pieces])


def write(observations: Observations, path: Path, *, origin: str) -> None:
    """Raises FileError where that cannot be."""
    write_tensors({f.name: getattr(observations, f.name) for f in fields(observations)}, path, origin=origin)


def write_tensors(tensors: Mapping[str, Tensor], path: Path, *, origin: str) -> None:
    """What was seen of composites, and of which. Raises FileError where that cannot be."""
    own = {name: tensor.cpu().contiguous() for name, tensor in tensors.items()}
    content = safetensors.torch.save(own, {_ORIGIN: origin})
    write_atomic(path, lambda stream: stream.write(content))


def read(path: Path, *, origin: str) -> Observations:
    """Raises DataError for a file that does not hold observations, or is of another origin."""
    names = [field.name for field in fields(Observations)]
    return read_tensors(path, names, lambda found: _checked(Observations(**found)), origin=origin)


def read_tensors(
    path: Path, names: Sequence[str], made: Callable[[dict[str, Tensor]], Observations], *, origin: str
) -> Observations:
    """What is `made` of the tensors of a file, ValueError where it cannot be.

    Raises DataError for a file that does not hold them, or is of another origin.
    """
    try:
        with safetensors.safe_open(path, framework="pt") as stored:
            theirs = (stored.metadata() or {}).get(_ORIGIN, "")
            result = made({name: stored.get_tensor(name) for name in names})
    except (OSError, ValueError, safetensors.SafetensorError) as error:
        raise DataError(f"{path} does not hold observations of composites: {error}.") from error
    if theirs != origin:
        raise DataError(f"{path} is of other composites ({theirs}; not {origin}): choose another run folder.")
    return result


def _checked(found: Observations) -> Observations:
    """Raises ValueError for tensors that are none of these."""
    count = found.target.numel()
    semantic = SEMANTIC_STATISTICS if found.semantics.numel() else 0
    sizes = ((COLOUR_STATISTICS,), (semantic,), (4, 4), (4, 3), (), ())
    for field, size in zip(fields(found), sizes, strict=True):
        shape = tuple(getattr(found, field.name).shape)
        if shape != (count, *size):
            raise ValueError(f"{field.name} are {shape}, not {(count, *size)}")
        if not torch.isfinite(getattr(found, field.name)).all():
            raise ValueError(f"{field.name} are not all numbers")
    return found
