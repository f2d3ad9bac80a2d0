"""The bundled network finds subjects, without torch, and can be done without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import WeightsError
from engine.masks import finder, subject
from engine.masks.saliency import saliency
from engine.masks.subject import likely, propose
from engine.types import U8


@pytest.fixture
def ball() -> tuple[U8, U8]:
    """A red ball on a meadow, and where it is."""
    draw = np.random.default_rng(0)
    meadow = draw.normal((70, 130, 60), 18, (200, 300, 3))
    mask = np.zeros((200, 300), np.uint8)
    cv2.circle(mask, (170, 110), 55, 255, -1)
    shade = np.clip(1.2 - np.hypot(*np.mgrid[-100:100, -150:150]) / 200, 0.5, 1)[..., None]
    meadow[mask > 0] = (np.array((200, 40, 35)) * shade)[mask > 0]
    return np.clip(meadow, 0, 255).astype(np.uint8), mask


@pytest.fixture
def no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(finder, "WEIGHTS", tmp_path / "none.onnx")
    finder._network.cache_clear()
    yield
    finder._network.cache_clear()


def test_an_object_is_more_probable_than_its_surroundings(ball: tuple[U8, U8]) -> None:
    rgb, mask = ball
    found = finder.probabilities(rgb)
    assert (found.shape, found.dtype) == (mask.shape, np.float32)
    assert 0 <= found.min() <= found.max() <= 1
    assert found[mask > 0].mean() > 2 * found[mask == 0].mean()


def test_a_proposal_overlaps_the_object(ball: tuple[U8, U8]) -> None:
    rgb, mask = ball
    proposed, truth = propose(rgb).mask > 127, mask > 127
    assert (proposed & truth).sum() / (proposed | truth).sum() > 0.7


@pytest.mark.parametrize("shape", [(16, 900), (900, 16), (17, 17)])
def test_any_shape_of_picture_is_looked_at(shape: tuple[int, int]) -> None:
    assert finder.probabilities(np.full((*shape, 3), 90, np.uint8)).shape == shape


def test_network_and_cues_both_have_a_say(ball: tuple[U8, U8], monkeypatch: pytest.MonkeyPatch) -> None:
    rgb, mask = ball
    left = np.zeros(mask.shape, np.float32)
    left[:, :150] = 1
    monkeypatch.setattr(
        subject, "probabilities", lambda _: np.where(left > 0, np.float32(0.9), np.float32(0.1))
    )
    found, cues = likely(rgb), saliency(rgb)
    assert found[left > 0].mean() > found[left == 0].mean()
    inside, outside = (left == 0) & (mask > 0), (left == 0) & (mask == 0)
    assert cues[inside].mean() > cues[outside].mean()
    assert found[inside].mean() > found[outside].mean()


@pytest.mark.usefixtures("no_network")
def test_without_its_file_the_network_is_named_and_the_cues_take_over(ball: tuple[U8, U8]) -> None:
    with pytest.raises(WeightsError, match=r"none\.onnx"):
        finder.probabilities(ball[0])
    np.testing.assert_array_equal(likely(ball[0]), saliency(ball[0]))
