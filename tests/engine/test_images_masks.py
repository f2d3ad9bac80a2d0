"""Masks, from whatever picture they come in."""

import numpy as np
import pytest
from make_profiles import dark_grey
from picture_files import saved
from PIL import Image
from tiny_networks import photo, soft_disc

from engine import images
from engine.types import MaskError


def mask_bytes(mask: object) -> bytes:
    return saved(Image.fromarray(np.asarray(mask, np.uint8)), "PNG")


def test_a_grey_picture_is_a_mask_as_it_is() -> None:
    assert images.read_mask(mask_bytes([[0, 90, 255]])).tolist() == [[0, 90, 255]]


def test_a_coloured_mask_is_its_grey_level() -> None:
    assert images.read_mask(mask_bytes([[[255, 255, 255], [0, 0, 0]]])).tolist() == [[255, 0]]


def test_a_cutout_is_a_mask_by_its_alpha() -> None:
    assert images.read_mask(mask_bytes([[[9, 9, 9, 255], [200, 0, 0, 0]]])).tolist() == [[255, 0]]


@pytest.mark.parametrize("alpha", [0, 128, 255])
def test_an_alpha_that_says_nothing_is_no_mask(alpha: int) -> None:
    assert images.read_mask(mask_bytes([[[255, 255, 255, alpha], [0, 0, 0, alpha]]])).tolist() == [[255, 0]]


def test_labels_of_0_and_1_become_a_mask() -> None:
    assert images.read_mask(mask_bytes([[0, 1, 1]])).tolist() == [[0, 255, 255]]


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ([0, 1, 1], [0, 255, 255]),
        ([0, 90, 255], [0, 90, 255]),
        ([0, 256, 65535], [0, 1, 255]),
    ],
    ids=["labels", "8 bits", "16 bits"],
)
@pytest.mark.parametrize("kind", ["<u2 PNG", "<u2 TIFF", ">u2 TIFF"])
def test_a_mask_of_16_bits_a_pixel_may_use_few_of_them(kind: str, stored: list[int], read: list[int]) -> None:
    layout, form = kind.split()
    data = saved(Image.fromarray(np.array([stored], layout)), form)
    assert images.read_mask(data).tolist() == [read]


def indexed(indices: list[int], *colours: tuple[int, int, int]) -> bytes:
    image = Image.fromarray(np.array([indices], np.uint8)).convert("P")
    image.putdata(indices)
    image.putpalette([level for colour in colours for level in colour])
    return saved(image, "PNG")


BLACK, DARK_RED, GREEN, WHITE = (0, 0, 0), (128, 0, 0), (0, 128, 0), (255, 255, 255)


@pytest.mark.parametrize("colours", [(BLACK, DARK_RED), (BLACK, DARK_RED, GREEN)], ids=str)
def test_a_palette_of_labels_is_read_by_number(colours: tuple[tuple[int, int, int], ...]) -> None:
    notices: list[str] = []
    assert images.read_mask(indexed([0, 1, 1], *colours), notices=notices).tolist() == [[0, 255, 255]]
    assert notices == []


@pytest.mark.parametrize("ground", [BLACK, (0, 0, 128)], ids=str)
def test_a_picture_of_two_colours_is_read_by_brightness_and_that_is_said(
    ground: tuple[int, int, int],
) -> None:
    drawn = Image.new("RGB", (40, 30), ground)
    drawn.paste(WHITE if ground != BLACK else DARK_RED, (5, 5, 38, 28))
    notices: list[str] = []
    mask = images.read_mask(saved(drawn.quantize(2), "PNG"), notices=notices)
    assert mask[15, 20] > mask[0, 0]
    assert "is a coloured picture" in notices[0]


def test_a_palette_without_colours_is_read_by_brightness() -> None:
    assert images.read_mask(indexed([0, 1, 1], WHITE, BLACK)).tolist() == [[255, 0, 0]]


def test_a_palette_of_more_labels_is_noticed() -> None:
    notices: list[str] = []
    images.read_mask(indexed([0, 1, 2], BLACK, DARK_RED, GREEN), name="m", notices=notices)
    assert notices == ["m is a coloured picture; its brightness is taken as the mask."]


def test_a_mask_is_not_changed_by_a_profile() -> None:
    data = saved(Image.new("L", (4, 4), 128), "PNG", icc_profile=dark_grey())
    assert images.read_mask(data).min() == 128


def test_a_mask_is_brought_to_the_size_of_its_picture() -> None:
    small = np.zeros((10, 20), np.uint8)
    small[:, 10:] = 255
    large = images.read_mask(mask_bytes(small), size=(201, 100))
    assert large.shape == (100, 201)
    assert large[:, :90].max() == 0
    assert large[:, 111:].min() == 255


def test_a_mask_of_other_proportions_is_refused() -> None:
    with pytest.raises(MaskError, match="20×10 pixels, its picture 100×100"):
        images.read_mask(mask_bytes(np.zeros((10, 20))), size=(100, 100))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_photo_for_a_mask_is_noticed(kind: str) -> None:
    notices: list[str] = []
    images.read_mask(saved(Image.fromarray(photo(300, 200)), kind), name="m", notices=notices)
    assert notices == ["m is a coloured picture; its brightness is taken as the mask."]


@pytest.mark.parametrize(
    "made",
    [
        saved(Image.fromarray(soft_disc(300, 200)).convert("RGB"), "JPEG", quality=30),
        saved(Image.fromarray(soft_disc(300, 200)).convert("P"), "PNG"),
        saved(Image.fromarray(np.dstack((photo(300, 200), soft_disc(300, 200)))), "PNG"),
    ],
    ids=["grey JPEG", "palette", "cut-out"],
)
def test_a_mask_in_a_coloured_format_is_not(made: bytes) -> None:
    notices: list[str] = []
    images.read_mask(made, notices=notices)
    assert notices == []
