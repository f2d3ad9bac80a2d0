"""The network that proposes subjects: its examples, its training, its file."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from torch import Generator

from engine.masks.finder import SIDE
from engine.types import EngineError
from training import train_subject
from training.data import PhotoBank
from training.export_subject import export, onnx_bytes
from training.interrupt import Stopped
from training.subject_data import Examples, SubjectBank
from training.subject_net import SubjectNet
from training.train_subject import CHECKPOINT, LOG, Settings, State, judge, loss, main, step, train


@pytest.fixture
def settings(photos: Path, tmp_path: Path) -> Settings:
    return Settings(
        data=photos,
        run=tmp_path / "run",
        validation_ids=None,
        doubtful=None,
        images=8,
        batch=2,
        keep_every=4,
        seed=0,
        sides=((0.5, 32), (1.0, 64)),
    )


@pytest.fixture
def subjects(bank: PhotoBank) -> SubjectBank:
    return SubjectBank.of(bank)


def generator(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


# ------------------------------------------------------------------ examples


def test_a_subject_is_all_masks_of_its_photo_together(bank: PhotoBank, subjects: SubjectBank) -> None:
    first = bank.masks[bank.owner == 0]
    assert len(first) == 2
    assert torch.equal(subjects.subjects[0, 0], first.max(0).values)
    assert not subjects.subjects[bank.ids.index("e")].any()


def test_photos_without_masks_are_only_pasted_into(bank: PhotoBank, subjects: SubjectBank) -> None:
    assert subjects.chance[bank.ids.index("e")] == 0
    assert subjects.bare.nonzero().tolist() == [[bank.ids.index("e")]]


def test_doubtful_photos_are_drawn_less_and_never_pasted(bank: PhotoBank) -> None:
    doubted = SubjectBank.of(bank, doubtful={"a"})
    assert 0 < doubted.chance[0] < doubted.chance[1]
    assert 0 not in doubted.owner


def test_objects_cut_off_by_the_border_are_not_pasted(bank: PhotoBank) -> None:
    masks = bank.masks.clone()
    masks[0, :, :20] = 255
    cut_off = SubjectBank.of(replace(bank, masks=masks))
    assert len(cut_off.objects) == len(masks) - 1


def test_examples_follow_the_seed_and_stay_in_range(subjects: SubjectBank) -> None:
    one, same, other = (subjects.batch(6, side=48, random=generator(seed)) for seed in (0, 0, 1))
    assert torch.equal(one.pictures, same.pictures)
    assert torch.equal(one.subjects, same.subjects)
    assert not torch.equal(one.pictures, other.pictures)
    assert one.pictures.shape == (6, 3, 48, 48)
    assert 0 <= one.pictures.min() <= one.pictures.max() <= 1
    assert set(one.subjects.unique().tolist()) == {0.0, 1.0}


def test_picture_and_subject_are_moved_alike() -> None:
    """A white disc on black stays under its mask, pasted discs too."""
    examples = white_disc().batch(32, side=64, random=generator())
    bright = examples.pictures.mean(1, keepdim=True) > 0.35
    assert (bright == (examples.subjects > 0.5)).float().mean() > 0.98
    assert (examples.subjects.mean((1, 2, 3)) > 0.01).all()


def white_disc() -> SubjectBank:
    """On black, and nothing else."""
    disc = torch.from_numpy(cv2.circle(np.zeros((64, 64), np.uint8), (30, 34), 14, 255, -1))
    return SubjectBank(
        photos=disc.expand(1, 3, 64, 64).contiguous(),
        subjects=disc[None, None],
        objects=disc[None, None],
        owner=torch.zeros(1, dtype=torch.int64),
        chance=torch.ones(1),
        bare=torch.ones(1),
    )


# ------------------------------------------------------------------ training


def test_right_answers_cost_less_than_wrong_ones() -> None:
    subject = torch.zeros(2, 1, 32, 32)
    subject[..., 8:24, 8:24] = 1
    examples = Examples(torch.zeros(2, 3, 32, 32), subject)
    right = (torch.nn.functional.interpolate(subject, (8, 8), mode="area") - 0.5) * 20
    assert loss(right, examples) < 0.01
    assert loss(-right, examples) > 5


def test_it_learns(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_subject, "_WARM_UP", 1)
    settings = replace(settings, images=1000, batch=4, sides=((1.0, 32),))
    state, bank = State.initial(0), white_disc()
    losses = [step(state, bank, settings).item() for _ in range(12)]
    assert np.mean(losses[-2:]) < 0.7 * losses[0]


def test_a_stopped_run_goes_on_as_an_unbroken_one(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(settings)
    parts = replace(settings, run=tmp_path / "parts")

    def interrupted(state: State, *rest: object) -> torch.Tensor:
        value = step(state, *rest)
        if state.seen == 4:
            signal.raise_signal(signal.SIGINT)
        return value

    monkeypatch.setattr(train_subject, "step", interrupted)
    with pytest.raises(Stopped):
        train(parts)
    resumed = train(parts)
    assert resumed.seen == whole.seen == 8
    for name, tensor in whole.average.state_dict().items():
        assert torch.equal(tensor, resumed.average.state_dict()[name]), name


def test_training_writes_what_it_reached(
    photos: Path, split: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_subject.Settings.__init__, "__defaults__", (((1.0, 32),),))
    run = tmp_path / "run"
    options = ["--data", str(photos), "--run", str(run), "--validation-ids", str(split)]
    assert main([*options, "--images", "4", "--batch", "2"]) == 0
    (row,) = (json.loads(line) for line in (run / LOG).read_text().splitlines())
    assert row["seen"] == 4
    assert 0 <= row["overlap"] <= 1


@pytest.fixture
def command(photos: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options of a run of two short steps."""
    monkeypatch.setattr(train_subject.Settings.__init__, "__defaults__", (((1.0, 32),),))
    return ["--data", str(photos), "--run", str(settings.run), "--images", "4", "--batch", "2"]


