"""What is taken from a drop or the clipboard, and what is put there."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage

from rainharmonize_gui.ui import mime
from rainharmonize_gui.ui.mime import DecodedImage, EncodedImage, LocalFile, WebAddress
from rainharmonize_gui.ui.mime_out import picture_mime
from rainharmonize_gui.ui.qimage import from_qimage

RED = np.full((2, 3, 4), (255, 0, 0, 128), np.uint8)


def _png() -> bytes:
    return bytes(picture_mime(RED).data("image/png").data())


def _image() -> QImage:
    image = QImage(2, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    return image


def _with_files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_no_mime_data_at_all_is_nothing() -> None:
    assert mime.contents(None) == []
    assert not mime.accepts(None)


def test_text_is_nothing() -> None:
    data = QMimeData()
    data.setText("hello")

    assert mime.contents(data) == []
    assert not mime.accepts(data)


def test_every_file_of_several_is_returned(tmp_path: Path) -> None:
    paths = [tmp_path / "one.jpg", tmp_path / "two.png"]

    assert mime.contents(_with_files(*paths)) == [LocalFile(path) for path in paths]


def test_a_file_comes_before_the_bytes_that_a_file_manager_adds(tmp_path: Path) -> None:
    data = _with_files(tmp_path / "one.jpg")
    data.setData("image/png", QByteArray(b"icon"))

    assert mime.contents(data) == [LocalFile(tmp_path / "one.jpg")]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("image/png", mime.WINDOWS_PNG),
        (mime.WINDOWS_PNG, "image/tiff"),
        ("image/tiff", "image/bmp"),
        ("image/bmp", "image/jpeg"),
    ],
)
def test_of_several_encodings_the_better_is_taken(better: str, worse: str) -> None:
    data = QMimeData()
    data.setData(worse, QByteArray(b"worse"))
    data.setData(better, QByteArray(b"better"))

    assert mime.contents(data) == [EncodedImage(b"better")]


def test_bytes_come_before_the_decoded_image() -> None:
    data = QMimeData()
    data.setImageData(_image())
    data.setData("image/png", QByteArray(b"bytes"))

    assert mime.contents(data) == [EncodedImage(b"bytes")]


def test_a_decoded_image_alone_is_taken() -> None:
    data = QMimeData()
    data.setImageData(_image())

    [item] = mime.contents(data)

    assert isinstance(item, DecodedImage)
    assert item.image.width() == 2


def test_from_a_browser_bytes_come_before_its_temporary_file(tmp_path: Path) -> None:
    data = _with_files(tmp_path / "cache.png")
    data.setHtml('<img src="https://example.org/a.png">')
    data.setData("image/png", QByteArray(b"bytes"))

    assert mime.contents(data) == [EncodedImage(b"bytes")]


def test_from_a_browser_a_file_comes_before_the_page(tmp_path: Path) -> None:
    data = _with_files(tmp_path / "cache.png")
    data.setHtml('<img src="https://example.org/a.png">')

    assert mime.contents(data) == [LocalFile(tmp_path / "cache.png")]


@pytest.mark.parametrize("source", [";base64," + base64.b64encode(b"pic").decode(), ",pic"])
def test_a_data_address_is_decoded(source: str) -> None:
    data = QMimeData()
    data.setHtml(f'<p>x</p><img alt="a" src="data:image/png{source}">')

    assert mime.contents(data) == [EncodedImage(b"pic")]


def test_a_data_address_that_is_no_picture_is_nothing() -> None:
    data = QMimeData()
    data.setHtml('<img src="data:text/html,<b>x</b>">')

    assert mime.contents(data) == []


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://example.org/a?b=1&amp;c=2", "https://example.org/a?b=1&c=2"),
        ("//example.org/a.png", "https://example.org/a.png"),
    ],
)
def test_a_picture_on_a_page_is_an_address_to_ask_about(source: str, address: str) -> None:
    data = QMimeData()
    data.setHtml(f'<a href="x"><img src="{source}"></a>')
    data.setUrls([QUrl("https://example.org/page")])

    assert mime.contents(data) == [WebAddress(address)]
    assert mime.accepts(data)


@pytest.mark.parametrize(("address", "taken"), [("http://a.org/p/cat.JPG", True), ("http://a.org/p", False)])
def test_a_link_is_taken_only_if_it_names_a_picture(address: str, *, taken: bool) -> None:
    data = QMimeData()
    data.setUrls([QUrl(address)])

    assert mime.contents(data) == ([WebAddress(address)] if taken else [])
    assert mime.accepts(data) is taken


@pytest.mark.parametrize(
    ("name", "content", "taken"),
    [
        ("a.JPG", b"", True),
        ("a.ora", b"", True),
        ("a.txt", b"\x89PNG\r\n\x1a\n", False),
        ("picture", None, True),
        ("notes", b"hello", False),
    ],
)
def test_the_cursor_refuses_what_is_not_a_picture(
    tmp_path: Path, name: str, content: bytes | None, *, taken: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(_png() if content is None else content)

    assert mime.accepts(_with_files(path)) is taken


def test_a_folder_is_refused_by_the_cursor_but_returned_to_be_named(tmp_path: Path) -> None:
    assert not mime.accepts(_with_files(tmp_path))
    assert mime.contents(_with_files(tmp_path)) == [LocalFile(tmp_path)]


def test_a_picture_goes_out_as_png_with_its_alpha_as_image_and_as_file(tmp_path: Path) -> None:
    data = picture_mime(RED, file=tmp_path / "out.png")

    for kind in ("image/png", mime.WINDOWS_PNG):
        np.testing.assert_array_equal(from_qimage(QImage.fromData(data.data(kind))), RED)
    np.testing.assert_array_equal(from_qimage(data.imageData()), RED)
    assert [url.toLocalFile() for url in data.urls()] == [str(tmp_path / "out.png")]


def test_png_bytes_that_are_there_already_are_used() -> None:
    assert bytes(picture_mime(RED, png=b"ready").data("image/png").data()) == b"ready"


@pytest.mark.parametrize(
    ("url", "name"), [("https://a.org/x/cat.png?s=1", "cat.png"), ("https://a.org/", "a.org")]
)
def test_a_web_address_has_a_short_name(url: str, name: str) -> None:
    assert mime.web_name(url) == name
