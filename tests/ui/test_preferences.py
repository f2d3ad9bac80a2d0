"""The settings of a window, and of another one beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from rainharmonize_gui.document.settings import (
    Settings,
    Theme,
    load_settings,
    save_settings,
    settings_path,
)
from rainharmonize_gui.ui.messages import MessageBar
from rainharmonize_gui.ui.preferences import Preferences


@pytest.fixture
def two(qtbot) -> tuple[Preferences, Preferences]:
    """Of two windows that were opened one after the other."""
    save_settings(Settings(weights=("old",)))
    parent, bar = QWidget(), MessageBar()
    qtbot.addWidget(parent)
    qtbot.addWidget(bar)
    settings = load_settings().settings
    first, second = Preferences(settings, bar, parent), Preferences(settings, bar, parent)
    return first, second


def test_what_one_window_saves_is_not_lost_by_another(two) -> None:
    first, second = two
    first.change({"theme": Theme.DARK})
    second.change({"export_folder": "/pictures"})
    first.change({"auto_preview": False})

    settings = load_settings().settings
    assert settings.theme is Theme.DARK
    assert settings.export_folder == "/pictures"
    assert not settings.auto_preview
    assert second.settings.theme is Theme.SYSTEM  # as it looks


def test_the_recent_files_are_those_of_all_windows(two, tmp_path: Path) -> None:
    first, second = two
    a, b = str(tmp_path / "a.png"), str(tmp_path / "b.png")
    first.remember(Path(a))
    second.remember(Path(b))
    assert load_settings().settings.recent == (b, a)
    assert second.recent == [Path(b), Path(a)]

    first.forget(Path(a))
    assert load_settings().settings.recent == (b,)


def test_weights_that_came_and_went_in_both_windows_are_as_they_were_left(two) -> None:
    first, second = two
    first.change({"weights": ("old", "first")})
    second.change({"weights": ("second",)})
    assert load_settings().settings.weights == ("first", "second")

    first.change({"weights": ("old", "first", "third")})
    assert load_settings().settings.weights == ("first", "second", "third")


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_without_a_usable_file_what_the_window_knows_is_saved(two, how: str) -> None:
    first, _ = two
    first.change({"theme": Theme.DARK})
    if how == "missing":
        settings_path().unlink()
    else:
        settings_path().write_text("{")
    first.change({"auto_preview": False})

    assert load_settings().settings == Settings(theme=Theme.DARK, auto_preview=False, weights=("old",))
