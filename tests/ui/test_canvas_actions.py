"""The actions of canvas, tools and objects: what they do, when they can be done, what is checked."""

from __future__ import annotations

import numpy as np
import pytest
from canvas_examples import canvas_with_object, drag, plain
from mask_tool_examples import click
from PySide6.QtWidgets import QMainWindow

from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.actions import Actions, Needs
from rainharmonize_gui.ui.canvas_actions import CanvasActions, available, handlers
from rainharmonize_gui.ui.compare import Mode
from rainharmonize_gui.ui.mask_view import MaskView


@pytest.fixture
def canvas(qtbot):
    made, _ = canvas_with_object()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(qtbot, canvas):
    window = QMainWindow()
    qtbot.addWidget(window)
    made = Actions(window, ROWS, handlers(canvas))
    CanvasActions(canvas, made)
    yield made
    assert window is not None  # kept until here: the actions are its own


def test_every_tool_can_be_chosen_and_is_checked_then(canvas, actions):
    for tool_id in canvas._tools:
        actions[tool_id].trigger()
        assert canvas.tool.id == tool_id
        assert [name for name in canvas._tools if actions[name].isChecked()] == [tool_id]


def test_choosing_the_reference_tool_again_switches_between_box_and_brush(canvas, actions):
    actions["tool.reference"].trigger()
    first = canvas.tool.mode
    actions["tool.reference"].trigger()
    assert canvas.tool.mode is not first


def test_swap_goes_between_brush_and_eraser(canvas, actions):
    actions["tool.brush"].trigger()
    found = []
    for _ in range(2):
        actions["brush.swap"].trigger()
        found.append(canvas.tool.id)
    assert found == ["tool.eraser", "tool.brush"]


def test_compare_actions_exclude_each_other_and_go_off_again(canvas, actions):
    actions["compare.before"].trigger()
    actions["compare.split"].trigger()
    assert canvas.compare.mode is Mode.SPLIT
    assert not actions["compare.before"].isChecked()
    assert actions["compare.turn"].isEnabled()
    actions["compare.split"].trigger()
    assert canvas.compare.mode is Mode.AFTER
    assert not actions["compare.split"].isChecked()
    assert not actions["compare.turn"].isEnabled()


def test_a_copy_is_selected_and_a_deleted_object_is_not(canvas, actions):
    first = canvas.selection.layer_id
    actions["edit.duplicate"].trigger()
    assert canvas.selection.layer_id not in (first, None)
    actions["edit.delete"].trigger()
    assert [layer.id for layer in canvas.document.scene.layers] == [first]
    assert canvas.selection.layer_id is None
    assert not actions["edit.delete"].isEnabled()


def test_order_and_selection_walk_through_the_objects(canvas, actions):
    first = canvas.selection.layer_id
    second = canvas.document.add_object(plain((20, 20), (1, 2, 3)), name="Cat")
    actions["object.front"].trigger()
    assert canvas.document.scene.index(first) == 1
    actions["object.lower"].trigger()
    assert canvas.document.scene.index(first) == 0
    actions["object.next"].trigger()
    assert canvas.selection.layer_id == second
    actions["object.next"].trigger()
    assert canvas.selection.layer_id == first


def test_a_placement_is_flipped_and_reset(canvas, actions):
    start = canvas.selection.layer.placement
    actions["object.flip_h"].trigger()
    canvas.document.move(canvas.selection.layer_id, 30, 20)
    actions["object.reset"].trigger()
    assert canvas.selection.layer.placement == start


def test_the_mask_actions_work_on_the_selected_object(canvas, actions):
    actions["mask.clear"].trigger()
    assert not canvas.selection.layer.mask.pixels.any()
    actions["mask.invert"].trigger()
    assert canvas.selection.layer.mask.pixels.all()
    actions["mask.view"].trigger()
    assert canvas.mask_view is MaskView.OVERLAY


def test_a_mask_is_reset_to_the_one_the_object_came_with(canvas, actions):
    layer, reset = canvas.selection.layer, actions["mask.reset"]
    came_with = layer.mask.pixels.copy()
    assert not reset.isEnabled()
    canvas.set_tool("tool.eraser")
    drag(canvas, (180, 150), (190, 150), (220, 150))
    assert canvas.selection.layer.mask.pixels.sum() < came_with.sum()
    assert reset.isEnabled()
    steps = canvas.document.history.index
    reset.trigger()

    assert np.array_equal(canvas.selection.layer.mask.pixels, came_with)
    assert canvas.document.history.index == steps + 1
    assert canvas.document.history.undo_label == "Reset mask"
    assert not reset.isEnabled()
    canvas.document.undo()
    assert reset.isEnabled()
    canvas.selection.select(None)
    assert not reset.isEnabled()


def test_a_mask_is_not_looked_at_before_the_stroke_is_done(canvas, actions, monkeypatch):
    looked = []
    monkeypatch.setattr(Layer, "mask_is_original", property(lambda layer: bool(looked.append(layer))))
    canvas.set_tool("tool.eraser")
    drag(canvas, (180, 150), (190, 150), (220, 150))
    assert len(looked) == 1


def test_zoom_actions(canvas, actions):
    found = []
    for name in ("view.actual", "view.zoom_in", "view.zoom_out", "view.zoom_out"):
        actions[name].trigger()
        found.append(round(canvas.navigation.viewport.zoom, 3))
    assert found == [1.0, 1.5, 1.0, 0.667]


