"""Pictures survive the way to Qt and back."""

from __future__ import annotations

import gc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtGui import QColor, QColorSpace, QImage

from rainharmonize_gui.ui.qimage import from_qimage, to_painting, to_qimage

_sides = st.integers(1, 19)
some = settings(max_examples=40, deadline=None)


def _pictures(*channels: int) -> st.SearchStrategy[np.ndarray]:
    shapes = st.tuples(_sides, _sides, st.sampled_from(channels))
    return shapes.flatmap(lambda shape: arrays(np.uint8, shape))


@some
@given(_pictures(3, 4))
def test_colour_comes_back_as_it_was(array: np.ndarray) -> None:
    back = from_qimage(to_qimage(array))

    np.testing.assert_array_equal(back, array)
    assert back.flags.c_contiguous


@some
@given(arrays(np.uint8, st.tuples(_sides, _sides)))
def test_grey_comes_back_as_the_same_in_each_channel(array: np.ndarray) -> None:
    np.testing.assert_array_equal(from_qimage(to_qimage(array)), np.dstack((array, array, array)))


@some
@given(_pictures(4))
def test_premultiplying_keeps_alpha_and_opaque_colours(array: np.ndarray) -> None:
    array[..., 3] = np.where(array[..., 3] > 127, 255, array[..., 3])
    back = from_qimage(to_painting(array))

    np.testing.assert_array_equal(back[..., 3], array[..., 3])
    opaque = array[..., 3] == 255
    np.testing.assert_array_equal(back[opaque], array[opaque])


def test_red_is_red() -> None:
    image = to_qimage(np.array([[[255, 10, 20]]], np.uint8))

    assert image.pixelColor(0, 0) == QColor(255, 10, 20)


def test_a_view_with_strides_is_taken_too() -> None:
    array = np.arange(8 * 12 * 3, dtype=np.uint8).reshape(8, 12, 3)

    np.testing.assert_array_equal(from_qimage(to_qimage(array[::2, ::-3])), array[::2, ::-3])


def test_the_copies_outlive_their_sources() -> None:
    array = np.full((40, 40, 4), 77, np.uint8)
    image = to_qimage(array)
    array[...] = 0
    back = from_qimage(image)
    del image
    gc.collect()

    assert (back == 77).all()


@pytest.mark.parametrize(
    "image_format",
    [
        QImage.Format.Format_RGB888,
        QImage.Format.Format_BGR888,
        QImage.Format.Format_RGBA8888,
        QImage.Format.Format_RGBA8888_Premultiplied,
        QImage.Format.Format_RGBX64,
        QImage.Format.Format_Indexed8,
    ],
)
def test_every_format_is_read(image_format: QImage.Format) -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor(250, 100, 5))

    back = from_qimage(image.convertToFormat(image_format))

    assert back.shape[:2] == (2, 3)
    np.testing.assert_array_equal(back[1, 2, :3], (250, 100, 5))


def test_another_colour_space_becomes_srgb() -> None:
    image = QImage(1, 1, QImage.Format.Format_RGB32)
    image.fill(QColor(128, 128, 128))
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgbLinear))

    assert abs(int(from_qimage(image)[0, 0, 1]) - 188) <= 1


@pytest.mark.parametrize(
    "array",
    [np.zeros((2, 2, 3), np.float32), np.zeros((2, 2, 2), np.uint8), np.zeros((0, 2, 3), np.uint8)],
)
def test_anything_else_is_refused(array: np.ndarray) -> None:
    with pytest.raises(ValueError, match="picture"):
        to_qimage(array)


def test_a_null_image_is_refused() -> None:
    with pytest.raises(ValueError, match="empty"):
        from_qimage(QImage())
