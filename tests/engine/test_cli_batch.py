"""`rainharmonize batch`, run in this process."""

import os
from pathlib import Path

import pytest
from cli_runs import Cli, files, load, save
from tiny_networks import photo, soft_disc, tiny_weights

from engine.cli.pairs import pair
from engine.types import PictureError

COUNT = 4


class Folders:
    """Composites a0.png … with their masks, and a command over them."""

    def __init__(self, cli: Cli, root: Path) -> None:
        self.cli = cli
        self.composites, self.masks, self.out = root / "composites", root / "masks", root / "out"
        for i in range(COUNT):
            save(self.composites / f"a{i}.png", photo(60, 40, i))
            save(self.masks / f"a{i}.png", soft_disc(60, 40))

    def run(self, *options: object):
        command = ("batch", self.composites, "--masks", self.masks, "-o", self.out, "--method", "mkl")
        return self.cli(*command, *options)


@pytest.fixture
def folders(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Folders:
    return Folders(Cli(capsys), tmp_path)


def ages(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_every_picture_is_harmonized_as_one_by_one(folders: Folders, tmp_path: Path) -> None:
    run = folders.run("--json")
    assert run.code == 0
    assert (run.facts["done"], run.facts["skipped"], run.facts["failed"]) == (COUNT, 0, [])
    for i in range(COUNT):
        composite, mask, alone = (
            folders.composites / f"a{i}.png",
            folders.masks / f"a{i}.png",
            tmp_path / f"{i}.png",
        )
        folders.cli("harmonize", composite, "--mask", mask, "-o", alone, "--method", "mkl")
        assert (load(folders.out / f"a{i}.png") == load(alone)).all()


def test_network_serves_a_whole_batch(folders: Folders, tmp_path: Path) -> None:
    weights = tiny_weights(tmp_path / "w.safetensors")
    command = ("batch", folders.composites, "--masks", folders.masks, "-o", folders.out)
    run = folders.cli(*command, "--weights", weights, "--device", "cpu", "--precision", "float32", "--json")
    assert (run.facts["method"], run.facts["done"]) == ("rainnet", COUNT)


def test_bad_files_are_passed_over_and_listed(folders: Folders) -> None:
    (folders.composites / "a1.png").write_bytes(b"no picture")
    save(folders.masks / "a2.png", soft_disc(40, 40))
    (folders.masks / "a3.png").unlink()
    run = folders.run("--quiet")
    assert run.code == 1
    assert run.out == ""
    assert [line.count(f"a{i}.png") > 0 for i, line in enumerate(run.err.splitlines(), 1)] == [True] * 3
    assert files(folders.out) == {"a0.png"}


def test_pictures_are_not_their_own_masks(folders: Folders, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(folders.composites)
    for folder in (folders.composites, link):
        folders.masks = folder
        run = folders.run()
        assert run.code == 2
        assert run.is_one_sentence()
        assert f"{folder} is the folder of the pictures" in run.err
    assert not folders.out.exists()


def test_a_photo_for_a_mask_is_said_as_for_one_picture(folders: Folders, tmp_path: Path) -> None:
    mask = save(folders.masks / "a1.png", photo(60, 40))
    said = f"{mask} is a coloured picture; its brightness is taken as the mask."
    alone = ("harmonize", folders.composites / "a1.png", "--mask", mask, "-o", tmp_path / "1.png")

    assert folders.cli(*alone, "--method", "mkl", "--json").facts["notices"] == [said]
    assert folders.run("--json").facts["notices"] == [f"a1.png: {said}"]


@pytest.mark.parametrize("which", ["composites", "masks"])
def test_a_file_in_the_place_of_a_folder_is_said_to_be_one(folders: Folders, which: str) -> None:
    file = getattr(folders, which) / "a0.png"
    setattr(folders, which, file)
    run = folders.run()

    assert run.code == 1
    assert run.is_one_sentence()
    assert f"{file} is a file; give the name of a folder." in run.err


def test_surprises_do_not_end_a_batch(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.cli import batch

    real, calls = batch.harmonize, []

    def sometimes(*arguments: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "harmonize", sometimes)
    run = folders.run("--json")
    assert run.code == 1
    assert run.facts["done"] == COUNT - 1
    assert "a1.png" in run.facts["failed"][0]["composite"]


def test_resume_makes_what_is_missing_or_older_than_its_inputs(folders: Folders) -> None:
    folders.run()
    (folders.out / "a0.png").unlink()
    os.utime(folders.out / "a1.png", ns=(0, 0))
    before = ages(folders.out)
    run = folders.run("--resume", "--json")
    assert (run.facts["done"], run.facts["skipped"]) == (2, COUNT - 2)
    after = ages(folders.out)
    assert {name for name in after if after[name] != before.get(name)} == {"a0.png", "a1.png"}
    assert folders.run("--resume", "--json").facts["skipped"] == COUNT


@pytest.mark.parametrize("newer", ["composites", "masks"])
def test_resume_makes_anew_what_is_older_than_one_of_its_inputs(
    folders: Folders, tmp_path: Path, newer: str
) -> None:
    folders.run()
    later = (folders.out / "a1.png").stat().st_mtime_ns + 1_000_000_000
    os.utime(tmp_path / newer / "a1.png", ns=(later, later))
    assert folders.run("--resume", "--json").facts["done"] == 1


def test_existing_results_are_only_replaced_by_force(folders: Folders) -> None:
    folders.run()
    before = ages(folders.out)
    run = folders.run()
    assert run.code == 1
    assert run.is_one_sentence()
    assert "--resume" in run.err
    assert ages(folders.out) == before
    assert folders.run("--force").code == 0
    assert ages(folders.out) != before


def test_interrupted_batch_keeps_whole_results_only_and_goes_on_later(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.cli import batch

    real, calls = batch.harmonize, []

    def interrupted(*arguments: object, **options: object) -> object:
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*arguments, **options)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(batch, "harmonize", interrupted)
        run = folders.run("--quiet")
    assert run.code == 130
    assert run.is_one_sentence()
    assert "--resume" in run.err
    for path in folders.out.iterdir():
        load(path)
    assert folders.run("--resume").code == 0
    assert files(folders.out) == {f"a{i}.png" for i in range(COUNT)}


def test_other_format_can_be_chosen(folders: Folders) -> None:
    assert folders.run("--format", "WEBP").code == 0
    assert files(folders.out) == {f"a{i}.webp" for i in range(COUNT)}
    assert folders.run("--format", "xyz").code == 2


def test_progress_goes_to_stderr(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    run = folders.run("--json")
    assert f"{COUNT}/{COUNT}" in run.err
    assert run.facts["done"] == COUNT


@pytest.mark.parametrize("place", ["composites", "masks"])
def test_missing_or_empty_folder_is_one_sentence(folders: Folders, tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    for folder in ("nowhere", "empty"):
        setattr(folders, place, tmp_path / folder)
        run = folders.run()
        assert run.code == 1
        assert run.is_one_sentence()
        assert not folders.out.exists()


def test_inputs_are_never_the_results(folders: Folders) -> None:
    for folder in (folders.composites, folders.masks):
        folders.out = folder
        run = folders.run("--force")
        assert run.code == 1
        assert "never overwritten" in run.err


@pytest.mark.parametrize("kind", ["symbolic", "hard"])
@pytest.mark.parametrize("place", ["composites/a1.png", "composites/a2.png", "masks/a1.png"])
def test_result_that_leads_to_an_input_is_refused_even_by_force(
    folders: Folders, tmp_path: Path, kind: str, place: str
) -> None:
    source, link = tmp_path / place, folders.out / "a1.png"
    folders.out.mkdir()
    link.symlink_to(source) if kind == "symbolic" else link.hardlink_to(source)
    before = source.read_bytes()
    run = folders.run("--force")
    assert run.code == 1
    assert run.is_one_sentence()
    assert f"{link} is the input {source} itself, which is never overwritten" in run.err
    assert source.read_bytes() == before
    assert files(folders.out) == {"a1.png"}


def test_output_folder_that_cannot_be_made_is_one_sentence(folders: Folders, tmp_path: Path) -> None:
    save(tmp_path / "file.png", photo(10, 10))
    for out in (tmp_path / "file.png", tmp_path / "no" / "where"):
        folders.out = out
        run = folders.run()
        assert run.code == 1
        assert run.is_one_sentence()


# ------------------------------------------------------------------ pairing


def test_masks_are_found_by_stem_and_as_in_iharmony4(tmp_path: Path) -> None:
    for name in (
        "c/d10_1_2.jpg",
        "c/d10_1_3.jpg",
        "c/plain.bmp",
        "c/lonely.png",
        "m/d10_1.png",
        "m/plain.jpg",
        "m/x.png",
    ):
        save(tmp_path / name, photo(8, 8))
    (tmp_path / "c" / "notes.txt").write_text("no picture")
    pairs = pair(tmp_path / "c", tmp_path / "m", tmp_path / "o")
    assert [(p.composite.name, p.mask and p.mask.name, p.output.name) for p in pairs] == [
        ("d10_1_2.jpg", "d10_1.png", "d10_1_2.jpg"),
        ("d10_1_3.jpg", "d10_1.png", "d10_1_3.jpg"),
        ("lonely.png", None, "lonely.png"),
        ("plain.bmp", "plain.jpg", "plain.png"),
    ]


def test_two_results_of_one_name_are_refused(tmp_path: Path) -> None:
    for name in ("c/a.bmp", "c/a.png", "m/a.png"):
        save(tmp_path / name, photo(8, 8))
    with pytest.raises(PictureError, match=r"a\.png"):
        pair(tmp_path / "c", tmp_path / "m", tmp_path / "o")


def test_masks_of_other_names_are_refused(tmp_path: Path) -> None:
    for name in ("c/a.png", "m/b.png"):
        save(tmp_path / name, photo(8, 8))
    with pytest.raises(PictureError, match="No mask"):
        pair(tmp_path / "c", tmp_path / "m", tmp_path / "o")
