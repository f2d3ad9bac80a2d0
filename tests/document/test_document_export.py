"""What is exported: pixels, files, and the size foretold."""

from __future__ import annotations

import numpy as np
import pytest
from document_examples import disc, document_with_object, picture
from PIL import Image

from engine.analysis import Analysis
from engine.compositing import warp
from engine.images import FileError, Format, Picture, PictureError, encode, read
from engine.images import WriteOptions as Options
from engine.progress import Aborted, CancelToken
from engine.transfer import Frame, affine_field
from rainharmonize_gui.document.document import Document
from rainharmonize_gui.document.export import (
    ExportChoice,
    Kind,
    cutout_size,
    encoded,
    estimated_bytes,
    export,
    pixels_of,
)
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.document.scene import Scene


def darker() -> Analysis:
    """A finding that makes everything half as bright."""
    coefficients = np.zeros((12, 2, 2), np.float32)
    coefficients[[0, 5, 10]] = -0.5
    coefficients[3::4] = -0.5
    return Analysis(affine_field(coefficients), Frame.of_whole(120, 80))


@pytest.fixture
def scene():
    document, layer = document_with_object()
    return document.scene, {layer: darker()}, layer


def test_outside_the_objects_the_picture_is_the_background_byte_for_byte(scene):
    scene, findings, _ = scene
    pixels = pixels_of(scene, ExportChoice(), findings=findings)
    outside = objects_mask(scene) == 0
    assert np.array_equal(pixels[outside], scene.background.rgb[outside])


def test_inside_it_is_the_harmonized_object(scene):
    scene, findings, _ = scene
    pixels = pixels_of(scene, ExportChoice(), findings=findings)
    inside = objects_mask(scene) == 255
    plain = composite(scene)[inside].astype(int)
    assert np.abs(pixels[inside] - plain / 2).max() <= 1


def test_a_pair_is_before_beside_after(scene):
    scene, findings, _ = scene
    pair = pixels_of(scene, ExportChoice(Kind.PAIR), findings=findings)
    assert np.array_equal(pair[:, :120], composite(scene))
    assert np.array_equal(pair[:, 120:], composite(scene, findings=findings))


def test_a_mask_is_white_where_objects_are(scene):
    scene, findings, _ = scene
    assert np.array_equal(pixels_of(scene, ExportChoice(Kind.MASK), findings=findings), objects_mask(scene))


def test_a_cut_out_is_the_harmonized_object_with_its_alpha(scene):
    scene, findings, layer = scene
    rgba = pixels_of(scene, ExportChoice(Kind.CUT_OUT), findings=findings, layer=layer)
    shown = scene.layer(layer)
    plain = warp(shown.rgba(), shown.placement, scene.size).rgba
    assert np.array_equal(rgba[..., 3], plain[..., 3])
    solid = rgba[..., 3] > 0
    assert np.abs(rgba[..., :3][solid] - plain[..., :3][solid] / 2).max() <= 1


def test_a_cut_out_is_whole_even_beyond_the_border(scene):
    document = Document(scene[0])
    layer = scene[2]
    size = cutout_size(document.scene, layer)
    document.move(layer, -60, 0)
    rgba = pixels_of(document.scene, ExportChoice(Kind.CUT_OUT), findings={}, layer=layer)
    assert rgba.shape[1::-1] == size
    assert np.array_equal(rgba[..., 3], disc((30, 20)))


def test_a_cut_out_is_not_cropped_at_a_rim_too_faint_to_be_seen(scene):
    document, layer = Document(scene[0]), scene[2]
    mask = np.zeros((20, 30), np.uint8)
    mask[2:18, 2:28] = 1
    mask[6:14, 8:22] = 255
    document.set_mask(layer, mask)
    rgba = pixels_of(document.scene, ExportChoice(Kind.CUT_OUT), findings={}, layer=layer)
    assert np.array_equal(rgba[..., 3], mask[2:18, 2:28])


def test_a_cut_out_has_the_object_s_opacity(scene):
    document, layer = Document(scene[0]), scene[2]
    document.set_opacity(layer, 0.5)
    rgba = pixels_of(document.scene, ExportChoice(Kind.CUT_OUT), findings={}, layer=layer)
    assert rgba[..., 3].max() in (127, 128)


def test_without_a_selected_object_there_is_no_cut_out(scene):
    with pytest.raises(PictureError, match="select"):
        pixels_of(scene[0], ExportChoice(Kind.CUT_OUT), findings={})


def test_without_a_background_there_is_nothing_to_export():
    with pytest.raises(PictureError, match="open a background"):
        pixels_of(Scene(), ExportChoice(), findings={})


@pytest.mark.parametrize(
    ("kind", "size"),
    [(Kind.PICTURE, (60, 40)), (Kind.PAIR, (120, 40)), (Kind.MASK, (60, 40)), (Kind.CUT_OUT, (15, 10))],
)
def test_half_the_scale_is_half_the_sides(scene, kind, size):
    scene, findings, layer = scene
    pixels = pixels_of(scene, ExportChoice(kind, scale=0.5), findings=findings, layer=layer)
    assert pixels.shape[1::-1] == size


