"""What becomes of a scene when another background is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.placement import Placement, Size

from .commands import Command, Compound, EditLayer, EditScene, RemoveLayer
from .geometry import middle
from .layer import Layer
from .scene import Backdrop, Scene

if TYPE_CHECKING:
    from engine.images import Picture


def opened(scene: Scene, picture: Picture, *, path: str | None) -> Compound:
    """The edit that shows another background. Objects stay, unless nothing of them would show; regions and a
    reference region of another size go.
    """
    fields: dict[str, Any] = {"background": Backdrop(picture, path)}
    if scene.reference is not None and picture.size != scene.size:
        fields["reference"] = None
    before = {name: getattr(scene, name) for name in fields}
    regions = [_region(picture, layer, index) for index, layer in enumerate(scene.regions)]
    objects = (_into_view(layer, picture.size) for layer in scene.layers if not layer.region)
    # The last first: each is put back where it was among those before it.
    return Compound((EditScene(before, fields), *reversed(regions), *filter(None, objects)))


def _region(picture: Picture, region: Layer, index: int) -> Command:
    """A region shows that one, or goes."""
    if region.size != picture.size:
        return RemoveLayer(region, index)
    return EditLayer(region.id, {"rgb": region.rgb}, {"rgb": picture.rgb})


def _into_view(layer: Layer, size: Size) -> EditLayer | None:
    """An object wholly outside is moved until its middle is at the edge; None for all others."""
    if not layer.boxed.box(layer.box.size, within=size).empty:
        return None
    x, y = middle(layer.boxed, layer.box.size)
    to_x, to_y = min(max(x, 0.0), size[0]), min(max(y, 0.0), size[1])
    moved = layer.placement.then(Placement.translation(to_x - x, to_y - y)).on_whole_pixels()
    return EditLayer(layer.id, {"placement": layer.placement}, {"placement": moved})
