"""Masks over the picture, while a thread draws them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from canvas_examples import GREY, ORANGE, canvas_with_object, drag, shown, spot
from mask_tool_examples import Gate

from engine.types import U8
from rainharmonize_gui.ui import late_raster
from rainharmonize_gui.ui.canvas import Canvas
from rainharmonize_gui.ui.mask_view import MaskView
from rainharmonize_gui.ui.qimage import from_qimage


@pytest.fixture
def gate(monkeypatch) -> Gate:
    """Before a mask is drawn."""
    made = Gate(late_raster._make)
    monkeypatch.setattr(late_raster, "_make", made)
    return made


@pytest.fixture
def canvas(qtbot, gate: Gate) -> Iterator[Canvas]:
    """With an orange object of 80×60 at (160, 120), half of which is not in its mask."""
    made, layer_id = canvas_with_object()
    qtbot.addWidget(made)
    half = np.full((60, 80), 255, np.uint8)
    half[:, 40:] = 0
    made.document.set_mask(layer_id, half)
    made.show()
    qtbot.waitUntil(lambda: made._masks_view is not None)
    made.hands.pointer = None
    yield made
    gate.open()
    made.stop()


def at(canvas: Canvas, point: tuple[float, float]) -> tuple[int, ...]:
    """The colour there, whether or not a mask is being drawn."""
    return canvas.grab().toImage().pixelColor(spot(canvas, point)).getRgb()[:3]


def drawn_anew(canvas: Canvas) -> U8:
    kind = canvas.mask_view
    canvas.set_mask_view(MaskView.PICTURE)
    canvas.grab()
    canvas.set_mask_view(kind)
    return from_qimage(shown(canvas))


def test_until_a_mask_is_drawn_the_last_view_stays(canvas: Canvas, gate: Gate) -> None:
    canvas.set_mask_view(MaskView.BLACK_AND_WHITE)
    assert at(canvas, (180, 150)) == ORANGE
    assert at(canvas, (50, 50)) == GREY
    assert canvas.working
    gate.open()
    shown(canvas)
    assert at(canvas, (180, 150)) == (255, 255, 255)
    assert at(canvas, (50, 50)) == (0, 0, 0)
    assert gate.came
    assert threading.main_thread() not in gate.came


def test_strokes_count_while_their_mask_is_drawn(canvas: Canvas, gate: Gate) -> None:
    canvas.set_mask_view(MaskView.OVERLAY)
    canvas.grab()
    canvas.set_tool("tool.brush")
    canvas.brush.set_size(12)
    drag(canvas, (210, 140), (220, 150), (230, 160))
    canvas.hands.pointer = None
    gate.open()
    seen = from_qimage(shown(canvas))
    assert at(canvas, (220, 150)) == ORANGE
    np.testing.assert_allclose(seen.astype(int), drawn_anew(canvas), atol=3)


def test_a_stroke_is_drawn_at_once_and_a_large_change_on_the_thread(
    canvas: Canvas, gate: Gate, monkeypatch
) -> None:
    gate.open()
    canvas.set_mask_view(MaskView.BLACK_AND_WHITE)
    shown(canvas)
    before = len(gate.came)
    canvas.set_tool("tool.eraser")
    canvas.brush.set_size(12)
    drag(canvas, (170, 140), (172, 142))
    assert at(canvas, (171, 141)) == (0, 0, 0)
    assert len(gate.came) == before
    monkeypatch.setattr(late_raster, "AT_ONCE", 10)
    canvas.document.undo()
    canvas.grab()
    assert canvas.working
    shown(canvas)
    assert at(canvas, (171, 141)) == (255, 255, 255)
    assert len(gate.came) == before + 1
    assert threading.main_thread() not in gate.came


def test_a_mask_that_cannot_be_drawn_leaves_the_picture(
    canvas: Canvas, gate: Gate, monkeypatch, caplog
) -> None:
    def run_out(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(gate, "_work", run_out)
    gate.open()
    canvas.set_mask_view(MaskView.OVERLAY)
    shown(canvas)
    assert at(canvas, (50, 50)) == GREY
    assert not canvas.working
    assert "could not be drawn" in caplog.text


def test_the_reference_region_is_drawn_on_a_thread(canvas: Canvas, gate: Gate) -> None:
    canvas.set_tool("tool.reference")
    drag(canvas, (20, 20), (100, 100))
    canvas.hands.pointer = None
    assert at(canvas, (60, 60)) == GREY
    assert canvas.working
    gate.open()
    shown(canvas)
    assert at(canvas, (60, 60)) != GREY
    assert threading.main_thread() not in gate.came
