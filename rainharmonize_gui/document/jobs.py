"""What has to be harmonized: for each target, what the engine sees and the key of its answer."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from engine.compositing import blend
from engine.types import Direction, HarmonizeRequest

from .backdrops import Backdrops
from .cutouts import Cutouts
from .layer import Layer, Look, Trim, Variant
from .render import NO_FINDINGS, Findings, composite, layer_image, objects_mask, shown_alpha, visible_layers
from .scene import Scene, Target
from .view import View

if TYPE_CHECKING:
    from engine.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Job:
    """One analysis to make. target: the layer that follows, or None where the background does.

    key: equal for two scenes just where the engine would be asked the same. Strength and trim are not in it;
    they are applied afterwards.
    """

    target: Target
    variant: Variant
    key: Hashable


def jobs(scene: Scene) -> tuple[Job, ...]:
    """Every analysis asked for, bottom to top; a job's input needs the findings of those before it."""
    if scene.background is None:
        return ()
    layers = visible_layers(scene)
    if scene.direction is Direction.BACKGROUND:
        look = scene.background_look
        wanted = look.harmonize and bool(layers)
        return (Job(None, look.variant, _key(scene, layers, look)),) if wanted else ()
    return tuple(
        Job(layer.id, layer.look.variant, _key(scene, layers[: index + 1], layer.look))
        for index, layer in enumerate(layers)
        if layer.look.harmonize and not layer.placement.box(layer.size, within=scene.size).empty
    )


def request(
    scene: Scene,
    target: Target,
    view: View | None = None,
    *,
    findings: Findings = NO_FINDINGS,
    cutouts: Cutouts | None = None,
    backdrops: Backdrops | None = None,
) -> HarmonizeRequest:
    """What the engine gets: the picture up to and with the target, its mask and the reference region.

    Layers below are shown harmonized by `findings` in full, whatever their strength and trim: those can then
    change without a new analysis. A layer's mask is its alpha times its opacity; where the background
    follows, the mask is that of all objects.
    """
    view = view or View.whole(scene.size)
    look = scene.look(target)
    backdrops = backdrops or Backdrops()
    background, reference = backdrops.background(scene, view), backdrops.reference(scene, view)
    if target is None:
        picture = composite(scene, view, cutouts=cutouts, background=background)
        mask = objects_mask(scene, view, cutouts=cutouts)
    else:
        below = composite(
            _in_full(scene), view, findings=findings, below=target, cutouts=cutouts, background=background
        )
        layer = scene.layer(target)
        over = layer_image(layer, view, cutouts=cutouts)
        picture = blend(below, over, opacity=layer.opacity, in_place=below is not background)
        mask = np.zeros(view.size[::-1], np.uint8)
        if not over.box.empty:
            mask[over.box.slices] = shown_alpha(layer, over)
    return HarmonizeRequest(
        composite=picture,
        mask=mask,
        method=look.variant.method,
        strength=look.strength,
        reference=reference,
        direction=scene.direction,
    )


def _in_full(scene: Scene) -> Scene:
    """The scene with every object at full strength and no trim."""
    layers = (replace(layer, look=replace(layer.look, strength=1.0, trim=Trim())) for layer in scene.layers)
    return replace(scene, layers=tuple(layers))


def _key(scene: Scene, layers: tuple[Layer, ...], look: Look) -> Hashable:
    background = scene.background and scene.background.revision
    reference = scene.reference and scene.reference.revision
    return background, reference, scene.direction, look.variant, tuple(_shown(layer) for layer in layers)


def _shown(layer: Layer) -> Hashable:
    """All that decides how a layer looks to the engine."""
    how = layer.look.variant if layer.look.harmonize else None
    return layer.id, layer.placement, layer.mask.revision, layer.edge, layer.opacity, how


def in_background(analysis: Analysis, view: View) -> Analysis:
    """An analysis of what `view` showed, its frame moved to background pixels, as `Findings` have it."""
    frame = analysis.frame.of_view(-view.left * view.zoom, -view.top * view.zoom, 1 / view.zoom)
    return replace(analysis, frame=frame)
