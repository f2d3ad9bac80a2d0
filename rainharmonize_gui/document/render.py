"""What a scene looks like: background and objects, harmonized or not, at any zoom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np

from engine.compositing import WarpedLayer, blend, warp
from engine.placement import Placement
from engine.types import U8, Direction

from .cutouts import Cutouts
from .layer import Layer, Look
from .scene import Scene, Target
from .trim import trimmed
from .view import View, seen

if TYPE_CHECKING:
    from engine.transfer import Frame


class Finding(Protocol):
    """A change of colours for any size: `engine.analysis.Analysis`, its frame in background pixels."""

    @property
    def frame(self) -> Frame: ...

    def apply(self, composite: U8, mask: U8, *, strength: float = 1.0, frame: Frame | None = None) -> U8: ...


Findings = Mapping[Target, Finding]
"""By layer id; for None, the background that follows the objects."""
NO_FINDINGS: Findings = {}


def composite(
    scene: Scene,
    view: View | None = None,
    *,
    findings: Findings = NO_FINDINGS,
    below: int | None = None,
    without: Collection[int] = (),
    background: U8 | None = None,
    cutouts: Cutouts | None = None,
) -> U8:
    """The picture H×W×3 of a view (None = the whole background at full size).

    findings: what to harmonize by; none gives the picture before harmonizing. below: leave out this layer and
    all above it. without: leave out these layers. background: the untouched background as the view shows it,
    where the caller keeps it; not written to. Raises ValueError without a background.
    """
    view = view or View.whole(scene.size)
    canvas = backdrop = _backdrop(scene, view, findings=findings, background=background)
    follows = scene.direction is Direction.OBJECT
    for layer in visible_layers(scene, below=below):
        if layer.id in without:
            continue
        finding = findings.get(layer.id) if follows and layer.look.harmonize else None
        if layer.region and follows and finding is None:
            continue  # it is the background that lies there already
        image = layer_image(layer, view, finding=finding, cutouts=cutouts)
        canvas = blend(canvas, image, opacity=layer.opacity, in_place=canvas is not backdrop)
    return canvas


def visible_layers(scene: Scene, *, below: int | None = None) -> tuple[Layer, ...]:
    """The layers that show, bottom to top, up to and without the one of id `below`."""
    end = len(scene.layers) if below is None else scene.index(below)
    return tuple(layer for layer in scene.layers[:end] if layer.visible and layer.opacity > 0)


def layer_image(
    layer: Layer, view: View, *, finding: Finding | None = None, cutouts: Cutouts | None = None
) -> WarpedLayer:
    """A layer as it lies in the view, before opacity; harmonized by `finding` where its look says so.

    Blending it is exact at soft edges: what is recoloured is the object, not its mix with the background.
    """
    placement = layer.placement.then(view.placement)
    if cutouts is not None:
        rgba, placement = cutouts.reduced(layer, placement, view.size)
    elif layer.region and view.zoom == 1:
        rgba, placement = _without_margins(layer, placement)
    else:
        rgba = layer.rgba()
    warped = warp(rgba, placement, view.size)
    if finding is None or warped.box.empty or not layer.look.harmonize:
        return warped
    alpha = warped.rgba[..., 3]
    inside = cv2.threshold(alpha, 0, 255, cv2.THRESH_BINARY)[1].astype(np.uint8, copy=False)
    rgb = recoloured(
        warped.rgba[..., :3], inside, look=layer.look, view=view.part(warped.box), finding=finding
    )
    return WarpedLayer(np.dstack((rgb, alpha)), warped.box)


def _without_margins(layer: Layer, placement: Placement) -> tuple[U8, Placement]:
    """The part of a cut-out that shows anything, and its placement: a region is small, its picture large."""
    box = layer.drawn()
    if box.empty:
        return np.zeros((1, 1, 4), np.uint8), placement
    return np.dstack(layer.shown(box)), Placement.translation(box.left, box.top).then(placement)


def recoloured(rgb: U8, mask: U8, *, look: Look, view: View, finding: Finding) -> U8:
    """Pixels that start at the view's top left, harmonized and trimmed where `mask` is set."""
    frame = finding.frame.of_view(view.left, view.top, view.zoom)
    rgb = np.ascontiguousarray(rgb)
    return trimmed(finding.apply(rgb, mask, strength=look.strength, frame=frame), look.trim)


def objects_mask(scene: Scene, view: View | None = None, *, cutouts: Cutouts | None = None) -> U8:
    """Where the visible objects are, H×W: the union of their masks at their opacities."""
    view = view or View.whole(scene.size)
    uncovered = np.full(view.size[::-1], 255, np.uint8)
    for layer in visible_layers(scene):
        warped = layer_image(layer, view, cutouts=cutouts)
        if not warped.box.empty:
            part = uncovered[warped.box.slices]
            part[...] = cv2.multiply(part, cv2.bitwise_not(shown_alpha(layer, warped)), scale=1 / 255)
    return np.invert(uncovered)


def shown_alpha(layer: Layer, warped: WarpedLayer) -> U8:
    """Alpha times opacity."""
    return cv2.convertScaleAbs(warped.rgba[..., 3], alpha=layer.opacity).astype(np.uint8, copy=False)


def _backdrop(scene: Scene, view: View, *, findings: Findings, background: U8 | None) -> U8:
    if scene.background is None:
        raise ValueError("There is no background to draw on.")
    rgb = seen(scene.background.rgb, view) if background is None else background
    finding = findings.get(None)
    if finding is None or scene.direction is Direction.OBJECT or not scene.background_look.harmonize:
        return rgb
    everywhere = np.full(rgb.shape[:2], 255, np.uint8)
    return recoloured(rgb, everywhere, look=scene.background_look, view=view, finding=finding)