def test_undo_and_redo_follow_the_history(canvas, actions):
    assert not actions["edit.undo"].isEnabled()
    canvas.document.nudge(canvas.selection.layer_id, 1, 0)
    actions["edit.undo"].trigger()
    assert not actions["edit.undo"].isEnabled()
    assert actions["edit.redo"].isEnabled()


@pytest.mark.parametrize("tool_id", ["tool.lasso", "tool.scissors"])
def test_undo_takes_back_the_corners_of_an_outline_under_way(canvas, actions, tool_id):
    document = canvas.document
    document.nudge(canvas.selection.layer_id, 1, 0)
    document.flip(canvas.selection.layer_id, vertically=False)
    document.undo()
    scene = document.scene
    actions[tool_id].trigger()
    click(canvas, (60, 60), (120, 60))
    assert actions["edit.undo"].text() == "&Undo"
    assert not actions["edit.redo"].isEnabled()

    actions["edit.undo"].trigger()
    assert len(canvas.tool.points) == 1
    assert document.scene is scene
    actions["edit.undo"].trigger()
    assert not canvas.tool.pending
    assert document.scene is scene
    assert actions["edit.redo"].isEnabled()
    assert actions["edit.undo"].text().startswith("&Undo ")
    actions["edit.undo"].trigger()
    assert document.scene is not scene


def test_an_outline_under_way_can_be_taken_back_where_nothing_else_can(canvas, actions):
    actions["tool.lasso"].trigger()
    click(canvas, (60, 60))
    assert actions["edit.undo"].isEnabled()
    actions["edit.undo"].trigger()
    assert not canvas.tool.pending
    assert not actions["edit.undo"].isEnabled()


def test_nothing_is_redone_while_an_outline_is_under_way(canvas, actions):
    canvas.document.nudge(canvas.selection.layer_id, 1, 0)
    canvas.document.undo()
    scene = canvas.document.scene
    canvas.set_tool("tool.lasso")
    click(canvas, (60, 60))
    handlers(canvas)["edit.redo"]()
    assert canvas.document.scene is scene


@pytest.mark.parametrize(
    ("first", "there", "back"),
    [("edit.delete", (), "edit.undo"), ("edit.duplicate", ("edit.undo",), "edit.redo")],
)
def test_an_object_that_comes_back_is_selected(canvas, actions, first, there, back):
    actions[first].trigger()
    for each in there:
        actions[each].trigger()
    canvas.selection.select(None)
    before = {layer.id for layer in canvas.document.scene.layers}

    actions[back].trigger()
    assert canvas.selection.layer_id == canvas.document.scene.layers[-1].id not in before


def test_undoing_copies_selects_what_was_selected_before_each(canvas, actions):
    selected = [canvas.selection.layer_id]
    for _ in range(3):
        actions["edit.duplicate"].trigger()
        selected.append(canvas.selection.layer_id)
    for _ in range(2):
        while actions["edit.undo"].isEnabled():
            assert canvas.selection.layer_id == selected.pop()
            actions["edit.undo"].trigger()
        assert [canvas.selection.layer_id] == selected
        actions["edit.redo"].trigger()
        selected.append(canvas.selection.layer_id)


def test_undoing_several_copies_at_once_passes_over_those_that_are_gone(canvas, actions):
    original = canvas.selection.layer_id
    actions["edit.duplicate"].trigger()
    actions["edit.duplicate"].trigger()
    canvas.selection.follow(lambda: canvas.document.jump_to(0))
    assert canvas.selection.layer_id == original


def test_undoing_a_copy_selects_nothing_where_nothing_was_selected_before_it(canvas, actions):
    actions["edit.duplicate"].trigger()
    copy = canvas.selection.layer_id
    canvas.selection.select(None)
    canvas.selection.select(copy)
    actions["edit.undo"].trigger()
    assert canvas.selection.layer is None


def test_redoing_a_deletion_selects_nothing_as_deleting_does(canvas, actions):
    actions["edit.duplicate"].trigger()
    actions["edit.delete"].trigger()
    actions["edit.undo"].trigger()
    assert canvas.selection.layer is not None
    actions["edit.redo"].trigger()
    assert canvas.selection.layer is None


def test_undoing_a_move_leaves_the_selection_as_it_is(canvas, actions):
    canvas.document.nudge(canvas.selection.layer_id, 5, 0)
    canvas.selection.select(None)
    actions["edit.undo"].trigger()
    assert canvas.selection.layer is None


def test_what_can_be_done_follows_selection_and_tool(canvas):
    assert {Needs.PICTURE, Needs.OBJECT, Needs.OBJECTS} <= available(canvas)
    assert Needs.MASK not in available(canvas)
    canvas.set_tool("tool.brush")
    assert Needs.MASK in available(canvas)
    canvas.selection.select(None)
    assert Needs.MASK in available(canvas)
    assert not {Needs.OBJECT, Needs.MOVABLE} & available(canvas)


def test_a_hidden_object_is_shown_as_such(canvas, actions):
    actions["object.shown"].trigger()
    assert not canvas.selection.layer.visible
    canvas.document.undo()
    assert actions["object.shown"].isChecked()
