"""The pictures that a command line names, read and put together."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass, replace
from pathlib import Path

from engine import images
from engine.cli.errors import UsageError
from engine.cli.network import How
from engine.compositing import Placement, WarpedLayer, blend, warp
from engine.images import Picture
from engine.masks.bounds import VISIBLE, bounding_box
from engine.placement import Box, Point, Size
from engine.types import U8, Direction, HarmonizeRequest, Method, PictureError


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is harmonized.

    source: the file whose EXIF, profile and transparency the result keeps. composite: H×W×3. mask: H×W.
    layer: the side that follows before blending, H×W×3, where it is known. reference: H×W or None.
    """

    source: Picture
    composite: U8
    mask: U8
    layer: U8 | None = None
    reference: U8 | None = None
    notices: tuple[str, ...] = ()

    def request(self, how: How) -> HarmonizeRequest:
        return HarmonizeRequest(
            self.composite,
            self.mask,
            method=how.method,
            strength=how.strength,
            reference=self.reference,
            direction=how.direction,
            layer=self.layer,
        )


def inputs(options: Namespace) -> list[Path]:
    """The files that `harmonize` reads, the one that gives the result its size first.

    Raises UsageError where the options do not go together.
    """
    pasted = options.background is not None or options.foreground is not None
    if pasted and options.composite is not None:
        raise UsageError("Give either COMPOSITE, or --background and --foreground.")
    if pasted and (options.background is None or options.foreground is None):
        raise UsageError("--background and --foreground belong together.")
    if not pasted and options.composite is None:
        raise UsageError("Give COMPOSITE and --mask, or --background and --foreground.")
    if not pasted and options.mask is None:
        raise UsageError("Give the --mask of the object in COMPOSITE.")
    if not pasted and (options.at or options.scale or options.rotate or options.flip):
        raise UsageError("--at, --scale, --rotate and --flip need --background and --foreground.")
    if options.reference is not None and options.method == Method.POISSON:
        raise UsageError("The method poisson takes its look from around the object; leave out --reference.")
    first = options.background if pasted else options.composite
    rest = (options.foreground, options.mask, options.reference)
    return [first, *(path for path in rest if path is not None)]


def read(options: Namespace, how: How) -> Scene:
    """Read what `inputs` lists. Raises PictureError or MaskError."""
    limit = options.max_megapixels
    if options.background is None:
        scene = read_composite(options.composite, options.mask, max_megapixels=limit)
    else:
        scene = _pasted(options, how)
    if options.reference is None:
        return scene
    notices = list(scene.notices)
    reference = images.read_mask(
        options.reference, size=scene.source.size, max_megapixels=limit, notices=notices
    )
    return replace(scene, reference=reference, notices=tuple(notices))


def read_composite(composite: Path, mask: Path, *, max_megapixels: float) -> Scene:
    """A composite and its mask, brought to its size."""
    picture = images.read(composite, max_megapixels=max_megapixels)
    notices = list(picture.notices)
    object_ = images.read_mask(mask, size=picture.size, max_megapixels=max_megapixels, notices=notices)
    return Scene(picture, picture.rgb, object_, notices=tuple(notices))


def _pasted(options: Namespace, how: How) -> Scene:
    """An object placed on a background; both are at hand unblended, so soft edges come out exact."""
    limit = options.max_megapixels
    background = images.read(options.background, max_megapixels=limit)
    object_ = images.read(options.foreground, max_megapixels=limit)
    notices = [*background.notices, *object_.notices]
    if options.mask is not None:
        alpha = images.read_mask(options.mask, size=object_.size, max_megapixels=limit, notices=notices)
        object_ = replace(object_, alpha=alpha)
    elif object_.alpha is None:
        notices.append(f"{options.foreground} has no transparency: all of it is the object.")
    shown = _shown(object_)
    placement = _placement(options, shown.size, background.size)
    if placement.box(shown.size, within=background.size).empty:
        width, height = background.size
        raise PictureError(
            f"The object lies wholly outside the background of {width}×{height} pixels; choose another --at."
        )
    whole = Placement.translation(-shown.left, -shown.top).then(placement)
    layer = warp(object_.rgba, whole, background.size)
    composite = blend(background.rgb, layer)
    clean = background.rgb if how.direction is Direction.BACKGROUND else _on(composite, layer)
    return Scene(background, composite, layer.mask(background.size), clean, notices=tuple(notices))


def _shown(object_: Picture) -> Box:
    """The part of an object that shows; all of it where nothing does."""
    whole = Box(0, 0, *object_.size)
    if object_.alpha is None:
        return whole
    shown = bounding_box(object_.alpha, least=VISIBLE)
    return whole if shown.empty else shown


def _placement(options: Namespace, size: Size, background: Size) -> Placement:
    """Of what shows, as pasting would place it, but for what the options say."""
    scale = options.scale or Placement.fit(size, background).scale[0]
    center = options.at or (background[0] / 2, background[1] / 2)
    if scale == 1 and options.rotate % 90 == 0:
        center = _on_whole_pixels(center, size if options.rotate % 180 == 0 else size[::-1])
    return Placement.of(
        size, center=center, scale=scale, rotation_degrees=options.rotate, flip_h=options.flip
    )


def _on_whole_pixels(center: Point, size: Size) -> Point:
    """The middle nearest to `center` with which an object lies on whole pixels, where it stays sharp."""
    x, y = Placement.fit(size, size, center=center).map((size[0] / 2, size[1] / 2)).tolist()
    return x, y


def _on(composite: U8, layer: WarpedLayer) -> U8:
    """The layer's colours, unblended, where they lie on the composite."""
    clean = composite.copy()
    clean[layer.box.slices] = layer.rgba[..., :3]
    return clean
