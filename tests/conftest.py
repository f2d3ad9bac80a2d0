"""What tests of every folder need."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import settings

from engine.folders import FOLDER_VARIABLE

settings.register_profile("alike", derandomize=True)
settings.load_profile("alike")  # a change is not held up by what it did not do; the fuzzer looks for more


@pytest.fixture(autouse=True)
def _log_level() -> Iterator[None]:
    """Of the tests after it. The program sets it; and what is logged is kept to the end of the test, with the
    exceptions in it and all that their frames hold.
    """
    before = logging.root.level
    yield
    logging.root.setLevel(before)


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


@pytest.fixture
def full_disk() -> Callable[[int], AbstractContextManager[None]]:
    """`with full_disk(1000):` the system lets no file grow over 1000 bytes, as on a disk that is full."""
    if sys.platform == "win32":
        pytest.skip("no such limit")
    import resource

    @contextlib.contextmanager
    def limited(most: int) -> Iterator[None]:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    return limited


@pytest.fixture
def locked_folder(tmp_path: Path) -> Path:
    """A folder in which this process may write nothing."""
    if sys.platform == "win32":
        pytest.skip("folders cannot be made read-only here")
    if os.geteuid() != 0:
        folder = tmp_path / "locked"
        folder.mkdir(mode=0o500)
        return folder
    folder = Path("/sys/kernel")  # of the kernel: not even root may
    if not folder.is_dir():
        pytest.skip("root may write everywhere here")
    return folder
