"""Writing: formats, profiles, and never half a file."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from make_profiles import dark_grey, wide_rgb
from picture_files import smooth
from PIL import Image

from engine import images
from engine.images import FileError, Format, PictureError, WriteOptions
from engine.progress import Aborted, CancelToken
from engine.types import U8

LOSSLESS = [".png", ".tif", ".tiff"]
LOSSY = [suffix for suffix in images.SUFFIXES_WRITE if suffix not in LOSSLESS]


@pytest.fixture(scope="module")
def rgb() -> U8:
    return smooth()


@pytest.fixture(scope="module")
def rgba(rgb: U8) -> U8:
    alpha = np.arange(24 * 40).reshape(24, 40) % 256
    return np.dstack([rgb, alpha]).astype(np.uint8)


# --- formats


@pytest.mark.parametrize("suffix", LOSSLESS)
def test_lossless_formats_keep_every_pixel(tmp_path: Path, rgba: U8, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    images.write(path, rgba)
    assert np.array_equal(images.read(path).rgba, rgba)


@pytest.mark.parametrize("suffix", LOSSY)
def test_lossy_formats_keep_the_picture_nearly(tmp_path: Path, rgb: U8, suffix: str) -> None:
    path = tmp_path / f"a{suffix.upper()}"
    images.write(path, rgb)
    assert np.abs(images.read(path).rgb.astype(int) - rgb).mean() < 4


def test_webp_of_full_quality_is_lossless(rgba: U8) -> None:
    data = images.encode(rgba, options=WriteOptions(format=Format.WEBP, quality=100))
    assert np.array_equal(images.read(data).rgba, rgba)


@pytest.mark.parametrize("suffix", images.SUFFIXES_WRITE)
def test_a_mask_is_written_as_grey(tmp_path: Path, suffix: str) -> None:
    mask = np.repeat(np.arange(0, 256, 8, dtype=np.uint8)[None], 32, axis=0)
    images.write(tmp_path / f"m{suffix}", mask)
    assert np.abs(images.read_mask(tmp_path / f"m{suffix}").astype(int) - mask).mean() < 3


def test_quality_decides_the_size(rgb: U8) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    small, large = (
        len(images.encode(noise, options=WriteOptions(format=Format.JPEG, quality=quality)))
        for quality in (30, 95)
    )
    assert small < large / 2


def test_equal_pictures_give_equal_files(rgb: U8) -> None:
    options = WriteOptions(format=Format.PNG)
    assert images.encode(rgb, options=options) == images.encode(rgb.copy(), options=options)


def test_encode_gives_what_write_writes(tmp_path: Path, rgb: U8) -> None:
    images.write(tmp_path / "a.jpg", rgb)
    assert (tmp_path / "a.jpg").read_bytes() == images.encode(rgb, options=WriteOptions(format=Format.JPEG))


def test_strided_views_are_written_too(rgb: U8) -> None:
    view = rgb[::-1, ::2]
    assert np.array_equal(images.read(images.encode(view, options=WriteOptions())).rgb, view)


# --- refusals


def test_transparency_in_a_jpeg_is_refused(tmp_path: Path, rgba: U8) -> None:
    with pytest.raises(PictureError, match="JPEG cannot hold transparency"):
        images.write(tmp_path / "a.jpg", rgba)
    assert not list(tmp_path.iterdir())


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path, rgb: U8) -> None:
    with pytest.raises(PictureError, match=r"one of \.png, \.jpg"):
        images.write(tmp_path / "a.xyz", rgb)


def test_too_long_a_side_for_the_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="WEBP holds at most 16383 pixels along a side"):
        images.write(tmp_path / "a.webp", np.zeros((2, 16_384, 3), np.uint8))


@pytest.mark.parametrize("form", [form for form in Format if form.longest_side < 10**6])
def test_the_longest_side_of_a_format_can_be_read_again(form: Format) -> None:
    longest = form.longest_side
    data = images.encode(np.zeros((1, longest), np.uint8), options=WriteOptions(format=form))
    assert images.read(data).size == (longest, 1)
    with pytest.raises(PictureError, match=f"at most {longest} pixels"):
        images.encode(np.zeros((1, longest + 1), np.uint8), options=WriteOptions(format=form))


@pytest.mark.parametrize("shape", [(4,), (4, 4, 1), (4, 4, 2), (0, 4, 3)])
def test_an_array_that_is_no_picture_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(PictureError, match="uint8 H×W"):
        images.encode(np.zeros(shape, np.uint8), options=WriteOptions())


def test_an_existing_file_is_replaced_only_when_allowed(tmp_path: Path, rgb: U8) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"mine")
    with pytest.raises(PictureError, match="exists already"):
        images.write(path, rgb)
    assert path.read_bytes() == b"mine"
    images.write(path, rgb, options=WriteOptions(overwrite=True))
    assert np.array_equal(images.read(path).rgb, rgb)


def test_a_missing_folder_is_said(tmp_path: Path, rgb: U8) -> None:
    with pytest.raises(FileError, match="does not exist"):
        images.write(tmp_path / "none" / "a.png", rgb)


def test_a_folder_of_that_name_is_said(tmp_path: Path, rgb: U8) -> None:
    (tmp_path / "a.png").mkdir()
    with pytest.raises(FileError, match="is a folder"):
        images.write(tmp_path / "a.png", rgb)


# --- profiles


@pytest.mark.parametrize("suffix", images.SUFFIXES_WRITE)
def test_srgb_is_embedded(tmp_path: Path, rgb: U8, suffix: str) -> None:
    images.write(tmp_path / f"a{suffix}", rgb)
    assert images.read(tmp_path / f"a{suffix}").icc_profile == images.srgb_profile()


def test_a_chosen_profile_is_embedded_and_the_pixels_converted(rgb: U8) -> None:
    muted = (rgb // 2 + 64).astype(np.uint8)
    data = images.encode(muted, options=WriteOptions(profile=wide_rgb()))
    with Image.open(io.BytesIO(data)) as stored:
        assert np.abs(np.asarray(stored).astype(int) - muted).max() > 4
    picture = images.read(data)
    assert picture.icc_profile == wide_rgb()
    assert np.abs(picture.rgb.astype(int) - muted).max() <= 3


def test_a_profile_leaves_the_alpha_alone(rgba: U8) -> None:
    data = images.encode(rgba, options=WriteOptions(profile=wide_rgb()))
    assert np.array_equal(images.read(data).rgba[..., 3], rgba[..., 3])


@pytest.mark.parametrize("profile", [b"not a profile", dark_grey()], ids=["damaged", "grey"])
def test_a_profile_that_cannot_be_written_is_refused(rgb: U8, profile: bytes) -> None:
    with pytest.raises(PictureError, match="profile"):
        images.encode(rgb, options=WriteOptions(profile=profile))


# --- progress, cancelling, being killed


def test_progress_goes_from_0_to_1(tmp_path: Path, rgb: U8) -> None:
    seen: list[float] = []
    images.write(tmp_path / "a.png", rgb, progress=lambda fraction, label="": seen.append(fraction))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


@pytest.mark.parametrize("suffix", images.SUFFIXES_WRITE)
def test_cancelled_while_encoding_nothing_is_written(tmp_path: Path, suffix: str) -> None:
    class CancelledLater(CancelToken):
        checks = 0

        def check(self) -> None:
            self.checks += 1
            if self.checks > 1:
                self.cancel()
            super().check()

    token = CancelledLater()
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    with pytest.raises(Aborted):
        images.write(tmp_path / f"a{suffix}", noise, cancel=token)
    assert token.checks > 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", [Format.PNG, Format.JPEG, Format.TIFF])
def test_encoding_asks_often_whether_it_is_cancelled(form: Format) -> None:
    class Counting(CancelToken):
        checks = 0

        def check(self) -> None:
            self.checks += 1

    token = Counting()
    noise = np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), dtype=np.uint8)
    images.encode(noise, options=WriteOptions(format=form), cancel=token)
    assert token.checks > 10


WRITE_FOREVER = """
import sys
import numpy as np
from engine import images
noise = np.random.default_rng(0).integers(0, 256, (400, 600, 3), dtype=np.uint8)
for n in range(10**9):
    images.write(sys.argv[1], noise ^ np.uint8(n % 256), options=images.WriteOptions(overwrite=True))
    if n == 2:
        print("going", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL")
@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_killed_while_writing_the_picture_is_whole(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    for attempt in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITE_FOREVER, str(path)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.007 * attempt)  # not to wait for anything: to hit another moment each time
        writer.kill()
        writer.communicate()
        assert images.read(path).size == (600, 400)
        if hasattr(os, "O_TMPFILE"):
            for left in tmp_path.iterdir():
                assert images.read(left).size == (600, 400)
