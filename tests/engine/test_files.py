"""A file is written whole or not at all."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from engine import files
from engine.files import FileError, write_atomic

OLD, NEW = b"old" * 1000, b"new" * 2000


def write_new(file: IO[bytes]) -> None:
    file.write(NEW)


def write_half_then(error: BaseException) -> Callable[[IO[bytes]], None]:
    def writer(file: IO[bytes]) -> None:
        file.write(NEW[: len(NEW) // 2])
        file.flush()
        raise error

    return writer


@pytest.fixture(params=["nameless", "named"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as this system does it, once as a system without nameless files would."""
    if request.param == "named":
        monkeypatch.setattr(files, "_open_nameless", lambda folder: None)


pytestmark = pytest.mark.usefixtures("_both_ways")


def test_it_writes_a_new_file_and_nothing_else(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a.bin", write_new)
    assert (tmp_path / "a.bin").read_bytes() == NEW
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("letter", ["a", "é", "あ", "🌧"])
def test_the_longest_name_that_a_folder_takes_is_written(tmp_path: Path, letter: str) -> None:
    longest = 251 // len(letter.encode()) if os.name == "posix" else 100
    path = tmp_path / (letter * longest + ".bin")
    write_atomic(path, write_new)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_what_is_not_complete_is_hidden(tmp_path: Path) -> None:
    def look(file: IO[bytes]) -> None:
        assert all(path.name.startswith(".") and path.suffix == ".tmp" for path in tmp_path.iterdir())

    write_atomic(tmp_path / "a.bin", look)


def test_it_replaces_an_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(OLD)
    write_atomic(str(tmp_path / "a.bin"), write_new)
    assert (tmp_path / "a.bin").read_bytes() == NEW
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()], ids=["error", "interrupt"])
def test_when_the_writer_fails_the_old_file_stays(tmp_path: Path, error: BaseException) -> None:
    (tmp_path / "a.bin").write_bytes(OLD)
    with pytest.raises(type(error)):
        write_atomic(tmp_path / "a.bin", write_half_then(error))
    assert (tmp_path / "a.bin").read_bytes() == OLD
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "no room is left on the disk"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EACCES, "permission denied"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_trouble_with_the_disk_is_one_sentence_and_leaves_nothing(
    tmp_path: Path, number: int, words: str
) -> None:
    with pytest.raises(FileError, match=words) as caught:
        write_atomic(tmp_path / "a.bin", write_half_then(OSError(number, os.strerror(number))))
    assert str(caught.value).startswith(f"{tmp_path / 'a.bin'} cannot be written: ")
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        write_atomic(tmp_path / "none" / "a.bin", write_new)


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        write_atomic(tmp_path, write_new)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:  # root may write everywhere, so chmod proves nothing
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(files, "_new_file", denied)
    with pytest.raises(FileError, match="permission denied; choose another folder"):
        write_atomic(tmp_path / "a.bin", write_new)


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_the_mode_of_an_old_file_is_kept_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(OLD)
    (tmp_path / "a.bin").chmod(0o604)
    (tmp_path / "plain.bin").write_bytes(OLD)
    write_atomic(tmp_path / "a.bin", write_new)
    write_atomic(tmp_path / "b.bin", write_new)
    assert (tmp_path / "a.bin").stat().st_mode & 0o777 == 0o604
    assert (tmp_path / "b.bin").stat().st_mode == (tmp_path / "plain.bin").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_symbolic_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.bin").write_bytes(OLD)
    (tmp_path / "link.bin").symlink_to(tmp_path / "real" / "a.bin")
    write_atomic(tmp_path / "link.bin", write_new)
    assert (tmp_path / "link.bin").is_symlink()
    assert (tmp_path / "real" / "a.bin").read_bytes() == NEW


WRITE_FOREVER = """
import sys
from pathlib import Path
from engine.files import write_atomic
blocks = [bytes([n]) * 65536 for n in range(256)]
n = 0
while True:
    n = (n + 1) % 256
    write_atomic(Path(sys.argv[1]), lambda file: [file.write(blocks[n]) for _ in range(20)])
    if n == 3:
        print("going", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL")
def test_killed_at_any_moment_the_file_is_whole(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if "named" in request.node.callspec.id.split("-"):
        pytest.skip("the other process chooses its own way")
    target = tmp_path / "a.bin"
    for attempt in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITE_FOREVER, str(target)], stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.003 * attempt)  # not to wait for anything: to hit another moment each time
        writer.kill()
        writer.communicate()
        content = target.read_bytes()
        assert len(content) == 20 * 65536
        assert len(set(content)) == 1
    if hasattr(os, "O_TMPFILE"):
        left = [path for path in tmp_path.iterdir() if path != target]
        assert all(path.stat().st_size == 20 * 65536 for path in left)  # named only when complete
