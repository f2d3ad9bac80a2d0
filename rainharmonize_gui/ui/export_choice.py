"""What the export dialog offers for a scene: kinds, formats, sizes, names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Self

from PySide6.QtCore import QStandardPaths

import resources
from engine.folders import home
from engine.images import SUFFIXES_READ, SUFFIXES_WRITE, Format, PictureError, format_of
from rainharmonize_gui.document.export import ExportChoice, Kind, cutout_size
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui.i18n import translate

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
    """What there is to export.

    size: (width, height) of the picture; cutout_size: of the object that can be cut out. objects: how many.
    """

    size: tuple[int, int]
    background: Path | None = None
    cutout_size: tuple[int, int] | None = None
    objects: int = 0
    has_profile: bool = False
    has_exif: bool = False

    @classmethod
    def of(cls, scene: Scene, layer: int | None) -> Self:
        """layer: the object that can be cut out, None for none."""
        background = scene.background
        picture = background.picture if background else None
        return cls(
            size=scene.size,
            background=Path(background.path) if background and background.path else None,
            cutout_size=None if layer is None else cutout_size(scene, layer),
            objects=len(scene.layers),
            has_profile=picture is not None and picture.icc_profile is not None,
            has_exif=picture is not None and picture.exif is not None,
        )


def cutout_layer(scene: Scene, selected: int | None) -> int | None:
    """The object that an export can cut out: the selected one, or the only one there is."""
    return scene.layers[0].id if selected is None and len(scene.layers) == 1 else selected


def name_of(kind: Kind, source: ExportSource) -> str:
    """What the kind is called, and what it takes first where it cannot be exported."""
    one = source.objects == 1
    name = {
        Kind.PICTURE: translate("Export", "The picture"),
        Kind.CUT_OUT: translate("Export", "The object, with transparency")
        if one
        else translate("Export", "The selected object, with transparency"),
        Kind.PAIR: translate("Export", "Before and after, side by side"),
        Kind.MASK: translate("Export", "The mask of the objects"),
    }[kind]
    if can_be_exported(kind, source):
        return name
    missing = (
        translate("Export", "{name} (select one first)")
        if source.objects
        else translate("Export", "{name} (add one first)")
    )
    return missing.format(name=name)


def can_be_exported(kind: Kind, source: ExportSource) -> bool:
    match kind:
        case Kind.CUT_OUT:
            return source.cutout_size is not None
        case Kind.MASK:
            return source.objects > 0
        case _:
            return True


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


def format_at(path: Path) -> Format | None:
    """The format that the ending asks for, None for one that asks for none."""
    try:
        return format_of(path)
    except PictureError:
        return None


def named(typed: str, choice: ExportChoice, source: ExportSource, *, folder: str = "") -> Path:
    """The name as typed, all of it; in a folder the suggested one."""
    typed = os.path.expanduser(os.path.expandvars(typed.strip()))  # noqa: PTH111  Path's raises
    suggested = suggested_name(choice, source, folder=folder)
    path = suggested.parent / typed
    is_folder = typed.endswith(("/", os.sep)) or os.path.isdir(path)  # noqa: PTH112  as above
    return path / suggested.name if is_folder else path


def with_ending(path: Path, wanted: Format) -> Path:
    """The file as it will be called: an ending that no picture has is part of the name."""
    if format_at(path) is wanted:
        return path
    if path.suffix.lower() in SUFFIXES_READ:
        return path.with_suffix(SUFFIX[wanted])
    return path.with_name(path.name + SUFFIX[wanted])


def note_on_name(typed: str, path: Path, *, there: bool) -> str:
    """What to say of a file that cannot be written, or will not be called as typed; else "".

    path: as it will be called. there: whether its folder is.
    """
    ending = PurePath(typed).suffix.lower()
    if not there:
        text = translate("Export", "The folder {folder} does not exist; create it, or choose another.")
    elif typed.endswith(path.name):
        text = ""
    elif ending in SUFFIXES_READ and ending not in SUFFIXES_WRITE:
        text = translate("Export", "{ending} cannot be written; the file will be {name}.")
    else:
        text = translate("Export", "Will be written as {name}.")
    return text.format(folder=path.parent.name, name=path.name, ending=ending)
