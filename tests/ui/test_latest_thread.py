"""A thread that does the latest request."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Slot

from engine.progress import Aborted, CancelToken
from rainharmonize_gui.ui.latest import LatestThread, result_of


class Echo(QObject):
    """Does requests one by one as the test opens the gate, and notes what comes of them."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        self.done: list[object] = []
        self.failed: list[Exception] = []
        self.threads: list[threading.Thread] = []
        self.thread = LatestThread("echo", self._work)
        self.thread.done.connect(self._done)
        self.thread.failed.connect(self._failed)

    def _work(self, request: object, cancel: CancelToken) -> object:
        self.begun.release()
        assert self.gate.acquire(timeout=10)
        cancel.check()
        if isinstance(request, Exception):
            raise request
        return request

    @Slot(object, object)
    def _done(self, request: object, result: object) -> None:
        assert request == result
        self.done.append(result)
        self.threads.append(threading.current_thread())

    @Slot(object, object)
    def _failed(self, _request: object, error: Exception) -> None:
        self.failed.append(error)


@pytest.fixture
def echo(qapp) -> Iterator[Echo]:
    echo = Echo()
    yield echo
    for _ in range(9):
        echo.gate.release()
    assert echo.thread.stop(10)


def test_a_request_that_has_not_begun_gives_way_to_a_later_one(echo, qtbot):
    echo.thread.submit("first")
    assert echo.begun.acquire(timeout=10)
    echo.thread.submit("second")
    echo.thread.submit("third")
    for _ in range(2):
        echo.gate.release()
    qtbot.waitUntil(lambda: len(echo.done) == 2)
    assert echo.done == ["first", "third"]


def test_results_arrive_in_the_gui_thread(echo, qtbot):
    echo.gate.release()
    with qtbot.waitSignal(echo.thread.done):
        echo.thread.submit("request")
    assert echo.threads == [threading.main_thread()]


def test_clearing_aborts_what_has_begun(echo, qtbot):
    echo.thread.submit("first")
    assert echo.begun.acquire(timeout=10)
    echo.thread.clear()
    with qtbot.waitSignal(echo.thread.failed):
        echo.gate.release()
    assert isinstance(echo.failed[0], Aborted)


def test_after_an_error_the_thread_goes_on(echo, qtbot):
    echo.gate.release()
    with qtbot.waitSignal(echo.thread.failed):
        echo.thread.submit(ValueError("bad"))
    echo.gate.release()
    with qtbot.waitSignal(echo.thread.done):
        echo.thread.submit("good")


def test_calls_come_before_requests_and_are_never_dropped(echo, qtbot):
    echo.thread.submit("first")
    assert echo.begun.acquire(timeout=10)
    order: list[object] = []
    futures = [echo.thread.call(lambda n=n: order.append((n, len(echo.done)))) for n in range(3)]
    echo.thread.submit("second")
    echo.gate.release()
    for future in futures:
        future.result(timeout=10)
    assert [n for n, _ in order] == [0, 1, 2]


def test_a_call_that_raises_hands_the_error_to_whoever_waits(echo):
    def fail() -> None:
        raise ValueError("bad")

    with pytest.raises(ValueError, match="bad"):
        result_of(echo.thread.call(fail), CancelToken())


def test_waiting_for_a_call_ends_when_cancelled(echo):
    echo.thread.submit("busy")
    assert echo.begun.acquire(timeout=10)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Aborted):
        result_of(echo.thread.call(lambda: None), token)


def test_waiting_for_a_call_ends_when_the_thread_stops(echo):
    echo.thread.submit("busy")
    assert echo.begun.acquire(timeout=10)
    future = echo.thread.call(lambda: None)
    echo.gate.release()
    assert echo.thread.stop(10)
    with pytest.raises(Aborted):
        result_of(future, CancelToken())
    with pytest.raises(Aborted):
        result_of(echo.thread.call(lambda: None), CancelToken())


def test_nothing_is_heard_of_a_stopped_thread(echo, qapp):
    echo.thread.submit("first")
    assert echo.begun.acquire(timeout=10)
    echo.gate.release()
    assert echo.thread.stop(10)
    echo.thread.submit("second")
    qapp.sendPostedEvents()
    assert not echo.begun.acquire(blocking=False)
