"""The user's own weights: dropped on the window, offered as models, remembered, with their card."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from editor_examples import close, layer_count, write_background, write_cutout
from live_examples import tiny_weights
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from engine.default_weights import OPEN_PHOTOS
from engine.types import Method
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.settings import Settings, load_settings
from rainharmonize_gui.ui.dialogs import model_card
from rainharmonize_gui.ui.dialogs.model_card import ModelCardDialog, heading
from rainharmonize_gui.ui.dialogs.settings import SettingsDialog
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.qimage import from_qimage
from rainharmonize_gui.ui.variants import look_for
from rainharmonize_gui.ui.window import MainWindow

_COPY, _LEFT, _NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def make_window(qtbot, monkeypatch, tmp_path: Path) -> Iterator[Callable[[], MainWindow]]:
    """Windows as the program makes them at its start."""
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "shipped.safetensors")))
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(load_settings().settings)
        made.append(window)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield make
    for window in made:
        close(window)


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window()


@pytest.fixture
def scene(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """With an object, which is selected."""
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    QTest.qWait(0)
    return window


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return tiny_weights(tmp_path / "mine.safetensors", seed=8)


def _drop(target: QWidget, *paths: Path) -> bool:
    """As the desktop does; whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = target.rect().center()
    enter = QDragEnterEvent(at, _COPY, data, _LEFT, _NONE)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(at), _COPY, data, _LEFT, _NONE))
    return enter.isAccepted()


def _offered(window: MainWindow) -> list[str]:
    """The user's own."""
    variants = window.editor.harmonize.variants
    return [each.weights for each in variants.offered if each.weights and each.weights != OPEN_PHOTOS]


def _said(window: MainWindow, qtbot) -> tuple[str, Level]:
    qtbot.waitUntil(lambda: window.messages.current is not None, timeout=30_000)
    message = window.messages.current
    return message.text, message.level


@pytest.mark.parametrize("place", ["canvas", "harmonize", "objects", "bars"])
def test_dropped_anywhere_they_join_the_models_and_are_used(
    qtbot, scene: MainWindow, mine: Path, place: str
) -> None:
    editor = scene.editor
    target = scene.menuBar() if place == "bars" else getattr(editor, place)
    assert _drop(target, mine)
    qtbot.waitUntil(lambda: _offered(scene) == [str(mine)], timeout=30_000)
    look = editor.document.scene.look(editor.selection.layer_id)
    assert look.variant == Variant(Method.RAINNET, str(mine))
    assert editor.harmonize.variants.item(1).text().startswith("mine")
    assert _said(scene, qtbot) == ("mine.safetensors is among the variants, and used now.", Level.INFO)
    qtbot.waitUntil(lambda: "mine" in editor.live.status.engine, timeout=30_000)


def test_weights_that_are_ready_during_a_drag_are_a_step_of_their_own(
    qtbot, scene: MainWindow, mine: Path
) -> None:
    editor = scene.editor
    editor.document.begin(Label.MOVE)
    editor.document.move(editor.selection.layer_id, 5, 0)
    scene.open_files([mine])
    qtbot.waitUntil(lambda: _offered(scene) == [str(mine)], timeout=30_000)

    assert editor.document.history.labels[-2:] == (Label.MOVE, Label.VARIANT)


def test_dropped_on_the_welcome_page_they_serve_objects_to_come(
    qtbot, window: MainWindow, mine: Path
) -> None:
    assert _drop(window.welcome, mine)
    qtbot.waitUntil(lambda: _offered(window) == [str(mine)], timeout=30_000)
    assert window.editor.document.new_look.variant.weights == str(mine)
    assert "objects to come" in _said(window, qtbot)[0]
    assert window.pages.currentWidget() is window.welcome


def test_they_are_remembered_for_the_next_start(qtbot, make_window, mine: Path, tmp_path: Path) -> None:
    other = tiny_weights(tmp_path / "other.safetensors", seed=9)
    window = make_window()
    assert _drop(window.welcome, mine, other)
    qtbot.waitUntil(lambda: len(_offered(window)) == 2, timeout=30_000)
    assert _offered(make_window()) == [str(mine), str(other)]


