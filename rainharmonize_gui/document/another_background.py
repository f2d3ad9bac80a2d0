"""What becomes of a scene when another background is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.placement import Placement, Size

from .commands import Command, Compound, EditLayer, EditScene, RemoveLayer
from .geometry import middle, moved, scaled
from .layer import Layer
from .scene import Backdrop, Scene

if TYPE_CHECKING:
    from engine.images import Picture


def opened(scene: Scene, picture: Picture, *, path: str | None) -> Compound:
    """The edit that shows another background. Objects stay, and keep their place and size in relation to it;
    regions and a reference region of another size go.
    """
    fields: dict[str, Any] = {"background": Backdrop(picture, path)}
    if scene.reference is not None and picture.size != scene.size:
        fields["reference"] = None
    before = {name: getattr(scene, name) for name in fields}
    regions = [_region(picture, layer, index) for index, layer in enumerate(scene.regions)]
    objects = (_object(layer, scene.size, picture.size) for layer in scene.layers if not layer.region)
    # The last first: each is put back where it was among those before it.
    return Compound((EditScene(before, fields), *reversed(regions), *filter(None, objects)))


def _region(picture: Picture, region: Layer, index: int) -> Command:
    """A region shows that one, or goes."""
    if region.size != picture.size:
        return RemoveLayer(region, index)
    return EditLayer(region.id, {"rgb": region.rgb}, {"rgb": picture.rgb})


def _object(layer: Layer, before: Size, after: Size) -> EditLayer | None:
    """An object goes with the background's size, and comes back into view; None where it stays."""
    placement = layer.unboxed(_into_view(layer, _in_proportion(layer, before, after), after))
    if placement == layer.placement:
        return None
    return EditLayer(layer.id, {"placement": layer.placement}, {"placement": placement.on_whole_pixels()})


def _in_proportion(layer: Layer, before: Size, after: Size) -> Placement:
    """Of its box. Nothing is enlarged beyond its own pixels, or more than it is already: it would be soft."""
    if before == after:
        return layer.boxed
    ratio = min(new / old for new, old in zip(after, before, strict=True))
    most = max(1.0, 1.0 / max(layer.boxed.scale))
    placement = scaled(layer.boxed, layer.box.size, min(ratio, most))
    x, y = middle(placement, layer.box.size)
    return moved(placement, x * after[0] / before[0] - x, y * after[1] / before[1] - y)


def _into_view(layer: Layer, placement: Placement, size: Size) -> Placement:
    """Of what lies wholly outside, the middle comes to the edge."""
    if not placement.box(layer.box.size, within=size).empty:
        return placement
    x, y = middle(placement, layer.box.size)
    return moved(placement, min(max(x, 0.0), size[0]) - x, min(max(y, 0.0), size[1]) - y)
