"""Every file that cannot be read is one sentence."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make_profiles import wide_rgb
from picture_files import png, saved, smooth
from PIL import Image
from PIL.PngImagePlugin import PngImageFile

from engine import images
from engine.images import PictureError


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


def test_the_limit_can_be_raised_and_lifted() -> None:
    data = saved(Image.fromarray(smooth()), "PNG")
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


def test_probing_needs_no_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    def decoded(*_: object) -> None:
        pytest.fail("the picture was decoded, whatever its size")

    monkeypatch.setattr(PngImageFile, "load", decoded)
    info = images.probe(png(60_000, 20_000))
    assert (info.size, info.format) == ((60_000, 20_000), "PNG")


@pytest.mark.parametrize("behind", [False, True])
def test_probing_finds_the_orientation_before_and_behind_the_pixels(behind: bool) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(Image.fromarray(smooth()), "PNG", exif=exif)
    if behind:
        start = data.index(b"eXIf") - 4
        stop = start + 12 + int.from_bytes(data[start : start + 4], "big")
        data = data[:start] + data[stop:-12] + data[start:stop] + data[-12:]
    assert images.probe(data).size == images.read(data).size == (24, 40)
