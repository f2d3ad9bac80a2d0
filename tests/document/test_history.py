from __future__ import annotations

import numpy as np
import pytest
from document_examples import BACKGROUND, OBJECT, Clock, document_with_object, picture, state
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.placement import Box
from engine.types import Direction
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Trim
from rainharmonize_gui.document.patches import MaskPatch


def test_a_run_of_nudges_is_one_step():
    document, dog = document_with_object(clock=Clock())
    before = document.scene.layer(dog).placement
    for _ in range(5):
        document.nudge(dog, 1, 0)
    assert document.history.labels == (Label.MOVE,)
    document.undo()
    assert document.scene.layer(dog).placement == before


def test_nudges_with_a_pause_between_are_two_steps():
    clock = Clock()
    document, dog = document_with_object(clock=clock)
    document.nudge(dog, 1, 0)
    clock.now += 10
    document.nudge(dog, 1, 0)
    assert len(document.history.labels) == 2


def test_nudges_of_two_objects_are_two_steps():
    document, dog = document_with_object(clock=Clock())
    copy = document.duplicate(dog)
    document.nudge(dog, 1, 0)
    document.nudge(copy, 1, 0)
    assert document.history.labels == (Label.DUPLICATE, Label.MOVE, Label.MOVE)


def test_nothing_merges_into_a_step_that_was_saved():
    document, dog = document_with_object(clock=Clock())
    document.nudge(dog, 1, 0)
    document.history.mark_clean()
    document.nudge(dog, 1, 0)
    assert not document.history.clean
    document.undo()
    assert document.history.clean


def test_nothing_merges_after_an_undo():
    document, dog = document_with_object(clock=Clock())
    document.nudge(dog, 1, 0)
    document.nudge(dog, 1, 0)
    document.undo()
    document.redo()
    document.nudge(dog, 1, 0)
    assert len(document.history.labels) == 2


def test_a_drag_is_one_step_and_shows_while_it_lasts():
    document, dog = document_with_object()
    drag = document.begin(Label.MOVE)
    for _ in range(10):
        document.move(dog, 1, 0)
    assert document.geometry(dog).x == pytest.approx(55)
    assert document.history.labels == ()
    drag.commit()
    assert document.history.labels == (Label.MOVE,)
    document.undo()
    assert document.geometry(dog).x == pytest.approx(45)


def test_cancelling_a_drag_restores_everything():
    document, dog = document_with_object()
    before = document.scene
    drag = document.begin(Label.PAINT_MASK)
    document.move(dog, 5, 5)
    document.paint_mask(dog, Box(0, 0, 5, 5), np.full((5, 5), 200, np.uint8))
    drag.cancel()
    assert state(document.scene) == state(before)
    assert document.history.labels == ()
    drag.commit()
    assert document.history.labels == ()


def test_a_drag_back_to_where_it_began_leaves_no_step():
    document, dog = document_with_object()
    start = document.scene.layer(dog).placement
    with document.begin(Label.MOVE):
        document.move(dog, 5, 5)
        document.place(dog, start)
    assert document.history.labels == ()


def test_an_error_in_a_with_block_cancels():
    document, dog = document_with_object()
    before = document.scene

    def drag() -> None:
        with document.begin(Label.MOVE):
            document.move(dog, 5, 5)
            document.move(999, 1, 1)

    with pytest.raises(KeyError):
        drag()
    assert document.scene is before


def test_undo_during_a_drag_cancels_the_drag_alone():
    document, dog = document_with_object()
    document.move(dog, 1, 0)
    document.begin(Label.MOVE)
    document.move(dog, 5, 5)
    assert document.undo()
    assert document.geometry(dog).x == pytest.approx(46)
    assert document.history.labels == (Label.MOVE,)


def test_a_new_drag_commits_the_one_before():
    document, dog = document_with_object()
    document.begin(Label.MOVE)
    document.move(dog, 5, 5)
    document.begin(Label.SCALE)
    assert document.history.labels == (Label.MOVE,)


def test_what_is_to_be_saved_leaves_out_a_drag_under_way():
    document, dog = document_with_object()
    before = document.scene
    with document.begin(Label.MOVE):
        document.move(dog, 5, 5)
        assert document.settled is before
    assert document.settled is document.scene


