"""An object in colour comes to a photo without: what the window offers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from editor_examples import layer_count, write_background
from PIL import Image
from PySide6.QtCore import Qt

from engine.images import read
from rainharmonize_gui.document.layer import Trim
from rainharmonize_gui.ui.window import MainWindow


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


def _grey_photo(folder: Path, *, warmth: float = 0.0) -> Path:
    ramp = np.tile(np.linspace(20, 220, 300, dtype=np.float32), (200, 1))
    tinted = np.dstack((ramp * (1 + warmth), ramp, ramp * (1 - warmth)))
    Image.fromarray(np.rint(tinted).astype(np.uint8)).save(folder / "street.png")
    return folder / "street.png"


def _red_cutout(folder: Path) -> Path:
    pixels = np.full((40, 60, 4), (200, 60, 50, 255), np.uint8)
    pixels[:, :10, 3] = 0
    Image.fromarray(pixels).save(folder / "bus.png")
    return folder / "bus.png"


def _offer(window: MainWindow) -> str:
    """What is on the button that can be seen."""
    button = window.messages._offer
    return button.text() if button.isVisible() else ""


def _press(qtbot, window: MainWindow) -> None:
    qtbot.mouseClick(window.messages._offer, Qt.MouseButton.LeftButton)


def test_a_red_bus_in_a_grey_street_is_made_grey_by_one_button(qtbot, window, tmp_path: Path) -> None:
    window.open_files([_grey_photo(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make it black and white")
    layer = window.editor.document.scene.layers[0]
    assert layer.look.trim == Trim()

    _press(qtbot, window)

    assert window.editor.document.scene.layers[0].look.trim == Trim(saturation=-1.0)
    window.editor.document.undo()
    assert window.editor.document.scene.layers[0].look.trim == Trim()


def test_in_a_sepia_photo_it_takes_the_tone(qtbot, window, tmp_path: Path) -> None:
    window.open_files([_grey_photo(tmp_path, warmth=0.12), _red_cutout(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Tone it alike")

    _press(qtbot, window)

    trim = window.editor.document.scene.layers[0].look.trim
    assert trim.saturation == -1.0
    assert trim.warmth == pytest.approx(0.48, abs=0.02)


def test_nothing_is_offered_in_a_photo_in_colour(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    assert _offer(window) == ""


def test_an_object_that_is_gone_is_left_alone(qtbot, window, tmp_path: Path) -> None:
    window.open_files([_grey_photo(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make it black and white")
    button = window.messages.current.offer
    window.editor.document.undo()

    button.run()

    assert not window.editor.document.scene.layers
    assert window.messages.current is None


def test_another_photo_takes_the_offer_back(qtbot, window, tmp_path: Path) -> None:
    window.open_files([_grey_photo(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make it black and white")
    button = window.messages.current.offer
    window.editor.document.open_background(read(write_background(tmp_path, name="other.png")))

    button.run()

    assert window.editor.document.scene.layers[0].look.trim == Trim()
    assert window.messages.current is None


def test_an_object_of_the_same_number_is_another_one(qtbot, window, tmp_path: Path) -> None:
    window.open_files([_grey_photo(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make it black and white")
    button, document = window.messages.current.offer, window.editor.document
    [layer] = document.scene.layers
    document.replace_scene(replace(document.scene, layers=(replace(layer, rgb=layer.rgb.copy()),)))

    button.run()

    assert document.scene.layers[0].look.trim == Trim()


def test_a_grey_photo_that_comes_under_objects_makes_them_all_grey_in_one_step(
    qtbot, window, tmp_path: Path
) -> None:
    window.open_files([write_background(tmp_path), _red_cutout(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 2))
    document = window.editor.document
    document.set_visible(document.add_object(read(_red_cutout(tmp_path)), name="hidden"), visible=False)
    grey = document.add_object(read(_red_cutout(tmp_path)), name="grey")
    document.set_trim(grey, Trim(saturation=-1.0))

    window._open_background([_grey_photo(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make them black and white")
    assert "some objects are in colour" in window.messages.current.text
    _press(qtbot, window)

    assert [each.look.trim.saturation for each in document.scene.layers] == [-1.0, -1.0, 0.0, -1.0]
    document.undo()
    assert [each.look.trim.saturation for each in document.scene.layers] == [0.0, 0.0, 0.0, -1.0]


def test_of_several_objects_one_may_go(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path), _red_cutout(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 2))
    window._open_background([_grey_photo(tmp_path, warmth=0.12)])
    qtbot.waitUntil(lambda: _offer(window) == "Tone them alike")
    document = window.editor.document
    document.delete(document.scene.layers[0].id)

    _press(qtbot, window)

    assert document.scene.layers[0].look.trim.saturation == -1.0


def test_what_is_offered_no_more_is_said_no_more(qtbot, window, tmp_path: Path) -> None:
    window.open_files([write_background(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    window._open_background([_grey_photo(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make it black and white")

    window.editor.document.undo()

    qtbot.waitUntil(lambda: window.messages.current is None)


def test_an_object_that_was_toned_by_hand_is_not_offered_to_be(qtbot, window, tmp_path: Path) -> None:
    window.open_files([_grey_photo(tmp_path), _red_cutout(tmp_path)])
    qtbot.waitUntil(lambda: _offer(window) == "Make it black and white")
    document = window.editor.document

    document.set_trim(document.scene.layers[0].id, Trim(saturation=-1.0))

    qtbot.waitUntil(lambda: window.messages.current is None)
