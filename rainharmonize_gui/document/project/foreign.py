"""OpenRaster files of GIMP, Krita, MyPaint …: the bottom layer is the background, the others are objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine import images
from engine.compositing import blend, warp
from engine.images import Picture, PictureError
from engine.masks.bleed import bled
from engine.placement import Placement, Size
from engine.progress import CancelToken, Progress, check, report

from ..layer import Layer, Mask, original_mask
from ..limits import MOST_LAYERS, named
from ..scene import Backdrop, Scene
from .archive import Archive
from .budget import Budget, header_of
from .errors import Damage, TooManyLayers
from .png import Header
from .stack import NORMAL, Stack, StackLayer, from_xml, names_of

_LONGEST_STACK = 4 << 20
_MERGED = "mergedimage.png"
_KEPT, _WORKING = 4, 8
"""Bytes a pixel, of a layer and of decoding one of any depth and profile."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A layer whose picture is there."""

    layer: StackLayer
    header: Header


def scene_of(
    archive: Archive,
    path: Path,
    *,
    max_memory: int | None,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> tuple[Scene, tuple[str, ...]]:
    """The scene, and sentences about what could not be kept. Raises as `load` does, and Damage."""
    stack = from_xml(archive.read("stack.xml", limit=_LONGEST_STACK))
    if len(stack.layers) > MOST_LAYERS:
        raise TooManyLayers(len(stack.layers))
    found = _found(archive, stack.layers)
    notices = list(_notices(stack, found))
    if not found:
        found = _merged(archive)
    budget = Budget()
    budget.add(stack.size[0] * stack.size[1], kept=3, working=4)
    for each in found:
        file = archive.size(each.layer.source)
        budget.add(each.header.pixels, kept=_KEPT, working=_WORKING, file=file)
    budget.check(path, max_memory)

    bottom = next((each for each in found if each.layer.visible), found[0])
    background: Picture | None = None
    layers: list[Layer] = []
    for index, each in enumerate(found):
        check(cancel)
        picture = _picture(archive, each)
        notices.extend(picture.notices)
        if each is bottom:
            background = _flattened(picture, each.layer, stack.size)
            if background is not picture:
                notices.append(
                    f"{names_of([each.layer])}, now the background, did not fill the picture; "
                    "white is where it was clear."
                )
        else:
            layers.append(_object(picture, each.layer, len(layers) + 1))
        report(progress, (index + 1) / (len(found) + 1))
    assert background is not None  # the bottom layer is one of them
    return Scene(Backdrop(background), tuple(layers)), tuple(dict.fromkeys(notices))


def _found(archive: Archive, layers: tuple[StackLayer, ...]) -> list[_Found]:
    found = []
    for layer in layers:
        header = header_of(archive, layer.source) if layer.source in archive else None
        if header is not None:
            found.append(_Found(layer, header))
    return found


def _merged(archive: Archive) -> list[_Found]:
    header = header_of(archive, _MERGED) if _MERGED in archive else None
    if header is None:
        raise Damage("it has no layers that can be read")
    return [_Found(StackLayer(_MERGED, "Background"), header)]


def _notices(stack: Stack, found: list[_Found]) -> Iterator[str]:
    there = {id(each.layer) for each in found}
    lost = [layer for layer in stack.layers if id(layer) not in there]
    if lost:
        yield f"Left out, as their pictures are missing or no PNG files: {names_of(lost)}."
    blended = [layer for layer in stack.layers if layer.operation != NORMAL]
    if blended:
        yield f"Blend modes are not kept; these layers now lie plainly on those below: {names_of(blended)}."
    if any(layer.group for layer in stack.layers):
        yield "Groups are not kept; their layers now lie one on the other."


def _picture(archive: Archive, found: _Found) -> Picture:
    name = found.layer.source
    try:
        file = archive.read(name, limit=found.header.longest_file)
        return images.read(file, name=name, max_megapixels=None)
    except PictureError as error:
        raise Damage(str(error).rstrip(".")) from error


def _flattened(picture: Picture, layer: StackLayer, size: Size) -> Picture:
    """The picture on white, as large as the canvas; itself where it fills that already."""
    if picture.alpha is None and layer.opacity == 1 and (layer.x, layer.y, picture.size) == (0, 0, size):
        return picture
    white = np.full((size[1], size[0], 3), 255, np.uint8)
    placed = warp(picture.rgba, Placement.translation(layer.x, layer.y), size)
    return Picture(blend(white, placed, opacity=layer.opacity), None, picture.icc_profile, picture.exif)


def _object(picture: Picture, layer: StackLayer, layer_id: int) -> Layer:
    rgb = picture.rgb if picture.alpha is None else bled(picture.rgb, picture.alpha)
    return Layer(
        id=layer_id,
        name=named(layer.name or Path(layer.source).stem),
        rgb=rgb,
        mask=Mask(original_mask(picture.rgb, picture.alpha)),
        placement=Placement.translation(layer.x, layer.y),
        alpha=picture.alpha,
        opacity=layer.opacity,
        visible=layer.visible,
    )