def test_undo_of_a_stroke_brings_back_the_revision_results_are_cached_under():
    document, dog = document_with_object()
    before = document.scene.layer(dog).mask.revision
    with document.begin(Label.PAINT_MASK):
        document.paint_mask(dog, Box(0, 0, 5, 5), np.full((5, 5), 200, np.uint8))
    after = document.scene.layer(dog).mask.revision
    document.undo()
    assert document.scene.layer(dog).mask.revision == before
    document.redo()
    assert document.scene.layer(dog).mask.revision == after


def test_painting_and_deleting_in_one_interaction_undoes_as_one():
    document, dog = document_with_object()
    before = state(document.scene)
    with document.begin(Label.DELETE):
        document.paint_mask(dog, Box(0, 0, 5, 5), np.full((5, 5), 200, np.uint8))
        document.delete(dog)
    document.undo()
    assert state(document.scene) == before


def test_jumping_goes_to_any_step_and_stops_at_the_ends():
    document, dog = document_with_object()
    states = [state(document.scene)]
    for _ in range(4):
        document.move(dog, 3, 1)
        states.append(state(document.scene))
    for index in (1, 4, 0, 3):
        assert document.jump_to(index)
        assert state(document.scene) == states[index]
    document.jump_to(99)
    assert document.history.index == 4
    assert not document.jump_to(4)


def test_undo_and_redo_say_what_they_would_do():
    document, dog = document_with_object()
    document.rotate(dog, 30)
    assert (document.history.undo_label, document.history.redo_label) == (Label.ROTATE, None)
    document.undo()
    assert (document.history.undo_label, document.history.redo_label) == (None, Label.ROTATE)
    assert not document.undo()


def test_the_saved_marker_follows_undo_and_is_lost_with_its_branch():
    document, dog = document_with_object()
    document.move(dog, 1, 0)
    document.history.mark_clean()
    document.undo()
    assert not document.history.clean
    document.redo()
    assert document.history.clean
    document.undo()
    document.rename(dog, "Cat")
    document.undo()
    assert not document.history.clean


def test_the_history_tells_its_observers():
    document, dog = document_with_object()
    heard: list[int] = []
    stop = document.history.observe(lambda: heard.append(document.history.index))
    document.move(dog, 1, 0)
    document.undo()
    document.history.mark_clean()
    stop()
    document.redo()
    assert heard == [1, 0, 0]


def test_only_the_latest_steps_are_kept():
    document, dog = document_with_object(max_steps=10)
    for _ in range(25):
        document.move(dog, 1, 0)
    assert len(document.history.labels) == 10
    while document.undo():
        pass
    assert document.geometry(dog).x == pytest.approx(45 + 15)
    assert not document.history.clean


def test_memory_over_the_limit_drops_the_oldest_steps_but_never_the_newest():
    document, _ = document_with_object(max_bytes=5000)
    for seed in range(6):
        document.delete(document.add_object(picture((60, 60), seed=seed), name="Big"))
    assert document.history.labels == (Label.DELETE,)
    assert document.undo()
    assert document.scene.layers[-1].size == (60, 60)


def test_pixels_the_scene_shows_or_another_step_holds_are_counted_once():
    document, dog = document_with_object()
    copy = document.duplicate(dog)
    document.delete(copy)
    assert document.history.cost(document.scene.arrays()) == 0
    document.delete(dog)
    rgb, mask = OBJECT[0] * OBJECT[1] * 3, OBJECT[0] * OBJECT[1]
    assert document.history.cost(document.scene.arrays()) == rgb + mask


def test_a_small_stroke_on_a_large_mask_costs_little():
    document = Document()
    document.open_background(picture((2000, 1500)))
    with document.begin(Label.SET_REFERENCE):
        document.paint_mask(None, Box(500, 500, 540, 540), np.full((40, 40), 255, np.uint8))
    assert document.history.cost(document.scene.arrays()) < 5000


def test_a_patch_turns_either_mask_into_the_other():
    rng = np.random.default_rng(0)
    one = rng.integers(0, 256, (600, 300), np.uint8)
    other = one.copy()
    other[250:270, 240:280] = 7
    patch = MaskPatch.between(one, other)
    np.testing.assert_array_equal(patch.applied(one), other)
    np.testing.assert_array_equal(patch.applied(other), one)
    assert len(patch.tiles) == 4


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