def test_one_path_of_older_settings_is_still_offered(own_folders: Path, make_window, mine: Path) -> None:
    own_folders.mkdir(parents=True)
    (own_folders / "settings.json").write_text(f'{{"weights": "{mine.as_posix()}"}}')
    assert _offered(make_window()) == [str(mine)]


def test_a_picture_and_weights_in_one_drop_both_arrive(
    qtbot, scene: MainWindow, mine: Path, tmp_path: Path
) -> None:
    assert _drop(scene.editor.canvas, mine, write_cutout(tmp_path, name="second.png"))
    qtbot.waitUntil(layer_count(scene.editor, 2))
    qtbot.waitUntil(lambda: _offered(scene) == [str(mine)], timeout=30_000)


class _Code:
    def __reduce__(self) -> tuple[Callable[..., object], tuple[str]]:
        return exec, ("raise SystemExit('code ran')",)


def _write(kind: str, path: Path) -> Path:
    match kind:
        case "no weights.safetensors" | "no weights.pth":
            path.write_bytes(b"no weights at all")
        case "code.pth":
            path.write_bytes(pickle.dumps(_Code()))
        case "another network.pt":
            torch.save({"layer.weight": torch.zeros(3, 3)}, path)
    return path


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("no weights.safetensors", "is damaged or no weights file"),
        ("no weights.pth", "is damaged or no weights file"),
        ("code.pth", "could run code when loaded"),
        ("another network.pt", "does not fit the network"),
    ],
)
def test_a_wrong_file_is_one_sentence_and_changes_nothing(
    qtbot, scene: MainWindow, tmp_path: Path, kind: str, sentence: str
) -> None:
    before = scene.editor.document.scene
    assert _drop(scene.editor.canvas, _write(kind, tmp_path / kind))
    text, level = _said(scene, qtbot)
    assert sentence in text
    assert text.startswith(f"{kind} ")
    assert not set(text) & set("()/[]")  # no path, no technical reason
    assert level is Level.ERROR
    assert scene.messages.waiting == 0
    assert _offered(scene) == []
    assert scene.editor.document.scene is before
    assert load_settings().settings.weights == ()


def test_a_file_that_was_put_right_is_taken(qtbot, scene: MainWindow, tmp_path: Path) -> None:
    path = _write("no weights.safetensors", tmp_path / "mine.safetensors")
    assert _drop(scene.editor.canvas, path)
    assert _said(scene, qtbot)[1] is Level.ERROR
    scene.messages.clear()
    tiny_weights(path)
    assert _drop(scene.editor.canvas, path)
    qtbot.waitUntil(lambda: _offered(scene) == [str(path)], timeout=30_000)


def test_a_file_that_was_exported_again_is_used_as_it_is_now(qtbot, scene: MainWindow, mine: Path) -> None:
    live, document = scene.editor.live, scene.editor.document
    assert _drop(scene.editor.canvas, mine)
    qtbot.waitUntil(lambda: _offered(scene) == [str(mine)], timeout=30_000)
    qtbot.waitUntil(lambda: bool(live.at_hand(document.scene)), timeout=30_000)
    [old] = live.at_hand(document.scene).values()
    tiny_weights(mine, calm=True)
    scene.messages.clear()
    assert _drop(scene.editor.canvas, mine)
    _said(scene, qtbot)
    qtbot.waitUntil(lambda: bool(live.at_hand(document.scene)), timeout=30_000)
    assert live.at_hand(document.scene)[document.scene.layers[0].id] is not old
    qtbot.waitUntil(  # by weights that change nothing
        lambda: np.array_equal(from_qimage(live.frame.after), from_qimage(live.frame.before)), timeout=30_000
    )


