"""Whatever is wrong: one sentence, an exit code, no traceback, and no file left."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cli_runs import Cli, Run, composite_and_mask, files, load, save
from tiny_networks import photo, soft_disc, tiny_weights

from engine.cli import parser
from engine.cli.window import has_display


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(capsys)


class Case:
    """A composite and a mask; `refused` runs a command that must fail and leave everything as it was."""

    def __init__(self, cli: Cli, folder: Path) -> None:
        self.cli, self.folder = cli, folder
        self.composite, self.mask = composite_and_mask(folder)
        self.out = folder / "out.png"

    def refused(self, *arguments: object, code: int = 1) -> str:
        before = {path: Path(self.folder, path).stat().st_mtime_ns for path in files(self.folder)}
        run: Run = self.cli("harmonize", *arguments)
        assert run.code == code
        assert run.is_one_sentence(), run.err
        assert {path: Path(self.folder, path).stat().st_mtime_ns for path in files(self.folder)} == before
        return run.err

    def run(self, **changed: object) -> str:
        given = {"composite": self.composite, "mask": self.mask, "out": self.out} | changed
        return self.refused(
            given["composite"], "--mask", given["mask"], "-o", given["out"], "--method", "mkl"
        )


@pytest.fixture
def case(cli: Cli, tmp_path: Path) -> Case:
    return Case(cli, tmp_path)


def make_bad(kind: str, folder: Path) -> Path:
    path = folder / f"{kind}.png"
    match kind:
        case "folder":
            path.mkdir()
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("This is a letter, not a picture.")
        case "truncated":
            whole = save(folder / "whole.png", photo(120, 80)).read_bytes()
            path.write_bytes(whole[: len(whole) // 2])
        case "unreadable":
            save(path, photo(120, 80)).chmod(0)
    return path


@pytest.mark.parametrize("place", ["composite", "mask"])
@pytest.mark.parametrize("kind", ["missing", "folder", "empty", "text", "truncated", "unreadable"])
def test_input_that_cannot_be_read(case: Case, tmp_path: Path, kind: str, place: str) -> None:
    bad = make_bad(kind, tmp_path)
    if kind == "unreadable" and os.access(bad, os.R_OK):
        pytest.skip("this user reads everything")
    assert str(bad) in case.run(**{place: bad})


def test_mask_of_other_proportions(case: Case, tmp_path: Path) -> None:
    assert "proportions" in case.run(mask=save(tmp_path / "square.png", soft_disc(80, 80)))


def test_full_mask(case: Case, tmp_path: Path) -> None:
    assert "whole picture" in case.run(mask=save(tmp_path / "full.png", np.full((80, 120), 255, np.uint8)))


def test_picture_over_the_limit_names_its_size_and_the_option(case: Case) -> None:
    command = (case.composite, "--mask", case.mask, "-o", case.out, "--max-megapixels", 0.005)
    sentence = case.refused(*command)
    assert "120×80" in sentence
    assert "--max-megapixels" in sentence


def test_output_that_is_an_input_is_never_written_even_by_force(case: Case, tmp_path: Path) -> None:
    link, hard = tmp_path / "link.png", tmp_path / "hard.png"
    link.symlink_to(case.composite)
    hard.hardlink_to(case.mask)
    for out in (case.composite, case.mask, link, hard):
        command = (case.composite, "--mask", case.mask, "-o", out, "--method", "mkl", "--force")
        assert "never overwritten" in case.refused(*command)


def test_existing_output_is_only_replaced_by_force(case: Case, tmp_path: Path) -> None:
    old = save(tmp_path / "old.png", photo(10, 10))
    assert "--force" in case.run(out=old)
    assert (
        case.cli(
            "harmonize", case.composite, "--mask", case.mask, "-o", old, "--method", "mkl", "--force"
        ).code
        == 0
    )
    assert load(old).shape == (80, 120, 3)


@pytest.mark.parametrize(
    ("out", "said"), [("nowhere/out.png", "does not exist"), ("out.xyz", "ending"), ("out", "ending")]
)
def test_output_that_cannot_be_written(case: Case, tmp_path: Path, out: str, said: str) -> None:
    assert said in case.run(out=tmp_path / out)


def test_output_that_is_a_folder(case: Case, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    assert "folder" in case.run(out=tmp_path / "folder.png")


def test_output_in_a_folder_that_may_not_be_written_to(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "may not be written to" in case.run()


def test_format_that_cannot_hold_the_picture_is_known_before_the_work(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = save(tmp_path / "wide.png", np.zeros((1, 16_400), np.uint8))
    monkeypatch.setattr("engine.cli.scene.read", None)
    assert "16383" in case.run(composite=wide, mask=wide, out=tmp_path / "out.webp")


def test_weights_that_are_no_weights(case: Case, tmp_path: Path) -> None:
    command = (case.composite, "--mask", case.mask, "-o", case.out, "--weights")
    assert "no.pth" in case.refused(*command, tmp_path / "no.pth")
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"nonsense")
    assert "bad.safetensors" in case.refused(*command, bad)


def test_device_that_is_not_there(case: Case, tmp_path: Path) -> None:
    weights = tiny_weights(tmp_path / "w.safetensors")
    command = (case.composite, "--mask", case.mask, "-o", case.out, "--weights", weights)
    assert "abacus" in case.refused(*command, "--device", "abacus")


USAGE = {
    "nothing": [],
    "no output": ["c.png", "--mask", "m.png"],
    "no mask": ["c.png", "-o", "o.png"],
    "both kinds": ["c.png", "--background", "b.png", "--foreground", "f.png", "-o", "o.png"],
    "no foreground": ["--background", "b.png", "-o", "o.png"],
    "placement of a composite": ["c.png", "--mask", "m.png", "-o", "o.png", "--scale", "2"],
    "strength": ["c.png", "--mask", "m.png", "-o", "o.png", "--strength", "2"],
    "strength is no number": ["c.png", "--mask", "m.png", "-o", "o.png", "--strength", "nan"],
    "method": ["c.png", "--mask", "m.png", "-o", "o.png", "--method", "magic"],
    "shortened option": ["c.png", "--mask", "m.png", "-o", "o.png", "--stren", "1"],
    "point": ["--background", "b", "--foreground", "f", "-o", "o.png", "--at", "12"],
    "scale": ["--background", "b", "--foreground", "f", "-o", "o.png", "--scale", "0"],
    "rotation": ["--background", "b", "--foreground", "f", "-o", "o.png", "--rotate", "nan"],
    "limit": ["c.png", "--mask", "m.png", "-o", "o.png", "--max-megapixels", "-3"],
    "weights of a method without": [
        "c.png",
        "--mask",
        "m",
        "-o",
        "o.png",
        "--method",
        "mkl",
        "--weights",
        "w",
    ],
    "reference for poisson": [
        "c.png",
        "--mask",
        "m",
        "-o",
        "o.png",
        "--method",
        "poisson",
        "--reference",
        "r",
    ],
}


@pytest.mark.parametrize("arguments", USAGE.values(), ids=USAGE)
def test_wrong_usage_is_said_in_one_sentence_with_code_2(case: Case, arguments: list[str]) -> None:
    assert "--help" in case.refused(*arguments, code=2)


def test_misspelt_command_is_guessed(cli: Cli) -> None:
    run = cli("harmonise")
    assert run.code == 2
    assert run.is_one_sentence()
    assert "harmonize" in run.err


def test_surprise_is_one_sentence_too(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprise(*_: object, **__: object) -> None:
        raise ZeroDivisionError("what")

    monkeypatch.setattr("engine.cli.harmonize.harmonize", surprise)
    assert "--debug" in case.run()


def test_shortage_of_memory_is_one_sentence(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def shortage(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("engine.cli.harmonize.harmonize", shortage)
    assert "memory" in case.run()


def test_interrupted_run_leaves_nothing_and_ends_with_130(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("PIL.Image.Image.save", interrupt)
    sentence = case.refused(case.composite, "--mask", case.mask, "-o", case.out, "--method", "mkl", code=130)
    assert "Stopped" in sentence


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_process_that_is_interrupted_says_so_without_a_traceback(tmp_path: Path) -> None:
    composite, mask = composite_and_mask(tmp_path)
    code = (
        "import os, signal, sys; from engine.cli import main; import engine.cli.harmonize as h;"
        "signal.signal(signal.SIGINT, signal.default_int_handler);"  # ignored in a background job
        "h.harmonize = lambda *a, **k: os.kill(os.getpid(), signal.SIGINT);"
        "sys.exit(main())"
    )
    command = ["harmonize", composite, "--mask", mask, "-o", tmp_path / "o.png", "--method", "mkl"]
    run = subprocess.run(
        [sys.executable, "-c", code, *map(str, command)],
        check=False,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.returncode == 128 + signal.SIGINT
    assert run.stderr == "rainharmonize: Stopped; nothing was written.\n"
    assert not (tmp_path / "o.png").exists()


def test_window_that_cannot_open_names_the_command_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cli.window.has_display", lambda *_: True)
    monkeypatch.setitem(sys.modules, "rainharmonize_gui.app", None)
    run = cli()
    assert run.code == 1
    assert run.is_one_sentence()
    assert "rainharmonize harmonize" in run.err


def test_window_without_a_display_names_the_command_line(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.cli.window.has_display", lambda *_: False)
    run = cli("picture.png")
    assert run.code == 1
    assert "rainharmonize harmonize" in run.err


@pytest.mark.parametrize("shown", [True, False])
def test_an_option_that_the_window_has_not_is_wrong_with_and_without_a_display(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, shown: bool
) -> None:
    monkeypatch.setattr("engine.cli.window.has_display", lambda *_: shown)
    run = cli("--bogus")
    assert run.code == 2
    assert "unrecognized arguments: --bogus" in run.err


def test_files_open_in_the_window(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    app = pytest.importorskip("rainharmonize_gui.app")
    opened: list[list[str]] = []
    monkeypatch.setattr("engine.cli.window.has_display", lambda *_: True)
    monkeypatch.setattr(app, "main", lambda argv: opened.append(list(argv)) or 0)
    assert cli().code == 0
    assert cli("a.png", "b.png").code == 0
    assert opened == [[], ["a.png", "b.png"]]


def test_display_is_looked_for_on_linux_only() -> None:
    assert not has_display({}, "linux")
    assert has_display({"DISPLAY": ":0"}, "linux")
    assert has_display({"QT_QPA_PLATFORM": "offscreen"}, "linux")
    assert has_display({}, "darwin")
    assert has_display({}, "win32")


def test_precisions_offered_are_those_of_the_engine() -> None:
    from engine.device import Precision

    assert list(parser.PRECISIONS) == list(Precision)
