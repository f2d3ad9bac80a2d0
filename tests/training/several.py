"""Two processes of one run, forked from the test: they need no second import of torch."""

from __future__ import annotations

import contextlib
import io
import multiprocessing
import os
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

COUNT = 2
PATIENCE = 60.0


def in_two(action: Callable[[int], Any]) -> list[tuple[Any, str]]:
    """What `action(rank)` returns in each of two processes that know of each other; its standard error."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    context = multiprocessing.get_context("fork")
    pipes = [context.Pipe(duplex=False) for _ in range(COUNT)]
    workers = [
        context.Process(target=_work, args=(action, rank, port, pipes[rank][1]), daemon=True)
        for rank in range(COUNT)
    ]
    for worker in workers:
        worker.start()
    for _, sender in pipes:
        sender.close()
    try:
        return [_received(receiver) for receiver, _ in pipes]
    finally:
        for worker in workers:
            worker.join(PATIENCE)
            worker.close()
        for receiver, _ in pipes:
            receiver.close()


def _received(receiver: Connection) -> tuple[Any, str]:
    assert receiver.poll(PATIENCE), "a process gave no answer"
    try:
        result: tuple[Any, str] = receiver.recv()
    except EOFError:
        return None, "died"
    return result


def _work(action: Callable[[int], Any], rank: int, port: str, sender: Connection) -> None:
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(COUNT),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": port,
        "OMP_NUM_THREADS": "1",
    }
    errors = io.StringIO()
    try:
        with contextlib.redirect_stderr(errors):
            result = action(rank)
    except BaseException as error:
        result = error
    sender.send((result, errors.getvalue()))
    sender.close()
    os._exit(0)  # nothing of the test session may be cleaned up here