def test_what_is_neither_picture_nor_weights_is_refused(scene: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("no weights")
    assert not _drop(scene.editor.canvas, path)
    assert not _drop(scene.editor.harmonize, path)


def _card(window: MainWindow) -> ModelCardDialog:
    window.actions_["harmonize.card"].trigger()
    (dialog,) = window.findChildren(ModelCardDialog)
    return dialog


def test_the_card_of_the_chosen_model_can_be_read(qtbot, scene: MainWindow, mine: Path) -> None:
    shipped = _card(scene)
    assert "Trained on\nnothing" in shipped.page.toPlainText()
    assert "Take off the list" not in [button.text() for button in shipped.findChildren(QPushButton)]
    shipped.close()
    QTest.qWait(0)
    assert _drop(scene.editor.canvas, mine)
    qtbot.waitUntil(lambda: _offered(scene) == [str(mine)], timeout=30_000)
    own = _card(scene)
    assert str(mine) in " ".join(
        label.text() for label in own.findChildren(QWidget) if hasattr(label, "text")
    )
    own.close()


def test_a_card_speaks_the_language_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_card, "translate", lambda _context, text: f"<{text}>")
    assert heading("trained on") == "<Trained on>"
    assert heading("somebody's fact") == "Somebody's fact"


def test_a_colour_match_has_no_card(scene: MainWindow) -> None:
    assert scene.actions_["harmonize.card"].isEnabled()
    scene.editor.harmonize.variants.setCurrentRow(1)
    assert scene.editor.document.scene.look(scene.editor.selection.layer_id).variant.method is Method.MKL
    assert not scene.actions_["harmonize.card"].isEnabled()


def test_the_variant_chosen_last_is_that_of_objects_to_come(qtbot, scene: MainWindow, tmp_path: Path) -> None:
    scene.editor.harmonize.variants.setCurrentRow(1)
    scene.open_files([write_cutout(tmp_path, name="another.png")])
    qtbot.waitUntil(layer_count(scene.editor, 2))
    look = scene.editor.document.scene.layers[1].look
    assert look == look_for(Variant(Method.MKL))


def test_the_weights_of_open_photographs_are_the_last_variant(scene: MainWindow) -> None:
    variants = scene.editor.harmonize.variants
    variants.setCurrentRow(variants.count() - 1)
    look = scene.editor.document.scene.look(scene.editor.selection.layer_id)
    assert (look.variant, look.strength) == (Variant(Method.RAINNET, OPEN_PHOTOS), 1)
    assert variants.currentItem().text() == "Network, open licences"
    card = _card(scene)
    assert "958 photographs under open licences" in card.page.toPlainText()
    card.close()


def test_taken_off_the_list_they_are_forgotten_but_objects_keep_them(
    qtbot, scene: MainWindow, mine: Path
) -> None:
    assert _drop(scene.editor.canvas, mine)
    qtbot.waitUntil(lambda: _offered(scene) == [str(mine)], timeout=30_000)
    dialog = _card(scene)
    QTest.mouseClick(dialog.forget, _LEFT, _NONE, QPoint(5, 5))
    assert load_settings().settings.weights == ()
    assert scene.editor.weights.paths == ()
    layer = scene.editor.selection.layer_id
    assert scene.editor.document.scene.look(layer).variant.weights == str(mine)
    assert _offered(scene) == [str(mine)]  # because the selected object uses them
    scene.editor.selection.select(None)


def test_a_checkpoint_without_a_card_says_so(qtbot, tmp_path: Path) -> None:
    dialog = ModelCardDialog(_write("another network.pt", tmp_path / "another network.pt"), own=False)
    qtbot.addWidget(dialog)
    assert dialog.page.toPlainText() == "The file carries no model card."
    dialog.close()


def test_settings_list_the_files_and_forget_them_all(qtbot) -> None:
    dialog = SettingsDialog(Settings(weights=("/a/mine.safetensors", "/b/other.pth")))
    qtbot.addWidget(dialog)
    assert dialog.weights.text() == "mine.safetensors, other.pth"
    told: list[dict[str, object]] = []
    dialog.changed.connect(told.append)
    dialog._forget.click()
    assert told == [{"weights": ()}]
    assert "shipped ones" in dialog.weights.text()
    dialog.close()
