"""Regions of the photo, made with the tools for masks where nothing is selected."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from canvas_examples import canvas_with_object, drag, empty_canvas, move, settle, shown, spot
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from engine.images import Picture
from engine.placement import Placement
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Layer
from rainharmonize_gui.document.scene import Scene
from rainharmonize_gui.ui.actions import Needs
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.canvas_actions import available
from rainharmonize_gui.ui.panels.object_model import ObjectModel, Role

_NONE, _SHIFT, _ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_LEFT = Qt.MouseButton.LeftButton
DISC, CORNER = (200.0, 150.0), (20.0, 20.0)


@pytest.fixture
def canvas(qtbot) -> Iterator[Canvas]:
    """A blue photo of 400×300 with a red disc of radius 60 in its middle and a red corner; nothing on it."""
    made = empty_canvas()
    qtbot.addWidget(made)
    rgb = np.empty((300, 400, 3), np.uint8)
    rgb[...] = (30, 60, 160)
    rows, columns = np.ogrid[:300, :400]
    rgb[(columns + 0.5 - 200) ** 2 + (rows + 0.5 - 150) ** 2 < 60**2] = (200, 40, 30)
    rgb[:40, :40] = (200, 40, 30)
    made.document.open_background(Picture(rgb))
    made.document.replace_scene(made.document.scene)
    made.show()
    yield made
    made.stop()


def region(canvas: Canvas) -> Layer:
    """The only one, selected, when all is found that was clicked for."""
    settle(canvas)
    (layer,) = canvas.document.scene.layers
    assert layer.region
    assert canvas.selection.layer_id == layer.id
    return layer


def click(canvas: Canvas, *points: tuple[float, float], modifiers=_NONE) -> None:
    for point in points:
        QTest.mouseClick(canvas, _LEFT, modifiers, spot(canvas, point))


def is_the_disc(mask: np.ndarray) -> bool:
    disc = np.hypot(*np.ogrid[-149.5:150.5, -199.5:200.5]) < 60
    return bool(((mask > 127) & disc).sum() > 0.9 * ((mask > 127) | disc).sum())


def test_a_stroke_makes_a_region_and_the_next_goes_on_with_it(canvas: Canvas) -> None:
    canvas.set_tool("tool.brush")
    canvas.brush.set_size(20)
    assert "region of the photo" in canvas.tool.hint
    move(canvas, spot(canvas, (100, 100)))
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor
    drag(canvas, (100, 100), (140, 100))
    first = region(canvas)
    assert canvas.tool.hint == ""
    assert first.mask.pixels[100, 120] == 255
    assert first.name == "Region"
    drag(canvas, (100, 200), (140, 200))
    assert region(canvas).mask.pixels[200, 120] == region(canvas).mask.pixels[100, 120] == 255
    assert canvas.document.history.labels == (Label.REGION, Label.PAINT_MASK)
    canvas.document.undo()
    assert region(canvas).mask.pixels[200, 120] == 0
    canvas.document.undo()
    assert not canvas.document.scene.layers
    assert canvas.selection.layer_id is None
    canvas.document.redo()
    assert canvas.document.scene.layers[0].mask.pixels[100, 120] == 255


def test_escape_takes_a_stroke_and_its_region_back(canvas: Canvas) -> None:
    canvas.set_tool("tool.brush")
    drag(canvas, (100, 100), (140, 100), release=False)
    assert region(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.document.scene.layers
    assert not canvas.document.history.labels


def test_a_stroke_beside_the_photo_makes_no_region(canvas: Canvas) -> None:
    canvas.brush.set_size(4)
    canvas.set_tool("tool.brush")
    drag(canvas, (-30, 10), (-20, 40))
    assert not canvas.document.scene.layers
    assert not canvas.document.history.labels


def test_the_wand_makes_a_region_shift_adds_and_alt_takes_away(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC, modifiers=_ALT)
    settle(canvas)
    assert not canvas.document.scene.layers
    click(canvas, DISC)
    assert is_the_disc(region(canvas).mask.pixels)
    click(canvas, CORNER, modifiers=_SHIFT)
    assert region(canvas).mask.pixels[20, 20] == region(canvas).mask.pixels[150, 200] == 255
    click(canvas, DISC, modifiers=_ALT)
    assert (region(canvas).mask.pixels[20, 20], region(canvas).mask.pixels[150, 200]) == (255, 0)
    assert canvas.document.history.labels == (Label.REGION, Label.SELECT_MASK, Label.SELECT_MASK)


def test_clicks_that_come_before_the_region_is_there_are_for_the_same(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)
    click(canvas, CORNER, modifiers=_SHIFT)
    assert not canvas.document.scene.layers
    assert region(canvas).mask.pixels[20, 20] == region(canvas).mask.pixels[150, 200] == 255
    assert canvas.document.history.labels == (Label.REGION, Label.SELECT_MASK)


def test_an_outline_begun_before_the_region_is_there_goes_on(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    drag(canvas, (100, 100), (300, 100), (300, 200), (100, 200))
    click(canvas, (10, 10), modifiers=_SHIFT)
    assert region(canvas)
    click(canvas, (30, 10), (30, 30))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert region(canvas).mask.pixels[15, 25] == region(canvas).mask.pixels[150, 200] == 255


def test_an_outline_on_the_photo_goes_with_it(canvas: Canvas) -> None:
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 90), (260, 150))
    assert canvas.tool.pending
    canvas.document.replace_scene(Scene())
    assert not canvas.tool.pending
    settle(canvas)
    canvas.grab()


def test_lasso_and_scissors_make_regions(canvas: Canvas) -> None:
    canvas.set_tool("tool.lasso")
    drag(canvas, (100, 100), (300, 100), (300, 200), (100, 200))
    assert (region(canvas).mask.pixels > 127).sum() == pytest.approx(200 * 100, rel=0.02)
    canvas.document.undo()
    click(canvas, (100, 100), (300, 100), (300, 200))
    assert not canvas.document.scene.layers
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (region(canvas).mask.pixels > 127).sum() == pytest.approx(100 * 100, rel=0.02)
    canvas.document.undo()
    canvas.set_tool("tool.scissors")
    click(canvas, (200, 90), (260, 150), (200, 210), (140, 150))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert is_the_disc(region(canvas).mask.pixels)


def test_a_smart_box_makes_a_region_that_strokes_refine(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.smart")
    drag(canvas, (120, 80), (200, 150), (280, 220))
    qtbot.waitUntil(lambda: not canvas.mask_jobs.busy)
    assert is_the_disc(region(canvas).mask.pixels)
    assert canvas.tool.pending
    drag(canvas, (125, 85), (128, 88), (130, 85))
    qtbot.waitUntil(lambda: not canvas.mask_jobs.busy)
    assert region(canvas).mask.pixels[86, 128] > 127
    assert canvas.document.history.labels == (Label.REGION, Label.SMART_MASK)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert region(canvas).mask.pixels[86, 128] < 127


def test_after_another_selection_a_tool_makes_another_region(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)
    first = region(canvas)
    canvas.selection.select(None)
    click(canvas, CORNER)
    settle(canvas)
    names = [layer.name for layer in canvas.document.scene.layers]
    assert names == ["Region", "Region 2"]
    assert canvas.document.scene.layer(first.id).mask is first.mask


def test_a_region_is_picked_by_a_click_but_neither_dragged_nor_nudged(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)
    made = region(canvas)
    canvas.set_tool("tool.move")
    click(canvas, (100, 100))
    assert canvas.selection.layer_id is None
    click(canvas, DISC)
    assert region(canvas).id == made.id
    drag(canvas, DISC, (230, 170))
    drag(canvas, (0, 0), (20, 20))  # no handle there
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert region(canvas).placement == Placement()
    assert canvas.document.history.labels == (Label.REGION,)
    assert Needs.MOVABLE not in available(canvas)


def test_a_selected_region_shows_its_outline_and_nothing_else_of_it(canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)
    settle(canvas)
    canvas.set_tool("tool.move")
    canvas._view_settled()
    canvas.hands.pointer = None
    seen = shown(canvas)

    def color(point: tuple[float, float]) -> tuple[int, int, int]:
        return seen.pixelColor(spot(canvas, point)).getRgb()[:3]

    assert color(DISC) == (200, 40, 30)
    assert color((100, 100)) == (30, 60, 160)
    assert min(abs(color((140.5 + dx, 150.5))[1] - 155) for dx in (-1, 0, 1)) < 10  # the accent
    canvas.selection.select(None)
    again = canvas.grab().toImage()
    assert again.pixelColor(spot(canvas, (139.5, 150.5))).getRgb()[:3] in ((30, 60, 160), (200, 40, 30))


def test_an_object_over_a_region_is_what_is_dragged(qtbot) -> None:
    canvas, dog = canvas_with_object(selected=False)
    qtbot.addWidget(canvas)
    canvas.show()
    canvas.document.add_region(np.full((300, 400), 255, np.uint8), name="All")
    drag(canvas, (200, 150), (220, 160))
    assert canvas.selection.layer_id == dog
    assert canvas.document.history.undo_label == Label.MOVE


def test_a_regions_thumbnail_is_the_part_that_shows(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("tool.wand")
    click(canvas, DISC)
    settle(canvas)
    model = ObjectModel(canvas.document)
    with qtbot.waitSignal(model.dataChanged):
        model.refresh()
    model.stop()
    image = model.index(0).data(Role.THUMBNAIL)
    assert image.width() == image.height()
    assert image.pixelColor(image.rect().center()).getRgb()[:3] == (200, 40, 30)
