"""What the export dialog offers for a scene: formats, sizes, names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from PySide6.QtCore import QStandardPaths

import resources
from engine.folders import home
from engine.images import SUFFIXES_WRITE, Format
from rainharmonize_gui.document.export import ExportChoice, Kind, cutout_size
from rainharmonize_gui.document.scene import Scene

SUFFIX = {
    Format.PNG: ".png",
    Format.JPEG: ".jpg",
    Format.WEBP: ".webp",
    Format.TIFF: ".tif",
    Format.AVIF: ".avif",
}
FORMATS = tuple(each for each, suffix in SUFFIX.items() if suffix in SUFFIXES_WRITE)
"""Not every build of Pillow writes AVIF."""
_ENDING = {Kind.PICTURE: "harmonized", Kind.CUT_OUT: "cutout", Kind.PAIR: "before-after", Kind.MASK: "mask"}
LARGEST_PERCENT = 400
_PICTURES = QStandardPaths.StandardLocation.PicturesLocation


@dataclass(frozen=True, slots=True)
class ExportSource:
    """What there is to export. size: (width, height) of the picture; cutout_size: of the selected object."""

    size: tuple[int, int]
    background: Path | None = None
    cutout_size: tuple[int, int] | None = None
    has_objects: bool = False
    has_profile: bool = False
    has_exif: bool = False

    @classmethod
    def of(cls, scene: Scene, layer: int | None) -> Self:
        """layer: the selected object, None for none."""
        background = scene.background
        picture = background.picture if background else None
        return cls(
            size=scene.size,
            background=Path(background.path) if background and background.path else None,
            cutout_size=None if layer is None else cutout_size(scene, layer),
            has_objects=bool(scene.layers),
            has_profile=picture is not None and picture.icc_profile is not None,
            has_exif=picture is not None and picture.exif is not None,
        )


def formats(kind: Kind) -> tuple[Format, ...]:
    """The formats that can hold it."""
    return tuple(each for each in FORMATS if each.has_alpha) if kind is Kind.CUT_OUT else FORMATS


def result_size(choice: ExportChoice, source: ExportSource) -> tuple[int, int]:
    """(width, height) of what will be written."""
    cutout = choice.kind is Kind.CUT_OUT and source.cutout_size is not None
    width, height = source.cutout_size if cutout and source.cutout_size else source.size
    width, height = (max(1, round(side * choice.scale)) for side in (width, height))
    return (2 * width, height) if choice.kind is Kind.PAIR else (width, height)


def suggested_name(choice: ExportChoice, source: ExportSource, *, folder: str = "") -> Path:
    """`<background>-harmonized.png` beside the background; where that cannot be, in `folder`."""
    stem = source.background.stem if source.background else "rainharmonize"
    where = source.background.parent if source.background else None
    if where is None or not os.access(where, os.W_OK) or where.is_relative_to(resources.path()):
        places = (folder, QStandardPaths.writableLocation(_PICTURES), home())
        where = next((Path(place) for place in places if place and Path(place).is_dir()), Path.cwd())
    return where / f"{stem}-{_ENDING[choice.kind]}{SUFFIX[choice.format]}"
