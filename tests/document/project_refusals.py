"""How the tests of hostile projects look at a refusal."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest

from rainharmonize_gui.document.project import ProjectError, load

MEMORY = 30 << 20
"""Bytes that a refusal may take; every bomb is larger."""


def refusal(path) -> str:
    """The sentence; nothing else was created, and memory stayed small."""
    before = sorted(path.parent.iterdir()) if path.parent.exists() else None
    tracemalloc.start()
    try:
        with pytest.raises(ProjectError) as caught:
            load(path)
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()
    assert before == (sorted(path.parent.iterdir()) if path.parent.exists() else None)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    assert len(sentence) < 600
    return sentence


def opens_or_says_why(path) -> None:
    with contextlib.suppress(ProjectError):
        load(path)
