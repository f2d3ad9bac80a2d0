"""The window's benchmark measures what it says, on a small scale."""

from __future__ import annotations

import tempfile

import pytest
from live_examples import tiny_weights

from engine.types import EngineError
from rainharmonize_gui import bench
from rainharmonize_gui.bench import endurance, feel, saving
from rainharmonize_gui.bench.stage import Heartbeat, Stage


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    monkeypatch.setenv("RAINHARMONIZE_WEIGHTS", str(tiny_weights(tmp_path / "tiny.safetensors")))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for module, name, value in (
        (endurance, "EDITS", 40),
        (endurance, "_SIZE", (400, 300)),
        (saving, "SIZE", (800, 600)),
        (saving, "OBJECT", (360, 320)),
        (feel, "LARGE", (600, 400)),
        (feel, "_DRAG_SECONDS", 0.3),
        (feel, "_UPDATES", 3),
        (feel, "_STROKE_EVENTS", 10),
        (feel, "Stage", lambda: Stage((600, 400), view=(400, 300))),
    ):
        monkeypatch.setattr(module, name, value)


def test_nothing_is_left_after_random_edits(qapp):
    assert endurance.rows()[-1].ours == 0


def test_every_row_of_the_feel_is_measured(qapp):
    rows = feel.rows()
    assert [row.unit for row in rows] == ["/s", "ms", "ms", "ms", "ms"]
    assert all(row.ours > 0 for row in rows)


def test_saving_is_measured_against_plain_files():
    [row] = saving.rows()
    assert row.limit == 2.0
    assert row.ours > 0
    assert row.yardstick is not None
    assert row.yardstick > 0


def test_a_heartbeat_notices_every_beat(qapp, qtbot):
    with Heartbeat() as heart:
        qtbot.waitUntil(lambda: len(heart.gaps) >= 3)
    assert all(gap > 0 for gap in heart.gaps)


def test_a_part_that_fails_is_named(monkeypatch):
    monkeypatch.setattr(bench, "PARTS", ("nonsense",))
    with pytest.raises(EngineError, match="nonsense"):
        bench.run()
