"""What can be exported of a scene: as pixels, as a file, as bytes; and how large the file will be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from engine.compositing import WarpedLayer
from engine.images import Format, PictureError, WriteOptions, encode, write
from engine.placement import Box, Placement, Size
from engine.progress import CancelToken, Progress, check, part_of, report
from engine.types import U8

from .layer import Layer
from .render import Findings, composite, layer_image, objects_mask, shown_alpha
from .scene import Backdrop, Scene
from .view import View, seen

_RENDERED = 0.4
"""The fraction of an export that is done when writing begins, as far as a progress bar is concerned."""
_TILE = 256
_TILES = 4
"""In a row and in a column: what the size of a file is estimated by."""


class Kind(Enum):
    """What is written."""

    PICTURE = "picture"
    """Harmonized, as it shows."""
    CUT_OUT = "cut-out"
    """One harmonized object with transparency: all of it, also what lies beyond the background's border."""
    PAIR = "pair"
    """Before on the left, after on the right."""
    MASK = "mask"
    """White where the objects are."""


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """One way to export. scale: 1 = full resolution. quality: 1 … 100, for JPEG, WebP and AVIF."""

    kind: Kind = Kind.PICTURE
    format: Format = Format.PNG
    quality: int = 92
    scale: float = 1.0
    source_profile: bool = False
    keep_exif: bool = True
    keep_gps: bool = False

    @property
    def has_quality(self) -> bool:
        return self.format in (Format.JPEG, Format.WEBP, Format.AVIF)


def export(
    scene: Scene,
    choice: ExportChoice,
    path: Path,
    *,
    findings: Findings,
    layer: int | None = None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> None:
    """Write a file, whole or not at all, in the place of one that is there. See `pixels_of`.

    Raises PictureError or FileError with a sentence, or Aborted.
    """
    report(progress, 0.0)
    pixels = pixels_of(scene, choice, findings=findings, layer=layer, cancel=cancel)
    write(
        path,
        pixels,
        options=_options(scene, choice),
        progress=progress and part_of(progress, _RENDERED, 1.0),
        cancel=cancel,
    )


def encoded(pixels: U8, scene: Scene, choice: ExportChoice, *, cancel: CancelToken | None = None) -> bytes:
    """The bytes of the file that would hold `pixels`. Raises as `export` does."""
    return encode(pixels, options=_options(scene, choice), cancel=cancel)


def pixels_of(
    scene: Scene,
    choice: ExportChoice,
    *,
    findings: Findings,
    layer: int | None = None,
    cancel: CancelToken | None = None,
) -> U8:
    """What is to be written: H×W×3, for a cut-out H×W×4 (straight alpha), for a mask H×W.

    findings: exact ones, of every job. layer: whose cut-out. At a scale of 1 the picture equals the
    background byte for byte where there is no object (unless the background follows). Raises PictureError
    where there is nothing to export, or Aborted.
    """
    backdrop = _backdrop(scene)
    view = _scaled(Box(0, 0, *backdrop.size), choice.scale)
    match choice.kind:
        case Kind.PICTURE:
            pixels = composite(scene, view, findings=findings)
        case Kind.CUT_OUT:
            pixels = _cutout(scene, layer, choice.scale, findings)
        case Kind.PAIR:
            before = composite(scene, view)
            check(cancel)
            pixels = np.hstack((before, composite(scene, view, findings=findings)))
        case Kind.MASK:
            pixels = objects_mask(scene, view)
    check(cancel)
    return pixels


def cutout_size(scene: Scene, layer: int) -> Size:
    """(width, height) of an object's cut-out at a scale of 1."""
    return _cutout_box(scene.layer(layer)).size


def estimated_bytes(scene: Scene, choice: ExportChoice, *, layer: int | None = None) -> int:
    """About how large the file will be.

    From sample tiles of the background at the size they would be written at; of a cut-out or a mask, from all
    of it at half the size or less. Raises as `export` does.
    """
    backdrop = _backdrop(scene)
    if choice.kind in (Kind.CUT_OUT, Kind.MASK):
        size = cutout_size(scene, layer) if choice.kind is Kind.CUT_OUT and layer is not None else scene.size
        part = min(0.5, _TILE * _TILES / max(side * choice.scale for side in size))
        small = ExportChoice(choice.kind, choice.format, choice.quality, choice.scale * part)
        pixels = pixels_of(scene, small, findings={}, layer=layer)
        # compressed, an outline grows with the side, its inside with the area
        growth = 1 / part if choice.kind is Kind.MASK else 1 / part**1.8
        return round(len(encoded(pixels, scene, small)) * growth)
    width, height = _scaled(Box(0, 0, *backdrop.size), choice.scale).size
    tiles = _tiles(backdrop, choice.scale)
    count = width * height * (2 if choice.kind is Kind.PAIR else 1)
    return int(len(encoded(tiles, scene, choice)) * count / (tiles.shape[0] * tiles.shape[1]))


def _backdrop(scene: Scene) -> Backdrop:
    if scene.background is None:
        raise PictureError("There is nothing to export yet: open a background first.")
    return scene.background


def _scaled(box: Box, scale: float) -> View:
    """A view of whole background pixels, its sides rounded to whole pixels as the window announces them."""
    width, height = (max(1, round(side * scale)) for side in box.size)
    return View(float(box.left), float(box.top), scale, (width, height))


def _cutout_box(layer: Layer) -> Box:
    """The background's pixels that anything of an object lies on, be it ever so faint."""
    shown = layer.drawn()
    if shown.empty:
        return layer.placement.box(layer.size)
    return Placement.translation(shown.left, shown.top).then(layer.placement).box(shown.size)


def _cutout(scene: Scene, layer: int | None, scale: float, findings: Findings) -> U8:
    if layer is None or not scene.has(layer):
        raise PictureError("There is no object selected to export: select one first.")
    shown = scene.layer(layer)
    view = _scaled(_cutout_box(shown), scale)
    warped: WarpedLayer = layer_image(shown, view, finding=findings.get(layer))
    rgba = np.zeros((*view.size[::-1], 4), np.uint8)
    if not warped.box.empty:
        rgba[warped.box.slices] = warped.rgba
        rgba[warped.box.slices][..., 3] = shown_alpha(shown, warped)
    return rgba


def _options(scene: Scene, choice: ExportChoice) -> WriteOptions:
    picture = _backdrop(scene).picture
    return WriteOptions(
        format=choice.format,
        quality=choice.quality,
        profile=picture.icc_profile if choice.source_profile else None,
        exif=picture.exif if choice.keep_exif else None,
        keep_gps=choice.keep_gps,
        overwrite=True,
    )


def _tiles(backdrop: Backdrop, scale: float) -> U8:
    """Sample tiles of the background, spread evenly, as one picture."""
    width, height = (max(1, round(side * scale)) for side in backdrop.size)
    across, down = min(_TILE, width), min(_TILE, height)
    view = _scaled(Box(0, 0, *backdrop.size), scale)
    rows = [
        np.hstack(
            [seen(backdrop.rgb, view.part(Box(x, y, x + across, y + down))) for x in _starts(width, across)]
        )
        for y in _starts(height, down)
    ]
    return np.vstack(rows)


def _starts(length: int, tile: int) -> list[int]:
    count = min(_TILES, max(1, length // tile))
    return [round((length - tile) * (index + 0.5) / count) for index in range(count)]
