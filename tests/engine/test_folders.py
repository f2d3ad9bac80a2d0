"""The program's own folders, and a user who has no home for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.folders import FOLDER_VARIABLE, Own, home, own_folder


def test_the_variable_names_one_folder_for_everything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert own_folder(Own.SETTINGS) == own_folder(Own.MEASUREMENTS) == tmp_path
    assert own_folder(Own.LOG) == tmp_path / "log"
    assert own_folder(Own.RECOVERY) == tmp_path / "recovery"


@pytest.mark.parametrize("kind", Own)
def test_each_user_has_folders_of_their_own(kind: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    folder = own_folder(kind)
    assert folder is not None
    assert folder.is_absolute()
    assert "rainharmonize" in folder.parts


@pytest.mark.parametrize("kind", Own)
@pytest.mark.usefixtures("_homeless")
def test_without_a_home_there_is_no_folder_and_none_begins_in_the_current_one(kind: Own) -> None:
    assert own_folder(kind) is None
    assert home() is None
