"""Programs that are stopped say so."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from training import deepen, hold_out, join, widen


def _stopped(*arguments: object, **options: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("module", "reading", "given"),
    [
        (join, "read_network", ["a", "b"]),
        (widen, "read_network", ["a"]),
        (deepen, "read_network", ["a"]),
        (hold_out, "choose", ["photos"]),
    ],
)
def test_a_stopped_program_is_one_sentence_and_writes_nothing(
    module: ModuleType,
    reading: str,
    given: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(module, reading, _stopped)
    assert module.main([*given, str(tmp_path / "out.safetensors")]) == 130
    assert capsys.readouterr().err == "Stopped; nothing was written.\n"
    assert list(tmp_path.iterdir()) == []