def error_of(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(command) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


@pytest.mark.parametrize("content", [b"", b"seen,loss\n2,0.5\n", b"PK\x03\x04 cut"])
def test_an_unreadable_checkpoint_is_one_sentence_and_stays(
    command: list[str], settings: Settings, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    settings.run.mkdir()
    (settings.run / CHECKPOINT).write_bytes(content)
    assert "subject.pt cannot be read (" in error_of(command, capsys)
    assert (settings.run / CHECKPOINT).read_bytes() == content


def test_a_checkpoint_of_something_else_is_one_sentence(
    command: list[str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.run.mkdir()
    torch.save({"average": {}}, settings.run / CHECKPOINT)
    error = error_of(command, capsys)
    assert error.endswith("subject.pt is not a checkpoint of this training program: network is missing.\n")


def test_a_run_folder_that_is_a_file_is_one_sentence(
    command: list[str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.run.write_text("")
    assert "cannot be made: File exists; choose another." in error_of(command, capsys)


def test_a_checkpoint_that_finds_no_room_is_one_sentence(
    command: list[str],
    settings: Settings,
    full_disk: Callable[[int], AbstractContextManager[None]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with full_disk(20_000):
        assert "subject.pt cannot be written: " in error_of(command, capsys)
    assert list(settings.run.iterdir()) == []


def test_a_row_that_finds_no_room_is_one_sentence(
    command: list[str], settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("only Linux has a disk that is always full")
    settings.run.mkdir()
    (settings.run / LOG).symlink_to("/dev/full")
    assert "subject.jsonl cannot be written: No space left on device; the last" in error_of(command, capsys)
    assert State.initial(0).restore(settings.run)


def test_a_run_stopped_while_it_reads_is_one_sentence(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(train_subject, "load_photos", stopped)
    assert main(command) == 130
    assert capsys.readouterr().err == "Stopped; the same command goes on from the last checkpoint.\n"


def test_a_missing_folder_is_said_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "nowhere"), "--run", str(tmp_path / "run")]) == 1
    assert "nowhere does not exist" in capsys.readouterr().err


def test_a_network_that_knows_is_judged_right(subjects: SubjectBank) -> None:
    class Knows(torch.nn.Module):
        def forward(self, pictures: torch.Tensor) -> torch.Tensor:
            (place,) = (
                i for i, photo in enumerate(subjects.photos) if torch.allclose(photo / 255, pictures[0])
            )
            return subjects.subjects[place][None].float() / 255 * 20 - 10

    assert judge(Knows(), subjects) > 0.99


# ------------------------------------------------------------------ the file


def test_opencv_says_what_torch_says() -> None:
    network = spread(SubjectNet())
    picture = torch.rand(1, 3, SIDE, SIDE, generator=generator())
    reader = cv2.dnn.readNetFromONNX(np.frombuffer(onnx_bytes(network), np.uint8))
    reader.setInput(picture.numpy())
    with torch.no_grad():
        wanted = network(picture).numpy()
    assert np.ptp(wanted) > 0.1
    assert np.abs(reader.forward() - wanted).max() < 0.01 * np.ptp(wanted)


def test_the_file_is_small_and_has_its_card(settings: Settings, tmp_path: Path) -> None:
    settings.run.mkdir()
    State.initial(0).save(settings.run)
    sources = tmp_path / "sources.md"
    sources.write_text("# Photographs\n\n## Licences\n\nNone at all.\n")
    out = tmp_path / "subject.onnx"
    export(settings.run, out, sources=sources, facts={"validation": "not yet"})
    assert out.stat().st_size < 8e6
    card = out.with_suffix(".md").read_text()
    assert "None at all." in card
    assert "not yet" in card


def test_nothing_is_exported_of_no_run(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no checkpoint"):
        export(tmp_path, tmp_path / "subject.onnx", sources=tmp_path / "sources.md", facts={})


def spread(network: SubjectNet) -> SubjectNet:
    """Statistics and scales as after training: folding them in must not change the answers."""
    random = generator(1)
    for module in network.eval().modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            for tensor, low, high in (
                (module.running_mean, -0.5, 0.5),
                (module.running_var, 0.5, 2.0),
                (module.weight.data, 0.5, 1.5),
            ):
                tensor.uniform_(low, high, generator=random)
    return network
