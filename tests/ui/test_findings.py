"""The cache of findings, and findings carried along with a dragged object."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.analysis import Analysis
from engine.transfer import Frame
from engine.types import Method
from rainharmonize_gui.document.geometry import Extent
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.ui.findings import Finding, FindingCache, Known

PLACE = Extent(10.0, 20.0, 110.0, 70.0)


def known(key: object, *, target: int = 1, place: Extent = PLACE) -> Known:
    return Known(key, target, Variant(), place, Finding(Analysis(None, Frame.of_whole(400, 300))))


def keep(cache: FindingCache, keys: list[object]) -> None:
    """As a scene at rest does that asks for them."""
    cache.need(keys)
    cache.keep_needed()


def test_a_drag_does_not_drive_out_what_is_kept():
    cache = FindingCache(kept=4, passing=3)
    cache.put(known("rest"))
    keep(cache, ["rest"])
    for step in range(20):
        cache.put(known(step))
    assert cache.get("rest") is not None
    assert [step for step in range(20) if cache.get(step)] == [17, 18, 19]


def test_of_those_kept_the_longest_unused_goes_first():
    cache = FindingCache(kept=2, passing=2)
    for key in ("a", "b"):
        cache.put(known(key))
        keep(cache, [key])
    keep(cache, ["a"])
    cache.put(known("c"))
    keep(cache, ["c"])
    assert cache.get("a") is not None
    assert cache.get("b") is None


def test_a_better_finding_replaces_a_draft_that_is_kept():
    cache = FindingCache()
    cache.put(known("a"))
    keep(cache, ["a"])
    better = known("a")
    cache.put(better)
    assert cache.get("a") is better


@pytest.mark.parametrize("at_rest", [True, False])
def test_what_the_scene_needs_stays_however_much_it_is(at_rest):
    cache = FindingCache(kept=2, passing=2)
    for key in ("old", "older"):
        cache.put(known(key))
        keep(cache, [key])
    cache.need(range(7))
    for key in range(7):
        cache.put(known(key))
        if at_rest:
            cache.keep_needed()
    assert all(cache.get(key) for key in range(7))
    cache.need(["next"])
    cache.put(known("next"))
    cache.keep_needed()
    assert sum(cache.get(key) is not None for key in range(7)) < 3


def test_of_weights_that_changed_only_the_latest_is_left_to_be_shown():
    cache = FindingCache()
    variants = {
        "mine": Variant(weights="mine.safetensors"),
        "default": Variant(),
        "other": Variant(weights="other.safetensors"),
        "match": Variant(Method.MKL),
    }
    for target, (key, variant) in enumerate(variants.items()):
        cache.put(replace(known(key, target=target), variant=variant))
    keep(cache, ["mine", "other"])
    cache.forget_weights(Path("mine.safetensors"), default="mine.safetensors")
    assert [key for key in variants if cache.get(key)] == ["other", "match"]
    assert cache.latest(0).key == "mine"


def test_the_latest_of_a_target_is_known_until_the_target_goes():
    cache = FindingCache()
    cache.put(known("a", target=1))
    cache.put(known("b", target=1))
    assert cache.latest(1).key == "b"
    cache.forget_targets({2})
    assert cache.latest(1) is None


positions = st.floats(-500, 500)
sides = st.floats(1, 800)


@settings(max_examples=40, deadline=None)
@given(positions, positions, sides, sides)
def test_a_finding_moves_and_grows_with_its_object(left, top, width, height):
    moved = Extent(left, top, left + width, top + height)
    before, after = known("a").finding.frame, known("a").carried(moved).frame

    def frame_of(frame: Frame, x: float, y: float) -> tuple[float, float]:
        return x * frame.scale_x + frame.offset_x, y * frame.scale_y + frame.offset_y

    for was, now in (((10.0, 20.0), (left, top)), ((110.0, 70.0), (left + width, top + height))):
        np.testing.assert_allclose(frame_of(after, *now), frame_of(before, *was), atol=1e-6)
