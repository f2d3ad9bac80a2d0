from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.folders import FOLDER_VARIABLE
from rainharmonize_gui.document.settings import (
    Settings,
    Theme,
    load_settings,
    save_settings,
)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "config"))
    return tmp_path / "config"


def write(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "settings.json").write_text(text, encoding="utf-8")


def test_what_was_saved_is_loaded(folder):
    settings = Settings(theme=Theme.DARK, language="de", auto_preview=False, recent=("/ä.png", "/b.png"))
    assert save_settings(settings) == ""
    assert load_settings().settings == settings
    assert load_settings().notice == ""


def test_without_a_file_the_defaults_are_used_and_nothing_is_said(folder):
    assert load_settings().settings == Settings()
    assert load_settings().notice == ""


@pytest.mark.parametrize("text", ["{", "", "\x00\x01", "[1, 2]", "7", "[" * 100_000])
def test_a_damaged_file_gives_the_defaults_and_a_notice(folder, text):
    write(folder, text)
    loaded = load_settings()
    assert loaded.settings == Settings()
    assert "settings" in loaded.notice


def test_values_of_a_wrong_type_are_replaced_one_by_one(folder):
    write(
        folder,
        json.dumps({"theme": "pink", "language": 3, "auto_preview": 1, "device": "cpu", "recent": [1, "/a"]}),
    )
    assert load_settings().settings == Settings(device="cpu", recent=("/a",))


def test_a_file_from_a_newer_version_is_used_as_far_as_it_is_known(folder):
    write(folder, json.dumps({"version": 99, "theme": "light", "hologram": True}))
    loaded = load_settings()
    assert loaded.settings.theme is Theme.LIGHT
    assert "newer" in loaded.notice


def test_a_folder_that_cannot_be_written_is_a_sentence(folder):
    folder.write_text("a file where the folder should be")
    assert "not saved" in save_settings(Settings())


@pytest.mark.usefixtures("_homeless")
def test_without_a_home_folder_settings_live_in_memory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_settings().settings == Settings()
    assert "home" in load_settings().notice
    assert "home" in save_settings(Settings())
    assert not list(tmp_path.iterdir())


def test_recent_files_come_latest_first_once_each_and_not_too_many():
    settings = Settings(recent=tuple(f"/{n}" for n in range(12)))
    assert settings.with_recent("/5")[:3] == ("/5", "/0", "/1")
    assert len(settings.with_recent("/new")) == 12
