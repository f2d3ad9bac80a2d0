"""The window around the editor: actions, state, settings, closing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from editor_examples import close, layer_count, write_background, write_cutout
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDockWidget,
    QMessageBox,
    QScrollArea,
    QScrollBar,
    QTextBrowser,
)

from rainharmonize_gui.document.settings import Settings, Theme, load_settings
from rainharmonize_gui.ui.dialogs.about import AboutDialog
from rainharmonize_gui.ui.editor_actions import EDITOR_ACTIONS
from rainharmonize_gui.ui.messages import Level
from rainharmonize_gui.ui.theme import theme
from rainharmonize_gui.ui.window import MainWindow

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    window = MainWindow(Settings())
    window.resize(1200, 900)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.open_files([write_background(tmp_path), write_cutout(tmp_path)])
    qtbot.waitUntil(layer_count(window.editor, 1))
    yield window
    close(window)


def test_every_action_promised_by_the_menus_is_done_by_the_editor(window: MainWindow) -> None:
    assert sorted(window.editor.handlers()) == sorted(EDITOR_ACTIONS)


def test_undo_is_named_after_the_step(window: MainWindow) -> None:
    assert window.actions_["edit.undo"].text() == "&Undo Add object"


def test_actions_for_an_object_need_one(window: MainWindow) -> None:
    assert window.actions_["edit.duplicate"].isEnabled()
    window.editor.selection.select(None)

    assert not window.actions_["edit.duplicate"].isEnabled()


def test_escape_deselects_when_nothing_is_under_way(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.editor.live.status.phase.busy)
    QTest.keyClick(window.editor.canvas, Qt.Key.Key_Escape)

    assert window.editor.selection.layer_id is None


def test_the_status_bar_says_what_harmonizes_at_what_zoom(qtbot, window: MainWindow) -> None:
    line = window.editor.status_line
    qtbot.waitUntil(lambda: bool(line.engine.text()), timeout=30_000)

    assert line.size_label.text() == "320 × 240 px"
    assert line.zoom.text() == "100 %"


def test_closing_asks_where_something_was_never_saved(window: MainWindow) -> None:
    window.close()
    [question] = window.findChildren(QMessageBox)

    assert window.isVisible()
    next(button for button in question.buttons() if "Don’t" in button.text()).click()
    assert not window.isVisible()


def test_a_background_alone_is_closed_without_a_question(window: MainWindow) -> None:
    window.editor.document.undo()
    window.close()

    assert not window.isVisible()


def test_holding_the_eye_shows_before_and_a_click_keeps_it(window: MainWindow) -> None:
    button = window.bars.main.widgetForAction(window.actions_["compare.before"])
    compare = window.editor.canvas.compare
    QTest.mousePress(button, _LEFT)
    assert compare.held
    QTest.mouseRelease(button, _LEFT)
    assert not compare.held
    assert window.actions_["compare.before"].isChecked()


def test_f6_goes_from_the_picture_to_a_panel(window: MainWindow) -> None:
    window.editor.canvas.setFocus()
    window.actions_["view.next_area"].trigger()

    assert window.focusWidget() is not window.editor.canvas


def test_settings_take_effect_at_once(window: MainWindow) -> None:
    window.preferences.show()
    dialog = window.preferences.dialog
    dialog.theme.setCurrentIndex(dialog.theme.findText("Dark"))
    dialog.theme.activated.emit(dialog.theme.currentIndex())
    dialog.auto_preview.click()
    dialog.close()

    assert theme().is_dark
    assert window.actions_["theme.dark"].isChecked()
    assert not window.editor.live.auto_preview
    assert not window.actions_["harmonize.auto"].isChecked()
    saved = load_settings().settings
    assert (saved.theme, saved.auto_preview) == (Theme.DARK, False)


def test_panels_come_back_as_they_were_left(qtbot, window: MainWindow, tmp_path: Path) -> None:
    window.findChild(QDockWidget, "edge").close()
    close(window)
    again = MainWindow(load_settings().settings)
    qtbot.addWidget(again)
    again.show()
    again.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: again.editor.has_background)

    assert not again.findChild(QDockWidget, "edge").isVisible()
    assert again.editor.objects.isVisible()
    close(again)


@pytest.mark.parametrize("height", [760, 1000])
def test_the_list_of_objects_gets_what_harmonizing_does_not_need(qtbot, tmp_path: Path, height: int) -> None:
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1300, height)
    window.show()
    window.open_files([write_background(tmp_path)])
    qtbot.waitUntil(lambda: window.editor.has_background)
    below = window.findChild(QDockWidget, "harmonize").widget()

    assert isinstance(below, QScrollArea)
    qtbot.waitUntil(lambda: below.verticalScrollBar().maximum() == 0)
    assert (window.editor.objects.height() > 250) == (height == 1000)
    close(window)


def test_a_picture_that_was_zoomed_into_stays_where_it_is_when_a_message_comes_and_goes(
    qtbot, window: MainWindow
) -> None:
    canvas = window.editor.canvas

    def seen() -> QPoint:
        return canvas.mapTo(window, canvas.panes.from_picture((0, 0), 0).toPoint())

    canvas.navigation.zoom_to(0.9)
    before, height = seen(), canvas.height()
    window.messages.post("A warning.", Level.WARNING)
    qtbot.waitUntil(lambda: canvas.height() < height)
    assert seen() == before

    window.messages.clear()
    qtbot.waitUntil(lambda: canvas.height() == height)
    assert seen() == before


def test_every_control_has_an_accessible_name(window: MainWindow) -> None:
    kinds = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox)
    panels = (
        window.editor.objects,
        window.editor.transform,
        window.editor.harmonize,
        window.editor.edge,
        window.editor.status_line,
    )
    nameless = [
        widget
        for panel in panels
        for kind in kinds
        for widget in panel.findChildren(kind)
        if not isinstance(widget, QScrollBar)
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not widget.objectName().startswith("qt_")
    ]

    assert nameless == []


def test_about_shows_licences_and_the_model_card(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = json.dumps({"trained on": "photographs", "my AVIF": "x"})
    card = json.dumps({"__metadata__": {"card": facts}}).encode()
    path = tmp_path / "mine.safetensors"
    path.write_bytes(len(card).to_bytes(8, "little") + card)
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(path))
    window.actions_["help.about"].trigger()
    [about] = window.findChildren(AboutDialog)
    texts = [page.toPlainText() for page in about.findChildren(QTextBrowser)]

    assert any("Trained on: photographs" in text for text in texts)
    assert any("My AVIF: x" in text for text in texts)
    assert any("Apache" in text for text in texts)
    about.close()
