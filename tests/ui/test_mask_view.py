"""What the mask views show of an object whose edge is refined."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from engine.masks.edge import EdgeSettings, refined
from engine.placement import Box, Placement
from engine.types import U8
from rainharmonize_gui.document.layer import Layer, Mask
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui.mask_view import MaskImages, MaskView
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.surface import Raster

SIZE = (240, 160)
EDGE = EdgeSettings(smooth=2, shift=4, feather=6, contrast=0.3)


def layer(edge: EdgeSettings = EDGE) -> Layer:
    """A soft ellipse, as large as the background."""
    mask = np.zeros(SIZE[::-1], np.uint8)
    cv2.ellipse(mask, (120, 80), (70, 50), 20, 0, 360, 255, -1, cv2.LINE_AA)
    rgb = np.full((*SIZE[::-1], 3), 90, np.uint8)
    return Layer(1, "Egg", rgb, Mask(mask), Placement(), edge=edge)


def levels(raster: Raster | None) -> U8:
    assert raster is not None
    return from_qimage(raster.image)[..., 0]


def test_at_full_size_the_refined_mask_shows() -> None:
    egg = layer()
    shown = levels(MaskImages().raster(egg, View.whole(SIZE), MaskView.BLACK_AND_WHITE))
    np.testing.assert_array_equal(shown, refined(egg.mask.pixels, EDGE))


@pytest.mark.parametrize("factor", [2, 4])
def test_reduced_the_edge_is_right_within_half_a_pixel_of_the_screen(factor: int) -> None:
    egg = layer()
    view = View.whole(SIZE, longest=SIZE[0] // factor)
    shown = levels(MaskImages().raster(egg, view, MaskView.BLACK_AND_WHITE)).astype(int)
    exact = refined(egg.mask.pixels, EDGE)
    step = refined(egg.mask.pixels, EdgeSettings(shift=factor / 2)).sum() - egg.mask.pixels.sum(dtype=int)
    off = abs(int(shown.sum()) * factor**2 - int(exact.sum()))
    assert off < step


def test_another_edge_is_drawn_anew_and_a_stroke_as_far_as_it_reaches() -> None:
    images, egg = MaskImages(), layer()
    view = View.whole(SIZE)
    images.raster(layer(EdgeSettings()), view, MaskView.BLACK_AND_WHITE)
    images.raster(egg, view, MaskView.BLACK_AND_WHITE)
    egg.mask.pixels[60:80, 30:45] = 255
    shown = levels(images.raster(egg, view, MaskView.BLACK_AND_WHITE, touched=Box(30, 60, 45, 80)))
    np.testing.assert_array_equal(shown, refined(egg.mask.pixels, EDGE))
