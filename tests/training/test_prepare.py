"""Pictures brought to training size once: what is written, what is left out, and going on after a kill."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest
import torch
from training_photos import HEIGHT, WIDTH, write_picture
from training_triplets import TRAIN, write_iharmony4

from training import prepare as command
from training.data import load_photos
from training.errors import DataError
from training.prepare import main, prepare
from training.prepared import Shard, describe, open_shards
from training.scenes import of_triplets
from training.shards import Names, shard_path
from training.triplet_pictures import read_object, read_picture
from training.triplets import read_iharmony4

SIZE = 32


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_iharmony4(tmp_path / "iHarmony4")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "prepared"


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("[!.]*")}


def test_prepared_rows_are_the_pictures_of_the_list(source: Path, folder: Path) -> None:
    whole = prepare(source, folder, size=SIZE)
    assert (whole.photos, whole.masks, whole.composites) == (3, 4, 6)
    assert whole == describe(folder)
    (shard,) = open_shards(folder)
    assert shard.names.photos == ("c1", "c2", "d90-1")
    assert shard.names.subsets == ("HCOCO", "HCOCO", "Hday2night")
    assert shard.names.composites == tuple(name for names in TRAIN.values() for name in names)
    for row, triplet in enumerate(read_iharmony4(source, "train").triplets):
        mask = int(shard.mask_of[row])
        rows = (shard.composites[row], shard.photos[shard.owner[mask]], shard.masks[mask])
        files = (read_picture(triplet.composite, published=True, size=SIZE),)
        files += (read_picture(triplet.real, published=True, size=SIZE),)
        files += (read_object(triplet.mask, published=True, size=SIZE),)
        for tensor, file in zip(rows, files, strict=True):
            assert np.array_equal(
                tensor.numpy(), file.pixels.transpose(2, 0, 1) if tensor.dim() == 3 else file.pixels
            )


def test_shards_are_views_of_their_files(source: Path, folder: Path) -> None:
    prepare(source, folder, size=SIZE)
    (shard,) = open_shards(folder)
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("only Linux lists what is mapped")
    assert str(shard_path(folder, 0)) in maps.read_text()
    del shard


def test_processes_give_what_one_gives(source: Path, tmp_path: Path) -> None:
    prepare(source, tmp_path / "one", size=SIZE, room=1)
    prepare(source, tmp_path / "two", size=SIZE, room=1, jobs=2)
    assert len(_contents(tmp_path / "one")) > 3
    assert _contents(tmp_path / "one") == _contents(tmp_path / "two")
    assert multiprocessing.active_children() == []


def test_prepared_photos_make_the_bank_of_the_photos(photos: Path, folder: Path) -> None:
    prepare(photos, folder, size=64, room=1 << 15)
    raw = load_photos(photos, size=64, without={"c"})
    bank = load_photos(folder, size=64, without={"c"})
    assert bank.ids == raw.ids
    for name in ("photos", "masks", "owner", "photo_palettes", "mask_palettes"):
        assert torch.equal(getattr(bank, name), getattr(raw, name))
    with pytest.raises(DataError, match="lacks 1 photos of the split, the first is y"):
        load_photos(folder, size=64, only={"a", "y"})


def test_a_tar_of_photos_can_be_prepared(photos: Path, archive: Path, tmp_path: Path) -> None:
    for number, source in enumerate((photos, archive)):
        prepare(source, tmp_path / str(number), size=SIZE)
    (one,), (other,) = (open_shards(tmp_path / str(number)) for number in (0, 1))
    assert one.names.photos == other.names.photos
    assert torch.equal(one.photos, other.photos)


def test_prepared_photos_come_in_smaller_sizes_too(photos: Path, folder: Path) -> None:
    prepare(photos, folder, size=64)
    small, raw = load_photos(folder, size=16), load_photos(photos, size=16)
    assert (small.photos.float() - raw.photos.float()).abs().max() < 40
    assert (small.photos.float() - raw.photos.float()).abs().mean() < 2


def test_each_bad_file_is_listed_once_with_its_reason(
    source: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pictures = source / "HCOCO" / "composite_images"
    (pictures / "c1_5_1.jpg").write_bytes(b"no picture")
    write_picture(pictures / "c1_5_2.jpg", np.zeros((50, 50, 3), np.uint8))
    write_picture(source / "HCOCO" / "masks" / "c2_7.png", np.zeros((HEIGHT, WIDTH), np.uint8))
    real = source / "Hday2night" / "real_images" / "d90-1.jpg"
    real.write_bytes(real.read_bytes()[:300])
    (source / "HCOCO" / "masks" / "c1_6.png").unlink()
    whole = prepare(source, folder, size=SIZE)
    assert (whole.photos, whole.masks, whole.composites) == (2, 1, 0)
    reasons = (
        "composite c1_6_1 lacks its mask c1_6",
        "c1_5_1.jpg is not a picture in a format that can be read",
        f"c1_5_2.jpg: it is 50×50, its photo {WIDTH}×{HEIGHT}",
        "c2_7.png: nothing is marked in it",
        "d90-1.jpg is damaged or cut short",
    )
    assert len(whole.skipped) == len(reasons)
    said = [r.getMessage() for r in caplog.records if r.getMessage().startswith("Skipped")]
    for reason, line in zip(reasons, whole.skipped, strict=True):
        assert reason in line
        assert said.count(f"Skipped: {line}") == 1


def test_photos_with_bad_files_are_listed_likewise(photos: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(photos, tmp_path / "photos"))
    (source / "images" / "e.png").unlink()
    (source / "masks" / "f_0.png").write_bytes((source / "masks" / "b_0.png").read_bytes())
    (source / "images" / "b.png").write_bytes(b"")
    whole = prepare(source, tmp_path / "prepared", size=SIZE)
    assert whole.photos == 3
    assert len(whole.skipped) == 2
    assert whole.skipped[0] == "mask f_0: there is no photo of that name."
    assert whole.skipped[1].endswith("b.png is empty (0 bytes); get it once more from where it came.")


def test_done_shards_are_not_made_again(source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(source, folder, size=SIZE, room=1)
    before = _contents(folder)
    shard_path(folder, 1).unlink()
    whole = shard_path(folder, 2).read_bytes()
    shard_path(folder, 2).write_bytes(whole[:-10])  # what a disk that was full once left of it
    made = []
    monkeypatch.setattr(
        command,
        "write_shard",
        lambda path, *a, real=command.write_shard, **k: made.append(path) or real(path, *a, **k),
    )
    prepare(source, folder, size=SIZE, room=1)
    assert made == [shard_path(folder, 1), shard_path(folder, 2)]
    assert _contents(folder) == before


def test_a_file_that_was_replaced_is_prepared_again(source: Path, folder: Path) -> None:
    bad = source / "HCOCO" / "composite_images" / "c2_7_1.jpg"
    good = bad.read_bytes()
    bad.write_bytes(good[:100])
    assert prepare(source, folder, size=SIZE, room=1).composites == 5
    bad.write_bytes(good)
    whole = prepare(source, folder, size=SIZE, room=1)
    assert (whole.composites, whole.skipped) == (6, ())


HANGS = """
import os, sys, time
from pathlib import Path
from training.prepare import prepare
count = 0
def sync(descriptor, real=os.fsync):
    global count
    count += 1
    if count == 5:  # after file and folder of the description and of the first shard: the second, unnamed
        print("now", flush=True)
        time.sleep(100)
    real(descriptor)
