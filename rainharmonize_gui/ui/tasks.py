"""Work that takes a moment: done on a thread, one piece after the other, with progress and cancel."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.progress import Aborted, CancelToken, Progress
from rainharmonize_gui.ui.latest import LatestThread

log = logging.getLogger(__name__)

MOMENT_MS = 300
"""Work that is done sooner shows no progress."""
_REPORT_SECONDS = 0.05

Work = Callable[[Progress, CancelToken], Any]


@dataclass(eq=False)
class Task:
    """One piece of work. text: what is being done, translated. fraction: 0 … 1, or None where unknown."""

    text: str
    done: Callable[[Any], object]
    failed: Callable[[Exception], object]
    cancelled: Callable[[Any], object]
    token: CancelToken = field(default_factory=CancelToken)
    fraction: float | None = None


class Tasks(QObject):
    """A queue of work on one thread. Use from the GUI thread."""

    changed = Signal()
    """Another task is at work, it has got further, or all are done."""
    ended = Signal(bool)
    """A task is over, and whoever started it has been called; whether it was done."""
    _reported = Signal(object, float)
    _ended = Signal(object, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._thread: LatestThread | None = None
        self._queue: list[Task] = []
        self._stopped = False
        self._patience = QTimer(self, singleShot=True, interval=MOMENT_MS)
        self._patience.timeout.connect(self.changed)
        self._reported.connect(self._on_report)
        self._ended.connect(self._on_end)

    @property
    def busy(self) -> bool:
        return bool(self._queue)

    @property
    def shown(self) -> Task | None:
        """The task to show progress of: the one at work, once it has taken a moment."""
        return self._queue[0] if self._queue and not self._patience.isActive() else None

    @property
    def at_work(self) -> Task | None:
        """The task at work, however short it has been."""
        return self._queue[0] if self._queue else None

    @property
    def waiting(self) -> int:
        """How many wait behind the one at work."""
        return max(len(self._queue) - 1, 0)

    def start(
        self,
        text: str,
        work: Work,
        *,
        done: Callable[[Any], object],
        failed: Callable[[Exception], object],
        cancelled: Callable[[Any], object] = lambda _result: None,
    ) -> Task:
        """Queue `work`; then call `done` with what it returned or `failed` with what it raised, in the GUI
        thread. For a task that was cancelled, `cancelled` is called instead of both: with None, or with what
        was returned if the work was done before it noticed.
        """
        task = Task(text, done, failed, cancelled)
        self._queue.append(task)
        if len(self._queue) == 1:
            self._patience.start()
        if self._thread is None:
            self._thread = LatestThread(self._name, _nothing, parent=self)
        self._thread.call(partial(self._run, task, work))
        return task

    @Slot()
    def cancel(self) -> None:
        """Cancel the task at work and drop those that wait."""
        for task in self._queue:
            task.token.cancel()

    def stop(self, seconds: float = 5.0) -> bool:
        """Cancel everything and end the thread; says whether it has ended. Nothing is called any more."""
        self.cancel()
        self._stopped = True
        self._queue.clear()
        self._patience.stop()
        return self._thread is None or self._thread.stop(seconds)

    def _run(self, task: Task, work: Work) -> None:
        """On the thread."""
        reported = 0.0

        def progress(fraction: float, _label: str = "", /) -> None:
            nonlocal reported
            now = time.monotonic()
            if now - reported > _REPORT_SECONDS and not self._stopped:
                reported = now
                self._reported.emit(task, fraction)

        result: object = None
        error: Exception | None = None
        try:
            task.token.check()
            result = work(progress, task.token)
        except (Aborted, CancelledError):
            task.token.cancel()
        except Exception as caught:  # the edge: it becomes a message
            log.info("%s: %s", task.text, caught, exc_info=True)
            error = caught
        if not self._stopped:
            self._ended.emit(task, result, error)

    @Slot(object, float)
    def _on_report(self, task: Task, fraction: float) -> None:
        task.fraction = fraction
        if task is self.shown:
            self.changed.emit()

    @Slot(object, object, object)
    def _on_end(self, task: Task, result: object, error: Exception | None) -> None:
        if task not in self._queue:
            return
        self._queue.remove(task)
        if not self._queue:
            self._patience.stop()
        self.changed.emit()
        well = error is None and not task.token.cancelled
        if task.token.cancelled:
            task.cancelled(result)
        elif error is None:
            task.done(result)
        else:
            task.failed(error)
        self.ended.emit(well)


def _nothing(_request: object, _token: CancelToken) -> None:
    """Only calls are made on the thread."""
