from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from engine.folders import FOLDER_VARIABLE
from rainharmonize_gui.document.settings import (
    Loaded,
    Settings,
    Theme,
    load_settings,
    save_settings,
)

names = st.sampled_from([each.name for each in fields(Settings)] + ["version"]) | st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(names, inner, max_size=6),
    max_leaves=8,
)


def to_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


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


@pytest.mark.parametrize("name", ["/\udcff.png", "/\ud800", "/a\0b", "/\u202e犬.png"])
def test_names_that_are_no_text_are_kept_too(folder, name):
    assert save_settings(Settings(recent=(name,))) == ""
    assert load_settings().settings.recent == (name,)


def test_without_a_file_the_defaults_are_used_and_nothing_is_said(folder):
    assert load_settings().settings == Settings()
    assert load_settings().notice == ""


@pytest.mark.parametrize("text", ["{", "", "\x00\x01", "[1, 2]", "7", "[" * 100_000])
def test_a_damaged_file_gives_the_defaults_and_a_notice(folder, text):
    write(folder, text)
    loaded = load_settings()
    assert loaded.settings == Settings()
    assert "the defaults are used" in loaded.notice


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"version": 99, "hologram": true}'])
def test_what_the_next_change_would_lose_is_kept_beside(folder, text):
    write(folder, text)
    assert "settings.json.bak" in load_settings().notice
    assert save_settings(Settings(theme=Theme.DARK)) == ""
    assert load_settings() == Loaded(Settings(theme=Theme.DARK))
    assert (folder / "settings.json.bak").read_text() == text


def test_a_sound_file_leaves_none_beside(folder):
    save_settings(Settings())
    load_settings()
    assert [path.name for path in folder.iterdir()] == ["settings.json"]


@given(data=st.binary(max_size=60) | st.text(max_size=60).map(str.encode) | JSON.map(to_bytes))
@settings_of_hypothesis(max_examples=150, deadline=None)
def test_whatever_the_file_holds_the_program_starts(tmp_path_factory, data):
    folder = tmp_path_factory.getbasetemp()
    (folder / "settings.json").write_bytes(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(FOLDER_VARIABLE, str(folder))
        assert isinstance(load_settings().settings, Settings)


def test_values_of_a_wrong_type_are_replaced_one_by_one(folder):
    write(
        folder,
        json.dumps({"theme": "pink", "language": 3, "auto_preview": 1, "device": "cpu", "recent": [1, "/a"]}),
    )
    assert load_settings().settings == Settings(device="cpu", recent=("/a",))


@pytest.mark.parametrize(
    "values",
    [
        *({"weights": {"a": 1}}, {"weights": None}, {"weights": ["/a", 7]}, {"recent": 7}),
        *({"theme": "purple"}, {"device": 3}, {"auto_preview": 0}, {"geometry": [], "hologram": True}),
    ],
)
def test_a_value_that_cannot_be_used_is_said_and_kept_beside(folder, values):
    write(folder, json.dumps({"language": "de", **values}))
    loaded = load_settings()
    assert loaded.settings == Settings(language="de", weights=loaded.settings.weights)
    assert "Some settings" in loaded.notice
    assert json.loads((folder / "settings.json.bak").read_text())["language"] == "de"


@pytest.mark.parametrize(
    "values", [{"hologram": 7}, {"weights": "/a"}, {"weights": ""}, {"recent": ["/a"] * 15}]
)
def test_what_another_version_wrote_is_nothing_to_speak_of(folder, values):
    write(folder, json.dumps(values))
    assert load_settings().notice == ""
    assert not (folder / "settings.json.bak").exists()


def test_all_weights_are_remembered_and_only_so_many_recent_files(folder):
    paths = tuple(f"/{number}" for number in range(15))
    save_settings(Settings(weights=paths, recent=paths))
    assert load_settings() == Loaded(Settings(weights=paths, recent=paths[:12]))


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
