"""Exports as the window makes them: on a worker, from findings known or still to be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from live_examples import Watched, document_with_object, tiny_weights
from PIL import Image

from engine.images import FileError, read
from rainharmonize_gui.document.export import ExportChoice, Kind
from rainharmonize_gui.document.labels import Label
from rainharmonize_gui.document.render import composite, objects_mask
from rainharmonize_gui.ui.export_job import Exporter
from rainharmonize_gui.ui.tasks import Tasks


class Desk:
    """An exporter with all it needs, and what came of the exports."""

    def __init__(self) -> None:
        self.document, self.layer = document_with_object()
        self.watched = Watched(self.document)
        self.tasks = Tasks("writing")
        self.exporter = Exporter(self.document, self.watched.live, self.tasks)
        self.done: list[object] = []
        self.failed: list[Exception] = []
        self.cancelled: list[object] = []

    def export(self, path: Path, choice: ExportChoice | None = None) -> object:
        return self.exporter.export(
            choice or ExportChoice(),
            path,
            layer=self.layer,
            done=self.done.append,
            failed=self.failed.append,
            cancelled=self.cancelled.append,
        )

    def stop(self) -> None:
        assert self.tasks.stop()
        assert self.exporter.shutdown()
        assert self.watched.live.shutdown()


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    return tiny_weights(tmp_path_factory.mktemp("weights") / "tiny.safetensors")


@pytest.fixture
def desk(qapp, weights, monkeypatch) -> Iterator[Desk]:
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(weights))
    desk = Desk()
    yield desk
    desk.stop()


def test_what_is_exported_is_what_is_shown(desk, qtbot, tmp_path):
    qtbot.waitUntil(desk.watched.is_exact, timeout=30_000)
    desk.export(tmp_path / "out.png")
    qtbot.waitUntil(lambda: desk.done == [tmp_path / "out.png"])
    assert np.array_equal(read(tmp_path / "out.png").rgb, desk.watched.after)


def test_what_is_not_analysed_yet_is_before_it_is_exported(desk, qtbot, tmp_path):
    desk.watched.live.set_auto_preview(False)
    desk.export(tmp_path / "out.png")
    qtbot.waitUntil(lambda: bool(desk.done), timeout=30_000)
    written, plain = read(tmp_path / "out.png").rgb, composite(desk.document.scene)
    outside = objects_mask(desk.document.scene) == 0
    assert np.array_equal(written[outside], plain[outside])
    assert np.abs(written[~outside].astype(int) - plain[~outside]).mean() > 1


def test_an_edit_under_way_is_left_out(desk, qtbot, tmp_path):
    drag = desk.document.begin(Label.MOVE)
    settled = desk.document.settled
    desk.document.move(desk.layer, 60, 0)
    desk.export(tmp_path / "out.png", ExportChoice(Kind.MASK))
    qtbot.waitUntil(lambda: bool(desk.done), timeout=30_000)
    drag.cancel()
    assert np.array_equal(read(tmp_path / "out.png").rgb[..., 0], objects_mask(settled))


def test_a_cancelled_export_leaves_no_file_and_says_only_that(desk, qtbot, tmp_path):
    task = desk.export(tmp_path / "out.png")
    task.token.cancel()
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert not list(tmp_path.glob("out*"))
    assert desk.cancelled == [None]
    assert not desk.done
    assert not desk.failed


def test_a_folder_that_is_not_there_fails_with_a_sentence(desk, qtbot, tmp_path):
    desk.export(tmp_path / "nowhere" / "out.png")
    qtbot.waitUntil(lambda: bool(desk.failed), timeout=30_000)
    assert isinstance(desk.failed[0], FileError)


def test_a_cut_out_is_rendered_for_the_clipboard(desk, qtbot):
    desk.exporter.render(Kind.CUT_OUT, layer=desk.layer, done=desk.done.append, failed=desk.failed.append)
    qtbot.waitUntil(lambda: bool(desk.done), timeout=30_000)
    rendered = desk.done[0]
    picture = read(rendered.png)
    assert rendered.pixels.shape[2] == 4
    assert np.array_equal(picture.alpha, rendered.pixels[..., 3])
    assert np.array_equal(picture.rgb, rendered.pixels[..., :3])


def test_what_is_copied_says_nothing_of_the_camera(desk, qtbot):
    exif = Image.Exif()
    exif[0x0110] = "Camera"
    picture = replace(desk.document.scene.background.picture, exif=exif.tobytes())
    desk.document.open_background(picture)
    desk.exporter.render(Kind.PICTURE, done=desk.done.append, failed=desk.failed.append)
    qtbot.waitUntil(lambda: bool(desk.done), timeout=30_000)
    assert read(desk.done[0].png).exif is None
    assert b"Camera" not in desk.done[0].png


def test_the_latest_estimate_is_told(desk, qtbot):
    choice = ExportChoice(quality=50)
    with qtbot.waitSignal(desk.exporter.estimated) as told:
        desk.exporter.estimate(choice)
    assert told.args[0] is choice
    assert told.args[1] > 1000


def test_closing_during_an_export_leaves_no_file(qapp, qtbot, weights, monkeypatch, tmp_path):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(weights))
    desk = Desk()
    desk.export(tmp_path / "out.png")
    desk.stop()
    left = list(tmp_path.glob("*out*"))
    assert not left or read(left[0]).size == desk.document.scene.size
