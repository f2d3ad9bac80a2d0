"""The start page asks for the right things."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from engine.types import EngineError
from rainharmonize_gui.ui.mime import LocalFile
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.theme import DARK, Scheme, theme
from rainharmonize_gui.ui.thumbnails import thumbnail
from rainharmonize_gui.ui.welcome import WelcomePage

pytestmark = pytest.mark.filterwarnings("ignore:.*QDragEnterEvent.*:DeprecationWarning")


@pytest.fixture
def page(qtbot):
    page = WelcomePage()
    qtbot.addWidget(page)
    page.resize(1000, 700)
    with qtbot.waitExposed(page):
        page.show()
    yield page
    page.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (400, 200), (200, 30, 30)).save(path)
    return path


def _cards(page: WelcomePage) -> list:
    return list(page._recent._cards.values())


def _mime(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def _enter(page: WelcomePage, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.setAccepted(False)
    page.dragEnterEvent(event)
    return event


def test_its_buttons_ask(qtbot, page: WelcomePage) -> None:
    with qtbot.waitSignal(page.open_requested):
        qtbot.mouseClick(page._zone.open_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.sample_requested):
        qtbot.keyClick(page._zone.sample_button, Qt.Key.Key_Return)


def test_a_picture_is_taken_and_lights_the_zone(qtbot, page: WelcomePage, photo: Path) -> None:
    data = _mime(photo)
    assert _enter(page, data).isAccepted()
    assert page._zone._highlighted

    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(page.dropped) as caught:
        page.dropEvent(drop)
    assert caught.args == [[LocalFile(photo)]]
    assert not page._zone._highlighted


def test_what_is_no_picture_is_refused(page: WelcomePage, tmp_path: Path) -> None:
    data = _mime(tmp_path / "notes.txt")

    assert not _enter(page, data).isAccepted()
    assert not page._zone._highlighted


def test_recent_files_show_their_thumbnails(qtbot, page: WelcomePage, photo: Path) -> None:
    with qtbot.waitSignal(page._thumbnailer.loaded):
        page.set_recent([photo])

    [card] = _cards(page)
    pixels = from_qimage(card.icon().pixmap(QSize(144, 96)).toImage())
    np.testing.assert_allclose(pixels[48, 72, :3], (200, 30, 30), atol=6)
    with qtbot.waitSignal(page.recent_requested) as caught:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert caught.args == [photo]


def test_a_recent_file_that_is_gone_says_so_and_is_forgotten(
    qtbot, page: WelcomePage, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.png"
    with qtbot.waitSignal(page._thumbnailer.gone):
        page.set_recent([gone])

    [card] = _cards(page)
    assert "no longer there" in card.accessibleName()
    with qtbot.waitSignal(page.forget_requested) as caught:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    assert caught.args == [gone]


def test_a_recent_file_that_is_broken_can_still_be_clicked(qtbot, page: WelcomePage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    with qtbot.waitSignal(page._thumbnailer.loaded):
        page.set_recent([broken])

    with qtbot.waitSignal(page.recent_requested):
        qtbot.mouseClick(_cards(page)[0], Qt.MouseButton.LeftButton)


def test_no_recent_files_leave_no_heading(page: WelcomePage, photo: Path) -> None:
    page.set_recent([photo])
    assert page._recent.isVisible()

    page.set_recent([])
    assert not page._recent.isVisible()


def test_only_as_many_cards_as_fit_are_shown(page: WelcomePage, tmp_path: Path) -> None:
    page.set_recent([tmp_path / f"{number}.png" for number in range(9)])
    QApplication.processEvents()
    assert sum(card.isVisible() for card in _cards(page)) == 5

    page.resize(500, 700)
    QApplication.processEvents()
    assert sum(card.isVisible() for card in _cards(page)) == 2


def test_the_sample_is_offered_only_where_there_is_one(page: WelcomePage) -> None:
    page.set_sample_available(False)

    assert not page._zone.sample_button.isVisible()


def test_every_button_is_reached_by_key_and_named(page: WelcomePage, photo: Path) -> None:
    page.set_recent([photo])

    for button in page.findChildren(QAbstractButton):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() or button.text()
        assert button.toolTip()


def test_it_follows_the_theme(page: WelcomePage) -> None:
    theme().apply(Scheme.DARK)
    QApplication.processEvents()

    assert DARK.accent in page._zone.open_button.styleSheet()
    assert page.grab().toImage().pixelColor(5, 5).name() == DARK.window


def test_a_thumbnail_is_upright_and_never_enlarged(tmp_path: Path) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20)).save(path, exif=exif)

    image = thumbnail(path, size=QSize(100, 100))

    assert image.size() == QSize(20, 40)


def test_a_projects_own_thumbnail_is_used(tmp_path: Path) -> None:
    picture = tmp_path / "t.png"
    Image.fromarray(np.full((8, 9, 3), (1, 2, 3), np.uint8)).save(picture)
    project = tmp_path / "p.ora"
    with zipfile.ZipFile(project, "w") as archive:
        archive.write(picture, "Thumbnails/thumbnail.png")

    assert thumbnail(project, size=QSize(100, 100)).size() == QSize(9, 8)


def test_what_has_no_thumbnail_is_an_error(tmp_path: Path) -> None:
    text = tmp_path / "a.png"
    text.write_bytes(b"hello")

    with pytest.raises(EngineError):
        thumbnail(text, size=QSize(10, 10))
