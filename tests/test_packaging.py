"""The wheel carries everything the program needs at run time, and nothing of the workshop."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PIL import Image

import resources

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("engine", "rainharmonize_gui", "training", "resources")
SAMPLES = resources.path("samples")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_holds_every_tracked_file_of_the_packages_and_no_test(wheel: Path) -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    tracked = {name for name in listing.stdout.split("\0") if name and (ROOT / name).exists()}
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert tracked <= packed
    assert {name.split("/")[0] for name in packed if ".dist-info/" not in name} == set(PACKAGES)


def test_installed_wheel_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = "import resources; print(resources.path('samples', 'sample.json'))"
    found = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(found.stdout.strip()) == site / "resources" / "samples" / "sample.json"
    assert Path(found.stdout.strip()).is_file()


def test_wheel_declares_the_commands_and_the_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {Path(name).name: name for name in archive.namelist() if ".dist-info/" in name}
        assert b"rainharmonize = engine.cli:main" in archive.read(texts["entry_points.txt"])
        assert "LICENSE" in texts


def test_sample_object_is_placed_within_sight_on_its_background() -> None:
    sample = json.loads((SAMPLES / "sample.json").read_text(encoding="utf-8"))
    with (
        Image.open(SAMPLES / sample["background"]) as background,
        Image.open(SAMPLES / sample["object"]) as cut_out,
    ):
        assert cut_out.mode == "RGBA"
        assert cut_out.getchannel("A").getextrema() == (0, 255)
        for centre, length, extent in zip(sample["center"], cut_out.size, background.size, strict=True):
            visible = min(centre + sample["scale"] * length / 2, extent) - max(
                centre - sample["scale"] * length / 2, 0
            )
            assert visible > 0.9 * sample["scale"] * length


def test_sample_composite_and_its_mask_have_the_same_size() -> None:
    with (
        Image.open(SAMPLES / "composite.jpg") as composite,
        Image.open(SAMPLES / "composite_mask.png") as mask,
    ):
        assert composite.size == mask.size
        assert mask.mode == "L"


def test_every_sample_is_credited_and_all_stay_small() -> None:
    pictures = [path for path in SAMPLES.iterdir() if path.suffix in {".jpg", ".png"}]
    credit = (SAMPLES / "CREDITS.md").read_text(encoding="utf-8")
    assert [path.name for path in pictures if path.name not in credit] == []
    assert sum(path.stat().st_size for path in pictures) < 8_000_000


def test_constraints_pin_every_declared_dependency() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [
        *project["dependencies"],
        *(r for extra in project["optional-dependencies"].values() for r in extra),
    ]

    def plain(requirement: str) -> str:
        name = requirement
        for mark in "<>=!~[; ":
            name = name.split(mark)[0]
        return name.lower().replace("_", "-")

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {plain(line) for line in lines if "==" in line}
    assert {plain(requirement) for requirement in declared} - pinned == {plain(project["name"])}
