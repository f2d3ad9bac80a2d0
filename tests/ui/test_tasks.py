"""Work in a queue: it ends as done, failed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError

import pytest

from engine.progress import Aborted
from rainharmonize_gui.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp) -> Iterator[Tasks]:
    tasks = Tasks("test")
    yield tasks
    assert tasks.stop()


@pytest.mark.parametrize("error", [Aborted, CancelledError])
def test_work_that_was_aborted_elsewhere_counts_as_cancelled(tasks, qtbot, error):
    """As an export does whose analysis is dropped because the network's thread stops."""

    def work(_progress, _cancel):
        raise error

    ended: list[tuple[str, object]] = []
    tasks.start(
        "Waiting…",
        work,
        done=lambda result: ended.append(("done", result)),
        failed=lambda caught: ended.append(("failed", caught)),
        cancelled=lambda result: ended.append(("cancelled", result)),
    )
    qtbot.waitUntil(lambda: not tasks.busy)
    assert ended == [("cancelled", None)]
