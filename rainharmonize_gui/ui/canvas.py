"""The canvas: shows the picture at any zoom, and turns what hands do on it into gestures of tools.

A plain widget, not a QGraphicsView: there is one picture and a handful of marks, drawn on whole device pixels
from frames rendered for just this view. Items, a scene and its float transforms would only stand in between.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from engine.placement import Point
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.scene import Change, ChangeKind
from rainharmonize_gui.document.view import View
from rainharmonize_gui.ui import canvas_keys, items, zooming
from rainharmonize_gui.ui.busy import Busy
from rainharmonize_gui.ui.canvas_paint import CanvasPainter, Moment
from rainharmonize_gui.ui.compare import Compare
from rainharmonize_gui.ui.drops import DropTarget
from rainharmonize_gui.ui.frames import Frame, Live
from rainharmonize_gui.ui.hands import Hands
from rainharmonize_gui.ui.i18n import translate
from rainharmonize_gui.ui.mask_jobs import MaskJobs
from rainharmonize_gui.ui.mask_view import MaskView
from rainharmonize_gui.ui.navigation import Navigation
from rainharmonize_gui.ui.panes import Panes
from rainharmonize_gui.ui.selection import Selection
from rainharmonize_gui.ui.split_button import SplitButton
from rainharmonize_gui.ui.theme import theme
from rainharmonize_gui.ui.tools.base import Tool
from rainharmonize_gui.ui.tools.paint import BrushSettings
from rainharmonize_gui.ui.tools.toolbox import toolbox
from rainharmonize_gui.ui.tools.wand import WandSettings

_SETTLED_MS = 40
"""After the last zoom or pan, masks are drawn for the new view; until then they are stretched."""


class Canvas(QWidget):
    """Everything a mouse, a stylus or the keyboard does to the picture.

    Tools see it as their `Stage`. Files that are dropped are asked for by signal; the window opens them.
    """

    drop_requested = Signal(list, object)
    """`mime.Item`s, and the point (x, y) of the picture they were dropped on."""
    view_changed = Signal()  # zoom or part of the picture
    said = Signal(str)  # a sentence of a tool, in passing
    tool_changed = Signal()  # another, or it begins or ends an outline
    mask_view_changed = Signal()

    def __init__(
        self, document: Document, selection: Selection, live: Live, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.selection = selection
        self.snapping = True
        self.compare = Compare(self)
        self.brush = BrushSettings(self)
        self.wand = WandSettings(self)
        self.mask_jobs = MaskJobs(document, self)
        self.navigation = Navigation(self)
        self.panes = Panes(self, self.compare, self.navigation)
        self._live = live
        self._painter = CanvasPainter(document, selection, self.compare, self)
        self._busy = Busy(self)
        self._tools = toolbox(self, self.brush, self.wand, self.mask_jobs)
        self._tool = next(iter(self._tools.values()))
        self._mask_view = MaskView.PICTURE
        self._masks_view: View | None = None
        self._asked: View | None = None
        self.hands = Hands(self)
        self._drops = DropTarget(self)
        self._set_up()
        self._connect()

    # What the window uses

    @property
    def tool(self) -> Tool:
        return self._tool

    def set_tool(self, tool_id: str) -> None:
        """Choose by the id of its action. Raises KeyError for an unknown one."""
        tool = self._tools[tool_id]
        if tool is not self._tool:
            self.hands.cancel()
            self._tool.leave()
            self._tool = tool
            self.refresh()
            self.tool_changed.emit()

    @property
    def mask_view(self) -> MaskView:
        return self._mask_view

    def set_mask_view(self, kind: MaskView) -> None:
        self._mask_view = kind
        self.update()
        self.mask_view_changed.emit()

    @property
    def zoom(self) -> float:
        """Logical pixels per picture pixel; `navigation.viewport.zoom` counts device pixels (1.0 = 100 %)."""
        return self.navigation.viewport.zoom / self.devicePixelRatioF()

    @property
    def visible_middle(self) -> Point:
        """The picture's point in the middle of what is seen of it: where a paste goes."""
        return self.navigation.viewport.middle

    def map_from_image(self, point: Point, *, pane: int = 0) -> QPointF:
        """From picture pixels to logical pixels of the canvas."""
        return self.panes.from_picture(point, pane)

    def map_to_image(self, position: QPointF) -> Point:
        """From logical pixels of the canvas to picture pixels."""
        return self.panes.to_picture(self.panes.inside(position, self.panes.at(position)))

    @property
    def working(self) -> bool:
        """Whether a mask is being found or drawn."""
        return self.mask_jobs.busy or self._painter.busy

    def stop(self) -> None:
        """End the threads for masks; call before the canvas goes."""
        self.mask_jobs.stop()
        self._painter.stop()

    # What tools use, beside the document and the selection

    def pan(self, dx: float, dy: float) -> None:
        ratio = self.devicePixelRatioF()
        self.navigation.pan(dx * ratio, dy * ratio)

    @Slot()
    def refresh(self) -> None:
        """Draw the marks again, and ask the tool for its cursor."""
        self.update()
        self.hands.update_cursor()

    # Set-up and news from elsewhere

    def _set_up(self) -> None:
        self.setObjectName("canvas")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(translate("Canvas", "Picture"))
        self.setAccessibleDescription(
            translate("Canvas", "Arrow keys move the selected object, or the view where none is selected.")
        )
        self._split_button = SplitButton(self.compare, self)
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._settled.timeout.connect(self._view_settled)

    def _connect(self) -> None:
        self.document.observe(self._document_changed)
        self.selection.changed.connect(self._selection_changed)
        self.mask_jobs.tasks.changed.connect(self._mask_jobs_changed)
        self.brush.changed.connect(self.refresh)
        self.compare.changed.connect(self._compare_changed)
        self.navigation.changed.connect(self._navigated)
        self._busy.changed.connect(self._busy_changed)
        self._live.frame_ready.connect(self._frame_arrived)
        self._painter.changed.connect(self.update)
        theme().changed.connect(self.update)
        self._background_changed()

    def _document_changed(self, change: Change) -> None:
        self._painter.observe(change)
        if change.kind is ChangeKind.BACKGROUND:
            self._background_changed()
        self._note_staleness()
        self.refresh()

    def _background_changed(self) -> None:
        if self._tool.pending:  # an outline on the photo that is gone
            self._tool.leave()
        self.navigation.set_picture(self.document.scene.size)
        self._navigated()

    @Slot()
    def _selection_changed(self) -> None:
        self.compare.set_focused(on=False)
        if self._tool.pending:
            self._tool.leave()
        self.refresh()

    @Slot()
    def _mask_jobs_changed(self) -> None:
        self._note_staleness()
        self.refresh()

    @Slot(object)
    def _frame_arrived(self, frame: Frame) -> None:
        self._painter.surface.set_frame(frame)
        self._note_staleness()
        self.update()

    @Slot()
    def _compare_changed(self) -> None:
        self.panes.resize()
        self._place_split_button()
        self.refresh()

    @Slot()
    def _navigated(self) -> None:
        view = self.navigation.viewport.view()
        if view != self._asked:
            self._asked = view
            self._live.set_view(view)
            self._settled.start()
            self._note_staleness()
        self._place_split_button()
        self.refresh()
        self.view_changed.emit()

    @Slot()
    def _view_settled(self) -> None:
        self._masks_view = self._asked
        self.update()

    @Slot()
    def _busy_changed(self) -> None:
        self.update(items.busy_rect(self.width(), self.height()).toAlignedRect())

    def _note_staleness(self) -> None:
        frame = self._painter.surface.frame
        fresh = frame is not None and frame.view == self._asked and frame.scene is self.document.scene
        self._busy.set_stale(stale=(self._asked is not None and not fresh) or self.working)

    def _place_split_button(self) -> None:
        self._split_button.place(self.navigation.viewport.visible, self.devicePixelRatioF())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(theme().colors.canvas))
        if not self.navigation.viewport.empty:
            self._painter.paint(painter, self._moment(), self.panes.all)
        if self._busy.shown:
            rect = items.busy_rect(self.width(), self.height())
            items.paint_busy(painter, rect, turn=self._busy.turn)
        if self._drops.position is not None:
            items.paint_drop_target(painter, QRectF(self.rect()), self._drops.position)
        painter.end()
        self._note_staleness()

    def _moment(self) -> Moment:
        return Moment(
            viewport=self.navigation.viewport,
            ratio=self.devicePixelRatioF(),
            tool=self._tool,
            mask_view=self._mask_view,
            masks_view=self._masks_view,
            hover=self.hands.pointer,
            hover_pane=self.hands.pane,
        )

    def sizeHint(self) -> QSize:
        return QSize(900, 640)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.panes.resize()

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hands.double_click(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        event.setAccepted(self.hands.stylus(event))

    def leaveEvent(self, _event: QEvent) -> None:
        self.hands.leave()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.setFocus()  # so that Tab, Space and the arrows work from the first moment

    def hideEvent(self, event: QHideEvent) -> None:
        self.hands.cancel()
        super().hideEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        zooming.wheel(self, event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and canvas_keys.overrides(self, self.hands, event):
            event.accept()
            return True
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.panes.resize()
        return zooming.pinch(self, event) or super().event(event)

    def zoom_at(self, position: QPointF, factor: float) -> None:
        """Zoom so that what is under a position of the canvas stays there."""
        ratio = self.devicePixelRatioF()
        x, y = self.panes.inside(position, self.panes.at(position))
        self.navigation.zoom_by(factor, at=(x * ratio, y * ratio))

    # Keyboard

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: FBT001  Qt's
        """Tab is *before*; Shift+Tab leaves the canvas."""
        return False if forwards else super().focusNextPrevChild(forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not canvas_keys.pressed(self, self.hands, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not canvas_keys.released(self, self.hands, event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.compare.hold(on=False)
        self.hands.hold_hand(on=False)
        super().focusOutEvent(event)
