"""What the history may keep: as many steps, as many bytes, and each pixel counted once."""

from __future__ import annotations

import numpy as np
import pytest
from document_examples import OBJECT, document_with_object, picture

from engine.placement import Box
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.patches import MaskPatch


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


def test_a_mask_that_was_inverted_costs_next_to_nothing():
    one = np.zeros((600, 300), np.uint8)
    one[100:300, 50:120] = 90
    inverted = MaskPatch.between(one, ~one)
    assert inverted.nbytes == len(inverted.tiles) == 6
    np.testing.assert_array_equal(inverted.applied(one), ~one)
    filled = MaskPatch.between(one, np.full_like(one, 255))
    np.testing.assert_array_equal(filled.applied(one), np.full_like(one, 255))
    np.testing.assert_array_equal(filled.applied(np.full_like(one, 255)), one)
