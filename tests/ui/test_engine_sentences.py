"""The engine's sentences in the window's language: recognised as the engine says them, else left alone."""

from __future__ import annotations

import ast
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
from engine.color_match import analyse
from engine.files import write_atomic
from engine.images import read
from engine.types import EngineError, Method
from rainharmonize_gui import document
from rainharmonize_gui.document.layer import Variant
from rainharmonize_gui.document.project import load
from rainharmonize_gui.ui.engine_sentences import PATTERNS, translated
from rainharmonize_gui.ui.variants import name_of


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
    return caught.value.sentence


def test_no_picture_and_a_damaged_one(german, tmp_path: Path) -> None:
    (tmp_path / "note.png").write_text("no picture")
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (60, 60, 3), np.uint8)).save(tmp_path / "a.jpg")
    (tmp_path / "cut.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:900])
    for name in ("note.png", "cut.jpg"):
        sentence = said(tmp_path / name)
        assert translated(sentence) != sentence
        assert translated(sentence).startswith(f"{name} ")


def test_a_full_disk(german, tmp_path: Path) -> None:
    def full(_file: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(EngineError) as caught:
        write_atomic(tmp_path / "a.png", full)
    assert translated(str(caught.value)) != str(caught.value)
    assert translated(str(caught.value)).startswith("a.png ")


def test_a_device(german) -> None:
    assert translated("CPU, 1 thread") == "Prozessor, 1 Thread"
    assert translated("CPU, 8 threads") == "Prozessor, 8 Threads"
    assert translated("NVIDIA H200") == "NVIDIA H200"


def test_another_sentence_stays_as_it_is(german) -> None:
    assert translated("Something else.") == "Something else."


def test_a_damaged_project(german, tmp_path: Path) -> None:
    (tmp_path / "a.ora").write_bytes(b"PK")
    with pytest.raises(EngineError) as caught:
        load(tmp_path / "a.ora")
    assert translated(caught.value.sentence).startswith(
        "a.ora lässt sich nicht öffnen: Die Datei ist beschädigt"
    )


def test_the_window_says_the_name_of_a_file_without_its_folder() -> None:
    for path in ("/home/x/Pictures/a.png", r"C:\Users\x\a.png", "a.png"):
        assert (
            translated(f"{path} does not exist; check the name.") == "a.png does not exist; check the name."
        )


def test_a_sentence_that_follows_another_is_translated_too(german) -> None:
    first = "The settings in /home/x/settings.json are damaged; the defaults are used."
    assert translated(f"{first} The old file is kept as settings.json.bak.") == (
        f"{translated(first)} Die alte Datei bleibt als settings.json.bak erhalten."
    )
    assert translated(first) != first


def test_the_seamless_blend_is_named_as_in_the_list() -> None:
    picture, mask = np.full((20, 20, 3), 90, np.uint8), np.zeros((20, 20), np.uint8)
    mask[5:9, 5:9] = 255
    with pytest.raises(EngineError) as caught:
        analyse(Method.POISSON, picture, mask, reference=np.roll(mask, 8))
    assert translated(caught.value.sentence).startswith(name_of(Variant(Method.POISSON)))


# The list is complete, and holds nothing that is never said

UNSEEN = {
    # For the log: without its network the subject is found by the cues.
    "{} cannot be read: install the program again.",
    # Said to programmers: arrays and numbers that the window never hands over.
    "A cut-out must be uint8 H×W×4, but is {} {}.",
    "A picture to write must be uint8 H×W, H×W×3 or H×W×4, but is {}.",
    "The {} must be uint8 H×W×3, but is {} {}.",
    "The {} must be uint8 H×W, but is {} {}.",
    "The {} is {}×{} pixels, the composite {}×{}: they must be the same size.",
    "The {} is {}×{} pixels, the picture {}×{}: they must be the same size.",
    "A placement is a 2×3 matrix, not one of shape {}.",
    "A placement needs finite numbers for its position, scale and rotation.",
    "The strength must be between 0 and {}, but is {}.",
    "A brush needs a size over 0 and a hardness of 0 to 1, not {} and {}.",
    "The edge's {} must be between {} and {}, not {}.",
    "The tolerance must be between 0 and 255, not {}.",
    "The point {}, {} lies outside the picture, {}×{}.",
    "An outline needs finite numbers for its points.",
    "The method '{}' needs a network's weights; colour match has none.",
    # Said on the command line alone; the window says whose mask it is.
    "The mask is empty: nothing was changed.",
    # Said on the command line alone.
    "{} has {}×{} pixels, {} megapixels, over the limit of {}{}; raise it with --max-megapixels {}.",
    "{} is {}×{} pixels, its picture {}×{}: a mask must have the proportions of its picture.",
    "{} is a coloured picture; its brightness is taken as the mask.",
    "{} exists already; choose another name, or allow replacing it (--force).",
    # Only logged, or told to those at a command line as a detail.
    "The colour profile is for {} pixels, the picture has {}.",
    "{} has no thumbnail: {}.",
}
FAMILY = re.compile(r"\w*Error")
PYTHONS = {"ValueError", "RuntimeError", "KeyError", "TypeError", "AttributeError"}
SENTENCE = re.compile(r"[A-Z{][^%]*\.")


def trees() -> Iterator[ast.AST]:
    for folder in (Path(engine.__file__).parent, Path(document.__file__).parent):
        for path in folder.rglob("*.py"):
            if not {"cli", "bench"} & set(path.relative_to(folder).parts):
                yield ast.parse(path.read_text(encoding="utf-8"))


def texts(tree: ast.AST) -> Iterator[ast.AST]:
    """Strings that are no documentation and no part of another one."""
    no = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    no |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    yield from (node for node in ast.walk(tree) if id(node) not in no and _text(node))


def raised(tree: ast.AST, *, ours: bool) -> set[str]:
    """Texts of the errors that are raised, of our own family or of Python's."""
    calls = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    found = set()
    for call in calls:
        if isinstance(call, ast.Call) and call.args and isinstance(call.func, ast.Name):
            mine = FAMILY.fullmatch(call.func.id) is not None and call.func.id not in PYTHONS
            if mine is ours and (text := _text(call.args[0])):
                found.add(text)
    return found


def spoken() -> set[str]:
    """Sentences that somebody may be shown, their values left out: errors of ours, and notices."""
    found: set[str] = set()
    for tree in trees():
        said = {text for node in texts(tree) if (text := _text(node)) and SENTENCE.fullmatch(text)}
        found |= raised(tree, ours=True) | said - raised(tree, ours=False)
    return {text for text in found if text.count(" ") >= 3 or not text.endswith(".")}


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def _bare(pattern: str) -> str:
    return re.sub(r"\{\w+\}", "{}", pattern)


def test_every_sentence_the_window_may_show_is_listed() -> None:
    listed = {_bare(pattern) for pattern in PATTERNS}
    assert not spoken() - UNSEEN - listed


def test_every_sentence_that_is_listed_is_said() -> None:
    said = {_text(node) for tree in trees() for node in texts(tree)}
    said |= {"{} The old file is kept as {}."}
    assert not [pattern for pattern in PATTERNS if _bare(pattern) not in said]
    assert not UNSEEN - said
