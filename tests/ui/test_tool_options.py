"""The bar of tool options: what it shows for which tool, and that its controls and the keys agree."""

from __future__ import annotations

import pytest
from canvas_examples import canvas_with_object
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget

from rainharmonize_gui.ui.action_table import ROWS
from rainharmonize_gui.ui.actions import Actions
from rainharmonize_gui.ui.canvas_actions import CanvasActions, handlers
from rainharmonize_gui.ui.tool_options import ToolOptions
from rainharmonize_gui.ui.tools.reference import ReferenceMode


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


@pytest.fixture
def options(qtbot, canvas, actions):
    bar = ToolOptions(canvas, actions)
    qtbot.addWidget(bar)
    bar.resize(900, 34)
    bar.show()
    return bar


def test_only_what_belongs_to_the_tool_in_hand_is_shown(canvas, options):
    found = {}
    for tool_id in ("tool.move", "tool.brush", "tool.eraser", "tool.hand", "tool.reference"):
        canvas.set_tool(tool_id)
        found[tool_id] = options.brush.isVisible(), options.reference.isVisible()
    paints = {"tool.brush", "tool.eraser"}
    assert found == {tool_id: (tool_id in paints, tool_id == "tool.reference") for tool_id in found}


def test_the_old_tools_page_goes_before_the_new_one_comes(canvas, options, monkeypatch):
    page, seen = QWidget(), []
    options.add_page("tool.move", page)
    assert page.isVisible()
    monkeypatch.setattr(options.brush, "showEvent", lambda _event: seen.append(page.isVisible()))
    canvas.set_tool("tool.brush")
    assert seen == [False]


def test_the_bar_names_the_tool_and_says_how_it_is_used(canvas, options):
    canvas.set_tool("tool.eraser")
    assert options.title.text() == "Eraser"
    assert "Shift+click" in options.hint.text()


def test_a_hint_that_does_not_fit_ends_in_an_ellipsis(canvas, options):
    hint = options.hint
    hint.resize(hint.fontMetrics().horizontalAdvance(hint.text()) + 1, hint.height())
    assert hint.shown == hint.text()
    hint.resize(hint.width() // 2, hint.height())
    assert hint.shown.endswith("…")
    assert hint.toolTip() == hint.text()


def test_size_and_hardness_follow_the_keys_and_set_the_brush(canvas, actions, options):
    canvas.set_tool("tool.brush")
    actions["brush.larger"].trigger()
    assert options.brush.size_number.value() == canvas.brush.brush.size
    options.brush.size_number.setValue(240)
    assert canvas.brush.brush.size == 240
    options.brush.size_slider.setValue(options.brush.size_slider.maximum())
    assert options.brush.size_number.value() == canvas.brush.brush.size == 4000
    options.brush.hardness.slider.setValue(35)
    assert canvas.brush.brush.hardness == 0.35


def test_a_double_click_on_a_slider_gives_the_usual_brush(canvas, options):
    usual = canvas.brush.brush
    canvas.brush.set_size(900)
    canvas.brush.set_hardness(0.1)
    options.brush.size_slider.reset_requested.emit()
    options.brush.hardness.reset_requested.emit()
    assert canvas.brush.brush == usual


def test_the_reference_region_is_boxed_or_painted_by_button_or_key(canvas, actions, options):
    actions["tool.reference"].trigger()
    options.reference.buttons[ReferenceMode.PAINT].click()
    assert canvas.tool.mode is ReferenceMode.PAINT
    assert options.brush.isVisible()
    options.reference.buttons[ReferenceMode.PAINT].click()
    assert canvas.tool.mode is ReferenceMode.PAINT
    actions["tool.reference"].trigger()
    assert options.reference.buttons[ReferenceMode.BOX].isChecked()
    assert not options.brush.isVisible()


def test_the_split_line_can_be_turned_while_it_is_there(actions, options):
    assert not options.turn.isVisible()
    actions["compare.split"].trigger()
    assert options.turn.isVisible()


def test_another_tool_brings_its_own_page(canvas, options):
    page = QLabel("Tolerance")
    options.add_page("tool.hand", page)
    assert not page.isVisible()
    canvas.set_tool("tool.hand")
    assert page.isVisible()
