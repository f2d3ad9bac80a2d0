"""Which mask belongs to which composite, and where its result goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.cli.errors import UsageError
from engine.cli.output import is_same
from engine.images import SUFFIXES_READ, SUFFIXES_WRITE
from engine.types import PictureError

_FALLBACK_SUFFIX = ".png"


@dataclass(frozen=True, slots=True)
class Pair:
    """One picture of a batch; mask is None where there is none."""

    composite: Path
    mask: Path | None
    output: Path


def pair(composites: Path, masks: Path, output: Path, *, suffix: str | None = None) -> list[Pair]:
    """Every picture in the folder `composites` with its mask by stem, in the order of their names.

    A mask a_b.png also serves the composites a_b_1.jpg, a_b_2.jpg …, as in iHarmony4 (Cong et al., CVPR
    2020). Results keep name and format of their composite, .png where that format is not written; suffix:
    another one. Raises PictureError where a folder is missing or holds no picture, two results would have one
    name, or one would replace an input, UsageError where pictures would be their own masks.
    """
    if is_same(composites, masks):
        raise UsageError(f"{masks} is the folder of the pictures; their masks need a folder of their own.")
    read, read_masks = _pictures(composites), _pictures(masks)
    of_stem = {path.stem: path for path in reversed(read_masks)}
    pairs = [Pair(path, _mask_of(path.stem, of_stem), output / _result_name(path, suffix)) for path in read]
    if not any(pair.mask for pair in pairs):
        raise PictureError(
            f"No mask in {masks} has the name of a picture in {composites}, "
            f"such as {pairs[0].composite.stem}."
        )
    name, count = Counter(pair.output.name.lower() for pair in pairs).most_common(1)[0]
    if count > 1:
        raise PictureError(
            f"{count} pictures in {composites} would all become {name}; rename some, or choose no --format."
        )
    for folder in (composites, masks):
        if is_same(output, folder):
            raise PictureError(
                f"{output} is the folder of inputs, which are never overwritten; choose another."
            )
    _check_inputs_stay(pairs, [*read, *read_masks])
    return pairs


def _check_inputs_stay(pairs: Iterable[Pair], inputs: Iterable[Path]) -> None:
    """Raise PictureError where a result that is there already is an input by another name, see `is_same`."""
    of_file = {_file_of(path): path for path in inputs}
    for pair in pairs:
        file = _file_of(pair.output)
        if file is not None and file in of_file:
            raise PictureError(
                f"{pair.output} is the input {of_file[file]} itself, which is never overwritten; "
                "choose another folder."
            )


def _file_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from all others, whatever leads to it; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _pictures(folder: Path) -> list[Path]:
    if folder.is_file():
        raise PictureError(f"{folder} is a file; give the name of a folder.")
    if not folder.is_dir():
        raise PictureError(f"There is no folder {folder}; check the name.")
    found = sorted(
        p for p in folder.iterdir() if p.suffix.lower() in SUFFIXES_READ and not p.name.startswith(".")
    )
    if not found:
        raise PictureError(f"There are no pictures in {folder}.")
    return found


def _mask_of(stem: str, masks: dict[str, Path]) -> Path | None:
    return masks.get(stem) or masks.get(stem.rpartition("_")[0])


def _result_name(composite: Path, suffix: str | None) -> str:
    if suffix is None:
        suffix = composite.suffix if composite.suffix.lower() in SUFFIXES_WRITE else _FALLBACK_SUFFIX
    return composite.stem + suffix
