"""The engine's sentences in the window's language: recognised as the engine says them, else left alone."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QTranslator

import engine
import resources
from engine.files import write_atomic
from engine.images import read
from engine.types import EngineError
from rainharmonize_gui.ui.engine_sentences import PATTERNS, translated


@pytest.fixture
def german(qapp: QCoreApplication) -> Iterator[None]:
    translator = QTranslator()
    assert translator.load("rainharmonize_de", str(resources.path("i18n")))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def said(path: Path) -> str:
    """What the engine says of a picture that cannot be read."""
    with pytest.raises(EngineError) as caught:
        read(path)
    return str(caught.value)


def test_no_picture_and_a_damaged_one(german, tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("no picture")
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 60, 3), np.uint8)).save(tmp_path / "a.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:900])
    for name in ("note.png", "cut.jpg"):
        sentence = said(tmp_path / name)
        assert translated(sentence) != sentence
        assert name in translated(sentence)


def test_a_full_disk(german, tmp_path: Path) -> None:
    def full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(EngineError) as caught:
        write_atomic(tmp_path / "a.png", full)
    assert translated(str(caught.value)) != str(caught.value)
    assert str(tmp_path / "a.png") in translated(str(caught.value))


def test_another_sentence_stays_as_it_is(german) -> None:
    assert translated("Something else.") == "Something else."


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_engine_still_says_so(pattern: str) -> None:
    """Its sources hold each part of the pattern that stands between the braces."""
    sources = "".join(path.read_text() for path in Path(engine.__file__).parent.rglob("*.py"))
    sources = re.sub(r"\"\s*\n\s*f?\"", "", sources)  # sentences over several lines
    sources = re.sub(r"\{[^{}\"]*\}", "{}", sources)
    for part in re.split(r"\{\w+\}", pattern):
        assert part.strip(" .") in sources