os.fsync = sync
prepare(Path(sys.argv[1]), Path(sys.argv[2]), size=32, room=1)
"""


def test_killed_while_it_writes_it_goes_on(source: Path, folder: Path, tmp_path: Path) -> None:
    command_line = [sys.executable, "-c", HANGS, str(source), str(folder)]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "now\n"
        process.kill()
    there = {path: path.stat().st_mtime_ns for path in folder.glob("shard-*")}
    assert list(there) == [shard_path(folder, 0)]
    assert all(Names.read(path) is not None for path in there)
    with pytest.raises(DataError, match=r"is not finished; run python -m training.prepare with it once more"):
        describe(folder)
    prepare(source, folder, size=SIZE, room=1)
    assert {path: path.stat().st_mtime_ns for path in there} == there
    prepare(source, tmp_path / "unbroken", size=SIZE, room=1)
    assert _contents(folder) == _contents(tmp_path / "unbroken")


PARENT = """
import multiprocessing, time
from concurrent.futures import ProcessPoolExecutor
from training.prepare import _begin_worker
pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin_worker)
pool.submit(time.sleep, 0).result()
print(multiprocessing.active_children()[0].pid, flush=True)
time.sleep(100)
"""


def test_processes_do_not_outlive_a_parent_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)
        parent.kill()
        assert parent.stdout.read() == ""  # the child held the other end, and is gone


def _be_killed() -> None:
    """What a worker does first, instead of its own beginning."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_is_ended_from_outside_is_one_sentence(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_begin_worker", _be_killed)
    with pytest.raises(DataError, match=r"was ended from outside.*the same command goes on from here"):
        prepare(source, folder, size=SIZE, room=1, jobs=2)
    monkeypatch.undo()
    assert prepare(source, folder, size=SIZE, room=1).composites == 6


