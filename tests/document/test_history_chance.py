"""Any edits in any order: undoing all gives the beginning, redoing all the end, and the limits hold."""

from __future__ import annotations

import numpy as np
from document_examples import BACKGROUND, OBJECT, document_with_object, picture, state
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.placement import Box
from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim

small = st.floats(-40, 40, allow_nan=False)


def _paint(document: Document, target: int | None, x: int, value: int) -> None:
    with document.begin(Label.PAINT_MASK):
        for step in range(3):
            left = (x + 3 * step) % 20
            document.paint_mask(target, Box(left, 2, left + 8, 12), np.full((10, 8), value, np.uint8))


EDITS = st.one_of(
    st.tuples(st.just("move"), small, small),
    st.tuples(st.just("nudge"), small, small),
    st.tuples(st.just("scale"), st.floats(0.2, 4)),
    st.tuples(st.just("rotate"), st.floats(-360, 360)),
    st.tuples(st.just("geometry"), st.floats(1, 300), st.floats(-360, 360)),
    st.tuples(st.just("flip"), st.booleans()),
    st.tuples(st.just("duplicate")),
    st.tuples(st.just("add"), st.integers(0, 5)),
    st.tuples(st.just("delete")),
    st.tuples(st.just("reorder"), st.integers(0, 3)),
    st.tuples(st.just("opacity"), st.floats(0, 1)),
    st.tuples(st.just("strength"), st.floats(0, 1.5)),
    st.tuples(st.just("trim"), st.floats(-1, 1)),
    st.tuples(st.just("paint"), st.integers(0, 19), st.integers(0, 255)),
    st.tuples(st.just("reference"), st.integers(0, 19), st.integers(0, 255)),
    st.tuples(st.just("invert")),
    st.tuples(st.just("direction"), st.sampled_from(Direction)),
    st.tuples(st.just("background"), st.integers(0, 3)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("cancelled"), small),
)


def _cancelled(document: Document, top: int, dx: float) -> None:
    drag = document.begin(Label.MOVE)
    document.move(top, dx, 0)
    document.paint_mask(top, Box(0, 0, 5, 5), np.full((5, 5), 33, np.uint8))
    drag.cancel()


ON_THE_DOCUMENT = {
    "add": lambda document, seed: document.add_object(picture(OBJECT, seed=seed), name="Cat"),
    "background": lambda document, seed: document.open_background(picture(BACKGROUND, seed=seed)),
    "direction": Document.set_direction,
    "reference": lambda document, x, value: _paint(document, None, x, value),
    "undo": Document.undo,
    "redo": Document.redo,
}


ON_THE_TOP_OBJECT = {
    "move": Document.move,
    "nudge": Document.nudge,
    "scale": Document.scale,
    "rotate": Document.rotate,
    "geometry": lambda document, top, width, angle: document.set_geometry(top, width=width, angle=angle),
    "flip": lambda document, top, vertically: document.flip(top, vertically=vertically),
    "duplicate": Document.duplicate,
    "delete": Document.delete,
    "reorder": Document.reorder,
    "opacity": Document.set_opacity,
    "strength": Document.set_strength,
    "trim": lambda document, top, warmth: document.set_trim(top, Trim(warmth=warmth)),
    "paint": _paint,
    "invert": Document.invert_mask,
    "cancelled": _cancelled,
}


def _perform(document: Document, edit: tuple[object, ...]) -> None:
    name, *values = edit
    if name in ON_THE_DOCUMENT:
        ON_THE_DOCUMENT[name](document, *values)
    elif document.scene.layers:
        ON_THE_TOP_OBJECT[name](document, document.scene.layers[-1].id, *values)


@settings(max_examples=120, deadline=None)
@given(st.lists(EDITS, max_size=25))
def test_undoing_all_gives_the_beginning_and_redoing_all_the_end(edits):
    document, _ = document_with_object()
    beginning = state(document.scene)
    for edit in edits:
        _perform(document, edit)
    document.jump_to(len(document.history.labels))
    end = state(document.scene)
    while document.undo():
        pass
    assert state(document.scene) == beginning
    while document.redo():
        pass
    assert state(document.scene) == end


@settings(max_examples=80, deadline=None)
@given(st.lists(EDITS, max_size=25), st.integers(1, 6), st.integers(0, 20_000))
def test_the_limits_hold_after_every_edit(edits, max_steps, max_bytes):
    document, _ = document_with_object(max_steps=max_steps, max_bytes=max_bytes)
    for edit in edits:
        _perform(document, edit)
        history = document.history
        assert len(history.labels) <= max_steps
        at_the_end = history.index == len(history.labels)
        if at_the_end and len(history.labels) > 1:
            assert history.cost(document.scene.arrays()) <= max_bytes
