"""Composites to be measured on, beside the real photographs that they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import torch

from engine.types import EngineError
from training import own_triplets
from training.batch import Batch
from training.elsewhere import Placing
from training.errors import DataError, LackingError
from training.frozen import EDITS_FILE, OWN_EDITS, SIZE, FrozenComposites, Recoloured, StoredComposites
from training.held_out import HeldOutTriplets, lacking, pasted
from training.photo_folder import mismatch
from training.prepared import describe, is_prepared
from training.triplet_bank import Triplets
from training.triplet_pictures import read_object, read_picture
from training.triplets import SUBSETS, Split, Triplet, TripletList, is_iharmony4, read_iharmony4


class Composites(Protocol):
    """ids: a name for each. subsets: what tables list each under, "" where there are none.

    together: how many may share a batch: 1 where sizes differ.
    """

    @property
    def ids(self) -> Sequence[str]: ...
    @property
    def subsets(self) -> Sequence[str]: ...
    @property
    def together(self) -> int: ...

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """Some of the composites, on the CPU. Raises DataError where one of them cannot be used."""
        ...


class TripletComposites:
    """Triplets, read when they are asked for: at 256×256 as the paper measures, or as they are stored.

    At 256×256 everything is as in the authors' evaluation (github.com/junleen/RainNet, `evaluate.py` and
    `data/iharmony4_dataset.py`): composite and photo are stretched to 256×256 by Pillow's bilinear filter
    (which averages while it shrinks), the mask by the nearest neighbour, and the background of the composite
    is the photo's own: C ← M·C + (1−M)·R. Figures are of whole pictures in 8 bits (PSNR with a peak of 255),
    and each is the mean over pictures, not over sub-sets. One thing differs: their pictures are cut to whole
    levels, ours are rounded.
    """

    def __init__(self, triplets: Sequence[Triplet], *, size: int | None) -> None:
        """size: height and width, or None for those of the files."""
        self._triplets = triplets
        self._size = size
        self.ids = [triplet.composite.stem for triplet in triplets]
        self.subsets = [triplet.subset for triplet in triplets]
        self.together = 8 if size else 1

    def chosen(self, numbers: Sequence[int]) -> Batch:
        """Raises DataError for a file that cannot be read, sizes that differ, and objects that vanish."""
        return Batch.joined([self._read(self._triplets[number]) for number in numbers])

    def _read(self, triplet: Triplet) -> Batch:
        published = triplet.subset in SUBSETS
        try:
            real, composite = (
                read_picture(path, published=published, size=self._size)
                for path in (triplet.real, triplet.composite)
            )
            mask = read_object(triplet.mask, published=published, size=self._size)
        except EngineError as error:
            raise DataError(str(error)) from error
        for path, picture in ((triplet.composite, composite), (triplet.mask, mask)):
            if (reason := mismatch(picture, real)) is not None:
                raise DataError(f"{path}: {reason}.")
        if not composite.pixels.shape[:2] == real.pixels.shape[:2] == mask.pixels.shape:
            raise DataError(f"{triplet.composite}, its mask and its photo are not of one size.")
        planes = (composite.pixels.transpose(2, 0, 1), real.pixels.transpose(2, 0, 1), mask.pixels[None])
        batch = pasted(*(torch.from_numpy(pixels.copy())[None] for pixels in planes))
        if (reason := lacking(batch.mask * 255)) is not None:
            raise DataError(f"{triplet.composite}: {reason}.")
        return batch


def open_composites(
    source: Path,
    *,
    full_size: bool,
    split: Split,
    edits: Path,
    placing: Placing = Placing.IN_PLACE,
    what: Recoloured = Recoloured.OBJECT,
) -> Composites:
    """The composites in `source`: iHarmony4 (those of `split`), triplets, or photos with frozen edits.

    All of them may be prepared; then the split is the one they were prepared with. full_size: at the size
    they are stored in, not 256×256. placing, what: see FrozenComposites. Raises DataError where they cannot
    be used.
    """
    ready = is_prepared(source) and describe(source).composites
    as_made = placing is Placing.IN_PLACE and what is Recoloured.OBJECT
    if not as_made and (ready or own_triplets.is_own(source) or is_iharmony4(source)):
        raise DataError(f"{source} holds composites: only those of photos can be made otherwise.")
    if ready:
        return _prepared(source, full_size=full_size)
    triplets = _triplets(source, split)
    if triplets is not None:
        return TripletComposites(triplets.triplets, size=None if full_size else SIZE)
    with edits_named(edits):
        return (StoredComposites if full_size else FrozenComposites)(
            source, edits=edits, placing=placing, what=what
        )


@contextmanager
def edits_named(edits: Path) -> Iterator[None]:
    """Where photos of the bundled edits are lacking, the error says how those of a run are named."""
    try:
        yield
    except LackingError as error:
        if edits != EDITS_FILE:
            raise
        raise DataError(
            f"{str(error).removesuffix('.')}; these are those of the bundled edits: for the split of a run "
            f"give --edits RUN/{OWN_EDITS}."
        ) from error


def _prepared(folder: Path, *, full_size: bool) -> Composites:
    size = describe(folder).size
    if full_size or size != SIZE:
        wanted = "full size" if full_size else f"{SIZE}×{SIZE}"
        raise DataError(
            f"{folder} was prepared at {size}×{size}, and figures are to be of {wanted}: "
            "give what it was prepared from."
        )
    return HeldOutTriplets(Triplets.of(folder))


def _triplets(source: Path, split: Split) -> TripletList | None:
    """None for photos."""
    if own_triplets.is_own(source):
        return own_triplets.read(source)
    return read_iharmony4(source, split) if is_iharmony4(source) else None
