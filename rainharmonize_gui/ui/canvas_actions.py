"""What the actions of canvas, tools and objects do, and which of them can be done now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from engine.types import Direction, Method
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Look, Mask
from rainharmonize_gui.document.scene import Change
from rainharmonize_gui.ui import undoing
from rainharmonize_gui.ui.actions import Actions, Handler, Needs
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.compare import Mode
from rainharmonize_gui.ui.tools.paint import BrushTool, EraserTool
from rainharmonize_gui.ui.tools.reference import ReferenceTool

_MODES = {
    "compare.before": Mode.BEFORE,
    "compare.split": Mode.SPLIT,
    "compare.side_by_side": Mode.SIDE_BY_SIDE,
}


def handlers(canvas: Canvas) -> dict[str, Handler]:
    """By the ids of the action table."""
    return {
        **undoing.handlers(canvas),
        **_edit_handlers(canvas),
        **_object_handlers(canvas),
        **_tool_handlers(canvas),
        **_mask_handlers(canvas),
        **_view_handlers(canvas),
    }


def available(canvas: Canvas) -> set[Needs]:
    """What is there, for `Actions.set_available`."""
    scene, layer = canvas.document.scene, canvas.selection.layer
    painting = isinstance(canvas.tool, BrushTool | ReferenceTool)
    found = {
        Needs.PICTURE: scene.background is not None,
        Needs.OBJECT: layer is not None,
        Needs.OBJECTS: bool(scene.layers),
        Needs.MOVABLE: canvas.selection.movable is not None,
        Needs.ORDER: layer is not None and sum(layer.region == each.region for each in scene.layers) > 1,
        Needs.MASK: scene.background is not None and painting,
        Needs.UNDO: undoing.can_undo(canvas),
        Needs.REDO: undoing.can_redo(canvas),
        Needs.REFERENCE: scene.reference is not None,
        Needs.NETWORK: _look(canvas).variant.method is Method.RAINNET,
        Needs.SPLIT: canvas.compare.mode is Mode.SPLIT,
    }
    return {need for need, there in found.items() if there}


def _look(canvas: Canvas) -> Look:
    """Of what changes; of the objects to come where that is nothing."""
    scene, layer = canvas.document.scene, canvas.selection.layer
    if scene.direction is Direction.BACKGROUND:
        return scene.background_look
    return canvas.document.new_look if layer is None else layer.look


class CanvasActions(QObject):
    """Keeps the actions enabled, checked and named as the canvas and the document are."""

    def __init__(self, canvas: Canvas, actions: Actions) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._actions = actions
        self._judged: tuple[Mask | None, bool] = None, True
        canvas.document.observe(self._document_changed)
        canvas.document.history.observe(self.update)
        for signal in (canvas.selection.changed, canvas.tool_changed, canvas.compare.changed):
            signal.connect(self.update)
        self.update()

    @Slot()
    def update(self) -> None:
        there = available(self._canvas)
        self._actions.set_available(there if self._mask_is_original() else there | {Needs.CHANGED_MASK})
        layer, mode = self._canvas.selection.layer, self._canvas.compare.mode
        checked = {action_id: mode is wanted for action_id, wanted in _MODES.items()}
        checked[self._canvas.tool.id] = True
        checked["object.snap"] = self._canvas.snapping
        checked["object.shown"] = layer is not None and layer.visible
        checked["mask.defringe"] = layer is not None and layer.edge.remove_fringe
        for action_id, on in checked.items():
            self._actions[action_id].setChecked(on)
        for action_id, text in undoing.names(self._canvas).items():
            self._actions.rename(action_id, text)

    def _document_changed(self, _change: Change) -> None:
        self.update()

    def _mask_is_original(self) -> bool:
        """Of what is selected; looked at once for each mask, and not before a stroke is done."""
        layer = self._canvas.selection.layer
        mask = None if layer is None else layer.mask
        if mask is not self._judged[0] and self._canvas.document.interaction_under_way is None:
            self._judged = mask, layer is None or layer.mask_is_original
        return self._judged[1]


def _edit_handlers(canvas: Canvas) -> dict[str, Handler]:
    document, selection = canvas.document, canvas.selection

    def duplicate() -> None:
        if selection.layer_id is not None:
            selection.select(document.duplicate(selection.layer_id))

    def delete() -> None:
        if selection.layer_id is not None:
            document.delete(selection.layer_id)

    return {
        "edit.duplicate": duplicate,
        "edit.delete": delete,
    }


def _object_handlers(canvas: Canvas) -> dict[str, Handler]:
    document, selection = canvas.document, canvas.selection

    def flip(*, vertically: bool) -> None:
        if selection.layer_id is not None:
            document.flip(selection.layer_id, vertically=vertically)

    def reset() -> None:
        if layer := selection.layer:
            fitting = layer.fitted(document.scene.size).placement
            document.place(layer.id, fitting, label=Label.RESET_PLACEMENT)

    def reorder(by: int) -> None:
        if selection.layer_id is not None:
            document.reorder(selection.layer_id, document.scene.index(selection.layer_id) + by)

    def show(visible: bool) -> None:  # noqa: FBT001  an action's state
        if selection.layer_id is not None:
            document.set_visible(selection.layer_id, visible=visible)

    def snap(on: bool) -> None:  # noqa: FBT001  an action's state
        canvas.snapping = on

    end = 10**6
    return {
        "object.flip_h": lambda: flip(vertically=False),
        "object.flip_v": lambda: flip(vertically=True),
        "object.reset": reset,
        "object.raise": lambda: reorder(1),
        "object.lower": lambda: reorder(-1),
        "object.front": lambda: reorder(end),
        "object.back": lambda: reorder(-end),
        "object.next": lambda: selection.step(1),
        "object.previous": lambda: selection.step(-1),
        "object.shown": show,
        "object.snap": snap,
    }


def _tool_handlers(canvas: Canvas) -> dict[str, Handler]:
    def swap() -> None:
        canvas.set_tool(BrushTool.id if canvas.tool.id == EraserTool.id else EraserTool.id)

    def reference() -> None:
        if isinstance(canvas.tool, ReferenceTool):
            canvas.tool.switch_mode()
        canvas.set_tool(ReferenceTool.id)

    plain = (
        "tool.move",
        "tool.hand",
        BrushTool.id,
        EraserTool.id,
        "tool.smart",
        "tool.wand",
        "tool.lasso",
        "tool.scissors",
    )
    return {
        **{tool_id: lambda chosen=tool_id: canvas.set_tool(chosen) for tool_id in plain},
        ReferenceTool.id: reference,
        "reference.clear": canvas.document.clear_reference,
        "brush.swap": swap,
        "brush.smaller": lambda: canvas.brush.resize(-1),
        "brush.larger": lambda: canvas.brush.resize(1),
        "brush.softer": lambda: canvas.brush.harden(-1),
        "brush.harder": lambda: canvas.brush.harden(1),
    }


def _mask_handlers(canvas: Canvas) -> dict[str, Handler]:
    document, selection = canvas.document, canvas.selection

    def change(edit: Handler) -> Handler:
        def run() -> None:
            if selection.layer_id is not None:
                edit(selection.layer_id)

        return run

    def defringe(on: bool) -> None:  # noqa: FBT001  an action's state
        if selection.layer_id is not None:
            document.set_remove_fringe(selection.layer_id, on=on)

    return {
        "mask.defringe": defringe,
        "mask.reset_edge": change(document.reset_edge),
        "mask.view": lambda: canvas.set_mask_view(canvas.mask_view.next),
        "mask.invert": change(document.invert_mask),
        "mask.fill": change(document.fill_mask),
        "mask.clear": change(document.clear_mask),
        "mask.reset": change(document.reset_mask),
    }


def _view_handlers(canvas: Canvas) -> dict[str, Handler]:
    navigation, compare = canvas.navigation, canvas.compare

    def switch(mode: Mode) -> Handler:
        def run(on: bool) -> None:  # noqa: FBT001  an action's state
            compare.set_mode(mode, on=on)

        return run

    return {
        "view.zoom_in": lambda: navigation.step(1),
        "view.zoom_out": lambda: navigation.step(-1),
        "view.fit": navigation.fit,
        "view.actual": lambda: navigation.zoom_to(1.0),
        **{action_id: switch(mode) for action_id, mode in _MODES.items()},
        "compare.turn": compare.turn,
    }