def test_a_folder_of_something_else_is_refused(source: Path, folder: Path, photos: Path) -> None:
    folder.mkdir()
    (folder / "thesis.tex").write_text("x")
    with pytest.raises(DataError, match="holds other files; choose an empty or a new folder"):
        prepare(source, folder, size=SIZE)
    (folder / "thesis.tex").unlink()
    prepare(source, folder, size=SIZE)
    with pytest.raises(DataError, match="was prepared with size 32, not 64; choose another folder"):
        prepare(source, folder, size=64)
    with pytest.raises(DataError, match="was prepared with split train, not test"):
        prepare(source, folder, size=SIZE, split="test")
    with pytest.raises(DataError, match=f"was prepared with source iHarmony4, not {photos.name}"):
        prepare(photos, folder, size=SIZE)


def test_a_disk_with_too_little_room_is_one_sentence(
    source: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "free")(1000)
    monkeypatch.setattr(command.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DataError, match=r"needs 0\.0 GB, and 0.0 GB are free"):
        prepare(source, folder, size=SIZE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_disk_that_fills_up_is_one_sentence_and_what_is_done_stays(
    source: Path, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import resource

    command_line = [str(source), str(folder), "--size", "64", "--jobs", "1"]
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        assert main(command_line) == 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "shard-00000.safetensors cannot be written: no room is left on the disk" in capfd.readouterr().err
    assert [path.name for path in folder.glob("[!.]*")] == ["prepared.json"]
    assert main(command_line) == 0
    assert describe(folder).composites == 6


def test_a_photo_of_both_lists_is_refused_by_name(source: Path, folder: Path) -> None:
    with (source / "HCOCO" / "HCOCO_test.txt").open("a") as stream:
        stream.write("c2_9_1.jpg\n")  # another composite of a training photo
    with pytest.raises(
        DataError, match=r"^Photo c2 is among the training photos and among the test photos of"
    ):
        prepare(source, folder, size=SIZE)


def test_prepared_folders_that_are_none_are_one_sentence(source: Path, folder: Path) -> None:
    with pytest.raises(DataError, match=r"is no prepared folder; make one with python -m"):
        describe(folder)
    whole = prepare(source, folder, size=SIZE)
    dataclasses.replace(whole, version=99).write(folder)
    with pytest.raises(DataError, match="by another version of this program"):
        describe(folder)
    (folder / "prepared.json").write_text("{}")
    with pytest.raises(DataError, match="does not describe a prepared folder"):
        describe(folder)
    whole.write(folder)
    path = shard_path(folder, 0)
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(DataError, match=r"shard-00000.safetensors is missing or damaged \(.*\); prepare"):
        list(open_shards(folder))
    path.unlink()
    with pytest.raises(DataError, match="is missing or damaged"):
        list(open_shards(folder))


def test_command_line_says_what_it_did_or_one_sentence(
    source: Path, folder: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        assert main([str(source), str(folder), "--size", "32", "--jobs", "1"]) == 0
    assert "3 photos, 4 masks, 6 composites at 32×32; 0 files skipped" in caplog.text
    capfd.readouterr()
    assert main([str(source / "nowhere"), str(folder), "--jobs", "1"]) == 1
    assert capfd.readouterr().err.endswith("does not exist: give a photo folder or a tar of one.\n")


def test_photos_keep_their_masks_and_composites_across_shards(source: Path, folder: Path) -> None:
    prepare(source, folder, size=SIZE, room=1)
    parts: list[Shard] = list(open_shards(folder))
    assert [p.names.photos for p in parts] == [("c1",), ("c2",), ("d90-1",)]
    assert [len(s.composites) for s in of_triplets(read_iharmony4(source, "train"))] == [3, 1, 2]
    assert [p.mask_of.tolist() for p in parts] == [[0, 0, 1], [0], [0, 0]]
