"""Photos of one tone, and the trim that brings objects into it."""

import numpy as np
import pytest

from engine.types import U8
from rainharmonize_gui.document.layer import Trim
from rainharmonize_gui.document.toning import Tone
from rainharmonize_gui.document.trim import trimmed

SEPIA = np.array(((0.393, 0.769, 0.189), (0.349, 0.686, 0.168), (0.272, 0.534, 0.131)), np.float32)
"""The matrix of the W3C's Filter Effects, section 9.9."""


def colourful(size: int = 128) -> U8:
    """Smooth, with all hues and from dark to light."""
    y, x = np.mgrid[:size, :size] / (size - 1)
    return np.rint(np.dstack((x, y, 1 - (x + y) / 2)) * 255).astype(np.uint8)


def grey() -> U8:
    return np.repeat(colourful()[..., :1], 3, axis=2)


def sepia() -> U8:
    return np.rint(grey().astype(np.float32) * 0.7 @ SEPIA.T).astype(np.uint8)


def whole(rgb: U8) -> U8:
    return np.full(rgb.shape[:2], 255, np.uint8)


def noisy(rgb: U8, deviation: float) -> U8:
    noise = np.random.default_rng(0).normal(0, deviation, rgb.shape)
    return np.rint(np.clip(rgb + noise, 0, 255)).astype(np.uint8)


@pytest.mark.parametrize(
    "photo",
    [grey(), sepia(), sepia()[..., ::-1], noisy(np.tile(sepia(), (8, 8, 1)), 4)],
    ids=["grey", "sepia", "blue", "grainy"],
)
def test_objects_in_colour_are_brought_into_the_tone_of_the_photo(photo: U8) -> None:
    tone, red = Tone.of(photo), np.full((20, 20, 3), (200, 60, 50), np.uint8)
    assert tone is not None
    assert tone.stands_out(red, whole(red))

    toned = trimmed(red, tone.given_to(Trim()))

    assert not tone.stands_out(toned, whole(toned))
    assert tone.distance(toned.reshape(-1, 3).astype(np.float32)) < 4


def test_a_trim_keeps_its_brightness_and_contrast() -> None:
    tone = Tone.of(grey())
    assert tone is not None
    assert tone.given_to(Trim(0.2, -0.1, 0.5, 0.3)) == Trim(0.2, -0.1, 0.0, -1.0)


@pytest.mark.parametrize(
    "photo",
    [colourful(), np.full((64, 64, 3), 255, np.uint8), noisy(np.full((64, 64, 3), 200, np.uint8), 3)],
    ids=["in colour", "white", "a grey wall"],
)
def test_photos_in_colour_and_plain_backdrops_have_no_tone(photo: U8) -> None:
    assert Tone.of(photo) is None


def test_a_red_stripe_is_colour_enough() -> None:
    photo = grey()
    photo[:, 40:50] = (220, 40, 40)
    assert Tone.of(photo) is None


def test_only_what_shows_of_an_object_counts() -> None:
    tone, rgb = Tone.of(grey()), grey()
    rgb[:64] = (220, 40, 40)
    mask = whole(rgb)
    assert tone is not None
    assert tone.stands_out(rgb, mask)
    mask[:64] = 0
    assert not tone.stands_out(rgb, mask)
    assert not tone.stands_out(rgb, np.zeros_like(mask))


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (3, 2)])
def test_pictures_of_any_shape(shape: tuple[int, int]) -> None:
    tone, rgb = Tone.of(grey()), np.full((*shape, 3), (200, 60, 50), np.uint8)
    assert tone is not None
    assert tone.stands_out(rgb, whole(rgb))
    assert Tone.of(rgb) is None
