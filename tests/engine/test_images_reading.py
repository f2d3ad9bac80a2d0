"""Every mode, depth, orientation and profile is read as it should look."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from make_profiles import dark_grey, inverted_cmyk, wide_rgb
from picture_files import png, saved, smooth
from PIL import Image

from engine import images
from engine.images import PictureError
from engine.types import U8

HEIC = Path(__file__).parent / "data" / "turned.heic"


@pytest.fixture(scope="module")
def rgb() -> U8:
    return smooth()


# --- formats, modes, depths


@pytest.mark.parametrize("form", ["PNG", "TIFF", "BMP"])
def test_lossless_formats_give_the_exact_pixels(rgb: U8, form: str) -> None:
    picture = images.read(saved(Image.fromarray(rgb), form))
    assert np.array_equal(picture.rgb, rgb)
    assert picture.size == (40, 24)
    assert picture.alpha is None
    assert picture.notices == ()
    assert picture.rgb.flags.c_contiguous
    assert picture.rgb.flags.writeable


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "AVIF", "GIF"])
def test_lossy_formats_give_nearly_the_pixels(rgb: U8, form: str) -> None:
    picture = images.read(saved(Image.fromarray(rgb), form))
    assert np.abs(picture.rgb.astype(int) - rgb).mean() < 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"])
def test_every_mode_becomes_rgb(rgb: U8, mode: str) -> None:
    image = (
        Image.fromarray(rgb).convert("L").convert(mode)
        if mode in {"1", "LA"}
        else Image.fromarray(rgb).convert(mode)
    )
    picture = images.read(saved(image, "TIFF"))
    assert np.abs(picture.rgb.astype(int) - np.asarray(image.convert("RGB"))).max() <= 1


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_alpha_is_kept_straight(rgb: U8, mode: str) -> None:
    alpha = np.arange(24 * 40).reshape(24, 40).astype(np.uint8)
    image = Image.fromarray(rgb).convert(mode[:-1])
    colors = np.asarray(image.convert("RGB"))
    image.putalpha(Image.fromarray(alpha))
    picture = images.read(saved(image, "PNG"))
    assert picture.alpha is not None
    assert np.array_equal(picture.alpha, alpha)
    assert np.array_equal(picture.rgb, colors)
    assert np.array_equal(picture.rgba, np.dstack([colors, alpha]))


def test_an_alpha_that_is_all_opaque_is_none(rgb: U8) -> None:
    picture = images.read(saved(Image.fromarray(rgb).convert("RGBA"), "PNG"))
    assert picture.alpha is None
    assert picture.rgba[..., 3].min() == 255


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_a_transparent_palette_entry_becomes_alpha(form: str) -> None:
    image = Image.new("P", (4, 2), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (2, 0, 4, 2))
    picture = images.read(saved(image, form, transparency=1))
    assert picture.alpha is not None
    assert picture.alpha.tolist() == [[255, 255, 0, 0]] * 2
    assert picture.rgb[0, 0].tolist() == [255, 0, 0]


def test_a_palette_with_an_alpha_for_each_entry_keeps_it() -> None:
    image = Image.new("P", (2, 1), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.putpixel((1, 0), 1)
    picture = images.read(saved(image, "PNG", transparency=bytes((40, 200))))
    assert picture.alpha is not None
    assert picture.alpha.tolist() == [[40, 200]]


def test_a_transparent_grey_level_of_sixteen_bits_becomes_alpha() -> None:
    levels = np.array([[0x2A00, 0x2A01, 0xFFFF]], np.uint16)
    data = saved(Image.fromarray(levels), "PNG", transparency=0x2A01)
    picture = images.read(data)
    assert picture.alpha is not None
    assert picture.alpha.tolist() == [[255, 0, 255]]
    assert picture.rgb[..., 0].tolist() == [[0x2A, 0x2A, 0xFF]]
    assert images.read_mask(data).tolist() == [[255, 0, 255]]


@pytest.mark.parametrize("kind", [0, 2, 4, 6], ids=["grey", "rgb", "grey+alpha", "rgb+alpha"])
def test_sixteen_bit_png_is_read_as_eight_bit_and_said(kind: int) -> None:
    channels = {0: 1, 2: 3, 4: 2, 6: 4}[kind]
    values = np.arange(channels * 2) * 25 + 30
    rows = b"\0" + (values * 257).astype(">u2").tobytes()
    picture = images.read(png(2, 1, depth=16, kind=kind, rows=rows), name="deep.png")
    assert picture.rgb[0, 0, 0] == 30
    assert picture.rgb[0, 1, 0] == values[channels]
    assert picture.notices == ("deep.png has more than 8 bits a channel; it was read as 8-bit.",)


@pytest.mark.parametrize("shape", [(6, 9), (6, 9, 3), (6, 9, 4)])
def test_sixteen_bit_tiff_is_read_as_eight_bit_and_said(tmp_path: Path, shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(1).integers(0, 256, shape).astype(np.uint16)
    cv2.imwrite(str(tmp_path / "deep.tif"), values * 257)
    picture = images.read(tmp_path / "deep.tif")
    expected = np.dstack([values] * 3) if values.ndim == 2 else values[..., 2::-1]
    assert np.array_equal(picture.rgb, expected)
    assert "read as 8-bit" in picture.notices[0]


def test_pixels_of_a_measuring_instrument_are_refused() -> None:
    with pytest.raises(PictureError, match=r"unsupported kind; save it as .* mode is F"):
        images.read(saved(Image.new("F", (3, 3)), "TIFF"))


@pytest.mark.parametrize("form", ["GIF", "WEBP", "TIFF", "PNG"])
def test_of_several_frames_the_first_is_read_and_said(form: str) -> None:
    red, blue = Image.new("RGB", (8, 8), (255, 0, 0)), Image.new("RGB", (8, 8), (0, 0, 255))
    picture = images.read(saved(red, form, save_all=True, append_images=[blue]))
    assert np.abs(picture.rgb[4, 4].astype(int) - (255, 0, 0)).max() < 8
    assert "only the first was read" in picture.notices[0]


def test_heic_is_read_upright() -> None:
    pytest.importorskip("pi_heif")
    picture = images.read(HEIC)
    assert picture.size == images.probe(HEIC).size == (32, 48)
    assert np.abs(picture.rgb[2, 2].astype(int) - (200, 60, 30)).max() < 8


def test_heic_without_the_extra_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(PictureError, match=r'pip install "rainharmonize\[heif\]"'):
        images.read(HEIC)


# --- orientation and metadata


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(rgb: U8, form: str, orientation: int) -> None:
    turns = [
        *(lambda a: a, lambda a: a[:, ::-1], lambda a: a[::-1, ::-1], lambda a: a[::-1]),
        *(lambda a: a.swapaxes(0, 1), lambda a: np.rot90(a, -1)),
        *(lambda a: np.rot90(a, 2).swapaxes(0, 1), lambda a: np.rot90(a, 1)),
    ]
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = saved(Image.fromarray(rgb), form, exif=exif)
    expected = turns[orientation - 1](rgb)
    picture = images.read(data)
    assert picture.rgb.shape == expected.shape
    assert np.abs(picture.rgb.astype(int) - expected).mean() < 8
    assert images.probe(data).size == picture.size


def test_damaged_exif_is_ignored(rgb: U8) -> None:
    data = saved(Image.fromarray(rgb), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xffgarbage")
    assert images.read(data).size == (40, 24)
    assert images.read(data).exif is None


# --- profiles


def test_another_rgb_profile_is_converted_and_remembered(rgb: U8) -> None:
    picture = images.read(saved(Image.new("RGB", (4, 4), (60, 200, 60)), "PNG", icc_profile=wide_rgb()))
    red, green, blue = picture.rgb[0, 0].tolist()
    assert red < 30  # what is a mild green in the wide space is a strong one in sRGB
    assert green >= 198
    assert blue < 60
    assert picture.icc_profile == wide_rgb()


def test_pixels_with_an_srgb_profile_stay_exact(rgb: U8) -> None:
    picture = images.read(saved(Image.fromarray(rgb), "PNG", icc_profile=images.srgb_profile()))
    assert np.array_equal(picture.rgb, rgb)
    assert picture.icc_profile == images.srgb_profile()


def test_a_grey_profile_is_applied_but_not_kept() -> None:
    picture = images.read(saved(Image.new("L", (4, 4), 128), "PNG", icc_profile=dark_grey()))
    assert 80 < picture.rgb[0, 0, 0] < 110
    assert picture.icc_profile is None


@pytest.mark.parametrize("form", ["TIFF", "JPEG"])
def test_cmyk_is_converted_by_its_profile(form: str) -> None:
    picture = images.read(
        saved(Image.new("CMYK", (8, 8), (255, 255, 255, 255)), form, icc_profile=inverted_cmyk())
    )
    assert picture.rgb.min() > 250
    assert picture.icc_profile is None
    assert picture.notices == ()


def test_cmyk_without_a_profile_is_said_to_be_approximate() -> None:
    picture = images.read(saved(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "TIFF"), name="ad.tif")
    assert picture.rgb[0, 0].tolist() == [255, 0, 0]
    assert picture.notices == ("ad.tif is CMYK without a usable profile; its colours are approximate.",)


@pytest.mark.parametrize("profile", [b"not a profile", inverted_cmyk()], ids=["damaged", "of another kind"])
def test_a_useless_profile_is_left_out_and_said(rgb: U8, profile: bytes) -> None:
    picture = images.read(saved(Image.fromarray(rgb), "PNG", icc_profile=profile), name="a.png")
    assert np.array_equal(picture.rgb, rgb)
    assert picture.icc_profile is None
    assert picture.notices[0].startswith("a.png has a colour profile that cannot be used")


def test_alpha_is_untouched_by_a_profile() -> None:
    picture = images.read(saved(Image.new("RGBA", (4, 4), (60, 200, 60, 77)), "PNG", icc_profile=wide_rgb()))
    assert picture.alpha is not None
    assert picture.alpha.min() == picture.alpha.max() == 77
