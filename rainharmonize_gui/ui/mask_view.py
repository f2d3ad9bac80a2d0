"""Masks over the picture: the selected object's as overlay, checkerboard or black and white; the reference.

Each is one image of the pixels it covers in the view, made anew when the view or the object changes; after a
stroke only the touched part is.
"""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum

import cv2
import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter

from engine.compositing import WarpedLayer
from engine.placement import Box
from engine.types import U8
from rainharmonize_gui.document.cutouts import Cutouts
from rainharmonize_gui.document.geometry import box_around
from rainharmonize_gui.document.layer import Layer, Mask
from rainharmonize_gui.document.render import layer_image
from rainharmonize_gui.document.scene import Change
from rainharmonize_gui.document.view import View, seen
from rainharmonize_gui.ui.qimage import to_painting
from rainharmonize_gui.ui.surface import Raster

_RED = np.array((235, 30, 40), np.float32)
_HOW_RED = 0.6
_ACCENT = (47, 155, 255)
_TINT, _EDGE = 70, 255


class MaskView(IntEnum):
    """What M goes through."""

    PICTURE = 0
    OVERLAY = 1
    """The whole cut-out, red where it does not belong to the object."""
    CHECKERBOARD = 2
    BLACK_AND_WHITE = 3

    @property
    def next(self) -> MaskView:
        return MaskView((self + 1) % len(MaskView))


class MaskImages:
    """Makes the images of one layer's mask, and keeps the latest."""

    def __init__(self) -> None:
        self._shown = Cutouts()
        self._whole = Cutouts()
        self._raster: Raster | None = None
        self._made_for: tuple[object, ...] = ()
        self._revision = -1

    def observe(self, change: Change) -> None:
        self._shown.observe(change)

    def raster(
        self, layer: Layer, view: View, kind: MaskView, *, touched: Box | None = None
    ) -> Raster | None:
        """The image, or None where nothing of the layer is in view.

        touched: where alone the mask was painted since the last call, in mask pixels.
        """
        made_for = layer.id, layer.placement, view, kind
        if made_for != self._made_for or (touched is None and layer.mask.revision != self._revision):
            self._raster = self._made(layer, view, kind)
        elif touched is not None and self._raster is not None:
            self._renew(self._raster, layer, kind, touched)
        self._made_for, self._revision = made_for, layer.mask.revision
        return self._raster

    def _made(self, layer: Layer, view: View, kind: MaskView) -> Raster | None:
        box = layer.placement.then(view.placement).box(layer.size, within=view.size)
        if box.empty:
            return None
        part = view.part(box)
        return Raster(to_painting(self._pixels(layer, part, kind)), part)

    def _renew(self, raster: Raster, layer: Layer, kind: MaskView, touched: Box) -> None:
        box = box_around(layer.placement.then(raster.view.placement), touched).clip(raster.view.size)
        if not box.empty:
            _put(raster.image, box, self._pixels(layer, raster.view.part(box), kind))

    def _pixels(self, layer: Layer, view: View, kind: MaskView) -> U8:
        """RGBA of all of `view`, straight alpha."""
        shown = layer_image(layer, view, cutouts=self._shown)
        if kind is MaskView.CHECKERBOARD:
            return _filling(shown, view)
        opaque = Mask(np.broadcast_to(np.uint8(255), layer.rgb.shape[:2]), revision=0)
        whole = _filling(layer_image(replace(layer, mask=opaque), view, cutouts=self._whole), view)
        mask = _filling(shown, view)[..., 3:]
        if kind is MaskView.BLACK_AND_WHITE:
            whole[..., :3] = mask
        else:
            share = (255 - mask.astype(np.float32)) * (_HOW_RED / 255)
            whole[..., :3] = whole[..., :3] * (1 - share) + _RED * share + 0.5
        return whole


class ReferenceImage:
    """The reference region as a tint with an outline; keeps the latest image."""

    def __init__(self) -> None:
        self._raster: Raster | None = None
        self._view: View | None = None
        self._revision = -1

    def raster(self, mask: Mask | None, view: View, *, touched: Box | None = None) -> Raster | None:
        """The image, None without a region. touched: where alone it was painted since the last call."""
        if mask is None:
            self._raster = None
        elif (
            self._raster is None
            or view != self._view
            or (touched is None and mask.revision != self._revision)
        ):
            self._raster = Raster(to_painting(_tinted(seen(mask.pixels, view))), view)
        elif touched is not None:
            box = box_around(view.placement, touched).clip(view.size)
            rim = Box(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2).clip(view.size)
            if not rim.empty:
                _put(self._raster.image, rim, _tinted(seen(mask.pixels, view.part(rim))))
        self._view, self._revision = view, mask.revision if mask else -1
        return self._raster


def _filling(warped: WarpedLayer, view: View) -> U8:
    """A warped layer on an otherwise clear canvas."""
    if warped.box == Box(0, 0, *view.size):
        return warped.rgba
    canvas = np.zeros((*view.size[::-1], 4), np.uint8)
    if not warped.box.empty:
        canvas[warped.box.slices] = warped.rgba
    return canvas


def _tinted(mask: U8) -> U8:
    rgba = np.empty((*mask.shape, 4), np.uint8)
    rgba[..., :3] = _ACCENT
    edge = cv2.morphologyEx(mask, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    rgba[..., 3] = np.maximum(
        cv2.convertScaleAbs(mask, alpha=_TINT / 255), cv2.convertScaleAbs(edge, alpha=_EDGE / 255)
    )
    return rgba


def _put(image: QImage, box: Box, rgba: U8) -> None:
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(QPoint(box.left, box.top), to_painting(rgba))
    painter.end()
