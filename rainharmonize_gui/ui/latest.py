"""A thread that does the latest request, and drops those that came before it."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from engine.progress import Aborted, CancelToken

Result = TypeVar("Result")
_GLANCE_SECONDS = 0.05

log = logging.getLogger(__name__)


class LatestThread(QObject):
    """Does one thing after the other on one thread: what `call` asks for, in order, then the latest `submit`.

    A daemon thread of Python's, not a QThread: one that hangs at exit then neither holds up nor aborts the
    process. Connect the signals to bound methods of QObjects in the GUI thread only.
    """

    done = Signal(object, object)
    """A request and what the work returned for it."""
    failed = Signal(object, object)
    """A request and the exception that the work raised; `Aborted` where it was cancelled."""

    def __init__(
        self,
        name: str,
        work: Callable[[Any, CancelToken], object],
        *,
        parent: QObject | None = None,
    ) -> None:
        """work: called with a request and a token that is cancelled by `clear` and `stop`."""
        super().__init__(parent)
        self._work = work
        self._changed = threading.Condition()
        self._calls: deque[tuple[Future[Any], Callable[[], object]]] = deque()
        self._latest: Any = None
        self._token = CancelToken()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, request: object) -> None:
        """Do this next; what was submitted before and has not begun is dropped."""
        with self._changed:
            self._latest = request
            self._changed.notify()

    def call(self, function: Callable[[], Result]) -> Future[Result]:
        """Have `function` run on the thread; the future is cancelled where the thread stops before."""
        future: Future[Result] = Future()
        with self._changed:
            if self._stopping:
                future.cancel()
            else:
                self._calls.append((future, function))
                self._changed.notify()
        return future

    def clear(self) -> None:
        """Drop the request that has not begun, and cancel the one that has."""
        with self._changed:
            self._latest = None
            self._token.cancel()

    def stop(self, seconds: float) -> bool:
        """Cancel everything and wait for the thread to end; says whether it has. No signal comes any more."""
        with self._changed:
            self._stopping = True
            self._token.cancel()
            for future, _ in self._calls:
                future.cancel()
            self._changed.notify()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._stopping or self._calls or self._latest is not None)
                if self._stopping:
                    return
                call = self._calls.popleft() if self._calls else None
                if call is None:
                    request, self._latest = self._latest, None
                    token = self._token = CancelToken()
            if call is not None:
                _fulfil(*call)
                del call
            else:
                self._do(request, token)
                del request

    def _do(self, request: object, token: CancelToken) -> None:
        try:
            result = self._work(request, token)
        except Exception as error:  # the GUI thread decides what to say
            self._tell(self.failed, request, error)
        else:
            self._tell(self.done, request, result)

    def _tell(self, signal: Any, request: object, value: object) -> None:
        if self._stopping:
            return
        try:
            signal.emit(request, value)
        except RuntimeError:  # Qt has deleted this object before it was stopped: nobody is listening
            log.debug("an answer came too late")


def result_of(future: Future[Result], cancel: CancelToken) -> Result:
    """Wait for a future of `call`, on another thread. Raises what it raised, or Aborted where either is
    cancelled.
    """
    while not future.done():
        if cancel.cancelled:
            future.cancel()
            raise Aborted
        wait([future], timeout=_GLANCE_SECONDS)
    if future.cancelled():
        raise Aborted
    return future.result()


def _fulfil(future: Future[Any], function: Callable[[], object]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function())
    except Exception as error:  # belongs to whoever waits for the result
        future.set_exception(error)
