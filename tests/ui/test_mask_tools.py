"""Wand, lasso and smart cut-out under the hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from canvas_examples import canvas_with_object, drag, move, settle, spot
from mask_tool_examples import Gate, canvas_with_ball, click, labels, mask
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.tools import outline, wand
from rainharmonize_gui.ui.wand_page import WandPage

_NONE, _SHIFT, _ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_LEFT = Qt.MouseButton.LeftButton
DISC = (200.0, 150.0)


@pytest.fixture
def canvas(qtbot) -> Iterator[Canvas]:
    yield from canvas_with_ball(qtbot)


def test_a_click_of_the_wand_keeps_what_has_the_colour_and_is_one_step(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)

    assert (mask(canvas) > 127).sum() == pytest.approx(np.pi * 40**2, rel=0.02)
    assert mask(canvas)[80, 100] == 255
    assert mask(canvas)[10, 10] == mask(canvas)[80, 30] == 0
    assert labels(canvas) == (Label.SELECT_MASK,)
    canvas.document.undo()
    assert (mask(canvas) == 255).all()


def test_shift_adds_to_the_mask_and_alt_takes_from_it(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)
    click(canvas, (110, 80), modifiers=_SHIFT)
    assert mask(canvas)[10, 10] == mask(canvas)[80, 100] == 255
    click(canvas, DISC, modifiers=_ALT)
    assert mask(canvas)[10, 10] == 255
    assert mask(canvas)[80, 100] == 0


def test_the_wand_reaches_everywhere_where_it_need_not_hang_together(canvas: Canvas) -> None:
    canvas.wand.set_contiguous(on=False)
    canvas.set_tool("tool.wand")
    click(canvas, DISC)

    assert mask(canvas)[10, 10] == mask(canvas)[80, 100] == 255


def test_a_great_tolerance_takes_all(canvas: Canvas) -> None:
    canvas.wand.set_tolerance(1000)
    canvas.set_tool("tool.wand")
    click(canvas, DISC)

    assert canvas.wand.tolerance == 255
    assert (mask(canvas) == 255).all()


def test_the_options_of_the_wand_follow_its_settings_and_change_them(qtbot, canvas: Canvas) -> None:
    page = WandPage(canvas.wand)
    qtbot.addWidget(page)
    canvas.wand.set_tolerance(50)
    assert page.tolerance.number.value() == 50
    page.tolerance.number.setValue(60)
    page.contiguous.click()
    assert (canvas.wand.tolerance, canvas.wand.contiguous) == (60, False)
    page.tolerance.reset_requested.emit()
    assert page.tolerance.slider.value() == 32


def test_a_click_beside_the_object_does_nothing(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, (50, 50))

    assert not labels(canvas)


@pytest.mark.parametrize("tool", ["tool.wand", "tool.lasso", "tool.scissors", "tool.smart"])
def test_of_a_hidden_object_nothing_is_selected_unseen(canvas: Canvas, tool: str) -> None:
    canvas.document.set_visible(canvas.selection.layer_id, visible=False)
    canvas.set_tool(tool)
    before = mask(canvas)
    move(canvas, spot(canvas, (200, 150)))
    assert canvas.cursor().shape() == Qt.CursorShape.ForbiddenCursor
    assert canvas.tool.hint == "“Ball” is hidden: show it to work on its mask"
    click(canvas, (200, 150))
    drag(canvas, (130, 90), (250, 90), (250, 200), (130, 200))

    assert mask(canvas) is before
    assert not canvas.tool.pending


def test_an_outline_waits_while_its_object_is_hidden(canvas: Canvas) -> None:
    layer_id = canvas.selection.layer_id
    canvas.set_tool("tool.lasso")
    click(canvas, (150, 100), (250, 100), (250, 200))
    canvas.document.set_visible(layer_id, visible=False)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    canvas.document.set_visible(layer_id, visible=True)
    assert mask(canvas).all()

    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert not mask(canvas).all()


def test_a_free_lasso_closes_where_it_is_let_go(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    drag(canvas, (120, 90), (160, 90), (160, 130), (120, 130))

    assert mask(canvas)[40, 40] == 255
    assert mask(canvas)[40, 70] == 0
    assert (mask(canvas) > 127).sum() == pytest.approx(40 * 40, rel=0.05)
    assert labels(canvas) == (Label.SELECT_MASK,)


def test_clicks_make_a_polygon_that_return_closes(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    click(canvas, (120, 90), (160, 90), (160, 130), (120, 130))
    assert canvas.tool.pending
    assert not labels(canvas)
    canvas.grab()
    QTest.keyClick(canvas, Qt.Key.Key_Return)

    assert not canvas.tool.pending
    assert (mask(canvas) > 127).sum() == pytest.approx(40 * 40, rel=0.05)


def test_a_double_click_closes_a_polygon(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    click(canvas, (120, 90), (160, 90), (160, 130))
    at = spot(canvas, (120, 130))
    QTest.mouseClick(canvas, _LEFT, _NONE, at)
    QTest.mouseDClick(canvas, _LEFT, _NONE, at)

    assert not canvas.tool.pending
    assert (mask(canvas) > 127).sum() == pytest.approx(40 * 40, rel=0.05)


def test_a_click_on_the_start_closes_a_polygon(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    click(canvas, (120, 90), (160, 90), (160, 130), (121, 91))

    assert (mask(canvas) > 127).sum() == pytest.approx(40 * 40 / 2, rel=0.08)


def test_the_first_click_of_a_polygon_says_whether_it_adds_or_takes_away(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    click(canvas, (120, 90), modifiers=_ALT)
    click(canvas, (160, 90), (160, 130))
    QTest.keyClick(canvas, Qt.Key.Key_Return)

    assert (mask(canvas) < 127).sum() == pytest.approx(40 * 40 / 2, rel=0.08)


def test_backspace_takes_back_a_corner_and_escape_all_of_them(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    click(canvas, (120, 90), (160, 90), (160, 130), (300, 200))
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert len(canvas.tool.points) == 3
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.tool.pending
    assert not labels(canvas)


def test_another_tool_or_object_forgets_an_outline(canvas: Canvas) -> None:
    lasso = canvas.tool
    for change in (lambda: canvas.set_tool("tool.brush"), lambda: canvas.selection.select(None)):
        canvas.set_tool("tool.lasso")
        lasso = canvas.tool
        click(canvas, (120, 90), (160, 90))
        change()
        assert not lasso.pending


def test_escape_takes_back_a_free_line_under_way(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    drag(canvas, (120, 90), (160, 90), (160, 130), release=False)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)

    assert not canvas.tool.pending
    assert not labels(canvas)


def test_an_outline_follows_a_turned_and_enlarged_object(canvas: Canvas) -> None:
    layer_id = canvas.selection.layer_id
    canvas.document.rotate(layer_id, 90)
    canvas.document.scale(layer_id, 0.5)
    canvas.set_tool("tool.lasso")
    points = canvas.selection.layer.placement.map([(20, 20), (180, 20), (180, 60), (20, 60)]).tolist()
    drag(canvas, *(tuple(point) for point in points))

    assert mask(canvas)[40, 100] == 255
    assert mask(canvas)[100, 100] == 0


@pytest.mark.parametrize(("tool", "module", "work"), [("wand", wand, "wand"), ("lasso", outline, "polygon")])
def test_what_is_selected_is_found_on_a_thread(canvas: Canvas, monkeypatch, tool, module, work) -> None:
    gate = Gate(getattr(module, work))
    gate.open()
    monkeypatch.setattr(module, work, gate)
    canvas.set_tool(f"tool.{tool}")
    click(canvas, (120, 90), (160, 90), (160, 130))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    settle(canvas)
    assert labels(canvas)
    assert threading.main_thread() not in gate.came


def finished(canvas: Canvas):
    def check() -> None:
        assert not canvas.mask_jobs.busy

    return check


def test_a_box_cuts_out_what_stands_out_in_it_on_a_thread(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    assert canvas.mask_jobs.busy
    assert canvas.tool.hint == "Cutting out…"
    assert not labels(canvas)
    qtbot.waitUntil(finished(canvas))

    assert (mask(canvas) > 127).sum() == pytest.approx(np.pi * 40**2, rel=0.05)
    assert labels(canvas) == (Label.SMART_MASK,)
    canvas.document.undo()
    assert (mask(canvas) == 255).all()


def test_strokes_refine_and_undo_takes_a_stroke_back(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    qtbot.waitUntil(finished(canvas))
    drag(canvas, (155, 105), (158, 108), (160, 105))
    canvas.grab()
    qtbot.waitUntil(finished(canvas))
    assert mask(canvas)[36, 58] > 127
    canvas.document.undo()
    drag(canvas, (180, 150), (200, 150), (220, 150), modifiers=_ALT)
    qtbot.waitUntil(finished(canvas))

    assert mask(canvas)[36, 58] < 127
    assert mask(canvas)[80, 100] < 127
    assert labels(canvas) == (Label.SMART_MASK, Label.SMART_MASK)


def test_a_click_refines_as_a_stroke_does(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    qtbot.waitUntil(finished(canvas))
    click(canvas, (157, 106))
    qtbot.waitUntil(finished(canvas))

    assert mask(canvas)[36, 57] > 127


def test_backspace_takes_back_strokes_but_not_the_box(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    qtbot.waitUntil(finished(canvas))
    drag(canvas, (155, 105), (158, 108), (160, 105))
    qtbot.waitUntil(finished(canvas))
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert mask(canvas)[36, 58] < 127
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert canvas.document.history.undo_label is Label.SMART_MASK


@pytest.mark.parametrize(("modifiers", "spot_stays", "disc_stays"), [(_SHIFT, 255, 255), (_ALT, 255, 0)])
def test_a_box_adds_with_shift_and_takes_away_with_alt(
    qtbot, canvas: Canvas, modifiers: Qt.KeyboardModifier, spot_stays: int, disc_stays: int
) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, (110, 80))  # the spot
    click(canvas, (170, 150), modifiers=_SHIFT)  # and the disc
    if modifiers is _SHIFT:
        canvas.document.undo()
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200), modifiers=modifiers)
    qtbot.waitUntil(finished(canvas))

    assert (mask(canvas)[10, 10], mask(canvas)[80, 100]) == (spot_stays, disc_stays)


def test_a_box_around_everything_is_explained(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    with qtbot.waitSignal(canvas.mask_jobs.failed) as said:
        drag(canvas, (90, 60), (200, 150), (310, 240))

    assert "some of the picture left outside" in said.args[0]
    assert not labels(canvas)


def test_return_ends_the_strokes(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    qtbot.waitUntil(finished(canvas))
    QTest.keyClick(canvas, Qt.Key.Key_Return)

    assert not canvas.tool.pending
    assert canvas.tool.hint.startswith("Drag a box around what to keep")


def test_a_cut_out_never_lands_on_an_object_of_another_document(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    other, layer_id = canvas_with_object()
    qtbot.addWidget(other)
    assert layer_id == canvas.selection.layer_id
    canvas.document.replace_scene(other.document.scene)
    qtbot.waitUntil(finished(canvas))

    assert (canvas.document.scene.layer(layer_id).mask.pixels == 255).all()


def test_a_cut_out_that_comes_during_a_drag_waits_for_its_end(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (150, 100), (200, 150), (250, 200))
    canvas.set_tool("tool.move")
    drag(canvas, (200, 150), (220, 150), (230, 150), release=False)
    qtbot.waitUntil(lambda: not canvas.mask_jobs.tasks.busy)
    assert canvas.mask_jobs.busy
    assert not labels(canvas)
    QTest.mouseRelease(canvas, _LEFT, _NONE, spot(canvas, (230, 150)))
    qtbot.waitUntil(finished(canvas))

    assert labels(canvas) == (Label.MOVE, Label.SMART_MASK)
