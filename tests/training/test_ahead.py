"""Reading ahead."""

from __future__ import annotations

import threading

import pytest

from training.ahead import ahead


def test_values_come_in_order_with_their_errors() -> None:
    def read(key: int) -> int:
        if key == 3:
            raise ValueError("three")
        return key * key

    seen = []
    for key, value in ahead(read, range(6), threads=2):
        if key == 3:
            with pytest.raises(ValueError, match="three"):
                value()
            continue
        seen.append((key, value()))
    assert seen == [(key, key * key) for key in (0, 1, 2, 4, 5)]


def test_reading_goes_on_meanwhile_but_not_far_ahead() -> None:
    begun: list[int] = []
    gate = threading.Event()

    def read(key: int) -> int:
        begun.append(key)
        gate.wait(20)
        return key

    keys = iter(ahead(read, range(100), threads=2))
    gate.set()
    key, value = next(keys)
    assert (key, value()) == (0, 0)
    assert len(begun) <= 4
    keys.close()  # type: ignore[attr-defined]
    assert threading.active_count() == 1 or not any("ahead" in t.name for t in threading.enumerate())
