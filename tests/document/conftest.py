"""What tests of the document need."""

from __future__ import annotations

import pytest

from rainharmonize_gui.document import cutouts


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> int:
    """The cut-outs of tests are small, and are halved as large ones are. What the program takes for small."""
    most = cutouts._SMALL
    monkeypatch.setattr(cutouts, "_SMALL", 1)
    return most
