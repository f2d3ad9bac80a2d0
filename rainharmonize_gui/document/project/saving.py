"""Save a scene as an OpenRaster file: layers as other programs want them, and all that restores the scene."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import cv2
import numpy as np

from engine.compositing import WarpedLayer, blend, warp
from engine.errors import reason_of
from engine.files import write_atomic
from engine.placement import Box, Placement
from engine.progress import CancelToken, Progress, check, report
from engine.types import U8, Direction

from ..layer import Layer
from ..render import NO_FINDINGS, Findings, composite, layer_image
from ..scene import Backdrop, Scene
from ..view import View
from .archive import Writer
from .errors import Damage, ProjectError, TooManyLayers
from .fields import parse
from .png import encode
from .stack import Stack, StackLayer, to_xml
from .stamp import Stamp
from .state import LONGEST, STATE, BackdropState, LayerState, State, from_fields, to_json
from .thumbnail import THUMBNAIL

BACKGROUND = "data/background.png"
MERGED = "mergedimage.png"
_THUMBNAIL_SIDE = 256
_PICTURES = "rainharmonize/pictures/"
_PROFILE = "rainharmonize/background.icc"
_EXIF = "rainharmonize/background.exif"


def save(
    scene: Scene,
    path: str | os.PathLike[str],
    *,
    findings: Findings = NO_FINDINGS,
    progress: Progress | None = None,
    cancel: CancelToken | None = None,
) -> Stamp | None:
    """Write a project, whole or not at all, in the place of one that is there. For any thread.

    findings: those of every job give the layers and the merged picture harmonized, as other programs then
    show them; the originals are kept either way. Returns the stamp of the file, to tell later whether another
    program has changed it. Raises ProjectError where there is nothing to save, FileError where the file
    cannot be written, Aborted when cancelled; an old file then stays.
    """
    path = Path(path)
    background = scene.background
    if background is None:
        raise ProjectError("There is nothing to save yet: open a background first.")
    report(progress, 0.0, f"Saving {path.name}")

    def write(file: IO[bytes]) -> None:
        with Writer(file) as archive:
            _Saving(scene, background, archive, findings, progress, cancel).run()

    write_atomic(path, write)
    report(progress, 1.0, f"Saving {path.name}")
    return Stamp.of(path)


class _Pixels:
    """Entries for arrays, one each however often it is used."""

    def __init__(self) -> None:
        self.entries: dict[str, U8] = {}
        self._names: dict[int, str] = {}

    def name(self, pixels: U8, wanted: str | None = None) -> str:
        """The entry of an array; `wanted` or a numbered one where it is new."""
        if id(pixels) not in self._names:
            name = wanted or f"{_PICTURES}{len(self.entries)}.png"
            self._names[id(pixels)] = name
            self.entries[name] = pixels  # also keeps it alive, and so its id its own
        return self._names[id(pixels)]


@dataclass
class _Saving:
    """One save under way."""

    scene: Scene
    background: Backdrop
    archive: Writer
    findings: Findings
    progress: Progress | None
    cancel: CancelToken | None
    done: int = 0

    def run(self) -> None:
        pixels = _Pixels()
        canvas = backdrop = composite(replace(self.scene, layers=()), findings=self.findings)
        unchanged = self.scene.direction is Direction.OBJECT or None not in self.findings
        if unchanged:
            pixels.name(self.background.rgb, BACKGROUND)
        state = _openable(state_of(self.scene, self.background, pixels.name))
        if not unchanged:
            self._picture(BACKGROUND, canvas)
        stack = [StackLayer(BACKGROUND, "Background")]
        for index, layer in enumerate(self.scene.layers):
            source = f"data/layer{index}.png"
            image = self._image(layer)
            self._picture(source, image.rgba)
            corner = image.box.left, image.box.top
            stack.append(StackLayer(source, layer.name, *corner, layer.opacity, layer.visible))
            if layer.visible:
                inside = warp(image.rgba, Placement.translation(*corner), self.scene.size)
                canvas = blend(canvas, inside, opacity=layer.opacity, in_place=canvas is not backdrop)
        for name, array in pixels.entries.items():
            self._picture(name, array)
        self._picture(MERGED, canvas)
        self._picture(THUMBNAIL, _thumbnail(canvas))
        self._texts(Stack(self.scene.size, tuple(stack)), state)

    def _texts(self, stack: Stack, state: bytes) -> None:
        picture = self.background.picture
        if picture.icc_profile:
            self.archive.add(_PROFILE, picture.icc_profile)
        if picture.exif:
            self.archive.add(_EXIF, picture.exif)
        self.archive.add("stack.xml", to_xml(stack), compress=True)
        self.archive.add(STATE, state, compress=True)

    def _picture(self, name: str, pixels: U8) -> None:
        check(self.cancel)
        self.archive.add(name, encode(pixels))
        self.done += 1
        expected = 3 + 3 * len(self.scene.layers)
        report(self.progress, min(self.done / (expected + 1), 1.0))

    def _image(self, layer: Layer) -> WarpedLayer:
        """A layer as it lies, whole unless it reaches far beyond the background, in the background's pixels.

        Where nothing of it is near: one clear pixel, as programs expect something.
        """
        check(self.cancel)
        width, height = self.scene.size
        near = Box(-width // 2, -height // 2, width + width // 2, height + height // 2)
        box = layer.placement.box(layer.size).intersect(near)
        follows = self.scene.direction is Direction.OBJECT
        finding = self.findings.get(layer.id) if follows else None
        image = layer_image(layer, View.of_box(box), finding=finding)
        if image.box.empty:
            return WarpedLayer(np.zeros((1, 1, 4), np.uint8), Box(0, 0, 1, 1))
        return WarpedLayer(image.rgba, image.box.shifted(box.left, box.top))


def _openable(state: State) -> bytes:
    """project.json. Raises ProjectError for what would be refused when it is opened: that must be known while
    the work is still there.
    """
    try:
        text = to_json(state)
        if len(text) > LONGEST:
            raise Damage(f"{STATE} has {len(text)} bytes, more than the {LONGEST} it may have")
        from_fields(parse(text, name=STATE))
    except (Damage, TooManyLayers, ValueError) as error:
        raise ProjectError(
            "The project cannot be saved, as it would not open again; undo the last steps and try once more.",
            detail=reason_of(error),
        ) from error
    return text


def state_of(scene: Scene, background: Backdrop, entry: Callable[[U8], str]) -> State:
    """Everything but the pixels; `entry` names the entry that will hold an array."""

    def optional(pixels: U8 | None) -> str | None:
        return None if pixels is None else entry(pixels)

    picture = background.picture
    return State(
        background=BackdropState(
            rgb=entry(picture.rgb),
            alpha=optional(picture.alpha),
            icc_profile=_PROFILE if picture.icc_profile else None,
            exif=_EXIF if picture.exif else None,
            file_name=Path(background.path).name if background.path else None,
        ),
        layers=tuple(
            LayerState(
                id=layer.id,
                name=layer.name,
                rgb=entry(layer.rgb),
                alpha=optional(layer.alpha),
                mask=entry(layer.mask.pixels),
                placement=layer.placement,
                opacity=layer.opacity,
                visible=layer.visible,
                look=layer.look,
                edge=layer.edge,
                region=layer.region,
            )
            for layer in scene.layers
        ),
        direction=scene.direction,
        reference=optional(scene.reference.pixels if scene.reference else None),
        background_look=scene.background_look,
    )


def _thumbnail(rgb: U8) -> U8:
    height, width = rgb.shape[:2]
    shrunk = min(1.0, _THUMBNAIL_SIDE / max(width, height))
    size = max(1, round(width * shrunk)), max(1, round(height * shrunk))
    return cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
