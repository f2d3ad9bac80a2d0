"""Small documents for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.images import Picture
from engine.types import U8
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.scene import Scene

BACKGROUND = (120, 80)
OBJECT = (30, 20)


def picture(size: tuple[int, int], *, seed: int = 0, alpha: U8 | None = None) -> Picture:
    rgb = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    return Picture(rgb, alpha)


def disc(size: tuple[int, int]) -> U8:
    """A soft alpha: 255 in the middle, 0 in the corners."""
    x, y = np.meshgrid(np.linspace(-1, 1, size[0]), np.linspace(-1, 1, size[1]))
    return np.clip((1.2 - np.hypot(x, y)) * 400, 0, 255).astype(np.uint8)


def document_with_object(**limits: object) -> tuple[Document, int]:
    """A background and one soft-edged object in its middle; nothing to undo."""
    document = Document(**limits)
    document.open_background(picture(BACKGROUND, seed=1))
    layer_id = document.add_object(picture(OBJECT, seed=2, alpha=disc(OBJECT)), name="Dog")
    document.replace_scene(document.scene)
    return document, layer_id


def state(scene: Scene) -> tuple[object, ...]:
    """All that a scene shows, as something that can be compared."""
    return (
        scene.background and scene.background.rgb.tobytes(),
        None if scene.reference is None else scene.reference.pixels.tobytes(),
        scene.direction,
        scene.background_look,
        tuple(_layer_state(scene)),
    )


def _layer_state(scene: Scene) -> Iterator[tuple[object, ...]]:
    for layer in scene.layers:
        pixels = layer.rgb.tobytes(), layer.mask.pixels.tobytes()
        shown = layer.opacity, layer.visible, layer.look, layer.edge, layer.region
        yield layer.id, layer.name, *pixels, layer.placement, *shown


class Clock:
    """A clock that only moves when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now
