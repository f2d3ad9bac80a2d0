"""Pictures on their way in, as a person brings them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from editor_examples import BACKGROUND, OBJECT, close, layer_count, write_background, write_cutout
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QGuiApplication, QImage

from engine.progress import CancelToken
from rainharmonize_gui.document.geometry import middle
from rainharmonize_gui.ui import mime
from rainharmonize_gui.ui.files_controller import Landing
from rainharmonize_gui.ui.reading import load
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


def _said(window: MainWindow) -> str:
    return " ".join(message.text for message in window.messages._queue)


def _idle(window: MainWindow) -> None:
    assert not window.editor.reading.busy


def test_the_first_picture_is_the_background_and_the_next_an_object(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    scene = window.editor.document.scene

    assert scene.size == BACKGROUND
    assert scene.layers[0].size == OBJECT
    assert window.editor.selection.layer_id == scene.layers[0].id
    assert window.pages.currentWidget() is window.editor.canvas
    assert window.windowTitle() == "street.png[*]"


def test_a_background_that_was_opened_is_remembered(qtbot, window, tmp_path: Path) -> None:
    path = write_background(tmp_path)
    window.open_files([path])
    qtbot.waitUntil(lambda: bool(window.settings.recent))

    assert window.settings.recent == (str(path),)


def test_bad_files_are_named_and_the_others_load(qtbot, window, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    text = tmp_path / "notes.txt"
    text.write_text("hello")
    window.open_files([broken, text, tmp_path, write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))

    assert all(name in _said(window) for name in ("broken.png", "notes.txt", "is a folder"))
    assert window.editor.document.scene.size == BACKGROUND


def test_twenty_files_at_once_all_come(qtbot, window, tmp_path: Path) -> None:
    objects = [write_cutout(tmp_path, name=f"ball{index}.png") for index in range(19)]
    window.open_files([write_background(tmp_path), *objects])
    qtbot.waitUntil(layer_count(window.editor, 19), timeout=20_000)

    assert [layer.name for layer in window.editor.document.scene.layers] == [path.stem for path in objects]


def test_objects_that_come_together_lie_apart_and_inside(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: window.editor.has_background)
    things = [mime.LocalFile(write_cutout(tmp_path, name=f"{number}.png")) for number in range(20)]
    window.editor.take(things, Landing(at=(300, 60)))
    qtbot.waitUntil(layer_count(window.editor, 20))
    layers = window.editor.document.scene.layers
    middles = np.array([middle(layer.placement, layer.size) for layer in layers])
    apart = np.linalg.norm(middles[:, None] - middles[None], axis=2) + 1e9 * np.eye(20)

    assert middles[0] == pytest.approx((300, 60))
    assert apart.min() > 10
    assert np.linalg.norm(middles - middles[0], axis=1).max() < BACKGROUND[1] / 2
    assert (middles >= 0).all()
    assert (middles <= BACKGROUND).all()


def test_a_stroke_beyond_a_transparent_picture_brings_no_black(qtbot, window, tmp_path: Path) -> None:
    rgba = np.zeros((60, 80, 4), np.uint8)
    rgba[20:40, 30:50] = (200, 120, 40, 255)
    path = tmp_path / "patch.png"
    Image.fromarray(rgba).save(path)
    window.open_files([write_background(tmp_path), path])
    qtbot.waitUntil(layer_count(window.editor, 1))
    window.actions_["mask.fill"].trigger()
    (layer,) = window.editor.document.scene.layers

    assert layer.rgba()[..., 3].min() == 255
    assert np.abs(layer.rgb.astype(int) - (200, 120, 40)).max() <= 1


def test_a_picture_over_the_cap_is_asked_about(qtbot, window, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("rainharmonize_gui.ui.files_controller.DEFAULT_MEGAPIXELS", 0.01)
    files = window.editor.files
    path = write_background(tmp_path)
    files._read(mime.LocalFile(path), Landing(), max_megapixels=0.01)
    qtbot.waitUntil(lambda: window.messages.current is not None)
    offer = window.messages.current.offer

    assert offer is not None
    assert not window.editor.has_background
    offer.run()
    qtbot.waitUntil(lambda: window.editor.has_background)


def test_a_pasted_picture_is_an_object_in_the_middle_of_what_is_seen(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: window.editor.has_background)
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    data = QMimeData()
    data.setImageData(image)
    QGuiApplication.clipboard().setMimeData(data)

    window.actions_["edit.paste"].trigger()
    qtbot.waitUntil(layer_count(window.editor, 1))

    numbers = window.editor.document.geometry(window.editor.document.scene.layers[0].id)
    middle = window.editor.canvas.visible_middle
    assert (numbers.x + 10, numbers.y + 5) == pytest.approx(middle, abs=1e-6)
    assert window.editor.document.history.undo_label == "Paste object"


def test_an_object_larger_than_the_background_is_scaled_down_to_fit(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path), write_cutout(tmp_path, size=(640, 200))])
    qtbot.waitUntil(layer_count(window.editor, 1))

    (layer,) = window.editor.document.scene.layers
    assert layer.placement.scale == pytest.approx((320 / 632, 320 / 632))  # of 640 pixels 8 are see-through


def test_a_web_picture_is_only_fetched_after_a_question(qtbot, window, tmp_path: Path, monkeypatch) -> None:
    fetched: list[str] = []
    body = write_background(tmp_path).read_bytes()

    def fetch(url: str, **_: object) -> bytes:
        fetched.append(url)
        return body

    monkeypatch.setattr("rainharmonize_gui.ui.web.fetch", fetch)
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/street.png")])
    window.take(mime.contents(data))
    question = window.messages.current

    assert fetched == []
    assert "example.org" in question.text
    question.offer.run()
    qtbot.waitUntil(lambda: window.editor.has_background)
    assert fetched == ["https://example.org/street.png"]


def test_opening_again_changes_the_background_and_keeps_the_objects(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    other = write_background(tmp_path, name="beach.png", size=(200, 200))
    window._files_selected([str(other)])
    qtbot.waitUntil(lambda: window.editor.document.scene.size == (200, 200))

    assert len(window.editor.document.scene.layers) == 1
    assert window.windowTitle() == "beach.png[*]"


def test_undoing_the_first_picture_shows_the_welcome_page_again(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: window.editor.has_background)
    window.actions_["edit.undo"].trigger()

    assert window.pages.currentWidget() is window.welcome


def test_the_sample_lies_where_it_was_meant_to(qtbot, window) -> None:
    window.open_sample()
    qtbot.waitUntil(layer_count(window.editor, 1), timeout=20_000)
    [layer] = window.editor.document.scene.layers
    x, y = layer.placement.map((layer.size[0] / 2, layer.size[1] / 2)).tolist()

    assert (x, y) == (3190, 1292)
    assert window.settings.recent == ()


def test_closing_during_work_loses_no_thread(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path, size=(1600, 1200)), write_cutout(tmp_path)])
    close(window)

    assert not window.isVisible()


def test_what_shows_of_an_object_lies_where_it_is_dropped(qtbot, window, tmp_path: Path) -> None:
    rgba = np.zeros((200, 300, 4), np.uint8)
    rgba[150:190, 240:280] = (200, 90, 40, 255)
    Image.fromarray(rgba).save(tmp_path / "margins.png")
    window.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: window.editor.document.scene.background is not None)
    item = mime.LocalFile(tmp_path / "margins.png")
    window.editor.files.take([item], Landing(at=(60.0, 50.0)))
    qtbot.waitUntil(layer_count(window.editor, 1))

    (layer,) = window.editor.document.scene.layers
    assert middle(layer.boxed, layer.box.size) == pytest.approx((60, 50))
    assert layer.placement.scale == (1, 1)  # what shows fits
    window.editor.selection.select(layer.id)
    window.actions_["object.reset"].trigger()
    (layer,) = window.editor.document.scene.layers
    assert middle(layer.boxed, layer.box.size) == pytest.approx((BACKGROUND[0] / 2, BACKGROUND[1] / 2))


def test_a_background_that_is_see_through_is_white_there_and_that_is_said(
    qtbot, window, tmp_path: Path
) -> None:
    rgba = np.zeros((40, 60, 4), np.uint8)
    rgba[:, :30] = (200, 90, 40, 255)
    Image.fromarray(rgba).save(tmp_path / "bird.png")
    window.open_files([tmp_path / "bird.png"])
    qtbot.waitUntil(lambda: window.messages.current is not None)

    shown = window.editor.document.scene.background.rgb
    assert (shown[:, 30:] == 255).all()
    assert (shown[:, :30] == (200, 90, 40)).all()
    assert window.messages.current.text == (
        "bird.png is see-through in places; as a background it is white there."
    )


@pytest.mark.parametrize("wanted", [True, False])
def test_a_background_is_only_made_of_what_may_become_one(tmp_path: Path, wanted: bool) -> None:
    path = write_cutout(tmp_path)
    found = load(
        mime.LocalFile(path), lambda *_: None, CancelToken(), max_megapixels=None, may_be_background=wanted
    )
    assert (found.backdrop is not None) == wanted
    assert found.picture.alpha is not None
