"""What the mask views show of an object whose edge is refined."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from engine.masks.edge import EdgeSettings, refined
from engine.placement import Box, Placement
from engine.types import U8
from rainharmonize_gui.document.layer import Layer, Mask
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.mask_view import MaskSight, MaskView, Reduced

SIZE = (240, 160)
EDGE = EdgeSettings(smooth=2, shift=4, feather=6, contrast=0.3)


def layer(edge: EdgeSettings = EDGE) -> Layer:
    """A soft ellipse, as large as the background."""
    mask = np.zeros(SIZE[::-1], np.uint8)
    cv2.ellipse(mask, (120, 80), (70, 50), 20, 0, 360, 255, -1, cv2.LINE_AA)
    rgb = np.full((*SIZE[::-1], 3), 90, np.uint8)
    return Layer(1, "Egg", rgb, Mask(mask), Placement(), edge=edge)


def drawn(sight: MaskSight) -> U8:
    """RGBA of all of it."""
    assert sight.part is not None
    return sight.pixels(sight.part, sight.ground(sight.part), Box(0, 0, *sight.part.size))


def levels(egg: Layer, view: View) -> U8:
    return drawn(MaskSight(egg, view, MaskView.BLACK_AND_WHITE, Reduced()))[..., 0]


def test_at_full_size_the_refined_mask_shows() -> None:
    egg = layer()
    np.testing.assert_array_equal(levels(egg, View.whole(SIZE)), refined(egg.mask.pixels, EDGE))


@pytest.mark.parametrize("factor", [2, 4])
def test_reduced_the_edge_is_right_within_half_a_pixel_of_the_screen(factor: int) -> None:
    egg = layer()
    view = View.whole(SIZE, longest=SIZE[0] // factor)
    shown = levels(egg, view).astype(int)
    exact = refined(egg.mask.pixels, EDGE)
    step = refined(egg.mask.pixels, EdgeSettings(shift=factor / 2)).sum() - egg.mask.pixels.sum(dtype=int)
    off = abs(int(shown.sum()) * factor**2 - int(exact.sum()))
    assert off < step


@pytest.mark.parametrize("kind", MaskView)
@pytest.mark.parametrize("zoom", [0.01, 32.0])
@pytest.mark.parametrize("scale", [1e-5, 1e5])
def test_an_object_of_any_scale_is_drawn_at_any_zoom(kind: MaskView, zoom: float, scale: float) -> None:
    egg = replace(layer(), placement=Placement.of(SIZE, scale=scale))
    sight = MaskSight(egg, View(0.0, 0.0, zoom, (60, 40)), kind, Reduced())
    assert drawn(sight).shape[2] == 4


@pytest.mark.parametrize("kind", MaskView)
def test_a_stroke_is_drawn_as_far_as_it_reaches(kind: MaskView) -> None:
    egg, view = layer(), View.whole(SIZE)
    sight = MaskSight(egg, view, kind, Reduced())
    part = sight.part
    ground, image = sight.ground(part), drawn(sight)
    egg.mask.pixels[60:80, 30:45] = 255
    box = sight.reached(part, Box(30, 60, 45, 80)).clip(part.size)
    image[box.slices] = sight.pixels(part, ground, box)
    np.testing.assert_array_equal(image, drawn(sight))