def test_at_half_the_scale_it_looks_the_same(scene):
    scene, findings, _ = scene
    whole = pixels_of(scene, ExportChoice(), findings=findings).astype(float)
    half = pixels_of(scene, ExportChoice(scale=0.5), findings=findings)
    means = whole.reshape(40, 2, 60, 2, 3).mean((1, 3))
    assert np.abs(half - means).mean() < 4


def test_a_larger_scale_enlarges(scene):
    scene, findings, _ = scene
    assert pixels_of(scene, ExportChoice(scale=2.0), findings=findings).shape == (160, 240, 3)


@pytest.mark.parametrize("format", [Format.PNG, Format.TIFF])
def test_a_lossless_file_holds_the_pixels(scene, tmp_path, format):
    scene, findings, _ = scene
    path = tmp_path / f"out.{format.lower()}"
    export(scene, ExportChoice(format=format), path, findings=findings)
    assert np.array_equal(read(path).rgb, pixels_of(scene, ExportChoice(), findings=findings))


@pytest.mark.parametrize("format", [Format.JPEG, Format.WEBP])
def test_a_lossy_file_holds_about_the_pixels(scene, tmp_path, format):
    scene, findings, _ = scene
    path = tmp_path / "out"
    export(scene, ExportChoice(format=format, quality=100), path, findings=findings)
    with Image.open(path) as image:
        assert image.format == format
        apart = np.abs(np.asarray(image).astype(int) - pixels_of(scene, ExportChoice(), findings=findings))
    assert apart.mean() < 2


def with_metadata() -> Scene:
    """A background with camera, place and a profile that is not sRGB."""
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    document = Document()
    document.open_background(Picture(picture((40, 30)).rgb, exif=exif.tobytes()))
    return document.scene


@pytest.mark.parametrize(
    ("fields", "maker", "place"),
    [
        ({}, "Maker", False),
        ({"keep_gps": True}, "Maker", True),
        ({"keep_exif": False, "keep_gps": True}, None, False),
    ],
)
def test_camera_and_place_are_kept_as_chosen(tmp_path, fields, maker, place):
    export(with_metadata(), ExportChoice(**fields), tmp_path / "out.png", findings={})
    with Image.open(tmp_path / "out.png") as image:
        exif = image.getexif()
        assert exif.get(0x010F) == maker
        assert bool(exif.get_ifd(0x8825)) is place


def test_an_old_file_is_replaced(scene, tmp_path):
    path = tmp_path / "out.png"
    path.write_bytes(b"old")
    export(scene[0], ExportChoice(), path, findings={})
    assert read(path).size == (120, 80)


def test_a_missing_folder_is_named(scene, tmp_path):
    with pytest.raises(FileError, match="nowhere"):
        export(scene[0], ExportChoice(), tmp_path / "nowhere" / "out.png", findings={})


def test_a_cancelled_export_leaves_no_file(scene, tmp_path):
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        export(scene[0], ExportChoice(), tmp_path / "out.png", findings={}, cancel=token)
    assert not list(tmp_path.iterdir())


def test_progress_goes_from_nothing_to_all(scene, tmp_path):
    told: list[float] = []
    path = tmp_path / "out.png"
    export(scene[0], ExportChoice(), path, findings={}, progress=lambda fraction, *_: told.append(fraction))
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0.0, 1.0)


def test_bytes_are_those_of_the_file(scene, tmp_path):
    scene, findings, _ = scene
    choice = ExportChoice()
    export(scene, choice, tmp_path / "out.png", findings=findings)
    pixels = pixels_of(scene, choice, findings=findings)
    assert encoded(pixels, scene, choice) == (tmp_path / "out.png").read_bytes()


@pytest.mark.parametrize("format", [Format.PNG, Format.JPEG, Format.WEBP])
@pytest.mark.parametrize("kind", list(Kind))
def test_the_size_of_the_file_is_about_foretold(kind, format):
    if kind is Kind.CUT_OUT and not format.has_alpha:
        pytest.skip("no transparency")
    document = Document()
    smooth = np.cumsum(np.random.default_rng(0).normal(0, 1, (1500, 2000, 3)), axis=1)
    document.open_background(Picture((128 + smooth).clip(0, 255).astype(np.uint8)))
    cut = (128 + smooth[:900, :1000]).clip(0, 255).astype(np.uint8)
    layer = document.add_object(Picture(cut, disc((1000, 900))), name="Dog")
    choice = ExportChoice(kind, format)
    told = estimated_bytes(document.scene, choice, layer=layer)
    pixels = pixels_of(document.scene, choice, findings={}, layer=layer)
    size = len(encode(pixels, options=Options(format=format)))
    assert 0.5 < told / size < 2
