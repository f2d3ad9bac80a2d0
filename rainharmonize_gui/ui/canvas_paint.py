"""Puts the canvas's drawing together: picture, masks, marks, labels, pane by pane."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter

from engine.placement import Box, Placement
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.scene import Change, ChangeKind, Target
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui import items
from rainharmonize_gui.ui.compare import Compare, Mode, Pane, Side
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.late_raster import LateRaster
from rainharmonize_gui.ui.mask_view import MaskSight, MaskView, Reduced, ReferenceSight
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.surface import Raster, Surface
from rainharmonize_gui.ui.tools.base import Pointer, Tool
from rainharmonize_gui.ui.tools.paint import BrushTool
from rainharmonize_gui.ui.tools.reference import ReferenceTool
from rainharmonize_gui.ui.viewport import Viewport

_WITHIN = Qt.ClipOperation.IntersectClip


@dataclass(frozen=True, slots=True)
class Moment:
    """What the canvas shows just now. ratio: device pixels per logical pixel.

    masks_view: what mask images are made for; it follows `viewport` a little later, so that zooming stays
    smooth. hover: the pointer, in the pane number `hover_pane`.
    """

    viewport: Viewport
    ratio: float
    tool: Tool
    mask_view: MaskView
    masks_view: View | None
    hover: Pointer | None = None
    hover_pane: int = 0

    @property
    def to_screen(self) -> Placement:
        """From picture to logical pixels of a pane."""
        return self.viewport.placement.then(Placement.scaling(1 / self.ratio))


class CanvasPainter(QObject):
    """Owns the images that are drawn."""

    changed = Signal()
    """An image of a mask is there that was waited for."""

    def __init__(
        self, document: Document, selection: Selection, compare: Compare, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.surface = Surface()
        self.surface.set_background(document.scene.background)
        self._document = document
        self._selection = selection
        self._compare = compare
        self._masks, self._reference = LateRaster("mask view", self), LateRaster("reference view", self)
        self._reduced = Reduced()
        self._touched: dict[Target, Box | None] = {}
        for late in (self._masks, self._reference):
            late.changed.connect(self.changed)

    @property
    def busy(self) -> bool:
        """Whether an image of a mask is waited for."""
        return self._masks.busy or self._reference.busy

    def stop(self) -> None:
        """End the threads; no mask is drawn any more."""
        self._masks.stop()
        self._reference.stop()

    def observe(self, change: Change) -> None:
        """Take note of what has to be drawn again."""
        if change.kind is ChangeKind.BACKGROUND:
            self.surface.set_background(self._document.scene.background)
        elif change.kind is ChangeKind.MASK:
            known = self._touched.get(change.target, Box(0, 0, 0, 0))
            if known is not None:
                known = None if change.box is None else known.united(change.box)
            self._touched[change.target] = known

    def paint(self, painter: QPainter, moment: Moment, panes: tuple[Pane, ...]) -> None:
        """painter: in logical pixels of the canvas."""
        for index, pane in enumerate(panes):
            painter.save()
            painter.scale(1 / moment.ratio, 1 / moment.ratio)
            painter.translate(pane.left, 0)
            painter.setClipRect(QRect(0, 0, *pane.size), _WITHIN)
            self._paint_pane(painter, moment, pane)
            painter.scale(moment.ratio, moment.ratio)
            self._paint_marks(painter, moment, pane, hovered=index == moment.hover_pane)
            painter.restore()

    def _paint_pane(self, painter: QPainter, moment: Moment, pane: Pane) -> None:
        """In device pixels of the pane."""
        visible = moment.viewport.visible
        shares = ((visible, pane.side),) if pane.side else self._compare.halves(visible)
        for box, side in shares:
            if box.empty:
                continue
            painter.save()
            painter.setClipRect(_rect(box), _WITHIN)
            self.surface.draw(painter, moment.viewport, side)
            if side is Side.AFTER:
                self._paint_masks(painter, moment, box)
            painter.restore()

    def _paint_masks(self, painter: QPainter, moment: Moment, box: Box) -> None:
        """What they lie on changes with them: another kind of view shows when its image is there."""
        sight = self._mask_sight(moment)
        touched = None if sight is None else self._touched.pop(sight.layer.id, None)
        mask = self._masks.raster(sight, touched=touched)
        kind = moment.mask_view if sight is None else self._kind_shown()
        if kind is MaskView.CHECKERBOARD:
            painter.setBrushOrigin(*moment.viewport.corner)
            painter.fillRect(_rect(box), items.checkerboard(moment.ratio))
        elif kind is MaskView.BLACK_AND_WHITE:
            painter.fillRect(_rect(box), QColor("black"))
        for raster in (mask, self._reference_raster(moment)):
            if raster is not None:
                raster.draw(painter, moment.viewport)

    def _kind_shown(self) -> MaskView:
        sight = self._masks.sight
        return sight.kind if isinstance(sight, MaskSight) else MaskView.PICTURE

    def _mask_sight(self, moment: Moment) -> MaskSight | None:
        layer, view = self._selection.layer, moment.masks_view
        if layer is None or view is None:
            return None
        if moment.mask_view is MaskView.PICTURE and not layer.region:
            return None  # its frame says where it is
        return MaskSight(layer, view, moment.mask_view, self._reduced)

    def _reference_raster(self, moment: Moment) -> Raster | None:
        view, mask = moment.masks_view, self._document.scene.reference
        if view is None or mask is None or not isinstance(moment.tool, ReferenceTool):
            return self._reference.raster(None)
        return self._reference.raster(ReferenceSight(mask, view), touched=self._touched.pop(None, None))

    def _paint_marks(self, painter: QPainter, moment: Moment, pane: Pane, *, hovered: bool) -> None:
        """In logical pixels of the pane."""
        to_screen, ratio = moment.to_screen, moment.ratio
        if not self._compare.held:  # a glance at the picture alone
            moment.tool.paint(painter, to_screen, moment.hover)
        shows_pointer = isinstance(moment.tool, BrushTool)
        if moment.hover is not None and not hovered and not shows_pointer:
            items.paint_cross(painter, QPointF(*to_screen.map(moment.hover.at).tolist()), arm=8.0)
        area = _logical(Box(0, 0, *pane.size), ratio)
        before, after = translate("Canvas", "Before"), translate("Canvas", "After")
        if pane.side is None:
            visible = moment.viewport.visible
            (one, _), (other, _) = self._compare.halves(visible)
            items.paint_label(painter, before, _logical(one, ratio))
            corner = items.Corner.TOP_RIGHT if self._compare.upright else items.Corner.TOP_LEFT
            items.paint_label(painter, after, _logical(other, ratio), corner=corner)
            items.paint_split_line(painter, *self._split_ends(visible, ratio), focused=self._compare.focused)
        elif pane.side is Side.BEFORE:
            items.paint_label(painter, before, area)
        elif self._compare.mode is Mode.SIDE_BY_SIDE:
            items.paint_label(painter, after, area)
        if moment.tool.hint and hovered:
            items.paint_label(painter, moment.tool.hint, area, corner=items.Corner.FOOT)

    def _split_ends(self, visible: Box, ratio: float) -> tuple[QPointF, QPointF]:
        at = self._compare.line(visible) / ratio
        if self._compare.upright:
            return QPointF(at, visible.top / ratio), QPointF(at, visible.bottom / ratio)
        return QPointF(visible.left / ratio, at), QPointF(visible.right / ratio, at)


def _rect(box: Box) -> QRect:
    return QRect(box.left, box.top, box.width, box.height)


def _logical(box: Box, ratio: float) -> QRectF:
    return QRectF(box.left / ratio, box.top / ratio, box.width / ratio, box.height / ratio)
