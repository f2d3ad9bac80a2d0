"""Read what comes next while what was read is still worked on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


def ahead(read: Callable[[K], V], keys: Iterable[K], *, threads: int) -> Iterator[tuple[K, Callable[[], V]]]:
    """Each key in order, and a function that gives what `read` gave for it, or raises what it raised.

    `threads` read at a time, and never more than twice that many are read but not yet asked for.
    """
    waiting: deque[tuple[K, Future[V]]] = deque()
    pool = ThreadPoolExecutor(threads, thread_name_prefix="ahead")
    try:
        for key in keys:
            waiting.append((key, pool.submit(read, key)))
            if len(waiting) >= 2 * threads:
                done, future = waiting.popleft()
                yield done, future.result
        for done, future in waiting:
            yield done, future.result
    finally:
        pool.shutdown(cancel_futures=True)
