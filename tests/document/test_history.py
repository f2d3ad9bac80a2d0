"""Undo and redo: what is one step, and what the history says of itself."""

from __future__ import annotations

import numpy as np
import pytest
from document_examples import Clock, document_with_object, state

from engine.placement import Box
from rainharmonize_gui.document.labels import Label


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


def test_nudges_there_and_back_leave_no_step():
    document, dog = document_with_object(clock=Clock())
    document.nudge(dog, 1, 0)
    document.nudge(dog, -1, 0)
    assert document.history.labels == ()
    assert document.history.clean
    assert not document.undo()
    assert not document.redo()


def test_nudges_there_and_back_lead_to_the_step_before_and_to_what_was_saved():
    document, dog = document_with_object(clock=Clock())
    document.rename(dog, "Cat")
    document.history.mark_clean()
    for distance in (1, 1, -2):
        document.nudge(dog, distance, 0)
        assert document.history.clean is (distance < 0)
    assert document.history.labels == (Label.RENAME,)
    document.undo()
    assert document.scene.layer(dog).name == "Dog"
    assert not document.history.clean


def test_nudges_there_and_back_do_not_make_up_for_a_saved_step_that_was_cut_off():
    document, dog = document_with_object(clock=Clock())
    document.rename(dog, "Cat")
    document.history.mark_clean()
    document.undo()
    document.nudge(dog, 1, 0)
    document.nudge(dog, -1, 0)
    assert document.history.labels == ()
    assert not document.history.clean


def test_after_nudges_there_and_back_the_next_one_is_a_step_of_its_own():
    clock = Clock()
    document, dog = document_with_object(clock=clock)
    document.nudge(dog, 1, 0)
    clock.now += 10
    for distance in (1, -1, 1):
        document.nudge(dog, distance, 0)
    assert document.history.labels == (Label.MOVE, Label.MOVE)


def test_nothing_merges_with_a_drag():
    document, dog = document_with_object(clock=Clock())
    document.nudge(dog, 1, 0)
    with document.begin(Label.MOVE):
        document.nudge(dog, 5, 0)
    document.nudge(dog, 1, 0)
    assert len(document.history.labels) == 3


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
    assert not document.history.clean
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


@pytest.mark.parametrize("scale", [0.7, 0.333])
def test_nudges_there_and_back_are_no_step_wherever_an_object_lies(scale: float) -> None:
    document, dog = document_with_object()
    document.scale(dog, scale)
    for x in (255.0167, 63.99, 1023.7, 3.3):
        document.set_geometry(dog, x=x)
        document.history.mark_clean()
        before = document.history.index
        document.nudge(dog, 1, 0)
        document.nudge(dog, -1, 0)
        assert (document.history.index, document.history.clean) == (before, True)
