"""What a run shows and keeps: the log, TensorBoard, the best weights, and when it ends early."""

from __future__ import annotations

import csv
import errno
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from training_runs import read_checkpoint, read_rows

from training import board, checkpoint, train
from training.batch import Batch
from training.board import Board, BoardError, sheet
from training.runlog import LogError, RunLog


def _events(run: Path) -> EventAccumulator:
    events = EventAccumulator(str(run / board.FOLDER), size_guidance={"images": 0})
    events.Reload()
    return events


def test_tensorboard_gets_the_figures_of_the_log_and_a_sheet_at_every_validation(
    command: list[str], run: Path
) -> None:
    assert train.main([*command, "--tensorboard"]) == 0
    events = _events(run)
    logged = [(int(row["images"]), float(row["loss"])) for row in read_rows(run)]
    shown = [(event.step, event.value) for event in events.Scalars("loss/loss")]
    assert shown == [(step, pytest.approx(loss, rel=1e-5)) for step, loss in logged]
    psnr = events.Scalars("validation/foreground_psnr")
    assert [event.step for event in psnr] == [4, 6]
    pictures = events.Images("composite, harmonized, photo")
    assert [picture.step for picture in pictures] == [4, 6]
    assert (pictures[0].width, pictures[0].height) == (3 * (256 + 8), 2 * (256 + 8))


def test_curve_of_a_resumed_run_has_no_point_twice(tmp_path: Path) -> None:
    for seen, values in ((0, (1.0, 2.0, 3.0)), (2, (4.0,))):
        events = Board(tmp_path, seen=seen)
        for number, value in enumerate(values, seen + 1):
            events.scalars({"loss": value}, seen=number)
        events.close()
    points = [(event.step, event.value) for event in _events(tmp_path).Scalars("loss")]
    assert points == [(1, 1.0), (2, 2.0), (3, 4.0)]


class _Full:
    """A writer of TensorBoard on a disk without room: whatever it is asked for fails, closing too."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        def fails(*arguments: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        return fails


def test_curve_that_finds_no_room_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.utils.tensorboard.SummaryWriter", lambda *_, **__: _Full())
    events = Board(tmp_path, seen=0)
    with pytest.raises(BoardError, match=r"tensorboard cannot be written: No space left on device; the last"):
        events.scalars({"loss": 1.0}, seen=1)
    events.close()


def test_sheet_shows_composite_harmonized_and_photo_of_each_picture_in_a_row() -> None:
    grey = [torch.full((2, 3, 8, 8), value) for value in (0.2, 0.4, 0.6)]
    batch = Batch(grey[0], grey[2], torch.ones(2, 1, 8, 8))
    pixels = sheet(lambda _: grey[1], batch)
    assert pixels.shape == (3, 2 * 16, 3 * 16)
    for row in (8, 24):
        assert pixels[0, row, [8, 24, 40]].tolist() == pytest.approx([0.2, 0.4, 0.6])


def test_tensorboard_without_its_packages_names_the_extra(
    command: list[str], run: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    assert train.main([*command, "--tensorboard"]) == 1
    assert "--tensorboard needs the packages of the extra “train”: pip install" in capsys.readouterr().err
    assert not (run / checkpoint.FILE).exists()


def _validations(monkeypatch: pytest.MonkeyPatch, *figures: float) -> Iterator[float]:
    """Let every validation find the next of these figures."""
    coming = iter(figures)
    monkeypatch.setattr(train, "validate", lambda run: {"foreground_psnr": next(coming)})
    return coming


@pytest.fixture
def often(command: list[str]) -> list[str]:
    """A run of six steps that validates after each."""
    return [*command, "--validate-every", "1"]


def test_as_many_of_the_best_weights_are_kept_as_asked(
    often: list[str], run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _validations(monkeypatch, 3.0, 5.0, 4.0, 1.0, 4.5, 2.0)
    assert train.main([*often, "--keep-best", "3"]) == 0
    assert sorted(path.name for path in run.glob("best*.pt")) == [
        "best-2.pt",
        "best-3.pt",
        "best-5.pt",
        "best.pt",
    ]
    for seen, figure in ((2, 5.0), (3, 4.0), (5, 4.5)):
        kept = checkpoint.read_average(run / f"best-{seen}.pt")
        assert (kept.seen, kept.figures["foreground_psnr"]) == (seen, figure)
    assert checkpoint.read_average(run).seen == 2


def test_run_without_progress_ends_early_stays_ended_and_goes_on_with_more_patience(
    often: list[str], run: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _validations(monkeypatch, 3.0, 2.0, 3.5, 3.5, 3.0, 9.0)
    caplog.set_level(logging.INFO)
    assert train.main([*often, "--patience", "2"]) == 0
    sentence = (
        "Ended after 5 of 6 composites: 2 validations brought nothing better than 3.50 dB; "
        "a larger --patience goes on."
    )
    assert sentence in caplog.messages
    assert read_checkpoint(run)["seen"] == 5
    caplog.clear()
    assert train.main([*often, "--patience", "2"]) == 0
    assert sentence in caplog.messages
    assert train.main([*often, "--patience", "3"]) == 0
    assert read_checkpoint(run)["best"] == 9.0


def test_row_that_finds_no_room_is_one_sentence(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("only Linux has a disk that is always full")
    with RunLog(tmp_path, after=0) as rows:
        rows._stream.close()
        rows._stream = full.open("w", encoding="utf-8")
        rows._writer = csv.DictWriter(rows._stream, ["step", "images", "loss"])
        with pytest.raises(LogError, match=r"log.csv cannot be written: No space left on device; the last"):
            rows.write(step=1, images=1, loss=0.5)
