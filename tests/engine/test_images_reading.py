"""Reading: every mode, depth, orientation and profile; every bad file is one sentence."""

import io
import os
import struct
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_profiles import dark_grey, inverted_cmyk, wide_rgb
from PIL import Image

from engine import images
from engine.images import PictureError
from engine.types import U8, MaskError

HEIC = Path(__file__).parent / "data" / "turned.heic"


@pytest.fixture(scope="module")
def rgb() -> U8:
    """Smooth, so that lossy formats stay near; without symmetry, so that a wrong turn shows."""
    y, x = np.mgrid[0:24, 0:40]
    return np.dstack([x * 6, y * 10, 255 - x * 3 - y * 4]).astype(np.uint8)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def png(width: int, height: int, *, depth: int = 8, kind: int = 2, rows: bytes = b"") -> bytes:
    """A PNG made by hand, for what Pillow does not write."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


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
    with pytest.raises(PictureError, match=r"unsupported kind \(F\); save it as"):
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
    assert picture.notices[0].startswith("a.png was read as sRGB: The colour profile")


def test_alpha_is_untouched_by_a_profile() -> None:
    picture = images.read(saved(Image.new("RGBA", (4, 4), (60, 200, 60, 77)), "PNG", icc_profile=wide_rgb()))
    assert picture.alpha is not None
    assert picture.alpha.min() == picture.alpha.max() == 77


# --- what cannot be read


def refusal(source: images.Source, **options: float) -> str:
    with pytest.raises(PictureError) as caught:
        images.read(source, **options)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_too_many_pixels_are_refused_before_decoding() -> None:
    sentence = refusal(png(60_000, 20_000))  # its pixels are not even there
    assert "60000×20000 pixels" in sentence
    assert "1200.0 megapixels" in sentence
    assert "--max-megapixels 1200" in sentence


def test_the_limit_can_be_raised_and_lifted(rgb: U8) -> None:
    data = saved(Image.fromarray(rgb), "PNG")
    assert "--max-megapixels 1" in refusal(data, max_megapixels=0.0005)
    assert images.read(data, max_megapixels=0.00096).size == (40, 24)
    assert images.read(data, max_megapixels=None).size == (40, 24)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "BMP", "GIF", "AVIF"])
def test_a_truncated_picture_is_said_to_be_damaged(form: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    data = saved(noise, form)
    assert "damaged" in refusal(data[: len(data) // 2])


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a.png").touch()
    assert "is empty" in refusal(tmp_path / "a.png")
    assert "is empty" in refusal(b"")


def test_text_is_said_to_be_no_picture(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("hello " * 50)
    assert refusal(tmp_path / "a.png").startswith(f"{tmp_path / 'a.png'} is not a picture")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "none.png")


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert "a pipe" in refusal(tmp_path / "pipe.png")


def test_a_file_without_permission_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.png").write_bytes(b"x")

    def denied(*_: object) -> None:  # root may read everything, so chmod proves nothing
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "permission denied" in refusal(tmp_path / "a.png")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP"]), st.data())
def test_damaged_bytes_are_a_picture_or_one_sentence(form: str, data: st.DataObject) -> None:
    image = Image.fromarray(np.arange(24 * 24 * 3, dtype=np.uint8).reshape(24, 24, 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    content = bytearray(saved(image, form, exif=exif, icc_profile=wide_rgb()))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        outcome = images.read(bytes(content), max_megapixels=1).rgb.ndim
    except PictureError as error:
        outcome = str(error)[-1]
    assert outcome in {3, "."}


def test_probing_needs_no_pixels() -> None:
    info = images.probe(png(60_000, 20_000))
    assert (info.size, info.format) == ((60_000, 20_000), "PNG")


# --- masks


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
