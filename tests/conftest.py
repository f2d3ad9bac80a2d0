"""What tests of every folder need."""

from __future__ import annotations

import sys

import pytest

from engine.folders import FOLDER_VARIABLE


@pytest.fixture
def _homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home folder: neither the environment nor the system's list of users knows one."""
    if sys.platform == "win32":
        pytest.skip("every user has a home folder")
    import pwd

    def unknown(_user: int) -> None:
        raise KeyError("getpwuid(): uid not found")

    names = ("HOME", *(f"XDG_{kind}_HOME" for kind in ("CONFIG", "STATE", "CACHE", "DATA")))
    for name in (FOLDER_VARIABLE, *names):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", unknown)
